"""The doors of whole files and trees: the worker's handler, and a run from walk to artefacts."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import msgspec

from codex_audit import pipeline
from codex_audit.cli._terminal import Silent
from codex_audit.domain.artefacts import own_paths
from codex_audit.domain.facts import citable
from codex_audit.domain.run import Request
from codex_audit.domain.settings import Settings
from codex_audit.extract.messages import FACTS, RESULTS, Task
from codex_audit.extract.serve import handle
from codex_audit.facts._text import lines_of
from codex_audit.repository.read import decode
from tests.fuzz import facts_doors, repository_doors
from tests.fuzz.bundle import bundle, unbundled
from tests.fuzz.doors import Door
from tests.fuzz.output_doors import hidden
from tests.fuzz.repository_doors import written
from tests.fuzz.sources import Sample, leaks, ruff

_TIMESTAMP: Final = "2024-05-06T07:08:09Z"
_MACHINE: Final = "reports/reproducibility.md"
_COPIES: Final = frozenset({"reports/prompt_copy.md"})


def doors() -> tuple[Door, ...]:
    """A file at the worker, and a tree at the pipeline."""
    return (
        Door("extract/chunk", _chunk, tuple, make=_made_file, share=20),
        Door("pipeline", _pipeline, tuple, make=_made_tree, share=2, seconds=60.0),
    )


@cache
def _files() -> tuple[Door, ...]:
    return facts_doors.doors()


def _made_file(random: Random) -> Sample:
    door = random.choice(_files())
    return door.sample(random.getrandbits(32), 0)


def _made_tree(random: Random) -> Sample:
    """A handful of files of any kind, sometimes with ignore files or with git's data."""
    files: dict[str, bytes] = {}
    for number in range(random.choice((1, 3, 8))):
        name, data = _made_file(random)
        folder = random.choice(
            ("", "", "src/a/", "tests/", "docs/", ".github/workflows/", f"d{number}/é \x1b/")
        )
        files[folder + name] = data
    if random.random() < 0.3:
        door = next(one for one in repository_doors.doors() if one.id == "repository/ignore")
        files[".gitignore"] = door.sample(random.getrandbits(32), 0).data
    data = bundle(files)
    if random.random() < 0.3:
        door = next(one for one in repository_doors.doors() if one.id == "repository/git-data")
        data += door.sample(random.getrandbits(32), 0).data
    return Sample("tree", data)


def _chunk(sample: Sample) -> bytes:
    """One file by the worker's handler: no extractor or analyzer fails on it, and what is
    found stands where it is said to stand."""
    with written(bundle({sample.name: sample.data})) as root:
        task = Task(os.fsencode(root), (os.fsencode(sample.name),), b"", None, ruff())
        reply = handle(msgspec.msgpack.encode(task))
        assert handle(msgspec.msgpack.encode(task)) == reply, "not the same twice"
        careful = handle(msgspec.msgpack.encode(msgspec.structs.replace(task, careful=True)))
    (result,) = RESULTS.decode(reply)
    (bare,) = RESULTS.decode(careful)
    assert result.reading.skipped is None
    assert bare.reading.sha256 == result.reading.sha256
    bundle_ = FACTS.decode(result.blob)
    assert msgspec.msgpack.encode(bundle_) == result.blob
    assert not [f"{one.plugin}: {one.message}" for one in bundle_.problems], repr(bundle_.problems)
    if citable(sample.name):
        _check_findings(bundle_.findings, sample)
    return result.blob


def _check_findings(findings: tuple[Any, ...], sample: Sample) -> None:
    python = sample.name.endswith((".py", ".pyi", ".pyw"))
    lines = lines_of(decode(sample.data, python))
    for one in findings:
        assert one.line is None or 1 <= one.line <= len(lines) + 1, f"{one.rule} cites no line of the file"
        assert one.line is not None or one.searched, f"{one.rule} says nothing of what was searched"
        if one.line is not None and one.symbol and one.line <= len(lines):
            assert one.symbol in lines[one.line - 1], f"{one.rule} cites a line without its symbol"


def _pipeline(sample: Sample) -> bytes:
    with written(sample.data) as root, written(b"") as output:
        folders = [os.path.join(output, name) for name in ("one", "two")]
        for jobs, folder in enumerate(folders, 1):
            own = frozenset(own_paths(""))
            request = Request(root, folder, _TIMESTAMP, jobs, None, b"Prompt.\n", "x", Settings(), own)
            pipeline.run(request, Silent())
        first, second = (_artefacts(Path(folder)) for folder in folders)
        first.pop(_MACHINE)
        second.pop(_MACHINE)
        assert first == second, "not the same twice"
        _check_artefacts(first)
        report = json.loads(first["reports/audit.json"])
        _check_report(report, root)
        names = unbundled(sample.data)
        assert len(report["inventory"]["files"]) <= len(names) or ".git" in str(names)
    return b"\0".join(first[name] for name in sorted(first))


def _artefacts(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def _check_artefacts(artefacts: dict[str, bytes]) -> None:
    for name, data in artefacts.items():
        assert not leaks(data), f"a key in {name}"
        if name not in _COPIES:
            assert not hidden(data.decode()), f"a hidden character in {name}"


def _check_report(report: dict[str, Any], root: str) -> None:
    failed = [
        f"{row['step']} {row['message']} {row['context'].partition(' File: ')[0]}" for row in report["errors"]
    ]
    assert not failed, failed[0]
    assert root not in json.dumps(report), "the checkout's own path"
    for rule, path, line, symbol in _places(report):
        file = os.path.join(root, path)
        if line is None or not symbol or not os.path.isfile(file):
            continue
        lines = lines_of(decode(Path(file).read_bytes(), path.endswith((".py", ".pyi", ".pyw"))))
        assert 1 <= line <= len(lines) + 1, f"{rule} cites no line"
        if line <= len(lines) and "\\" not in symbol and "[redacted:" not in symbol:
            assert symbol in lines[line - 1], f"{rule} cites a line without its symbol"


def _places(report: dict[str, Any]) -> Iterator[tuple[str, str, int | None, str]]:
    for finding in report["findings"]:
        yield finding["rule"], finding["path"] or "", finding["line"], ""
        for place in finding["evidence"]:
            yield finding["rule"], place["path"], place["line"], place["symbol"]
    for stub in report["structure"]["stubs"]:
        yield "stub", stub["path"], stub["line"], stub["name"].rpartition(".")[2]
    for point in report["structure"]["entry_points"]:
        yield "entry point", point["path"], point["line"], point["name"]
