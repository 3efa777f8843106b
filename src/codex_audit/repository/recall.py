"""Recognises a run of which nothing has changed since the last one, by its inputs and outputs.

The key holds all that a run reads: the tree as the walk saw it, git's refs, settings, prompt, tool
and installed packages. What is recorded under it are the digests of the artefacts, so that the
files stay untouched while they are still those that this very run would write.
"""

import hashlib
import os
import sys
from typing import Final

import msgspec

from codex_audit.domain.artifact import Walk
from codex_audit.domain.run import Request, Summary
from codex_audit.repository.cache import RACY_NS, Cache
from codex_audit.repository.machine import packages, variables
from codex_audit.repository.read import Reader


class _Record(msgspec.Struct, frozen=True, array_like=True):
    summary: Summary
    digests: dict[str, str]


_RECORD: Final = msgspec.msgpack.Decoder(_Record)


def run_key(request: Request, tree: Walk, tool: bytes, started_ns: int) -> bytes | None:
    """The key of a run, or ``None`` where something changed too recently to be sure of it."""
    limit = started_ns - RACY_NS
    digest = hashlib.sha256(tool)
    for entry in tree.entries:
        if max(entry.mtime_ns, entry.ctime_ns) >= limit:
            return None
        digest.update(repr(entry).encode("utf-8", "surrogateescape"))
    digest.update(repr(tree.skipped).encode("utf-8", "surrogateescape"))
    digest.update(repr((tree.git, tree.incomplete)).encode("utf-8", "surrogateescape"))
    time = request.timestamp if request.fixed_time else ""
    asked = (request.root, request.output, time, request.prompt, request.prompt_source, request.settings)
    digest.update(repr((asked, sorted(request.own))).encode("utf-8", "surrogateescape"))
    digest.update(repr(_environment(request)).encode("utf-8", "surrogateescape"))
    digest.update(repr(_git_state(request.root)).encode("utf-8", "surrogateescape"))
    return digest.digest()


def recall(cache: Cache, key: bytes, output: str) -> Summary | None:
    """The summary of the run with this key, if its artefacts stand as it left them."""
    blob = cache.artefacts(key)
    if blob is None:
        return None
    try:
        record = _RECORD.decode(blob)
    except msgspec.MsgspecError:
        return None
    if _digests(output, tuple(record.digests)) != record.digests:
        return None
    return msgspec.structs.replace(record.summary, recalled=True)


def remember(cache: Cache, key: bytes, output: str, summary: Summary) -> None:
    """Record a finished run."""
    digests = _digests(output, summary.written)
    cache.store_artefacts(key, msgspec.msgpack.encode(_Record(summary, digests)))


def _digests(output: str, paths: tuple[str, ...]) -> dict[str, str]:
    try:
        with Reader(output) as reader:
            return {path: digest for path in paths if (digest := reader.digest(path)) is not None}
    except OSError:
        return {}


def _environment(request: Request) -> tuple[object, ...]:
    """What ``reproducibility.md`` shows of the machine."""
    return sys.version, os.uname(), variables(), packages(), request.jobs


def _git_state(root: str) -> tuple[object, ...]:
    from codex_audit.repository.git import state
    from codex_audit.repository.git_dir import find
    from codex_audit.repository.git_errors import GitDataError

    try:
        git = find(root)
    except GitDataError:
        return ("unreadable",)
    if git is None:
        return ()
    return state(git)
