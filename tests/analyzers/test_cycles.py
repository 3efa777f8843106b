"""Modules that import each other in a circle."""

import sys
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from codex_audit.analyzers.cycles import ANALYZER
from codex_audit.domain.facts import Tier
from codex_audit.domain.levels import Confidence, Severity
from tests.analyzers.project_checks import conforms, judge
from tests.project.builders import project, py


def test_rules_conform() -> None:
    conforms(ANALYZER)


def test_two_modules_that_take_names_from_each_other() -> None:
    found = judge(
        ANALYZER, {"a.py": "import os\nfrom b import one\ntwo = 2", "b.py": "from a import two\none = 1"}
    )
    assert len(found) == 1
    one = found[0]
    assert (one.path, one.line, one.symbol) == ("a.py", 2, "b")
    assert one.message == "a and b import each other when they load. It begins with `from b import one`."
    assert (one.severity, one.confidence) == (Severity.MEDIUM, Confidence.HIGH)
    assert [(two.path, two.line, two.symbol, two.note) for two in one.related] == [
        ("b.py", 1, "a", "from a import two")
    ]


def test_plain_imports_of_modules_are_less_fragile() -> None:
    found = judge(ANALYZER, {"a.py": "import b", "b.py": "from a import two\n", "c.py": ""})
    assert found[0].severity is Severity.LOW


def test_star_imports_take_names() -> None:
    found = judge(ANALYZER, {"a.py": "from b import *", "b.py": "from a import *"})
    assert found[0].severity is Severity.MEDIUM


def test_guarded_imports_count_with_less_confidence() -> None:
    found = judge(
        ANALYZER,
        {"a.py": "try:\n    from b import x\nexcept ImportError:\n    pass", "b.py": "from a import y"},
    )
    assert found[0].confidence is Confidence.MEDIUM


def test_deferred_and_typing_imports_make_no_cycle() -> None:
    files = {
        "a.py": "from b import one",
        "b.py": "def f():\n    from a import two\nif TYPE_CHECKING:\n    from a import two",
    }
    assert judge(ANALYZER, files) == []


def test_a_package_and_its_submodules_importing_one_another() -> None:
    files = {
        "pkg/__init__.py": "from .a import x",
        "pkg/a.py": "from . import b\nfrom .b import y\nx = 1",
        "pkg/b.py": "y = 1",
    }
    assert judge(ANALYZER, files) == []


def test_a_submodule_that_takes_a_name_from_its_package() -> None:
    files = {"pkg/__init__.py": "version = 1\nfrom .a import x", "pkg/a.py": "from pkg import version\nx = 1"}
    found = judge(ANALYZER, files)
    assert (found[0].severity, found[0].symbol, found[0].line) == (Severity.LOW, ".a", 2)


def test_a_longer_circle_names_its_way() -> None:
    files = {
        "a.py": "from b import x",
        "b.py": "from c import x",
        "c.py": "from a import x\nfrom d import z",
        "d.py": "z = 1",
    }
    found = judge(ANALYZER, files)
    assert len(found) == 1
    assert "3 modules import each other in a circle when they load: a → b → c → a." in found[0].message
    assert [one.path for one in found[0].related] == ["b.py", "c.py"]


def test_a_large_component_is_one_finding_with_its_shortest_circle() -> None:
    files = {f"m{number}.py": f"from m{(number + 1) % 9} import x" for number in range(9)}
    files["m4.py"] += "\nfrom m2 import x"
    found = judge(ANALYZER, files)
    assert len(found) == 1
    assert "9 modules reach each other" in found[0].message
    assert found[0].anchor == "m2 → m3 → m4 → m2"


def test_among_pairs_the_fragile_one_is_shown() -> None:
    files = {
        "a.py": "import b",
        "b.py": "import a\nfrom c import x",
        "c.py": "from b import x\n",
    }
    found = judge(ANALYZER, files)
    assert found[0].anchor == "b → c → b"
    assert found[0].severity is Severity.MEDIUM


def test_components_apart_are_findings_apart() -> None:
    files = {"a.py": "import b", "b.py": "import a", "y.py": "import z", "z.py": "import y\nimport a"}
    assert [one.path for one in judge(ANALYZER, files)] == ["a.py", "y.py"]


def test_vendored_code_and_notebooks_are_left_out() -> None:
    files = {
        "vendor/a.py": "import b",
        "vendor/b.py": "import a",
        "pkg/__init__.py": "from pkg._vendor import lib",
        "pkg/_vendor/__init__.py": "",
        "pkg/_vendor/lib.py": "import pkg",
        "n.ipynb": py("import pkg"),
    }
    assert judge(ANALYZER, files) == []


def test_a_module_importing_itself_is_no_circle() -> None:
    assert judge(ANALYZER, {"pkg/__init__.py": "import pkg\nfrom . import x\nx = 1"}) == []


def test_a_very_long_circle_needs_no_deep_stack() -> None:
    size = sys.getrecursionlimit() * 3
    files = {f"m{number}.py": py(f"from m{(number + 1) % size} import x") for number in range(size)}
    found = judge(ANALYZER, files)
    assert f"{size} modules import each other in a circle" in found[0].message
    assert len(found[0].related) == 4


def test_whether_it_applies_and_is_whole() -> None:
    assert ANALYZER.applies(project({"README.md": "# x"})) == "the repository has no Python modules"
    assert ANALYZER.applies(project({"a.py": ""})) is None
    assert ANALYZER.incomplete(project({"a.py": ""})) is None
    assert ANALYZER.incomplete(project({"a.py": "", "b.py": py("", tier=Tier.TEXT)})) == (
        "1 of 2 Python files did not reach the tier ast"
    )


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.integers(0, 7), st.sets(st.integers(0, 7), max_size=4), max_size=8))
def test_components_are_those_of_reachability(graph: dict[int, set[int]]) -> None:
    files = {
        f"m{node}.py": "\n".join(f"import m{to}" for to in sorted(targets)) for node, targets in graph.items()
    }
    reach = {node: _reach(node, graph) for node in graph}
    groups = {
        frozenset(other for other in graph if other in reach[node] and node in reach[other])
        for node in graph
        if node in reach[node]
    }
    found = judge(ANALYZER, files)
    assert len(found) == sum(len(group) > 1 for group in groups)
    for one in found:
        way = [int(name[1:]) for name in one.anchor.split(" → ")]
        assert all(to in graph[start] for start, to in pairwise(way))
        assert way[0] == way[-1]


def _reach(start: int, graph: dict[int, set[int]]) -> set[int]:
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        for to in graph.get(waiting.pop(), set()):
            if to in graph and to not in seen:
                seen.add(to)
                waiting.append(to)
    return seen
