"""Entry points that lead nowhere."""

from codex_audit.analyzers.entry_points import ANALYZER
from codex_audit.domain.levels import Confidence
from tests.analyzers.project_checks import conforms, judge
from tests.project.builders import Given, config, project

PKG: dict[str, Given] = {"pkg/__init__.py": "", "pkg/cli.py": "def main(): pass"}


def declare(*targets: str, group: str = "console_scripts") -> Given:
    return config(entry_points=[(group, f"tool={target}") for target in targets])


def test_rules_conform() -> None:
    conforms(ANALYZER)


def test_modules_and_attributes_that_do_not_exist() -> None:
    found = judge(
        ANALYZER, {**PKG, "pyproject.toml": declare("pkg.gone:main", "pkg.cli:gone", "pkg.cli:main")}
    )
    assert [(one.path, one.line, one.symbol) for one in found] == [
        ("pyproject.toml", 10, "pkg.gone:main"),
        ("pyproject.toml", 11, "pkg.cli:gone"),
    ]
    assert (
        found[0].message
        == "The entry point tool names pkg.gone:main, a module that is not in this repository."
    )
    assert found[1].message == "The entry point tool names pkg.cli:gone, which pkg/cli.py does not define."
    assert found[0].confidence is Confidence.HIGH


def test_script_files_of_setup_py() -> None:
    found = judge(ANALYZER, {**PKG, "setup.py": declare("bin/gone", group="scripts")})
    assert [one.message for one in found] == ["The script bin/gone is not in this repository."]
    assert found[0].confidence is Confidence.MEDIUM


def test_unknown_and_external_targets_are_silent() -> None:
    assert judge(ANALYZER, {**PKG, "pyproject.toml": declare("other:main", "{x}", "pkg._version:x")}) == []


def test_fixtures_and_vendored_projects_are_silent() -> None:
    gone = declare("pkg.gone:main")
    assert judge(ANALYZER, {**PKG, "tests/pyproject.toml": gone, "vendor/pyproject.toml": gone}) == []


def test_whether_it_applies() -> None:
    assert ANALYZER.applies(project({"a.py": ""})) == "no file declares entry points"
    assert ANALYZER.applies(project({"pyproject.toml": declare("x:y")})) is None
