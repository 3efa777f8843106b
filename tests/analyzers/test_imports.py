"""Imports that name nothing in the repository."""

import pytest

from codex_audit.analyzers.imports import ANALYZER
from codex_audit.domain.levels import Confidence, Severity
from tests.analyzers.project_checks import conforms, judge
from tests.project.builders import py

PKG = {"pkg/__init__.py": "", "pkg/a.py": "x = 1"}


def test_rules_conform() -> None:
    conforms(ANALYZER)


def test_a_missing_module_is_cited_where_it_is_imported() -> None:
    found = judge(ANALYZER, {**PKG, "pkg/user.py": "import os\nfrom pkg.gone import tidy"})
    assert len(found) == 1
    one = found[0]
    assert (one.path, one.line, one.symbol) == ("pkg/user.py", 2, "pkg.gone")
    assert one.message == "`from pkg.gone import tidy` asks for pkg.gone, which is not in this repository."
    assert (one.severity, one.confidence) == (Severity.HIGH, Confidence.HIGH)


def test_relative_imports_cite_their_dots() -> None:
    found = judge(ANALYZER, {**PKG, "pkg/user.py": "from .gone import x\nfrom .a import y\nfrom . import z"})
    assert [(one.symbol, one.line) for one in found] == [(".gone", 1), (".a", 2), (".", 3)]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("try:\n    import pkg.gone\nexcept ImportError:\n    pass", Severity.INFO),
        ("if TYPE_CHECKING:\n    import pkg.gone", Severity.LOW),
        ("def f():\n    import pkg.gone", Severity.MEDIUM),
    ],
)
def test_imports_that_fail_later_or_never_weigh_less(text: str, severity: Severity) -> None:
    found = judge(ANALYZER, {**PKG, "pkg/user.py": text})
    assert [(one.severity, one.confidence) for one in found] == [(severity, Confidence.MEDIUM)]


def test_one_statement_asking_twice_for_a_module_is_one_finding() -> None:
    assert (
        len(judge(ANALYZER, {**PKG, "pkg/user.py": "from pkg.gone import a, b\nfrom pkg.gone import c"})) == 2
    )


def test_what_exists_is_silent() -> None:
    assert judge(ANALYZER, {**PKG, "pkg/user.py": "from pkg.a import x\nimport yaml"}) == []


def test_tests_count_only_by_what_they_load_themselves() -> None:
    gone = "from pkg import gone\n"
    assert len(judge(ANALYZER, {**PKG, "tests/test_x.py": f"{gone}def test_it(): pass"})) == 1
    assert len(judge(ANALYZER, {**PKG, "tests/conftest.py": gone})) == 1
    assert judge(ANALYZER, {**PKG, "tests/test_material.py": gone}) == []
    assert judge(ANALYZER, {**PKG, "tests/material.py": f"{gone}def test_it(): pass"}) == []
    later = "def test_it():\n    from pkg import gone"
    assert judge(ANALYZER, {**PKG, "tests/test_x.py": later}) == []


def test_scripts_count_by_what_they_load() -> None:
    assert len(judge(ANALYZER, {**PKG, "scripts/x.py": "from pkg import gone"})) == 1
    assert judge(ANALYZER, {**PKG, "scripts/x.py": "def f():\n    from pkg import gone"}) == []


def test_notebooks_have_no_lines_to_cite() -> None:
    assert judge(ANALYZER, {**PKG, "n.ipynb": py("from pkg import gone")}) == []
