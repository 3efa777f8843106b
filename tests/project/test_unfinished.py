"""Stubs that the whole repository settles, and files that are unfinished by design."""

from typing import Any

import msgspec
import pytest

from codex_audit.domain.facts import Marker, PythonFacts, Stub
from codex_audit.domain.finding import Finding, Menu, Rule
from codex_audit.domain.levels import Severity
from codex_audit.domain.report import DeferredItem
from codex_audit.domain.settings import Settings
from codex_audit.project.judge import judge
from codex_audit.project.unfinished import is_pattern
from codex_audit.project.views.coverage import deferred
from codex_audit.project.views.structure import structure
from tests.project.builders import project, py

CODE = "class Box:\n    def load(self):\n        pass\n\ndef save():\n    pass\n"


def facts(text: str = CODE, **fields: Any) -> PythonFacts:
    """Facts in which ``save`` is a stub and ``load`` a tentative one."""
    found = py(text, **fields)
    verdicts = {"save": {"stub": Stub.PASS}, "load": {"tentative": Stub.NOT_IMPLEMENTED}}
    definitions = tuple(
        msgspec.structs.replace(one, **verdicts.get(one.name.rpartition(".")[2], {}))
        for one in found.definitions
    )
    return msgspec.structs.replace(found, definitions=definitions)


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("templates/new_task.py", True),
        ("pkg/Templates/task.py", True),
        ("testdata/empty/main.py", True),
        ("tests/test_data/main.py", True),
        ("{{cookiecutter.name}}/main.py", True),
        ("templates.py", False),
        ("pkg/template_engine/main.py", False),
        ("main.py", False),
    ],
)
def test_patterns_are_told_by_their_folders(path: str, pattern: bool) -> None:
    assert is_pattern(path) is pattern


def test_stubs_are_the_certain_ones_and_the_settled() -> None:
    tree = project({"a.py": facts(), "b.py": "x = 1\n", "templates/c.py": facts()})
    assert [(one.path, one.definition.name, one.kind) for one in tree.stubs] == [
        ("a.py", "Box.load", Stub.NOT_IMPLEMENTED),
        ("a.py", "save", Stub.PASS),
    ]


@pytest.mark.parametrize("derived", ["class Crate(Box): pass\n", "class Crate(pkg.Box[int]): pass\n"])
def test_a_class_that_derives_settles_a_method_as_none(derived: str) -> None:
    tree = project({"a.py": facts(), "b.py": derived})
    assert [one.definition.name for one in tree.stubs] == ["save"]


def test_the_structure_names_both_kinds() -> None:
    tree = project({"a.py": facts(), "n.ipynb": facts(), "testdata/a.py": facts()})
    assert [(one.path, one.line, one.name, one.kind) for one in structure(tree).stubs] == [
        ("a.py", 2, "Box.load", Stub.NOT_IMPLEMENTED),
        ("a.py", 5, "save", Stub.PASS),
    ]


def items(**fields: Any) -> dict[str, DeferredItem]:
    tree = project({"a.py": facts(**fields), "scaffold/b.py": facts(**fields)})
    return {one.title: one for one in deferred(tree, [], {})}


def test_what_the_code_puts_off() -> None:
    found = items(
        markers=(Marker("TODO", 3, "TODO: load"),),
        unfinished=(Marker("NotImplementedError", 6, "not yet"),),
    )
    assert {
        title: [(one.path, one.line, one.symbol) for one in item.places] for title, item in found.items()
    } == {
        "Functions in source code that do nothing yet: 2": [("a.py", 2, "load"), ("a.py", 5, "save")],
        "Cases that functions in source code leave unwritten: 1": [("a.py", 6, "NotImplementedError")],
        "Markers in source code that name work put off: 1": [("a.py", 3, "TODO")],
    }


def test_nothing_is_put_off_where_all_is_done() -> None:
    assert items(text="x = 1\n") == {}


def test_no_finding_calls_a_pattern_unfinished() -> None:
    rules = {
        name: Rule(name, "Title", "Help.", Severity.LOW, Menu.FIX_FOLDER)
        for name in ("stub/marker", "lint/eval")
    }
    findings = [
        Finding(name, "Message.", path=path, line=1, symbol="x")
        for name in rules
        for path in ("a.py", "templates/a.py")
    ]
    shown = judge(findings, rules, {}, Settings(), {}).findings
    assert sorted((one.rule.id, one.finding.path) for one in shown) == [
        ("lint/eval", "a.py"),
        ("lint/eval", "templates/a.py"),
        ("stub/marker", "a.py"),
    ]
