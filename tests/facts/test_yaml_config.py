"""Other YAML files."""

import pytest

from codex_audit.facts.yaml_config import EXTRACTOR, MAX_KEYS
from tests.facts.support import config


def test_keys_at_the_top() -> None:
    found = config(
        EXTRACTOR,
        (
            'a: 1\nb: [x, [y]]\nc: {d: 1}\n? [k]\n: v\n"q\\u0061": 1\napi_key: abc\nmax_tokens: 5\n'
            "---\ne: |\n  one\n  two\n"
        ),
        "a.yml",
    )
    assert found.format == "yaml"
    assert [(one.key, one.value, one.line) for one in found.settings] == [
        ("a", "1", 1),
        ("b", "x, y", 2),
        ("c", "", 3),
        ("api_key", "[redacted]", 7),
        ("max_tokens", "5", 8),
        ("e", "one two", 10),
    ]


def test_keys_are_bounded() -> None:
    text = "".join(f"k{number}: 1\n" for number in range(MAX_KEYS + 10))
    assert len(config(EXTRACTOR, text, "a.yaml").settings) == MAX_KEYS


@pytest.mark.parametrize(
    "name", ["docker-compose.yml", "compose.yaml", "docker-compose.dev.yml", "compose-prod.yml"]
)
def test_compose(name: str) -> None:
    found = config(
        EXTRACTOR,
        """\
services:
  web:
    build: ./web
    environment:
      - SECRET_KEY=abc
      - PLAIN
      - 1odd=x
  db:
    image: postgres:16
    environment:
      POSTGRES_PASSWORD: hunter2
  built:
    build: {context: ../x}
  bare: {}
  odd: 3
""",
        name,
    )
    assert found.format == "compose"
    assert [(one.kind, one.name, one.line, one.detail) for one in found.commands] == [
        ("service", "web", 2, "build ./web"),
        ("service", "db", 8, "postgres:16"),
        ("service", "built", 12, "build ../x"),
        ("service", "bare", 14, ""),
    ]
    assert found.environment == (("SECRET_KEY", 5), ("PLAIN", 6), ("POSTGRES_PASSWORD", 11))
    assert "hunter2" not in repr(found)


def test_mkdocs() -> None:
    found = config(
        EXTRACTOR,
        (
            "site_name: X\nnav:\n  - index.md\n  - Guide:\n      - Sub: guide/sub page.md\n"
            "      - https://example.org\nplugins: [search]\n"
        ),
        "mkdocs.yml",
    )
    assert found.format == "mkdocs"
    assert found.includes == (("index.md", 3), ("guide/sub page.md", 5))
    assert config(EXTRACTOR, "site_name: X\n", "mkdocs.yml").includes == ()


def test_conda() -> None:
    found = config(
        EXTRACTOR,
        """\
name: env
dependencies:
  - python=3.11
  - numpy=1.26
  - conda-forge::scipy ==1.11.0
  - pandas=2.0=py311_0
  - pip
  - "bad name!"
  - pip:
      - torch==2.1.0  # c
      - -e .
  - [odd]
""",
        "environment-dev.yml",
    )
    assert found.format == "conda"
    assert [(one.name, one.specifier, one.group, one.line, one.pinned) for one in found.dependencies] == [
        ("numpy", "=1.26", "dev", 4, False),
        ("scipy", "==1.11.0", "dev", 5, True),
        ("pandas", "=2.0=py311_0", "dev", 6, True),
        ("torch", "==2.1.0", "dev", 10, True),
    ]
    assert found.settings[-1].key == "project.python"
    assert found.settings[-1].value == "=3.11"
    assert config(EXTRACTOR, "dependencies: {a: 1}\n", "environment.yml").format == "yaml"


def test_taskfile() -> None:
    found = config(
        EXTRACTOR,
        "tasks:\n  test:\n    cmds:\n      - pytest -x\n      - ls\n  one: echo 1\n  none: {}\n",
        "Taskfile.yml",
    )
    assert [(one.kind, one.name, one.detail) for one in found.commands] == [
        ("target", "test", "pytest -x"),
        ("target", "one", "echo 1"),
        ("target", "none", ""),
    ]


def test_templates_are_told_from_broken_yaml() -> None:
    template = config(EXTRACTOR, "{{- if .Values.x }}\na: 1\n{{ end }}\n", "deployment.yaml")
    assert template.problem == "a template with markers of another language, not YAML as it stands"
    assert config(EXTRACTOR, "a: [\n", "a.yml").problem == "not valid YAML"


@pytest.mark.parametrize("path", ["a.yml", "deep/b.yaml", ".github/dependabot.yml", "action.yml"])
def test_accepted(path: str) -> None:
    assert EXTRACTOR.accepts(path)


@pytest.mark.parametrize(
    "path", [".travis.yml", ".pre-commit-config.yaml", "conda-lock.yml", "a.yml.j2", "yaml"]
)
def test_refused(path: str) -> None:
    assert not EXTRACTOR.accepts(path)
