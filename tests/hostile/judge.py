"""What every audit of a hostile tree owes its user, checked without the auditor's own code."""

import json
import os
import re
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from codex_audit.domain.text import clean
from tests.hostile.harness import Outcome
from tests.hostile.place import HEALTHY, INJECTED, Place
from tests.renderers._structure import kinds, parse

GIGABYTE = 1_000_000_000
MACHINE = "reports/reproducibility.md"
COPIES = {"reports/prompt_copy.md"}
FORBIDDEN = {"html_block", "html_inline", "image", "link_open", "code_block"}
WINDOW = 20
OWN = frozenset(
    b"""
    .codex/errors.ndjson CODEBASE_AUDIT.md Codex_Questions.md OPEN_QUESTIONS.md reports/audit.json
    reports/audit.md reports/audit.sarif reports/backlog.json reports/branch_analysis.md
    reports/capability_map.json reports/deferred.md reports/prompt_copy.md reports/repo_map.md
    reports/report_templates.md reports/reproducibility.md reports/status_update.md
    docs/status_update_outstanding_questions.md
    """.split()
)
PATTERNS_OF_OWN = re.compile(
    rb"reports/diffs/[^/]+\.patch|(?:(?:reports|\.codex)/)?\.codex-audit-[0-9a-f]{16}\.tmp"
)
"""What a run writes stands in neither list."""

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


@dataclass(frozen=True)
class Found:
    """One entry of a tree: its path in bytes, and what would show that it was changed."""

    path: bytes
    folder: bool
    trace: tuple[object, ...]


def listing(root: bytes) -> Iterator[Found]:
    """Every entry below a folder, however deep, no link followed; only one folder is open at
    a time."""
    here = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        way: list[tuple[bytes, list[bytes]]] = []
        prefix = b""
        found, below = _entries(here, prefix)
        yield from found
        while True:
            if below:
                name = below.pop()
                way.append((prefix, below))
                here = _step(here, name)
                prefix += name + b"/"
                found, below = _entries(here, prefix)
                yield from found
            elif way:
                prefix, below = way.pop()
                here = _step(here, b"..")
            else:
                return
    finally:
        os.close(here)


def _step(here: int, name: bytes) -> int:
    there = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=here)
    os.close(here)
    return there


def _entries(here: int, prefix: bytes) -> tuple[list[Found], list[bytes]]:
    found: list[Found] = []
    folders: list[bytes] = []
    for name in sorted(map(os.fsencode, os.listdir(here))):
        seen = os.stat(name, dir_fd=here, follow_symlinks=False)
        folder = stat.S_ISDIR(seen.st_mode)
        readable = folder and os.access(name, os.R_OK | os.X_OK, dir_fd=here)
        if readable:
            folders.append(name)
        target = os.readlink(name, dir_fd=here) if stat.S_ISLNK(seen.st_mode) else b""
        trace = (seen.st_mode, seen.st_uid, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, target)
        found.append(Found(prefix + name, folder, trace))
    return found, folders


def footprint(place: Place) -> dict[bytes, tuple[object, ...]]:
    """Everything in the watched area; of the folder for temporary files only what is in it."""
    traces = {one.path: one.trace for one in listing(os.fsencode(place.area))}
    del traces[b"temporary"]
    return traces


def shown(path: bytes) -> str:
    """A path as reports show it."""
    return clean(path.decode("utf-8", "surrogateescape"))


def survived(outcome: Outcome) -> None:
    """It ended by itself, in time, within its memory, without a traceback."""
    assert outcome.code in {0, 1, 3}, (outcome.code, outcome.stderr[-2_000:])
    for stream in (outcome.stdout, outcome.stderr):
        assert b"Traceback" not in stream
    assert max(outcome.largest, outcome.together) < GIGABYTE, (outcome.largest, outcome.together)


def keeps_secrets(outcome: Outcome, secrets: list[str]) -> None:
    """Neither a secret nor a long piece of one is in any output, as written or as JSON reads
    it. Messages name no secret, so that logs of the tests hold none either."""
    whole = "\n".join(_texts(outcome).values())
    for number, secret in enumerate(dict.fromkeys(secrets)):
        pieces = {secret[at : at + WINDOW] for at in range(0, max(1, len(secret) - WINDOW + 1), 4)}
        leaks = sum(piece in whole for piece in pieces)
        assert not leaks, f"secret {number} leaks in {leaks} of {len(pieces)} pieces"


