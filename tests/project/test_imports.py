"""Imports resolved to modules of the tree, to the outside, or to nothing."""

from typing import Any

import pytest

from codex_audit.domain.facts import Import, Tier
from tests.project.builders import config, edges, externals, missing, project, py

PKG: dict[str, Any] = {
    "pkg/__init__.py": "",
    "pkg/a.py": "def one(): pass",
    "pkg/sub/__init__.py": "",
    "pkg/sub/b.py": "",
}


def at(text: str, **files: Any) -> Any:
    return project({**PKG, **files, "pkg/user.py": text})


@pytest.mark.parametrize(
    ("text", "edge"),
    [
        ("import pkg", ("pkg", None)),
        ("import pkg.a", ("pkg.a", None)),
        ("import pkg.sub.b as b", ("pkg.sub.b", None)),
        ("from pkg import a", ("pkg.a", None)),
        ("from pkg.a import one", ("pkg.a", "one")),
        ("from pkg.a import *", ("pkg.a", None)),
        ("from . import a", ("pkg.a", None)),
        ("from .a import one", ("pkg.a", "one")),
        ("from .sub import b", ("pkg.sub.b", None)),
        ("from .sub.b import __doc__", ("pkg.sub.b", "__doc__")),
    ],
)
def test_absolute_and_relative_imports(text: str, edge: tuple[str, str | None]) -> None:
    found = at(text)
    assert edges(found) == [("pkg.user", *edge)]
    assert missing(found) == []


def test_levels_climb_folders() -> None:
    found = project({**PKG, "pkg/sub/c.py": "from ..a import one\nfrom .. import sub\nfrom . import b"})
    assert edges(found) == [
        ("pkg.sub.c", "pkg.a", "one"),
        ("pkg.sub.c", "pkg.sub", None),
        ("pkg.sub.c", "pkg.sub.b", None),
    ]


def test_relative_import_of_an_init_is_of_its_own_package() -> None:
    found = project({**PKG, "pkg/__init__.py": "from .a import one"})
    assert edges(found) == [("pkg", "pkg.a", "one")]


def test_relative_import_beyond_the_top_is_nothing() -> None:
    found = project({"run.py": "from ...far import x\nfrom ... import y"})
    assert (edges(found), externals(found), missing(found)) == ([], [], [])


def test_relative_import_outside_packages_is_never_called_wrong() -> None:
    found = project({"jobs/run.py": "from . import helper, gone\nfrom .gone import x", "jobs/helper.py": ""})
    assert edges(found) == [("run", "helper", None)]
    assert missing(found) == []


def test_outside_modules_and_the_standard_library() -> None:
    found = project(
        {"run.py": "import os.path, yaml\nfrom ConfigParser import x\nimport distutils, tomllib, urllib2"}
    )
    assert externals(found) == ["yaml"]
    assert [one.top for one in found.external if one.stdlib] == [
        "os",
        "ConfigParser",
        "distutils",
        "tomllib",
        "urllib2",
    ]


def test_an_own_module_does_not_shadow_the_standard_library() -> None:
    found = project({"types.py": "", "run.py": "import types"})
    assert edges(found) == []


def test_a_former_library_name_may_be_ones_own() -> None:
    found = project({"parser.py": "", "run.py": "import parser"})
    assert edges(found) == [("run", "parser", None)]


def test_a_module_that_does_not_exist() -> None:
    found = at("import pkg.gone\nfrom pkg.gone.far import x\nfrom .absent import y")
    assert missing(found) == [
        ("pkg/user.py", "pkg.gone"),
        ("pkg/user.py", "pkg.gone.far"),
        ("pkg/user.py", "pkg.absent"),
    ]


