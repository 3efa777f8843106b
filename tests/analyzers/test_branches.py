"""The branch that is checked out, against the most active one."""

from codex_audit.analyzers.branches import ANALYZER
from codex_audit.domain.git import Branch, Commit, History
from codex_audit.domain.levels import Confidence
from tests.analyzers.project_checks import conforms, judge
from tests.project.builders import project


def branch(name: str, activity: int, tip: str | None = None, time: int = 5) -> Branch:
    return Branch(name, Commit(tip or name, time, "work"), activity, 0, 0)


def history(*branches: Branch, head: str | None = "main", shallow: bool = False) -> History:
    return History(head="abc", head_branch=head, branches=branches, window_days=30, shallow=shallow)


def test_rules_conform() -> None:
    conforms(ANALYZER)


def test_another_branch_is_more_active() -> None:
    found = judge(ANALYZER, {"a.py": ""}, history=history(branch("main", 2), branch("next", 31)))
    assert len(found) == 1
    assert found[0].message == "next has 31 commits within the 30 days up to the newest commit; main has 2."
    assert (found[0].path, found[0].line, found[0].searched) == (".", None, "2 local branches")


def test_a_detached_head() -> None:
    found = judge(ANALYZER, {"a.py": ""}, history=history(branch("main", 1), head=None))
    assert found[0].message.endswith("checked out is a detached commit.")
    assert found[0].searched == "1 local branch"


def test_a_branch_without_commits_of_its_own_is_named() -> None:
    found = judge(ANALYZER, {"a.py": ""}, history=history(branch("next", 1), head="fresh"))
    assert found[0].message.endswith("checked out is fresh.")


def test_no_finding_for_the_most_active_a_tie_the_same_commit_or_silence() -> None:
    for branches in (
        (branch("main", 3), branch("next", 1)),
        (branch("main", 3, time=1), branch("next", 3, time=9)),
        (branch("main", 1, tip="x"), branch("next", 3, tip="x")),
        (branch("main", 0, time=1), branch("next", 0, time=9)),
    ):
        assert judge(ANALYZER, {"a.py": ""}, history=history(*branches)) == []


def test_a_shallow_history_is_incomplete() -> None:
    past = history(branch("main", 1), branch("next", 3), shallow=True)
    assert judge(ANALYZER, {"a.py": ""}, history=past)[0].confidence is Confidence.MEDIUM
    assert ANALYZER.incomplete(project({}, history=past)) == "the history is shallow"
    assert ANALYZER.incomplete(project({})) is None


def test_whether_it_applies() -> None:
    assert ANALYZER.applies(project({})) == "there is no git history to read"
    assert ANALYZER.applies(project({}, history=History(head="abc"))) == "there is no local branch"
