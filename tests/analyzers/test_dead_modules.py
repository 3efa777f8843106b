"""Modules that nothing imports and nothing names."""

import pytest

from codex_audit.analyzers.dead_modules import ANALYZER
from codex_audit.domain.facts import Command, ConfigFacts, Tier
from tests.analyzers.project_checks import conforms, judge
from tests.project.builders import Given, config, doc, py

CODE = "def tidy(): pass\n"
APP: dict[str, Given] = {
    "run.py": "import pkg.used\nif __name__ == '__main__': pass",
    "pkg/__init__.py": "",
    "pkg/used.py": CODE,
    "pkg/left.py": CODE,
}


def paths(files: dict[str, Given]) -> list[str]:
    return [one.path for one in judge(ANALYZER, files)]


def test_rules_conform() -> None:
    conforms(ANALYZER)


def test_a_module_that_nothing_leads_to() -> None:
    found = judge(ANALYZER, APP)
    assert len(found) == 1
    assert (found[0].path, found[0].line) == ("pkg/left.py", None)
    assert found[0].message == "No import leads to pkg.left, and nothing else names it."
    assert found[0].searched == (
        "imports and string constants of 4 Python files, 0 configuration files and 0 documents"
    )


@pytest.mark.parametrize(
    "importer",
    [
        "import pkg.left",
        "from pkg import left",
        "def f():\n    from pkg.left import tidy",
        "x = 'pkg.left'",
        "x = 'pkg.left:tidy'",
        "x = 'pkg.left.tidy'",
        "x = 'pkg/left.py'",
        "x = 'left.py'",
        "x = 'left'",
    ],
)
def test_imports_and_strings_anywhere_lead_to_it(importer: str) -> None:
    assert paths({**APP, "tests/test_x.py": importer}) == []


@pytest.mark.parametrize(
    "facts",
    [
        config(entry_points=[("console_scripts", "tool=pkg.left:tidy")]),
        config(settings={"tool.x.plugins": "pkg.left, other"}),
        config(settings={"tool.x.per-file.pkg/left.py": "E501"}),
        config(includes=["pkg/left.py"]),
        ConfigFacts("makefile", commands=(Command("target", "go", 1, "python -m pkg.left --fast"),)),
        doc("Run `pkg/left.py`"),
        doc("```\npython pkg/left.py\n```"),
        doc("[it](pkg/left.py)"),
        doc("# pkg.left"),
    ],
)
def test_configuration_and_documents_lead_to_it(facts: Given) -> None:
    assert paths({**APP, "conf.toml": facts}) == []


@pytest.mark.parametrize(
    "text",
    [
        f"{CODE}if __name__ == '__main__': tidy()",
        "x = 1",
        "",
        py(CODE, tier=Tier.PARSO),
    ],
)
def test_modules_that_are_run_or_hold_no_code(text: Given) -> None:
    assert paths({**APP, "pkg/left.py": text}) == []


@pytest.mark.parametrize(
    "path",
    [
        "pkg/settings.py",
        "pkg/urls.py",
        "pkg/migrations/m1.py",
        "pkg/management/commands/go.py",
        "pkg/__main__.py",
        "pkg/conftest.py",
        "pkg/odd-name.py",
        "tests/helper.py",
        "scripts/go.py",
        "docs/conf.py",
    ],
)
def test_customary_names_and_other_roles(path: str) -> None:
    files = {**APP, path: CODE}
    del files["pkg/left.py"]
    assert paths(files) == []


def test_a_package_that_loads_its_modules_by_name() -> None:
    files = {**APP, "pkg/__init__.py": "import pkgutil\nfor x in pkgutil.iter_modules(__path__): pass"}
    assert paths(files) == []
    files = {**APP, "other/__init__.py": "import importlib\nimportlib.import_module(x)"}
    assert paths(files) == ["pkg/left.py"]
    files = {**APP, "pkg/used.py": "from importlib import import_module\nimport_module(x)"}
    assert paths(files) == []
    files = {**APP, "run.py": "import pkg.used\nexec(open(x).read())"}
    assert paths(files) == []


def test_a_library_keeps_its_public_modules_to_its_users() -> None:
    library = {**APP, "pyproject.toml": config(settings={"project.name": "pkg"}), "pkg/_left.py": CODE}
    assert paths(library) == ["pkg/_left.py"]


def test_lone_files_that_run_are_scripts() -> None:
    assert paths({"a.py": CODE, "b.py": ""}) == ["a.py"]
    assert paths({"a.py": f"{CODE}tidy()", "b.py": ""}) == []
    assert paths({"a.py": f"import argparse\n{CODE}argparse.ArgumentParser()"}) == []
    assert paths({"a.py": "@click.command()\ndef tidy(): pass"}) == []


def test_a_module_that_only_itself_imports() -> None:
    assert paths({"pkg/__init__.py": "", "pkg/left.py": f"import pkg.left\n{CODE}"}) == ["pkg/left.py"]
