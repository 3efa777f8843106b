"""Secrets in names, branches and commits, and what deceives readers, through a whole run."""

from pathlib import Path

import pytest

from tests.domain import keys
from tests.pipeline.test_promises import run
from tests.repository.gitrepo import commit, git, init, needs_git, write

pytestmark = needs_git
MINT = keys.Mint(31)
TOKENS = {
    place: "ghp_" + MINT.alnum(36)
    for place in ("file", "folder", "branch", "message", "author", "config", "value")
}


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    root = init(tmp_path_factory.mktemp("names") / "tree")
    write(root, f"{TOKENS['file']}.txt", f"{TOKENS['folder']}/a.txt", "a\u202eb.txt")
    (root / "a.py").write_text('x = "a\u200bb"  # \u202e c\n', encoding="utf-8")
    commit(root, f"Use {TOKENS['message']} for now\n\nand {TOKENS['message']} later")
    write(root, "b.txt")
    git(root, "add", "b.txt")
    author = f"{TOKENS['author']} <{TOKENS['author']}@example.invalid>"
    git(root, "commit", "-q", "--author", author, "-m", "second")
    git(root, "checkout", "-q", "-b", f"fix-{TOKENS['branch']}")
    git(root, "config", f"filter.{TOKENS['config']}.clean", f"curl -H {TOKENS['value']}")
    return root, run(root)


def test_no_artefact_holds_any_of_the_secrets(audited: tuple[Path, dict]) -> None:
    root, _ = audited
    texts = [path.read_text(encoding="utf-8") for path in (root / "reports").rglob("*") if path.is_file()]
    assert len(texts) > 5
    for place, token in TOKENS.items():
        assert not any(token in text for text in texts), place
    for sign in "\u202e\u200b\x1b":
        assert not any(sign in text for text in texts)


def test_secrets_in_names_are_findings(audited: tuple[Path, dict]) -> None:
    found = [one for one in audited[1]["findings"] if one["rule"] == "secret/in-name"]
    assert len(found) == 3
    assert sum(one["message"].startswith("The name of the branch fix-[redacted:") for one in found) == 1
    assert all(one["line"] is None and one["searched"] for one in found)


def test_what_deceives_readers_is_found(audited: tuple[Path, dict]) -> None:
    found = {(one["rule"], one["path"], one["line"]) for one in audited[1]["findings"]}
    assert {
        ("text/bidi-control", "a.py", 1),
        ("text/invisible", "a.py", 1),
        ("text/hidden-in-name", "a\\u202eb.txt", None),
        ("git/executable-setting", ".", None),
    } <= found