def test_a_name_that_does_not_exist() -> None:
    found = at("from pkg.a import one, gone\nfrom pkg import absent\nimport pkg.a.gone")
    assert missing(found) == [
        ("pkg/user.py", "pkg.a.gone"),
        ("pkg/user.py", "pkg.absent"),
        ("pkg/user.py", "pkg.a.gone"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "gone = 1",
        "class gone: pass",
        "import gone",
        "import x as gone",
        "from x import gone",
        "from x import *",
        "def __getattr__(name): pass",
        "__all__ = ['gone']",
        "globals()[name] = 1",
        "exec(text)",
        "import importlib\nsetattr(importlib.import_module(__name__), name, 1)",
        "import lazy_loader\nlazy_loader.attach(x)",
        "__path__ = []",
        "import sys\nsys.modules[__name__] = other",
        "class Lazy(ModuleType): pass",
    ],
)
def test_names_that_a_module_may_have(text: str) -> None:
    found = at("from pkg.held import gone", **{"pkg/held.py": text})
    assert missing(found) == []


@pytest.mark.parametrize(
    "text", ["setattr(self, name, 1)", "import importlib\nimportlib.import_module(x)", "eval(x)"]
)
def test_calls_that_bind_no_name_of_the_module(text: str) -> None:
    assert len(missing(at("from pkg.held import gone", **{"pkg/held.py": text}))) == 1


def test_a_deferred_star_import_binds_nothing_at_the_top() -> None:
    facts = py("", imports=(Import("x", "*", "*", 0, 1, deferred=True),))
    assert missing(at("from pkg.held import gone", **{"pkg/held.py": facts})) == [
        ("pkg/user.py", "pkg.held.gone")
    ]


def test_files_below_the_tier_ast_are_not_judged() -> None:
    broken = py("", tier=Tier.PARSO)
    assert missing(at("from pkg.held import gone", **{"pkg/held.py": broken})) == []
    importer = py("import pkg.gone", tier=Tier.LIBCST)
    assert missing(at("", **{"pkg/importer.py": importer})) == []


@pytest.mark.parametrize(
    "beside",
    [
        "pkg/fast.pyx",
        "pkg/fast.cpython-311-x86_64-linux-gnu.so",
        "pkg/fast.pyd",
        "pkg/fast.c",
        "pkg/fast/data.txt",
    ],
)
def test_compiled_modules_and_folders_are_not_missing(beside: str) -> None:
    found = at("from pkg import fast\nfrom pkg.fast import x", **{beside: None})
    assert missing(found) == []


def test_linked_skipped_and_unread_modules_are_not_missing() -> None:
    files = {**PKG, "pkg/user.py": "from pkg import linked, ignored\nimport pkg.mega.core, pkg.big"}
    found = project(
        files, links={"pkg/linked.py": "a.py"}, skipped=["pkg/ignored.py", "pkg/mega/"], unread=["pkg/big.py"]
    )
    assert missing(found) == []


@pytest.mark.parametrize("name", ["_version", "version", "_C", "schema_pb2", "_speedups_ext", "parsetab"])
def test_modules_that_builds_write_are_not_missing(name: str) -> None:
    assert missing(at(f"from pkg import {name}\nfrom pkg.{name} import x")) == []


def test_extensions_that_setup_names_are_not_missing() -> None:
    found = at("import pkg.fast", **{"setup.py": "Extension('pkg.fast', [])"})
    assert missing(found) == []


@pytest.mark.parametrize(
    "text",
    [
        "import pkgutil\n__path__ = pkgutil.extend_path(__path__, __name__)",
        "__import__('pkg_resources').declare_namespace(__name__)\n__import__('x')",
        "register('pkg.gone')",
    ],
)
def test_packages_that_reach_elsewhere_are_open(text: str) -> None:
    assert missing(at("import pkg.gone", **{"pkg/__init__.py": text})) == []


def test_a_package_that_stands_twice_is_open() -> None:
    files = {
        "a/pkg/__init__.py": "",
        "b/pkg/__init__.py": "",
        "b/pkg/there.py": "",
        "a/run.py": "import pkg.there, pkg.no",
    }
    found = project(files)
    assert missing(found) == []
    assert ("run", found.module_of["b/pkg/there.py"].name, None) in edges(found)


def test_a_namespace_folder_is_open() -> None:
    found = project({"space/pkg/__init__.py": "", "run.py": "import space.pkg.gone\nimport space.other"})
    assert missing(found) == []


def test_a_plain_folder_is_no_package() -> None:
    found = project({"docs/guide.md": "", "run.py": "import docs"})
    assert externals(found) == ["docs"]


