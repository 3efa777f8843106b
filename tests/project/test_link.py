"""Linking as a whole: order, completeness, time, hostile names."""

import ast
import sysconfig
import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import ConfigFacts, Import, PythonFacts, Tier
from codex_audit.domain.project import Project
from tests.project.builders import config, project, py


def test_mappings_iterate_in_path_order_whatever_the_input() -> None:
    files = {
        "z.py": "import b",
        "a/__init__.py": "",
        "b.py": "import a",
        "pyproject.toml": config(dependencies=["x"]),
    }
    one, two = project(files), project(dict(reversed(files.items())))
    for found in (one, two):
        assert list(found.files) == ["a/__init__.py", "b.py", "pyproject.toml", "z.py"]
        assert list(found.artifacts) == list(found.files)
    assert one.edges == two.edges
    assert one.modules == two.modules


def test_of_filters_by_type_and_role() -> None:
    found = project({"a.py": "", "tests/test_a.py": "", "pyproject.toml": config()})
    assert [path for path, _ in found.of(PythonFacts)] == ["a.py", "tests/test_a.py"]
    assert [path for path, _ in found.of(PythonFacts, Role.SOURCE)] == ["a.py"]
    assert [path for path, _ in found.of(ConfigFacts)] == ["pyproject.toml"]


def test_dependencies_come_with_the_file_that_declares_them() -> None:
    found = project(
        {
            "b/requirements.txt": config("requirements", dependencies=["x"]),
            "a.toml": config(dependencies=["y"]),
        }
    )
    assert [(one.path, one.dependency.name) for one in found.dependencies] == [
        ("a.toml", "y"),
        ("b/requirements.txt", "x"),
    ]


def test_an_empty_tree() -> None:
    found = project({})
    assert (found.modules, found.edges, found.external, found.unresolved, found.entry_points) == (
        {},
        (),
        (),
        (),
        (),
    )


NAMES = st.sampled_from(["a", "b", "pkg", "os", "numpy", "a.b", "a.b.c", "pkg.x", "", "__init__", "é"])
IMPORTS = st.builds(
    Import,
    module=NAMES,
    name=st.none() | st.sampled_from(["*", "a", "x", "b"]),
    bound=NAMES,
    level=st.integers(0, 4),
    line=st.integers(1, 9),
    guarded=st.booleans(),
    deferred=st.booleans(),
)
PATHS = st.sampled_from(
    [
        "a.py",
        "a/__init__.py",
        "a/b.py",
        "b/a.py",
        "src/pkg/__init__.py",
        "src/pkg/x.py",
        "tests/a.py",
        "__init__.py",
    ]
)


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(PATHS, st.lists(IMPORTS, max_size=6), max_size=6))
def test_any_imports_link(files: dict[str, list[Import]]) -> None:
    tree = {path: py("", imports=tuple(found), tier=Tier.AST) for path, found in files.items()}
    found = project(tree)
    assert found.edges == project(dict(reversed(tree.items()))).edges
    _check(found)


def _check(found: Project) -> None:
    assert set(found.module_of) == set(found.files)
    for name, module in found.modules.items():
        assert module.name == name
        assert found.module_of[module.path] is module
    for edge in found.edges:
        assert edge.imported in found.modules
        assert edge.path in found.files


def test_the_standard_library_links_fast_and_without_false_alarms() -> None:
    root = Path(sysconfig.get_paths()["stdlib"])
    packages = ("asyncio", "email", "json", "http", "logging", "unittest", "xml", "importlib", "concurrent")
    files = {}
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            if "test" not in path.parts:
                files[f"lib2/{path.relative_to(root).as_posix()}"] = py(path.read_text("utf-8"))
    begin = time.perf_counter()
    found = project(files)
    assert time.perf_counter() - begin < 1
    assert len(found.edges) > 200
    # No import of these packages' own modules is wrong.
    assert [(one.path, one.name) for one in found.unresolved] == []


def test_growth_is_linear() -> None:
    def tree(size: int) -> dict[str, PythonFacts]:
        facts = py("".join(f"from .m{other} import x\n" for other in range(20)) + "x = 1")
        return {"pkg/__init__.py": py(), **{f"pkg/m{number}.py": facts for number in range(size)}}

    small, large = tree(100), tree(800)
    times = []
    for files in (small, large):
        begin = time.perf_counter()
        project(files)
        times.append(time.perf_counter() - begin)
    assert times[1] < 40 * times[0] + 0.5


def test_builders_read_what_the_tests_say() -> None:
    facts = py(
        "try:\n    import a\nexcept ImportError:\n    pass\n"
        "if TYPE_CHECKING:\n    import b\ndef f():\n    import c\n"
    )
    flags = [(one.module, one.guarded, one.type_checking, one.deferred) for one in facts.imports]
    assert flags == [("a", True, False, False), ("b", False, True, False), ("c", False, False, True)]
    assert ast.parse("") is not None
