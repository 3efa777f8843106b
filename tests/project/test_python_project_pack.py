"""The built-in pack `python-project`: that it parses, that its sentences name known places, and
what it says of the smallest trees that have a capability, a part of it, or nothing of it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from codex_audit.domain.capabilities import Pack, Status
from codex_audit.domain.errors import AuditError
from codex_audit.domain.facts import Command, ConfigFacts, EnvironmentRead, Mention
from codex_audit.domain.report import CapabilityRow
from codex_audit.project.capabilities.hits import find
from codex_audit.project.capabilities.judge import judge
from codex_audit.project.capabilities.rows import rows
from codex_audit.project.packs import build
from codex_audit.repository.packs import documents, texts
from tests.project.builders import config, doc, project, py

CAPABILITIES = (
    "packaging",
    "typing",
    "testing",
    "coverage",
    "ci",
    "lint_format",
    "dependency_hygiene",
    "security_policy",
    "release_changelog",
    "documentation",
    "cli",
    "api_stability",
    "observability",
    "configuration",
)
FIELDS = {
    "home",
    "main",
    "manifest",
    "no_manifest",
    "readme",
    "tests",
    "test",
    "searched",
    "declared",
    "scripts_absent",
}
TEMPLATE = re.compile(r"\{([^}]*)\}")
WORKFLOW = ".github/workflows/tests.yml"

Files = Mapping[str, Any]


def pack() -> Pack:
    (found,) = [one for one in build(documents(texts("/", ()))) if one.id == "python-project"]
    return found


def judged(files: Files) -> dict[str, CapabilityRow]:
    tree = project({"src/pkg/__init__.py": "", "src/pkg/core.py": "def run():\n    return 1\n", **files})
    packs = (pack(),)
    return {row.id: row for row in rows(tree, judge(packs, find(tree, packs)))}


def present(row: CapabilityRow) -> set[str]:
    return {part.id for part in row.parts if part.status == "present"}


def says(*words: tuple[str, str], text: str = "", **fields: Any) -> Any:
    """Python facts with words of the vocabulary, which the small reader of the tests leaves out."""
    return py(text, mentions=tuple(Mention(kind, word, 1) for kind, word in words), **fields)


def some_tests(count: int) -> Files:
    return {f"tests/test_{number}.py": "def test_a():\n    pass\n" for number in range(count)}


def hosted(*steps: str) -> ConfigFacts:
    named = [Command("job", "tests", 1, "ubuntu-latest")]
    return ConfigFacts("ci", commands=(*named, *(Command("step", one.split()[0], 2, one) for one in steps)))


METADATA = {"project.name": "pkg", "project.requires-python": ">=3.11"}
MAIN = "import argparse\nparser = argparse.ArgumentParser()\n"

IMPLEMENTED: Sequence[tuple[str, Files]] = (
    ("packaging", {"pyproject.toml": config(settings=METADATA)}),
    ("packaging", {"setup.py": "from setuptools import setup\nsetup()\n"}),
    (
        "typing",
        {"src/pkg/a.py": "from typing import Any\nx: Any = 1\n", "pyproject.toml": config(tools=["mypy"])},
    ),
    ("testing", some_tests(3)),
    ("testing", {**some_tests(1), "Makefile": config("makefile", commands=[("target", "pytest")])}),
    ("coverage", {"tox.ini": config("tox", commands=[("env", "coverage run -m pytest")])}),
    ("coverage", {"pyproject.toml": config(settings={"tool.pytest.ini_options.addopts": "-q --cov=pkg"})}),
    ("ci", {WORKFLOW: hosted("pytest -q")}),
    ("ci", {".gitlab-ci.yml": hosted("tox -e py311")}),
    (
        "lint_format",
        {
            ".pre-commit-config.yaml": config(
                "pre-commit", commands=[("hook", "ruff-check"), ("hook", "ruff-format")]
            )
        },
    ),
    (
        "dependency_hygiene",
        {
            "requirements.txt": config("requirements", dependencies=["pytest==8", "ruff==1"]),
            ".github/dependabot.yml": None,
        },
    ),
    ("security_policy", {"SECURITY.md": "# Security policy\n"}),
    ("security_policy", {"CONTRIBUTING.md": "# Work\n\n## Reporting a vulnerability\n"}),
    (
        "release_changelog",
        {
            "CHANGELOG.md": "# Changes\n\n## Unreleased\n",
            "Makefile": config("makefile", commands=[("target", "twine upload")]),
        },
    ),
    ("documentation", {"README.md": "# pkg\n\n```python\nimport pkg\n```\n"}),
    (
        "cli",
        {
            "src/pkg/main.py": MAIN,
            "pyproject.toml": config(entry_points=[("console_scripts", "pkg=pkg.main:main")]),
        },
    ),
    ("cli", {"src/pkg/__main__.py": MAIN}),
    (
        "api_stability",
        {
            "src/pkg/a.py": says(("name", "__all__"), text="import warnings\nwarnings.warn('x')\n"),
            "CHANGELOG.md": "# Changes\n\n### Deprecated\n",
        },
    ),
    ("observability", {"src/pkg/a.py": "import logging\nlogger = logging.getLogger(__name__)\n"}),
    ("configuration", {"src/pkg/a.py": "import configparser\nx = configparser.ConfigParser()\n"}),
    (
        "configuration",
        {
            "src/pkg/a.py": py(environment=(EnvironmentRead("PKG_MODE", 1, False),)),
            "README.md": "# pkg\n\n## Environment variables\n",
        },
    ),
)

PARTIAL: Sequence[tuple[str, Files, set[str]]] = (
    ("packaging", {"requirements.txt": config("requirements", dependencies=["numpy"])}, {"requirements"}),
    ("typing", {"src/pkg/a.py": "from typing import Any\nx: Any = 1\n"}, {"annotations"}),
    ("testing", some_tests(1), {"some"}),
    (
        "coverage",
        {"pyproject.toml": config(tools=["coverage"], settings={"tool.coverage.run.branch": "true"})},
        {"settings", "branch"},
    ),
    ("ci", {"noxfile.py": None}, {"local"}),
    ("ci", {WORKFLOW: hosted("pip install pytest", "ruff check")}, {"pipeline", "checks"}),
    ("lint_format", {"setup.cfg": config("setup-cfg", tools=["flake8"])}, {"linter"}),
    ("dependency_hygiene", {".github/dependabot.yml": None}, {"updates"}),
    ("security_policy", {WORKFLOW: hosted("github/codeql-action/analyze@v3")}, {"scanning"}),
    ("release_changelog", {"HISTORY.rst": None}, {"changelog"}),
    ("documentation", {"README.md": "A package.\n"}, {"readme"}),
    ("cli", {"src/pkg/main.py": MAIN}, {"parser"}),
    ("api_stability", {"src/pkg/a.py": says(("name", "__all__"))}, {"exports"}),
    ("observability", {"src/pkg/a.py": "import sentry_sdk\nsentry_sdk.init()\n"}, {"errors"}),
    (
        "configuration",
        {"src/pkg/a.py": py(environment=(EnvironmentRead("PKG_MODE", 1, False),))},
        {"environment"},
    ),
)


def test_the_capabilities_stand_in_their_order() -> None:
    assert tuple(one.id for one in pack().capabilities) == CAPABILITIES
    assert {3 <= len(one.parts) <= 6 for one in pack().capabilities} == {True}


def test_every_part_says_what_its_absence_means() -> None:
    for capability in pack().capabilities:
        for part in capability.parts:
            assert part.gap.endswith("."), (capability.id, part.id)
            assert part.any, (capability.id, part.id)


def test_every_sentence_names_something_of_the_repository() -> None:
    for capability in pack().capabilities:
        known = FIELDS | {f"at:{part.id}" for part in capability.parts}
        own = [capability.start, capability.rollback]
        for part in capability.parts:
            own += [part.gap, part.risk, part.plan]
        for text in filter(None, own):
            fields = TEMPLATE.findall(text)
            assert fields, text
            assert set(fields) <= known, text


def test_no_two_sentences_of_a_kind_are_alike() -> None:
    for kind in ("gap", "risk", "plan"):
        found = [getattr(part, kind) for one in pack().capabilities for part in one.parts]
        named = [text for text in found if text]
        assert len(named) == len(set(named))


def test_no_plan_adds_a_hosted_workflow() -> None:
    for capability in pack().capabilities:
        for text in (capability.start, *(part.plan for part in capability.parts)):
            assert not re.search(
                r"workflow|GitHub Actions|\.github/|gitlab|travis|azure", text, re.IGNORECASE
            )


@pytest.mark.parametrize(("name", "files"), IMPLEMENTED)
def test_the_smallest_tree_that_has_it(name: str, files: Files) -> None:
    row = judged(files)[name]
    assert row.status == Status.IMPLEMENTED
    assert row.artifacts


@pytest.mark.parametrize(("name", "files", "parts"), PARTIAL)
def test_the_smallest_tree_that_has_some_of_it(name: str, files: Files, parts: set[str]) -> None:
    row = judged(files)[name]
    assert row.status == Status.PARTIAL
    assert present(row) == parts
    assert row.gaps
    assert row.patch_plan


def test_a_bare_package_has_none_of_it() -> None:
    found = judged({})
    assert {name: row.status for name, row in found.items()} == dict.fromkeys(CAPABILITIES, Status.MISSING)
    for row in found.values():
        assert row.artifacts == ()
        assert len(row.patch_plan) == 1
        for text in (*row.gaps, *row.risks, *row.patch_plan, row.rollback_plan):
            assert "{" not in text
            assert "src/pkg" in text or "2 Python files" in text or "tests/" in text, text


def test_a_tool_that_is_only_installed_does_not_run_the_tests() -> None:
    found = judged({**some_tests(1), WORKFLOW: hosted("pip install pytest")})
    assert present(found["testing"]) == {"some"}
    assert present(found["ci"]) == {"pipeline"}


def test_a_hook_is_no_pipeline() -> None:
    hooks = config("pre-commit", commands=[("hook", "pytest")])
    assert present(judged({".pre-commit-config.yaml": hooks})["ci"]) == {"local"}


@pytest.mark.parametrize(("value", "found"), [("true", True), ("True", True), ("false", False), ("", False)])
def test_a_setting_counts_by_its_value(value: str, found: bool) -> None:
    tree = {"mypy.ini": config("mypy", tools=["mypy"], settings={"tool.mypy.strict": value})}
    assert ("strict" in present(judged(tree)["typing"])) is found


def test_imports_are_sorted_where_ruff_selects_them() -> None:
    for value, found in (("E, F, I", True), ("I", True), ("ICN, UP", False), ("ALL", True)):
        tree = {"pyproject.toml": config(settings={"tool.ruff.lint.select": value})}
        assert ("imports" in present(judged(tree)["lint_format"])) is found, value


def test_tests_of_others_commands_do_not_make_a_command_line() -> None:
    tree = {"tests/test_0.py": "import subprocess\ndef test_a():\n    subprocess.run(['ls'])\n"}
    assert judged(tree)["cli"].status == Status.MISSING


def test_a_heading_on_reports_is_no_policy() -> None:
    tree = {"README.md": doc("# pkg\n\n## Reporting only fixable vulnerabilities\n")}
    assert present(judged(tree)["security_policy"]) == set()


def test_only_keywords_and_settings_take_values() -> None:
    def table(signal: str) -> dict[str, Any]:
        part = {"id": "a", "title": "A", "any": [signal], "gap": "No {main}."}
        one = {"id": "a", "title": "A", "implemented": [["a"]], "test": "a", "start": "S.", "rollback": "R."}
        return {"id": "own", "title": "Own", "capability": [{**one, "part": [part]}]}

    (own,) = build([("own.toml", table("setting:tool.mypy.strict=true"))])
    assert own.capabilities[0].parts[0].any[0][0].value == "true"
    assert build([("own.toml", table("environment:PKG_*"))])
    assert build([("own.toml", table("ci:*pytest*"))])
    with pytest.raises(AuditError, match="takes nothing behind its name"):
        build([("own.toml", table("command:pytest=1"))])
