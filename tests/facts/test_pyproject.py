"""``pyproject.toml``."""

import pytest

from codex_audit.domain.facts import ConfigFacts
from codex_audit.facts._toml import NOT_TOML
from codex_audit.facts.pyproject import EXTRACTOR
from tests.facts.support import config


def facts(text: str) -> ConfigFacts:
    return config(EXTRACTOR, text, "pyproject.toml")


STANDARD = """\
[build-system]
requires = ["hatchling>=1", "hatch-vcs==0.4"]
build-backend = "hatchling.build"

[project]
name = "Parcels"
description = "Tracks parcels."
readme = {file = "README.md", content-type = "text/markdown"}
license = {text = "MIT"}
requires-python = ">=3.10"
dynamic = ["version"]
classifiers = [
  "License :: OSI Approved :: MIT License",
  "Typing :: Typed",
]
dependencies = [
  "requests[socks]>=2,<3; python_version > '3'",  # a comment with "quotes"
  'attrs == 23.1.0',
  "local @ file:///tmp/local",
]

[project.optional-dependencies]
My_Extra = ["rich"]

[project.scripts]
parcels = "parcels.cli:main"

[project.gui-scripts]
window = "parcels.gui:main"

[project.entry-points."parcels.plugins"]
post = "parcels.post"

[dependency-groups]
test = ["pytest>=8", {include-group = "lint"}]
lint = ["ruff"]

[tool.ruff]
line-length = 100
lint.select = ["E", "F"]
[tool.ruff.lint.per-file-ignores]
"tests/*" = ["S101", "E501"]
[tool.setuptools.package-dir]
"" = "src"
[[tool.mypy.overrides]]
module = ["a.*", "b"]
ignore_missing_imports = true
[tool.unheard-of]
key = 1
"""


def test_dependencies_with_their_groups_and_lines() -> None:
    found = [
        (one.name, one.specifier, one.group, one.line, one.pinned) for one in facts(STANDARD).dependencies
    ]
    assert found == [
        ("requests", "<3,>=2", "", 17, False),
        ("attrs", "==23.1.0", "", 18, True),
        ("local", "@ file:///tmp/local", "", 19, False),
        ("hatchling", ">=1", "build", 2, False),
        ("hatch-vcs", "==0.4", "build", 2, True),
        ("rich", "", "my-extra", 23, False),
        ("pytest", ">=8", "test", 35, False),
        ("ruff", "", "lint", 36, False),
    ]


def test_entry_points() -> None:
    found = [(one.group, one.name, one.target, one.line) for one in facts(STANDARD).entry_points]
    assert found == [
        ("console_scripts", "parcels", "parcels.cli:main", 26),
        ("gui_scripts", "window", "parcels.gui:main", 29),
        ("parcels.plugins", "post", "parcels.post", 32),
    ]


def test_metadata_and_settings() -> None:
    settings = {one.key: (one.value, one.line) for one in facts(STANDARD).settings}
    assert settings == {
        "project.name": ("Parcels", 6),
        "project.description": ("Tracks parcels.", 7),
        "project.requires-python": (">=3.10", 10),
        "project.license": ("MIT", 9),
        "project.readme": ("README.md", 8),
        "project.classifiers": ("License :: OSI Approved :: MIT License", 12),
        "build-system.build-backend": ("hatchling.build", 3),
        "tool.mypy.overrides": ("module=[a.* b] ignore_missing_imports=true", 45),
        "tool.ruff.line-length": ("100", 39),
        "tool.ruff.lint.select": ("E, F", 40),
        "tool.ruff.lint.per-file-ignores.tests/*": ("S101, E501", 42),
        "tool.setuptools.package-dir": ("=src", 43),
    }


def test_tools_and_dynamic_fields() -> None:
    found = facts(STANDARD)
    assert found.tools == (("ruff", 38), ("setuptools", 43), ("mypy", 45), ("unheard-of", 48))
    assert found.dynamic == ("version",)
    assert found.problem is None


