"""Methods that do nothing yet."""

from typing import Any

import msgspec
import pytest

from codex_audit.analyzers.stub_methods import ANALYZER
from codex_audit.domain.facts import PythonFacts, Stub
from codex_audit.domain.finding import Evidence, Finding
from tests.analyzers.project_checks import conforms, judge
from tests.project.builders import py

READER = "class Reader:\n    def seek(self):\n        raise NotImplementedError\n"


def tentative(text: str, kind: Stub = Stub.NOT_IMPLEMENTED, line: int | None = 3) -> PythonFacts:
    """Facts in which ``seek`` is a tentative stub."""
    facts = py(text)
    definitions = tuple(
        msgspec.structs.replace(one, tentative=kind, stub_line=line) if one.name.endswith("seek") else one
        for one in facts.definitions
    )
    return msgspec.structs.replace(facts, definitions=definitions)


def found(files: dict[str, Any]) -> list[Finding]:
    return judge(ANALYZER, files)


def test_rules_conform() -> None:
    conforms(ANALYZER)


def test_a_method_that_nothing_fills_in() -> None:
    (one,) = found({"a.py": tentative(READER), "b.py": "class Other(Base):\n    pass\n"})
    assert (one.path, one.line, one.symbol, one.anchor) == ("a.py", 3, "raise", "Reader.seek")
    assert one.related == (Evidence("a.py", 2, "seek", "defined here"),)
    assert one.message == (
        "Reader.seek only raises NotImplementedError, and no class of the repository derives from Reader."
    )


@pytest.mark.parametrize("base", ["Reader", "a.Reader", "Reader[int]"])
def test_a_class_that_derives_makes_it_an_interface(base: str) -> None:
    derived = f"class File({base}):\n    def read(self):\n        return 1\n"
    assert found({"a.py": tentative(READER), "tests/test_b.py": derived}) == []


def test_an_empty_body_is_cited_by_its_name() -> None:
    (one,) = found({"a.py": tentative(READER, Stub.PASS)})
    assert (one.line, one.symbol, one.related) == (2, "seek", ())
    assert "has no body yet" in one.message


@pytest.mark.parametrize("line", [2, None])
def test_a_stub_on_one_line_is_cited_by_its_name(line: int | None) -> None:
    (one,) = found({"a.py": tentative(READER, line=line)})
    assert (one.line, one.symbol, one.related) == (2, "seek", ())


def test_foreign_files_and_notebooks_are_left_out() -> None:
    facts = tentative(READER)
    assert found({"vendor/a.py": facts, "n.ipynb": facts, "b.py": "x = 1\n"}) == []


def test_other_methods_are_none() -> None:
    assert found({"a.py": READER}) == []


@pytest.mark.parametrize(
    "base", ["class Base:\n    def seek(self):\n        return 1\n", "class Base(Root):\n    x = 1\n"]
)
def test_to_refuse_what_a_base_can_do_is_meant(base: str) -> None:
    root = "class Root(Base, io.IOBase):\n    def seek(self):\n        return 1\n"
    derived = tentative(READER.replace("Reader", "Reader(Base)"))
    assert found({"a.py": derived, "b.py": base, "c.py": root}) == []


def test_a_base_without_the_method_changes_nothing() -> None:
    base = "class Base(Other):\n    def tell(self):\n        return 1\n"
    other = "class Other(Base):\n    pass\n"
    derived = tentative(READER.replace("Reader", "Reader(Base)"))
    assert len(found({"a.py": derived, "b.py": base, "c.py": other})) == 1


def test_methods_of_patterns_are_none() -> None:
    assert found({"templates/a.py": tentative(READER), "b.py": "x = 1\n"}) == []
