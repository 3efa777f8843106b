"""The one gate that every outgoing string passes: no secret leaves, nothing hides."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Final

from codex_audit.domain import secrets
from codex_audit.domain.patterns import regex
from codex_audit.domain.placeholders import machine_made, wordiness

_SHORT: Final = 512
_HIDDEN: Final = regex(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"
    # soft hyphen, joiners, fillers and other signs without a shape of their own
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    # line and paragraph separators, direction and format controls
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "]"
    # a second selector in a row shows nothing and can only carry a message
    "|(?<=[\ufe0e\ufe0f])[\ufe0e\ufe0f]"
)
_PLAIN_STARTS: Final = (
    *("AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "hf_", "npm_", "sk_live_", "rk_live_"),
    *("lin_api_", "dop_v1_", "shpat_", "AGE-SECRET-KEY-1"),
)
_WIDE_STARTS: Final = (
    *("AIza", "github_pat_", "glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "SG.", "pypi-AgE", "GOCSPX-"),
    *("xoxa-", "xoxb-", "xoxc-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "dckr_pat_", "hvs."),
    *("sk-ant-", "sk-proj-", "sk-svcacct-", "sk-or-"),
)
_STARTS: Final = (*_PLAIN_STARTS, *_WIDE_STARTS)
"""How tokens of which a part tells enough begin."""

_CUT: Final = regex(
    rf"(?<![A-Za-z0-9])(?:(?:{'|'.join(map(re.escape, _PLAIN_STARTS))})(?P<plain>[A-Za-z0-9]{{8,300}})"
    rf"|(?:{'|'.join(map(re.escape, _WIDE_STARTS))})(?P<wide>(?:[\w-]|\.(?=[\w-])){{8,300}}))"
    r"(?=(?:…|\.{3})?\Z)"
)
_DISGUISES: Final = regex(
    # colours and the like, raw or as source code writes them; then other escapes of source code
    r"(?:\x1b|\\x1[bB]|\\033|\\e|\\u001[bB])\[[0-9;:?]{0,20}[A-Za-z]|\x9b[0-9;:?]{0,20}[A-Za-z]"
    r"|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}"
)
"""Signs that end in a letter or digit, so that a token behind them seems to begin within a word."""

_DISGUISED: Final = ("\\", "\x1b", "\x9b")
"""Characters without which there is none."""

_LEAST_CUT: Final = 10
_ENDS_IN_TOKEN: Final = regex(r"[\w-]{7}(?:…|\.{3})?\Z")
_MOST_CUT: Final = 300
_DIGEST: Final = regex(r"[0-9a-f]{32,64}")
_REDACTION: Final = regex(r"\[redacted:[0-9a-f]{10}\]")
_UNIT: Final = regex(
    r"\[redacted:[0-9a-f]{10}\]|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}|[^\ufe0e\ufe0f][\ufe0e\ufe0f]?",
    re.DOTALL,
)
_FOLD: Final = regex(r"(?:(?<! ) ++)?+[\t\r\n][ \t\r\n]*+")
_ELLIPSIS: Final = "…"
_NAME: Final = r"[A-Za-z_][A-Za-z0-9_.]{0,199}+"
_DOTTED: Final = regex(_NAME)
_ALL_DOTTED: Final = regex(rf"{_NAME}(?:\n{_NAME})*+")
_NAME_STARTS: Final = tuple(start for start in _STARTS if "-" not in start)
_MOST_KNOWN: Final = 65_536

_known: dict[str, str] = {}


def clean(text: str) -> str:
    """``text`` as it may leave: every value that looks like a secret reads
    ``[redacted:DIGEST]``, and every control, direction, zero-width and other hidden character
    reads ``\\xNN``, ``\\uNNNN`` or ``\\UNNNNNNNN``. Line feeds and tabs stay. Idempotent."""
    if len(text) > _SHORT:
        return _clean(text)
    cleaned = _known.get(text)
    if cleaned is None:
        cleaned = _clean(text)
        _know({text: cleaned})
    return cleaned


def clean_names(names: Sequence[str]) -> list[str]:
    """Each of the names as ``clean`` gives it; dotted names are looked at all at once."""
    known = _known
    if new := [name for name in dict.fromkeys(names) if name not in known]:
        _learn(new)
    return [known.get(name) or clean(name) for name in names]


def trust(names: Iterable[str]) -> None:
    """Know these names to be as ``clean`` gives them, as another process found out."""
    _know({name: name for name in names})


def _learn(names: list[str]) -> None:
    """Know the dotted ones among the names, unless anything in any might be a secret."""
    together = "\n".join(names)
    if not _ALL_DOTTED.fullmatch(together):
        names = [name for name in names if _DOTTED.fullmatch(name)]
        together = "\n".join(names)
    if any(start in together for start in _NAME_STARTS):
        names = [name for name in names if not _CUT.search(name)]
    if not secrets.find(together, strict=False):
        _know(dict(zip(names, names, strict=True)))


def _know(cleaned: Mapping[str, str]) -> None:
    if len(_known) + len(cleaned) > _MOST_KNOWN:
        _known.clear()
    _known.update(cleaned)


def clean_line(text: str, limit: int = 200) -> str:
    """``text`` cleaned, on one line, of at most ``limit`` characters, of which ``…`` is the
    last where it was cut; an escape or a redaction is never cut in two."""
    line = clean(_FOLD.sub(" ", _redact(text)).strip(" "))
    while len(line) > limit:
        # what the cut leaves may look like a cut secret and be redacted, then it is cut again
        line = clean(_cut(line, limit))
    return line


def _clean(text: str) -> str:
    if _DIGEST.fullmatch(text):
        # no detector knows bare hexadecimal digits, and every file and finding has some
        return text
    if text.isascii() and text.isprintable():
        return text if secrets.SHORT_NAME.fullmatch(text) and not _CUT.search(text) else _redact(text)
    redacted = _redact(text)
    shown = _HIDDEN.sub(_escape, redacted)
    return redacted if shown == redacted else _redact(shown)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:
        # a byte that is not UTF-8, as the file system's names carry it
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _redact(text: str) -> str:
    """Redact until nothing is left that looks like a secret; each round leaves less text that
    is no redaction, so it ends."""
    while spans := _spans(text):
        pieces: list[str] = []
        at = 0
        for start, end in spans:
            pieces += (text[at:start], f"[redacted:{secrets.digest(text[start:end])}]")
            at = end
        text = "".join((*pieces, text[at:]))
    return text


def _spans(text: str) -> list[tuple[int, int]]:
    """Where secrets stand, also one that ends cut off with the text itself."""
    spans = [(span.start, span.end) for span in secrets.find(text, strict=False)]
    if any(one in text for one in _DISGUISED) and _DISGUISES.search(text):
        spans = _undisguised(text, spans)
    cut = _cut_token(text) if _ENDS_IN_TOKEN.search(text, len(text) - _LEAST_CUT) else None
    if cut and (not spans or spans[-1][1] <= cut[0]):
        spans.append(cut)
    return [(start, end) for start, end in spans if not _REDACTION.search(text, start, end)]


def _undisguised(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, and between them those that show once disguises are blanked out."""
    blank = _DISGUISES.sub(lambda found: " " * len(found[0]), text)
    seen = [(span.start, span.end) for span in secrets.find(blank, strict=False)]
    more = [one for one in seen if not any(start < one[1] and one[0] < end for start, end in spans)]
    return sorted(spans + more)


def _cut_token(text: str) -> tuple[int, int] | None:
    """The beginning of an issued token that ends with the text."""
    cut = _CUT.search(text, max(text.rfind(" ") + 1, len(text) - _MOST_CUT))
    if cut is None:
        return None
    body = cut["plain"] or cut["wide"]
    mixed = any(map(str.isdigit, body)) or not (body.islower() or body.isupper())
    # identifiers such as hf_modelName begin alike
    return cut.span() if mixed and machine_made(body) and wordiness(body) < 0.65 else None


def _cut(line: str, limit: int) -> str:
    """The first characters of ``line``, whole units only, with an ellipsis."""
    fitting = takewhile(lambda at: at < limit, (unit.end() for unit in _UNIT.finditer(line)))
    end = max(fitting, default=0)
    return line[:end].rstrip(" ") + _ELLIPSIS if limit > 0 else ""
