"""Values that look like secrets in any text file. The values stay here; kind, place and a short
digest go on."""

import posixpath
from bisect import bisect_right
from typing import Final

import msgspec

from codex_audit.domain import secrets
from codex_audit.domain.facts import SecretFacts, SecretHit, Source
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import Extractor
from codex_audit.domain.secret_table import DETECTORS, Detector, Group
from codex_audit.facts._opaque import is_opaque

MAX_HITS: Final = 500
"""Hits kept of one file; one that has more is a dump."""

_LOCKED: Final = """
package-lock.json npm-shrinkwrap.json pnpm-lock.yaml pnpm-lock.yml go.sum packages.lock.json
bun.lockb conda-lock.yml conda-lock.yaml pixi.lock
"""
_LOCK_FILES: Final = frozenset(_LOCKED.split())
_SKIPPED: Final = (".lock", ".svg")
_NEWLINE: Final = regex(r"\r\n?|\n")
_NAME: Final = regex(r"[A-Za-z_][\w.-]{0,60}(?=[^\w]*\Z)")
_SCHEME: Final = regex(r"[A-Za-z][A-Za-z0-9+.]{0,20}://")
_KINDS: Final = {one.kind: one for one in DETECTORS}
_BY_SHAPE: Final = frozenset({Group.PROVIDER, Group.PRIVATE_KEY})


class _Cell(msgspec.Struct):
    source: str | list[str] = ""


class _Sheet(msgspec.Struct):
    cells: list[_Cell] = []


class _Notebook(msgspec.Struct):
    cells: list[_Cell] = []
    worksheets: list[_Sheet] = []


def _accepts(path: str) -> bool:
    name = posixpath.basename(path).lower()
    return name not in _LOCK_FILES and not name.endswith(_SKIPPED) and not is_opaque(name)


def _extract(source: Source) -> SecretFacts | None:
    text = source.text
    spans = secrets.find(text)
    if spans and source.name.endswith(".ipynb"):
        spans = _outside_outputs(spans, text, source.data)
    if not spans:
        return None
    starts = [0, *(found.end() for found in _NEWLINE.finditer(text))]
    hits: list[SecretHit] = []
    last = 0
    for span in spans[:MAX_HITS]:
        line = bisect_right(starts, span.start)
        first = starts[line - 1]
        value = text[span.start : span.end]
        before = text[max(first, last, span.start - 200) : span.start]
        lead = _lead(_KINDS[span.kind], value, before)
        hits.append(SecretHit(kind=span.kind, line=line, digest=secrets.digest(value), lead=lead))
        last = span.end
    return SecretFacts(hits=tuple(hits), more=max(0, len(spans) - MAX_HITS))


def _lead(detector: Detector, value: str, before: str) -> str:
    """Text on the value's line that tells the place and gives nothing away: the public
    beginning of the token, else the scheme or the name before it, else what stands before it."""
    for anchor in detector.anchors:
        # one sign of the token stands before the anchor of some issuers' keys
        for skipped in (0, min(detector.back, 1)):
            if value.startswith(anchor, skipped):
                return value[: skipped + len(anchor)].rstrip()
    if "://" in detector.anchors and (schemes := _SCHEME.findall(before)):
        return str(schemes[-1])
    name = _NAME.search(before)
    if name and not secrets.find(before):
        return name[0]
    return before.strip()[-1:] or value[:2]


def _outside_outputs(spans: tuple[secrets.Span, ...], text: str, data: bytes) -> tuple[secrets.Span, ...]:
    """Of a notebook's hits those in its source cells, and those known by their own shape
    wherever they stand: outputs are full of hashes and images."""
    try:
        notebook = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Notebook)
    except (msgspec.DecodeError, RecursionError):
        return spans
    cells = [*notebook.cells, *(cell for sheet in notebook.worksheets for cell in sheet.cells)]
    written = "\n".join(one.source if isinstance(one.source, str) else "".join(one.source) for one in cells)
    return tuple(
        span
        for span in spans
        if _KINDS[span.kind].group in _BY_SHAPE or text[span.start : span.end] in written
    )


EXTRACTOR: Final[Extractor] = Extractor(
    id="secrets",
    produces=SecretFacts,
    accepts=_accepts,
    extract=_extract,
)
