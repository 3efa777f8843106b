"""Names of files and branches that leak or deceive."""

from codex_audit.analyzers import names
from codex_audit.analyzers.names import ANALYZER
from codex_audit.domain import secrets
from codex_audit.domain.git import Branch, Commit, History
from codex_audit.domain.text import clean
from tests.analyzers.project_checks import conforms, ids, judge
from tests.domain import keys
from tests.project.builders import project

TOKEN = "ghp_" + keys.Mint(9).alnum(36)


def history(*names: str) -> History:
    return History(head="a", branches=tuple(Branch(one, Commit("a", 1, ""), 0, 0, 0) for one in names))


def test_rules_conform() -> None:
    conforms(ANALYZER)


def test_a_secret_in_the_name_of_a_file() -> None:
    path = f"backup/{TOKEN}.txt"
    (one,) = judge(ANALYZER, {path: None, "tokens.txt": None})
    assert (one.rule, one.path, one.line) == ("secret/in-name", path, None)
    assert one.message == (
        f"The name of this file holds a secret, it seems: GitHub token (digest {secrets.digest(TOKEN)})."
    )
    assert one.searched == "the names of 2 files and 0 branches"
    assert TOKEN not in clean(one.path)


def test_a_skipped_path_is_judged_too() -> None:
    (one,) = judge(ANALYZER, {"a.py": ""}, skipped=[f"build/{TOKEN}"])
    assert (one.rule, one.path) == ("secret/in-name", ".")


def test_a_secret_in_the_name_of_a_branch() -> None:
    (one,) = judge(ANALYZER, {"a.py": ""}, history=history("main", f"fix-{TOKEN}"))
    assert (one.rule, one.path) == ("secret/in-name", ".")
    assert TOKEN not in clean(one.message)
    assert clean(one.message).startswith("The name of the branch fix-[redacted:")
    assert one.searched == "the names of 1 file and 2 branches"


def test_hidden_characters_in_names() -> None:
    paths = ["a\u202efdp.py", "b\x1b[2J", "c\u200bd", "e\u200cf", "g\nh", "i\U000e0041"]
    found = judge(ANALYZER, dict.fromkeys(paths))
    assert ids(found) == ["text/hidden-in-name"] * len(paths)
    assert {one.path for one in found} == set(paths)
    (one,) = judge(ANALYZER, {"a.py": ""}, history=history("ma\u200bin"))
    assert clean(one.message).startswith("The name of the branch ma\\u200bin holds")


def test_names_of_other_scripts_emoji_and_bytes_are_not_hidden() -> None:
    paths = [
        "\u0645\u06cc\u200c\u062e",
        "\U0001f468\u200d\U0001f469",
        "\u2764\ufe0f",
        "\udce9.txt",
        "caf\u00e9",
    ]
    assert judge(ANALYZER, dict.fromkeys(paths)) == []


def test_many_names_are_searched_in_batches(monkeypatch) -> None:
    monkeypatch.setattr(names, "_LONGEST_BATCH", 50)
    paths = [f"folder/file{number}.txt" for number in range(20)]
    assert judge(ANALYZER, dict.fromkeys(paths)) == []
    (one,) = judge(ANALYZER, dict.fromkeys([*paths, f"folder/file7/{TOKEN}"]))
    assert one.path.endswith(TOKEN)


def test_whether_it_applies() -> None:
    assert ANALYZER.applies(project({})) == "the tree has no files"
    assert ANALYZER.applies(project({"a.py": ""})) is None
