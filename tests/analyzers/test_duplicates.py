"""Functions that stand in several places."""

from codex_audit.analyzers.duplicates import ANALYZER
from tests.analyzers.project_checks import conforms, judge
from tests.project.builders import py

ONE = "def load(path):\n    pass\n"
CLASS = "class Reader:\n    def load(self): pass\n    def save(self): pass\n"


def test_rules_conform() -> None:
    conforms(ANALYZER)


def test_one_body_in_two_files() -> None:
    found = judge(
        ANALYZER,
        {"a.py": py(ONE, digests={"load": "d1"}), "b.py": py(f"import os\n{ONE}", digests={"load": "d1"})},
    )
    assert len(found) == 1
    assert (found[0].path, found[0].line, found[0].symbol) == ("a.py", 1, "load")
    assert found[0].message == "The body of load stands in 2 places (22 lines each)."
    assert [(one.path, one.line, one.symbol) for one in found[0].related] == [("b.py", 2, "load")]


def test_functions_copied_together_are_one_finding() -> None:
    facts = py(CLASS, digests={"Reader.load": "d1", "Reader.save": "d2"})
    found = judge(ANALYZER, {"a.py": facts, "b.py": facts})
    assert [one.message for one in found] == [
        "The bodies of 2 functions (Reader.load, Reader.save) stand in 2 places (42 lines in each)."
    ]
    assert found[0].anchor == "d1 d2"


def test_many_names_are_cut_short() -> None:
    names = [f"f{number}" for number in range(7)]
    facts = py(
        "\n".join(f"def {name}(): pass" for name in names), digests={name: f"d{name}" for name in names}
    )
    assert "(f0, f1, f2, f3 and 3 more)" in judge(ANALYZER, {"a.py": facts, "b.py": facts})[0].message


def test_five_places_are_related_four_at_most() -> None:
    facts = py(ONE, digests={"load": "d1"})
    found = judge(ANALYZER, {f"m{number}.py": facts for number in range(7)})
    assert "7 places" in found[0].message
    assert len(found[0].related) == 4


def test_what_lies_within_a_duplicate_is_counted_with_it() -> None:
    text = "def outer():\n    def inner(): pass\n"
    facts = py(text, digests={"outer": "d1", "outer.inner": "d2"})
    assert len(judge(ANALYZER, {"a.py": facts, "b.py": facts})) == 1
    alone = py("def inner(): pass", digests={"inner": "d2"})
    assert len(judge(ANALYZER, {"a.py": facts, "b.py": facts, "c.py": alone})) == 2


def test_overloads_short_bodies_tests_vendored_code_and_notebooks_are_silent() -> None:
    overload = py("@typing.overload\ndef load(): pass", digests={"load": "d1"})
    assert judge(ANALYZER, {"a.py": overload, "b.py": overload}) == []
    facts = py(ONE, digests={"load": "d1"})
    short = py("def load(): pass")
    assert judge(ANALYZER, {"a.py": facts, "b.py": short}) == []
    assert judge(ANALYZER, {"a.py": facts, "tests/b.py": facts, "vendor/c.py": facts, "n.ipynb": facts}) == []


def test_short_bodies_do_not_count() -> None:
    from codex_audit.domain.facts import Definition

    tiny = Definition("load", "function", 1, 7, 1, 1, digest="d1")
    facts = py("", definitions=(tiny,))
    assert judge(ANALYZER, {"a.py": facts, "b.py": facts}) == []
