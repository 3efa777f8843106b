"""What a repository should hold, and what it should not."""

from typing import Any

import pytest

from codex_audit.analyzers.hygiene import ANALYZER
from codex_audit.domain.levels import Confidence, Severity
from tests.analyzers.project_checks import conforms, judge
from tests.project.builders import Given, config, project, py

CODE = "import typing\ndef tidy(): pass\n"
NAMED = config(settings={"project.name": "pkg", "project.license": "MIT"}, tools=["mypy"])
WHOLE: dict[str, Given] = {
    "LICENSE": None,
    "CHANGELOG.md": "",
    "README.md": "",
    "noxfile.py": "",
    "pyproject.toml": NAMED,
    "src/pkg/__init__.py": "",
    "src/pkg/core.py": CODE,
    "src/pkg/py.typed": None,
    "tests/test_core.py": "def test_it(): pass",
}


def rules(files: dict[str, Given], **more: Any) -> list[str]:
    return [one.rule.removeprefix("hygiene/") for one in judge(ANALYZER, files, **more)]


def without(*paths: str, **more: Given) -> dict[str, Given]:
    return {path: given for path, given in {**WHOLE, **more}.items() if path not in paths}


def test_rules_conform() -> None:
    conforms(ANALYZER)


def test_a_whole_repository_is_silent() -> None:
    assert judge(ANALYZER, WHOLE) == []


@pytest.mark.parametrize(
    "files",
    [{"README.md": "# x"}, {"data.csv": None}, {"docs/guide.md": "", "notes.txt": None}],
)
def test_trees_without_code_are_silent(files: dict[str, Given]) -> None:
    assert judge(ANALYZER, files) == []


def test_an_empty_tree_is_not_judged() -> None:
    assert ANALYZER.applies(project({})) == "the tree has no files"
    assert ANALYZER.applies(project({"a.py": ""})) is None


def test_no_licence() -> None:
    found = judge(ANALYZER, without("LICENSE"))
    assert [(one.rule, one.path, one.line, one.severity) for one in found] == [
        ("hygiene/no-licence", ".", None, Severity.LOW)
    ]
    assert "metadata states a licence" in found[0].message
    assert found[0].searched == "LICENSE, LICENCE, COPYING and LICENSES/ among 8 files"
    bare = judge(ANALYZER, {"a.py": "x = 1"})
    assert (bare[0].rule, bare[0].severity) == ("hygiene/no-licence", Severity.MEDIUM)


@pytest.mark.parametrize(
    "path",
    [
        "LICENCE.txt",
        "license",
        "COPYING",
        "UNLICENSE",
        "LICENSES/MIT.txt",
        "LICENSE-APACHE",
        "docs/LICENSE.rst",
    ],
)
def test_licences_by_any_name(path: str) -> None:
    assert rules(without("LICENSE", **{path: None})) == []


@pytest.mark.parametrize(
    "path",
    [
        "CHANGES.rst",
        "HISTORY.txt",
        "NEWS",
        "docs/changelog.md",
        "doc/source/whatsnew.rst",
        "changelogs/a.yaml",
        "docs/release_notes/1.0.md",
        "CHANGELOG",
        "Change-Log.md",
        "newsfragments/1.feature",
        "RELEASE_NOTES.md",
    ],
)
def test_changelogs_by_any_name(path: str) -> None:
    assert rules(without("CHANGELOG.md", **{path: None})) == []


def test_no_changelog() -> None:
    assert rules(without("CHANGELOG.md")) == ["no-changelog"]
    assert rules(without("CHANGELOG.md", "pyproject.toml")) == []


APP: dict[str, Given] = {"LICENSE": None, "app.py": CODE, "test_app.py": "", "tox.ini": None}


def app(*dependencies: str, **more: Given) -> list[str]:
    return rules({**APP, "requirements.txt": config("requirements", dependencies=dependencies), **more})


def test_an_applications_loose_dependencies() -> None:
    found = judge(
        ANALYZER, {**APP, "requirements.txt": config("requirements", dependencies=["flask", "click==8"])}
    )
    assert [one.rule for one in found] == ["hygiene/no-lock-file"]
    assert found[0].message.startswith("1 dependency of 2 may be installed in any of several versions")


def test_locked_pinned_and_library_dependencies() -> None:
    assert app("flask==2", "click==8") == []
    assert app("flask", **{"uv.lock": None}) == []
    assert app("flask", **{"pins.txt": config("requirements", groups={"lock": ["flask"]})}) == []
    assert rules({**WHOLE, "requirements.txt": config("requirements", dependencies=["flask"])}) == []


def test_no_py_typed() -> None:
    found = judge(ANALYZER, without("src/pkg/py.typed"))
    assert [(one.rule, one.path) for one in found] == [("hygiene/no-py-typed", "src/pkg/__init__.py")]


