"""Modules: their import roots, names and packages."""

from typing import Any

from codex_audit.domain.artifact import Role
from codex_audit.project._roots import declared_roots
from tests.project.builders import config, edges, project


def names(files: dict[str, Any], **more: Any) -> dict[str, str]:
    found = project(files, **more)
    return {module.path: module.name for module in found.modules.values()}


def test_packages_at_the_top() -> None:
    found = names({"pkg/__init__.py": "", "pkg/sub/__init__.py": "", "pkg/sub/core.py": ""})
    assert found == {
        "pkg/__init__.py": "pkg",
        "pkg/sub/__init__.py": "pkg.sub",
        "pkg/sub/core.py": "pkg.sub.core",
    }


def test_src_layout() -> None:
    found = project(
        {"src/pkg/__init__.py": "", "src/pkg/core.py": "", "tests/test_core.py": "import pkg.core"}
    )
    assert found.modules["pkg.core"].root == "src"
    assert found.modules["pkg"].package
    assert not found.modules["pkg.core"].package
    assert ("test_core", "pkg.core", None) in edges(found)


def test_namespace_package_under_src() -> None:
    found = names({"src/space/pkg/__init__.py": "", "src/space/pkg/core.py": ""})
    assert found["src/space/pkg/core.py"] == "space.pkg.core"


def test_a_namespace_at_the_top_needs_an_import_that_says_so() -> None:
    files = {"space/pkg/__init__.py": "", "run.py": "import pkg"}
    assert names(files)["space/pkg/__init__.py"] == "pkg"
    files["run.py"] = "from space.pkg import thing"
    assert names(files)["space/pkg/__init__.py"] == "space.pkg"


def test_scripts_are_named_from_their_own_folder() -> None:
    found = project({"jobs/train.py": "import model", "jobs/model.py": ""})
    assert found.module_of["jobs/train.py"].root == "jobs"
    assert edges(found) == [("train", "model", None)]


def test_a_folder_of_scripts_that_is_imported_is_a_namespace() -> None:
    found = project({"jobs/model.py": "", "run.py": "from jobs import model"})
    assert edges(found) == [("run", "jobs.model", None)]


def test_equal_names_stay_apart_and_source_keeps_the_name() -> None:
    found = project({"a/util.py": "", "tests/util.py": "", "b/util.py": ""})
    assert {module.path: module.name for module in found.modules.values()} == {
        "a/util.py": "util",
        "b/util.py": "b.util",
        "tests/util.py": "tests.util",
    }
    assert set(found.module_of) == {"a/util.py", "b/util.py", "tests/util.py"}
    assert all(found.modules[module.name] is module for module in found.module_of.values())


def test_three_modules_of_one_name_whose_long_name_is_taken_too() -> None:
    found = project(
        {"util.py": "", "src/b/util.py": "", "b/util.py": "", "c/b/util.py": "", "run.py": "import b.util"}
    )
    assert len(found.modules) == 5
    assert all(found.modules[module.name] is module for module in found.module_of.values())


def test_a_package_wins_over_a_module_of_its_name() -> None:
    found = project({"pkg.py": "", "pkg/__init__.py": "x = 1", "run.py": "from pkg import x"})
    assert found.edges[0].imported == found.module_of["pkg/__init__.py"].name


def test_notebooks_documents_environments_and_unread_files_are_no_modules() -> None:
    found = project(
        {"a.ipynb": None, "b.md": "", "env/pyvenv.cfg": None, "env/lib/x.py": "", "c.py": ""}, unread=["d.py"]
    )
    assert list(found.modules) == ["c"]


def test_vendored_modules_keep_their_role() -> None:
    found = project({"pkg/__init__.py": "", "pkg/_vendor/__init__.py": "", "pkg/_vendor/lib.py": ""})
    assert found.modules["pkg._vendor.lib"].role is Role.VENDORED


def test_modules_iterate_by_name_and_paths_by_path() -> None:
    found = project({"z/__init__.py": "", "a/__init__.py": "", "a/b.py": ""})
    assert list(found.modules) == ["a", "a.b", "z"]
    assert list(found.module_of) == ["a/__init__.py", "a/b.py", "z/__init__.py"]


def roots(*configs: Any, folder: str = "") -> tuple[str, ...]:
    prefix = f"{folder}/" if folder else ""
    files = {f"{prefix}pyproject.toml": list(configs), "other.py": ""}
    return declared_roots(project(files).files)


def test_declared_roots_of_every_packaging_tool() -> None:
    assert roots(config(settings={"tool.setuptools.package-dir": "=lib2"})) == ("lib2",)
    assert roots(config(settings={"options.package_dir": "=code, pkg=code/pkg"})) == ("code",)
    assert roots(config(settings={"setup.package_dir": "pkg=deep/pkg"})) == ("deep",)
    assert roots(config(settings={"tool.setuptools.package-dir": "pkg=elsewhere"})) == ()
    assert roots(config(settings={"tool.setuptools.package-dir.pkg": "deep/pkg"})) == ("deep",)
    assert roots(config(settings={"tool.setuptools.package-dir": "code"})) == ("code",)
    assert roots(config(settings={"tool.setuptools.packages.find.where": "one, two"})) == ("one", "two")
    assert roots(config(settings={"options.packages.find.where": "."})) == ()
    assert roots(config(settings={"tool.pytest.ini_options.pythonpath": "code tests/lib"})) == (
        "code",
        "tests/lib",
    )
    assert roots(config(settings={"tool.poetry.packages": "include=pkg from=code"})) == ("code",)
    assert roots(config(settings={"tool.hatch.build.targets.wheel.packages": "code/pkg"})) == ("code",)
    assert roots(config(settings={"tool.maturin.python-source": "python"})) == ("python",)
    assert roots(config(settings={"tool.setuptools.packages.find.where": "../out"})) == ()


def test_declared_roots_are_relative_to_their_file() -> None:
    assert roots(config(settings={"tool.setuptools.package-dir": "=code"}), folder="sub") == ("sub/code",)


def test_a_declared_root_names_its_packages() -> None:
    files = {
        "pyproject.toml": config(settings={"tool.setuptools.package-dir": "=code"}),
        "code/pkg/__init__.py": "",
        "tests/test_x.py": "import pkg",
    }
    found = project(files)
    assert found.modules["pkg"].root == "code"
    assert edges(found) == [("test_x", "pkg", None)]


def test_a_top_that_is_itself_a_package() -> None:
    found = project({"__init__.py": "", "core.py": "from . import other", "other.py": ""})
    assert ("core", "other", None) in edges(found)
