"""Settings, hooks and submodules that make git run programs."""

from codex_audit.analyzers.git_config import ANALYZER
from codex_audit.domain.git import History, Trigger
from codex_audit.domain.levels import Severity
from tests.analyzers.project_checks import conforms, judge
from tests.project.builders import project

MODULES = '[submodule "a"]\n\tpath = a\n\tupdate = !make\n'


def history(*triggers: Trigger) -> History:
    return History(triggers=triggers)


def test_rules_conform() -> None:
    conforms(ANALYZER)


def test_a_setting() -> None:
    found = judge(ANALYZER, {"a.py": ""}, history=history(Trigger("core.sshCommand", ".git/config", 12)))
    (one,) = found
    assert (one.rule, one.path, one.line) == ("git/executable-setting", ".", None)
    assert one.message == "core.sshCommand in .git/config makes git run a program."
    assert one.searched == "line 12 of .git/config, which is no part of the inventory"
    assert one.severity is None


def test_what_common_tools_put_there_is_info() -> None:
    lfs = Trigger("filter.lfs.clean", ".git/config", 3, "git-lfs")
    hook = Trigger("pre-commit", ".git/hooks", None, "pre-commit")
    found = judge(ANALYZER, {"a.py": ""}, history=history(lfs, hook))
    assert [one.severity for one in found] == [Severity.INFO, Severity.INFO]
    assert found[0].message.endswith("run a program, as git-lfs has it.")
    assert found[1].message == "The hook pre-commit in .git/hooks is executable; pre-commit installed it."


def test_a_hook() -> None:
    (one,) = judge(ANALYZER, {"a.py": ""}, history=history(Trigger("post-checkout", ".git/hooks")))
    assert (one.rule, one.path, one.line, one.severity) == ("git/active-hook", ".", None, None)
    assert one.searched.startswith("the files of .git/hooks")


def test_a_submodule_is_cited_where_the_file_is_in_the_inventory() -> None:
    trigger = Trigger("update", ".gitmodules", 3)
    (one,) = judge(ANALYZER, {"a.py": ""}, history=history(trigger))
    assert (one.path, one.line) == (".", None)
    assert one.searched == "line 3 of .gitmodules, which is no part of the inventory"
    tree = project({".gitmodules": None}, history=history(trigger))
    (one,) = ANALYZER.analyse(tree)
    assert (one.rule, one.path, one.line) == ("git/submodule-command", ".gitmodules", 3)
    assert one.symbol in MODULES.split("\n")[2]
    assert one.searched == ""


def test_whether_it_applies() -> None:
    assert ANALYZER.applies(project({})) == "no git configuration could be read"
    assert ANALYZER.applies(project({}, history=history())) is None
    assert judge(ANALYZER, {"a.py": ""}, history=history()) == []