def test_a_licence_file_and_a_plain_readme() -> None:
    found = facts(
        '[project]\nreadme = "README.rst"\nlicense = {file = "LICENSE"}\nlicense-files = ["LICEN[CS]E*"]\n'
    )
    assert [(one.key, one.value) for one in found.settings] == [
        ("project.license.file", "LICENSE"),
        ("project.license-files", "LICEN[CS]E*"),
        ("project.readme", "README.rst"),
    ]


def test_poetry() -> None:
    found = facts(
        """\
[tool.poetry]
name = "old"
version = "1.0"
license = "MIT"
packages = [{include = "old", from = "src"}]
[tool.poetry.dependencies]
python = "^3.8"
Django = "^4.2"
exact = "1.2.3"
star = "*"
local = {path = "../local"}
option = {version = ">=1", optional = true}
many = [{version = "<2", python = "<3.9"}, {version = ">=2"}]
odd = 3
[tool.poetry.extras]
more = ["option"]
[tool.poetry.dev-dependencies]
black = "22.1"
[tool.poetry.group.docs.dependencies]
sphinx = "*"
[tool.poetry.scripts]
old = "old:main"
run = {reference = "old.run:go", extras = ["more"], type = "console"}
file = {reference = "bin/tool", type = "file"}
none = {type = "console"}
[tool.poetry.plugins."old.plugin"]
a = "old.a"
"""
    )
    assert [(one.name, one.specifier, one.group, one.pinned) for one in found.dependencies] == [
        ("django", "^4.2", "", False),
        ("exact", "1.2.3", "", True),
        ("star", "", "", False),
        ("local", "@ ../local", "", False),
        ("option", ">=1", "more", False),
        ("many", "<2 || >=2", "", False),
        ("odd", "", "", False),
        ("black", "22.1", "dev", True),
        ("sphinx", "", "docs", False),
    ]
    assert [(one.group, one.name, one.target) for one in found.entry_points] == [
        ("console_scripts", "old", "old:main"),
        ("console_scripts", "run", "old.run:go"),
        ("scripts", "file", "bin/tool"),
        ("old.plugin", "a", "old.a"),
    ]
    settings = {one.key: one.value for one in found.settings}
    assert settings == {
        "project.name": "old",
        "project.version": "1.0",
        "project.license": "MIT",
        "project.python": "^3.8",
        "tool.poetry.packages": "include=old from=src",
    }


def test_the_project_table_wins_over_poetry() -> None:
    found = facts(
        '[project]\nname = "new"\nrequires-python = ">=3.9"\n[tool.poetry]\nname = "old"\n'
        '[tool.poetry.dependencies]\npython = "^3.8"\n'
    )
    assert [(one.key, one.value) for one in found.settings] == [
        ("project.name", "new"),
        ("project.requires-python", ">=3.9"),
    ]


def test_flit_pdm_uv_rye_and_hatch() -> None:
    found = facts(
        """\
[tool.flit.metadata]
module = "flat"
dist-name = "flat-dist"
requires = ["a"]
dev-requires = ["b"]
description-file = "README.rst"
[tool.flit.metadata.requires-extra]
doc = ["c"]
[tool.flit.scripts]
flat = "flat:main"
[tool.flit.entrypoints."x.y"]
p = "flat.p"
[tool.pdm.dev-dependencies]
lint = ["d"]
[tool.uv]
dev-dependencies = ["e"]
[tool.rye]
dev-dependencies = ["f"]
[tool.hatch.envs.Test]
dependencies = ["g"]
extra-dependencies = ["h"]
[tool.hatch.envs.Test.scripts]
run = "pytest {args}"
cov = ["coverage run", "coverage report"]
[tool.hatch.version]
path = "flat/__about__.py"
"""
    )
    assert [(one.name, one.group) for one in found.dependencies] == [
        ("a", ""),
        ("b", "dev"),
        ("e", "dev"),
        ("f", "dev"),
        ("c", "doc"),
        ("d", "lint"),
        ("g", "test"),
        ("h", "test"),
    ]
    assert [(one.group, one.target) for one in found.entry_points] == [
        ("console_scripts", "flat:main"),
        ("x.y", "flat.p"),
    ]
    assert [(one.kind, one.name, one.detail) for one in found.commands] == [
        ("script", "run", "pytest {args}"),
        ("script", "cov", "coverage run coverage report"),
    ]
    assert found.includes == (("flat/__about__.py", 26),)
    settings = {one.key: one.value for one in found.settings}
    assert settings["project.name"] == "flat-dist"
    assert settings["project.description-file"] == "README.rst"


