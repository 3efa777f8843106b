"""Record where the signals of the packs stand in a repository, for the tests of the labels.

``record_signals.py TREE LABELS OUT`` audits TREE and writes OUT: the labels of the JSON file
LABELS and the hits of every signal of the pack ``PACK``: at most ``KEPT`` of each, those in the files with the most
signals first, and those by which signals that belong together stand in one file. Nothing of the tree is copied but paths, line numbers and symbols.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from codex_audit import pipeline
from codex_audit.cli._terminal import Silent
from codex_audit.domain.capabilities import Pack
from codex_audit.domain.project import Project
from codex_audit.domain.run import Request
from codex_audit.domain.settings import Settings
from codex_audit.extract.crew import crew
from codex_audit.project.capabilities.hits import Hit, Hits, find
from codex_audit.project.packs import build
from codex_audit.repository.packs import documents, texts

PACK = "ml-systems"
KEPT = 8


def project_of(tree: Path) -> Project:
    """The linked project of a tree, with the words of the packs."""
    request = Request(
        root=str(tree.resolve()),
        output="/nonexistent",
        timestamp="2000-01-01T00:00:00Z",
        jobs=2,
        cache=None,
        prompt=b"",
        prompt_source="",
        settings=Settings(isolated=True),
    )
    with crew(request.root, request.jobs) as workers:
        return pipeline.analyse(request, Silent(), workers, words=True).project


def row(hit: Hit) -> list[object]:
    """A hit as a JSON array, in the order of ``FIELDS`` of the tests."""
    signal = hit.signal
    return [
        *(signal.kind, signal.pattern, signal.value, list(signal.methods)),
        *(hit.path, hit.line, hit.symbol, hit.role, hit.stub, hit.guarded, hit.lines, hit.density),
    ]


def best(hits: Iterable[Hit]) -> list[Hit]:
    """The best hits of one signal."""
    return sorted(hits, key=lambda one: (-one.density, one.rank))[:KEPT]


def together(packs: tuple[Pack, ...], found: Hits) -> Iterator[Hit]:
    """For each alternative of several signals, its hits in the first file that holds them all."""
    parts = [part for pack in packs for one in pack.capabilities for part in one.parts]
    for part, signals in [(one, signals) for one in parts for signals in one.any if len(signals) > 1]:
        hits = [[hit for hit in found.get(one, ()) if hit.role in part.roles] for one in signals]
        shared = set.intersection(*({hit.path for hit in some} for some in hits))
        if shared:
            first = min(shared)
            yield from (best(hit for hit in some if hit.path == first)[0] for some in hits)


def main() -> None:
    """Write one file of labels and hits."""
    tree, labels, out = map(Path, sys.argv[1:])
    packs = tuple(one for one in build(documents(texts(str(tree), ()))) if one.id == PACK)
    found = find(project_of(tree), packs)
    given = json.loads(labels.read_text("utf-8"))
    kept = {name: given[name] for name in sorted(given) if not name.startswith("_")}
    chosen = {hit for some in found.values() for hit in best(some)} | set(together(packs, found))
    hits = sorted(map(row, chosen), key=json.dumps)
    text = json.dumps({"labels": kept}, indent=1)[:-2]
    lines = ",\n".join(json.dumps(row) for row in hits)
    out.write_text(f'{text},\n "hits": [\n{lines}\n ]\n}}\n', "utf-8")


if __name__ == "__main__":
    main()
