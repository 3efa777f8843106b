"""Complex files that change often."""

from typing import Any

from codex_audit.analyzers.hotspots import ANALYZER, MAX_FINDINGS
from codex_audit.domain.git import History
from tests.analyzers.project_checks import conforms, judge
from tests.project.builders import project, py

TEXT = "def easy():\n    pass\nclass Big:\n    def hard(self):\n        def inner(): pass\n"


def spot(complexity: int) -> Any:
    return py(TEXT, complexity={"easy": 10, "Big.hard": complexity - 10, "Big.hard.inner": 99, "Big": 50})


def past(**churn: int) -> History:
    counts = {name.replace("__", "/") + ".py": count for name, count in churn.items()}
    return History(churn=counts, commits_read=1200)


def test_rules_conform() -> None:
    conforms(ANALYZER)


def test_the_value_is_summed_complexity_times_commits() -> None:
    found = judge(ANALYZER, {"a.py": spot(60), "b.py": spot(100)}, history=past(a=20, b=10))
    assert [(one.path, one.value) for one in found] == [("a.py", 1200), ("b.py", 1000)]
    assert found[0].message == (
        "Place 1 of 2: complexity 60 in 2 functions, times 20 of the last 1,200 commits, gives 1,200."
        " The most complex function is Big.hard with 50."
    )
    assert (found[0].line, found[0].symbol) == (4, "hard")


def test_simple_or_quiet_files_and_tests_are_silent() -> None:
    files = {"a.py": spot(49), "b.py": spot(500), "tests/test_c.py": spot(500), "n.ipynb": spot(500)}
    history = History(churn={"a.py": 90, "b.py": 4, "tests/test_c.py": 90, "n.ipynb": 90}, commits_read=90)
    assert judge(ANALYZER, files, history=history) == []


def test_at_most_ten() -> None:
    files = {f"m{number:02}.py": spot(60 + number) for number in range(15)}
    found = judge(ANALYZER, files, history=past(**{f"m{number:02}": 9 for number in range(15)}))
    assert len(found) == MAX_FINDINGS
    assert found[0].path == "m14.py"


def test_whether_it_applies_and_is_whole() -> None:
    assert ANALYZER.applies(project({"README.md": ""})) == "the repository has no Python files"
    assert "no git history" in (ANALYZER.applies(project({"a.py": ""})) or "")
    assert ANALYZER.applies(project({"a.py": ""}, history=past(a=1))) is None
    assert ANALYZER.incomplete(project({}, history=History(shallow=True))) == "the history is shallow"
    assert ANALYZER.incomplete(project({}, history=History(unknown=("one", "two")))) == "one; two"
    assert ANALYZER.incomplete(project({})) is None