def test_files_of_dynamic_fields() -> None:
    found = facts(
        """\
[project]
dynamic = ["dependencies", "version"]
[tool.setuptools.dynamic]
version = {attr = "a.__version__"}
dependencies = {file = ["requirements.txt", "more.txt"]}
optional-dependencies.test = {file = "test.txt"}
"""
    )
    assert found.includes == (("requirements.txt", 5), ("more.txt", 5), ("test.txt", 6))
    assert found.dynamic == ("dependencies", "version")


def test_tasks_and_environments() -> None:
    found = facts(
        """\
[tool.poe.tasks]
test = "pytest -x"
lint = {cmd = "ruff check"}
both = {sequence = ["lint", "test"]}
odd = 3
[tool.cibuildwheel]
test-command = "pytest {project}"
before-build = ["a"]
[tool.tox]
legacy_tox_ini = \"\"\"
[testenv:py]
commands = pytest
\"\"\"
[tool.tox.env_run_base]
commands = [["pytest", {replace = "posargs"}], ["coverage", "report"]]
deps = ["pytest", "-r requirements.txt"]
[tool.tox.env.lint]
commands = "ruff"
deps = ["ruff"]
"""
    )
    assert [(one.kind, one.name, one.line, one.detail) for one in found.commands] == [
        ("script", "test", 2, "pytest -x"),
        ("script", "lint", 3, "ruff check"),
        ("script", "both", 4, "lint test"),
        ("script", "odd", 5, ""),
        ("env", "env_run_base", 14, "pytest; coverage report"),
        ("env", "lint", 17, ""),
        ("env", "py", 11, "pytest"),
        ("step", "test-command", 7, "pytest {project}"),
    ]
    assert [(one.name, one.group) for one in found.dependencies] == [("pytest", "tox"), ("ruff", "tox")]


def test_values_of_credentials_are_masked() -> None:
    found = facts('[tool.semantic_release]\ntoken = "abcdefghijk"\nmax_tokens = 5\n')
    assert [one.value for one in found.settings] == ["[redacted]", "5"]


@pytest.mark.parametrize("text", ["[project", "a = ", "x = 1\nx = 2\n", "{% if a %}\n"])
def test_what_is_no_toml_says_so(text: str) -> None:
    found = facts(text)
    assert found == ConfigFacts("pyproject", problem=NOT_TOML, problem_line=found.problem_line)


@pytest.mark.parametrize(
    "text",
    [
        "project = 3\ntool = 4\nbuild-system = []\n",
        "[project]\ndependencies = 'requests'\noptional-dependencies = []\nscripts = 1\ndynamic = 'x'\n",
        (
            "[tool]\nruff = 1\npoetry = []\n[project]\nlicense = {text = 3}\nreadme = {text = 'x'}\n"
            "classifiers = 'x'\n"
        ),
        "[project.scripts]\na = 1\n[tool.setuptools]\ndynamic = 3\n[tool.hatch]\nenvs = 3\n",
        "[dependency-groups]\na = 'b'\n[project]\n'na\\u006de' = 'x'\n",
    ],
)
def test_odd_types_are_tolerated(text: str) -> None:
    assert facts(text).problem is None