def test_a_reexport_is_an_attribute_and_a_submodule_is_not() -> None:
    files = {
        "pkg/__init__.py": "from .a import a\nfrom . import b\nfrom pkg import c",
        "pkg/a.py": "def a(): pass",
        "pkg/b.py": "",
        "pkg/c.py": "",
        "run.py": "from pkg import a, b, c",
    }
    found = [edge for edge in edges(project(files)) if edge[0] == "run"]
    assert found == [("run", "pkg", "a"), ("run", "pkg.b", None), ("run", "pkg.c", None)]


def test_an_assigned_name_hides_the_submodule() -> None:
    files = {"pkg/__init__.py": "a = 1", "pkg/a.py": "", "run.py": "from pkg import a"}
    assert edges(project(files)) == [("run", "pkg", "a")]


def test_python_2_neighbours_and_scripts_within_packages() -> None:
    found = project({"pkg/__init__.py": "", "pkg/helper.py": "", "pkg/main.py": "import helper"})
    assert edges(found) == [("pkg.main", "pkg.helper", None)]


def test_a_neighbour_of_a_known_distributions_name_is_not_it() -> None:
    found = project({"pkg/__init__.py": "", "pkg/yaml.py": "", "pkg/main.py": "import yaml"})
    assert externals(found) == ["yaml"]


def test_a_script_named_as_what_it_imports() -> None:
    found = project({"jobs/redis.py": "import redis"})
    assert externals(found) == ["redis"]


def test_test_folders_named_as_distributions_are_not_them() -> None:
    files: dict[str, Any] = {
        "tests/numpy/__init__.py": "",
        "tests/numpy/test_x.py": "import numpy\nimport mystery",
    }
    assert externals(project(files)) == ["numpy", "mystery"]
    files = {
        "requirements.txt": config("requirements", dependencies=["mystery"]),
        "tests/mystery/__init__.py": "",
        "tests/mystery/test_x.py": "import mystery",
    }
    assert externals(project(files)) == ["mystery"]


def test_source_does_not_resolve_into_test_fixtures() -> None:
    files = {
        "tests/fixtures/helper/__init__.py": "",
        "run.py": "import helper",
        "tests/test_x.py": "import helper",
    }
    found = project(files)
    assert [one.path for one in found.external] == ["run.py"]
    assert [edge[0] for edge in edges(found)] == ["test_x"]


def test_an_extended_search_path_finds_the_one_module_of_a_name() -> None:
    files = {
        "deep/down/helper.py": "",
        "run.py": "import sys\nsys.path.insert(0, 'deep/down')\nimport helper",
    }
    assert ("run", "helper", None) in edges(project(files))
    files["other/helper.py"] = ""
    assert externals(project(files)) == ["helper"]
    assert externals(project({"deep/down/helper.py": "", "run.py": "import helper"})) == ["helper"]


def test_a_namespace_above_the_importer_is_its_root() -> None:
    files = {
        "targets/one/space/ns/mod.py": "",
        "targets/one/space/ns/user.py": "from space.ns import mod",
        "targets/two/space/ns/other.py": "",
    }
    found = project(files)
    assert [edge.imported for edge in found.edges] == [found.module_of["targets/one/space/ns/mod.py"].name]


def test_a_dotted_name_through_a_plain_module() -> None:
    found = project({"utils.py": "", "run.py": "import utils.far.away"})
    assert edges(found) == [("run", "utils", "far.away")]
    assert missing(found) == [("run.py", "utils.far.away")]


def test_notebooks_import_by_their_path() -> None:
    found = project({"pkg/__init__.py": "", "note.ipynb": py("import pkg, torch")})
    assert edges(found) == [("note.ipynb", "pkg", None)]
    assert externals(found) == ["torch"]
    assert found.dependents["pkg"] == frozenset({"note.ipynb"})


def test_dependents_are_direct_and_leave_the_module_itself_out() -> None:
    files = {
        "pkg/__init__.py": "from . import a",
        "pkg/a.py": "import pkg.a\nimport pkg",
        "run.py": "import pkg.a",
    }
    found = project(files)
    assert found.dependents == {"pkg": frozenset({"pkg.a"}), "pkg.a": frozenset({"pkg", "run"})}
