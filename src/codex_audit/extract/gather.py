"""What was read, file by file, becomes the snapshot and the store of facts."""

import os
from collections.abc import Mapping
from typing import Final

from codex_audit.domain.artifact import Artifact, Entry, Kind, Role, Skipped, Snapshot, Walk
from codex_audit.domain.errors import Failure, Step
from codex_audit.domain.facts import FileFacts, PythonFacts
from codex_audit.domain.languages import classify
from codex_audit.repository.reading import Reading

STEP: Final = Step("2.2", "Extract facts")


def gather(
    walk: Walk, readings: Mapping[str, Reading], facts_of: Mapping[str, FileFacts], roles: Mapping[str, Role]
) -> tuple[Snapshot, dict[str, FileFacts], list[Failure]]:
    """The snapshot of what was read, the facts by path in path order, and what failed."""
    artifacts: list[Artifact] = []
    skipped = list(walk.skipped)
    files: dict[str, FileFacts] = {}
    failures: list[Failure] = []
    for entry in walk.entries:
        if entry.link:
            artifacts.append(_link(entry, roles[entry.path]))
            continue
        reading = readings[entry.path]
        if reading.skipped is not None:
            skipped.append(Skipped(entry.path, reading.skipped))
            continue
        facts = facts_of.get(entry.path, FileFacts())
        files[entry.path] = facts
        artifacts.append(_artifact(entry, reading, facts, roles[entry.path]))
        failures.extend(
            Failure(
                STEP, f"{problem.plugin}: {problem.message}.", "The file keeps its other facts.", entry.path
            )
            for problem in facts.problems
        )
    skipped.sort(key=lambda one: os.fsencode(one.path))
    snapshot = Snapshot(tuple(artifacts), tuple(skipped))
    return snapshot, files, failures


def _artifact(entry: Entry, reading: Reading, facts: FileFacts, role: Role) -> Artifact:
    kind, language = classify(entry.path)
    if reading.binary:
        kind, language = Kind.BINARY, None
    elif reading.language is not None and language is None:
        kind, language = Kind.CODE, reading.language
    python = facts.get(PythonFacts)
    return Artifact(
        path=entry.path,
        kind=kind,
        language=language,
        role=role,
        size=entry.size,
        sha256=reading.sha256,
        lines=reading.lines,
        tier=python.tier if python else None,
    )


def _link(entry: Entry, role: Role) -> Artifact:
    return Artifact(entry.path, Kind.LINK, None, role, entry.size, None, None, target=entry.target)