def hides_nothing(outcome: Outcome) -> None:
    """No control, direction or zero-width character is in any output."""
    for name, text in _texts(outcome).items():
        found = HIDDEN.search(text)
        assert found is None, (name, ascii(text[max(0, found.start() - 60) : found.end() + 20]))


def _texts(outcome: Outcome) -> dict[str, str]:
    """Each output as text, and of JSON also what its strings say."""
    texts = {name: data.decode("utf-8") for name, data in outcome.artefacts.items()}
    for name in sorted(outcome.artefacts):
        if name.endswith(".json"):
            texts[f"strings of {name}"] = "\n".join(_strings(json.loads(texts[name])))
        elif name.endswith(".ndjson"):
            rows = [json.loads(line) for line in texts[name].splitlines()]
            texts[f"strings of {name}"] = "\n".join(_strings(rows))
    return {"stdout": outcome.stdout.decode(), "stderr": outcome.stderr.decode(), **texts}


def _strings(value: object) -> Iterator[str]:
    pending = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            pending += one
        elif isinstance(one, dict):
            pending += [*one.keys(), *one.values()]


def documents_hold(outcome: Outcome) -> None:
    """Every Markdown artefact is whole, and the tree's text poses as no part of it."""
    for name, data in outcome.artefacts.items():
        if not name.endswith(".md") or name in COPIES:
            continue
        text = data.decode("utf-8")
        assert not kinds(text) & FORBIDDEN, (name, kinds(text) & FORBIDDEN)
        lines = text.split("\n")
        tokens = parse(text)
        for position, token in enumerate(tokens):
            if token.type == "fence":
                assert token.map is not None
                last = lines[token.map[1] - 1].strip()
                assert last.startswith(token.markup), (name, "unclosed fence", token.map)
                assert token.map[1] - token.map[0] > 1, (name, "unclosed fence", token.map)
            elif token.type == "heading_open":
                words = [
                    one.content for one in tokens[position + 1].children or () if one.type != "code_inline"
                ]
                assert INJECTED not in "".join(words), (name, words)


def accounts_for(report: dict, root: bytes) -> None:
    """Every entry of the tree is in the inventory, among the skipped paths, or beneath a
    skipped folder; a folder, also where all that is in it is accounted for."""
    listed = Counter(file["path"] for file in report["inventory"]["files"])
    listed += Counter(one["path"] for one in report["inventory"]["skipped"])
    folders = {path for path in listed if path.endswith("/")}
    lengths = sorted(set(map(len, folders)))
    wanted: Counter[str] = Counter()
    for one in listing(root):
        if one.folder:
            continue
        path = shown(one.path)
        if one.path in OWN or PATTERNS_OF_OWN.fullmatch(one.path):
            continue
        if not any(path[:length] in folders for length in lengths):
            wanted[path] += 1
    missing = [path for path, count in wanted.items() if listed[path] < count]
    assert not missing, missing[:10]


def heals(report: dict) -> None:
    """The sound files of the tree are fully analysed."""
    tiers = {file["path"]: file["tier"] for file in report["inventory"]["files"]}
    functions = {(block["path"], block["name"]) for block in report["metrics"]["functions"]}
    for path in HEALTHY:
        assert tiers.get(path) == "ast", (path, tiers.get(path))
    assert {("plain_one.py", "one"), ("sound/two.py", "Two.double")} <= functions
    measured = {row["path"] for row in report["metrics"]["files"] if row["mi"] is not None}
    assert measured >= set(HEALTHY)


def same(one: Outcome, other: Outcome) -> None:
    """Two audits of one tree wrote the same bytes, the machine's description apart."""
    assert one.artefacts.keys() == other.artefacts.keys()
    for name in one.artefacts:
        assert name == MACHINE or one.artefacts[name] == other.artefacts[name], name
    assert one.code == other.code
