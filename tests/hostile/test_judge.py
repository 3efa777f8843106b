"""The judges of hostile trees find what they are to find."""

import json
import os
from pathlib import Path

import pytest

from tests.hostile import builders, judge
from tests.hostile.harness import Outcome
from tests.hostile.place import INJECTED, Place
from tests.repository import gitrepo

SECRET = "zqzq" + "0123456789abcdefghij" * 2


def outcome(
    text: str = "", *, code: int | None = 0, stderr: bytes = b"", memory: int = 1, **files: str
) -> Outcome:
    artefacts = {"reports/audit.md": text, **files}
    data = {name: one.encode("utf-8", "surrogatepass") for name, one in artefacts.items()}
    return Outcome(code, b"", stderr, 1.0, 1.0, memory, memory, data)


def report(files: list[str], skipped: list[str]) -> dict:
    return {
        "inventory": {
            "files": [{"path": path, "tier": "ast"} for path in files],
            "skipped": [{"path": path, "reason": "r"} for path in skipped],
        },
        "metrics": {
            "functions": [
                {"path": "plain_one.py", "name": "one"},
                {"path": "sound/two.py", "name": "Two.double"},
            ],
            "files": [{"path": path, "mi": 1.0} for path in files],
        },
    }


@pytest.mark.parametrize(
    "ended",
    [
        outcome(code=2),
        outcome(code=-11),
        outcome(code=None),
        outcome(stderr=b"Traceback (most recent call last)"),
        outcome(memory=2 * judge.GIGABYTE),
    ],
)
def test_survival(ended: Outcome) -> None:
    judge.survived(outcome(code=3))
    with pytest.raises(AssertionError):
        judge.survived(ended)


@pytest.mark.parametrize(
    "leaking",
    [
        outcome(f"x {SECRET} y"),
        outcome(SECRET[8:]),
        outcome(SECRET[:30] + "…"),
        outcome(stderr=SECRET.encode()),
        outcome(**{"a.json": json.dumps({"a": [{SECRET: 1}]})}),
        outcome(**{"a.json": '["' + "".join(f"\\u{ord(char):04x}" for char in SECRET) + '"]'}),
        outcome(**{"a.ndjson": json.dumps([SECRET]) + "\n"}),
    ],
)
def test_leaks(leaking: Outcome) -> None:
    judge.keeps_secrets(outcome("[redacted:0123456789] zqzq012"), [SECRET])
    with pytest.raises(AssertionError):
        judge.keeps_secrets(leaking, [SECRET])


@pytest.mark.parametrize(
    "char", ["\x1b", "\x00", "\r", "\x9b", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028", "\U000e0041"]
)
def test_hidden_characters(char: str) -> None:
    judge.hides_nothing(outcome("é 漢 🎉 \\x1b \\u202e\n\ttab"))
    with pytest.raises(AssertionError):
        judge.hides_nothing(outcome(f"a{char}b"))
    with pytest.raises(AssertionError):
        judge.hides_nothing(outcome(**{"a.json": json.dumps([char])}))


@pytest.mark.parametrize(
    "document",
    [
        "```python\nx\n",
        "text\n\n```",
        "````\n```\nx",
        "<b>x</b>",
        "<!-- x -->",
        "![a](b)",
        "[a](b)",
        f"# {INJECTED}",
        f"x\n\n{INJECTED}\n===",
    ],
)
def test_broken_documents(document: str) -> None:
    judge.documents_hold(
        outcome(f"# Audit of `{INJECTED}`\n\n{INJECTED}\n\n````text\n```\n````\n\n```\nx\n```\n")
    )
    with pytest.raises(AssertionError):
        judge.documents_hold(outcome(document))


def test_accounting(tmp_path: Path) -> None:
    place = Place(tmp_path / "area")
    place.put(b"\xff\x1b.txt")
    place.put("shut/deep/er.txt")
    place.put("reports/audit.md")
    place.link("link", "nowhere")
    place.fifo("pipe")
    (place.root / "hollow").mkdir()
    root = os.fsencode(place.root)
    files = ["README.md", "plain_one.py", "sound/two.py", "\\xff\\x1b.txt", "link"]
    judge.accounts_for(report(files, ["pipe", "shut/"]), root)
    for missing in ([], ["pipe"], ["shut/"], ["pipe", "shut"]):
        with pytest.raises(AssertionError):
            judge.accounts_for(report(files, missing), root)
    with pytest.raises(AssertionError):
        judge.accounts_for(report(files[:-1], ["pipe", "shut/"]), root)


def test_names_that_read_alike_are_counted(tmp_path: Path) -> None:
    place = Place(tmp_path / "area")
    place.put("a\\x1b")
    place.put("a\x1b")
    files = ["README.md", "plain_one.py", "sound/two.py", "a\\x1b"]
    with pytest.raises(AssertionError):
        judge.accounts_for(report(files, []), os.fsencode(place.root))
    judge.accounts_for(report([*files, "a\\x1b"], []), os.fsencode(place.root))


def test_healthy_files() -> None:
    judge.heals(report(["plain_one.py", "sound/two.py"], []))
    with pytest.raises(AssertionError):
        judge.heals(report(["plain_one.py"], []))


@pytest.mark.parametrize("act", ["write", "touch", "remove", "add", "link", "mode"])
def test_footprints(tmp_path: Path, act: str) -> None:
    place = Place(tmp_path / "area")
    gitrepo.dig(place.root, 500)
    place.link("link", "a")
    before = judge.footprint(place)
    assert judge.footprint(place) == before
    assert len(before) > 500
    path = place.root / "plain_one.py"
    if act == "write":
        path.write_text("changed")
    elif act == "touch":
        os.utime(path, (1, 1))
    elif act == "remove":
        path.unlink()
    elif act == "add":
        (place.home / "new").touch()
    elif act == "link":
        (place.root / "link").unlink()
        place.link("link", "b")
    else:
        path.chmod(0o777)
    assert judge.footprint(place) != before
    gitrepo.fill_in(place.root)


def test_zeros_are_deflated_as_zlib_reads_them() -> None:
    import zlib

    size = 3 * builders.ZEROS
    assert zlib.decompress(builders.zeros_deflated(b"head\0", size)) == b"head\0" + bytes(size)


def test_made_objects_are_those_that_git_reads(tmp_path: Path) -> None:
    folder = builders.bare_bones(tmp_path)
    blob = builders.store(folder, b"blob", b"x\n")
    tip = builders.commit(folder, builders.tree(folder, [(b"100644", b"f", blob)]))
    builders.branch(folder, "main", tip)
    gitrepo.git(tmp_path, "fsck")
    assert gitrepo.git(tmp_path, "log", "--format=%s", "--name-only").split() == [b"m", b"f"]
    (folder / "index").write_bytes(builders.index([builders.index_entry(b"f")]))
    assert gitrepo.git(tmp_path, "ls-files") == b"f\n"