def test_py_typed_is_asked_of_typed_libraries_alone() -> None:
    untyped = {**WHOLE, "src/pkg/core.py": "def tidy(): pass"}
    assert rules({path: one for path, one in untyped.items() if path != "src/pkg/py.typed"}) == []
    unchecked = without("src/pkg/py.typed", **{"pyproject.toml": config(settings={"project.name": "pkg"})})
    assert rules(unchecked) == []
    hook = config("pre-commit", commands=[("hook", "mypy")])
    assert rules({**unchecked, ".pre-commit-config.yaml": hook}) == ["no-py-typed"]
    lone = without("src/pkg/__init__.py", "src/pkg/core.py", "src/pkg/py.typed", **{"pkg.py": CODE})
    assert rules(lone) == []


@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/ci.yml",
        ".gitlab-ci.yml",
        ".travis.yml",
        "azure-pipelines.yml",
        ".circleci/config.yml",
        "Jenkinsfile",
        "tox.ini",
        ".pre-commit-config.yaml",
        ".ci/run",
        "appveyor.yml",
    ],
)
def test_gates_on_a_server_or_local(path: str) -> None:
    assert rules(without("noxfile.py", **{path: None})) == []


def test_no_ci() -> None:
    assert rules(without("noxfile.py")) == ["no-ci"]
    target = config("makefile", commands=[("target", "unit-tests")])
    assert rules(without("noxfile.py", Makefile=target)) == []
    other = config("makefile", commands=[("target", "latest")])
    assert rules(without("noxfile.py", Makefile=other)) == ["no-ci"]


def test_no_tests() -> None:
    found = judge(ANALYZER, without("tests/test_core.py"))
    assert [one.rule for one in found] == ["hygiene/no-tests"]
    assert found[0].message == "1 module with code, and no test."
    assert rules(without("tests/test_core.py", **{"checks.py": "import unittest"})) == []
    assert "no-tests" not in rules({"LICENSE": None, "a.py": "x = 1", "n.ipynb": py("def f(): pass")})


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("src/pkg/__pycache__/core.cpython-311.pyc", "byte code"),
        ("old.pyc", "byte code"),
        (".mypy_cache/3.11/x.json", "caches of tools"),
        (".coverage", "coverage data"),
        ("htmlcov/index.html", "coverage data"),
        (".ipynb_checkpoints/x-checkpoint.ipynb", "notebook checkpoints"),
        ("docs/.DS_Store", "files of the desktop"),
        ("src/pkg/.core.py.swp", "swap and backup files"),
        ("pkg.egg-info/PKG-INFO", "build artefacts"),
        ("dist/pkg-1.0-py3-none-any.whl", "build artefacts"),
        (".env", "environment variables"),
        ("deploy/.env.production", "environment variables"),
    ],
)
def test_leftovers(path: str, what: str) -> None:
    found = judge(ANALYZER, {**WHOLE, path: None})
    assert [(one.rule, one.path) for one in found] == [("hygiene/gitignore-gap", path)]
    assert (
        found[0].message
        == f"The tree holds 1 file of {what} that a .gitignore should keep out; {path} is the first."
    )


@pytest.mark.parametrize(
    "path",
    [
        "tests/data/__pycache__/x.pyc",
        "tests/fixtures/.env",
        ".env.example",
        "pkg.py",
        ".coveragerc",
        "build/x.py",
    ],
)
def test_what_is_no_leftover(path: str) -> None:
    assert "gitignore-gap" not in rules({**WHOLE, path: None})


def test_an_environment_is_one_finding() -> None:
    files: dict[str, Given] = {
        "venv/pyvenv.cfg": None,
        "venv/lib/x.py": "",
        "venv/lib/__pycache__/x.pyc": None,
    }
    found = judge(ANALYZER, {**WHOLE, **files})
    assert [one.rule for one in found] == ["hygiene/gitignore-gap"]
    assert "3 files of a virtual environment" in found[0].message


def test_large_files() -> None:
    files = {**WHOLE, "data.bin": None, "limit.bin": None}
    found = judge(ANALYZER, files, sizes={"data.bin": 5_000_001, "limit.bin": 5_000_000})
    assert [(one.rule, one.path, one.value) for one in found] == [
        ("hygiene/large-file", "data.bin", 5_000_001)
    ]
    assert "5,000,001 bytes" in found[0].message
    assert judge(ANALYZER, WHOLE, links={"big": "x"}, sizes={"big": 6_000_000}) == []


def test_generated_code_is_one_finding_a_folder() -> None:
    files: dict[str, Given] = {
        "src/pkg/a_pb2.py": "",
        "src/pkg/b_pb2.py": "",
        "src/pkg/_version.py": "",
        "src/pkg/_antlr/__init__.py": "",
        "web/x.min.js": None,
    }
    found = judge(ANALYZER, {**WHOLE, **files})
    assert [(one.rule, one.path, one.confidence) for one in found] == [
        ("hygiene/generated-file", "src/pkg/a_pb2.py", Confidence.MEDIUM)
    ]
    assert "2 files" in found[0].message
    marked = judge(ANALYZER, {**WHOLE, **files, ".gitattributes": None})
    assert marked[0].confidence is Confidence.LOW
