"""Markdown that repository text cannot break out of: escaping, filters and the templates.

Every ``{{ value }}`` of a template passes ``finalise``: what one of the filters below returned
stands as it is, numbers stand as digits, and any other string is escaped as prose. A filter
forgotten in a template therefore costs looks, never safety. Limits count UTF-8 bytes of the
finished Markdown, so that a document's length is bounded whatever its text escapes to.
"""

import pkgutil
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol, cast

import msgspec

from codex_audit.domain.patterns import regex

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES: Final = "codex_audit.templates"

CODE_LIMIT: Final = 240
CELL_LIMIT: Final = 160
PROSE_LIMIT: Final = 480
FENCE_LIMIT: Final = 4_000
UNLIMITED: Final = sys.maxsize

WHOLE: Final = "the repository"
"""The place of what is said of no single file."""

WHOLE_PATHS: Final = frozenset({"", "."})
"""The paths of such findings."""

_ELLIPSIS: Final = "…"
_CONTROL: Final = regex(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NAMED_CONTROLS: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_LINE_END: Final = regex(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BACKTICKS: Final = regex(r"`+")

# In this order: a short code span that is whole and harmless, a mention, a name or pattern that would
# need backslashes, then what would begin or end something: links need a bracket that is followed by
# another, so that lone ones stay readable.
_SPECIAL: Final = regex(
    r"(?<!`)`(?P<span>[^\s`|\\](?:[^`|\\\n]{0,198}[^\s`|\\])?)`(?!`)"
    r"|(?<![\w`@])(?P<mention>@[A-Za-z0-9][\w./-]{0,60})"
    r"|(?<![\w`.*/@-])(?=[A-Za-z0-9./-]*+[_*])(?=[_.*/-]*+[A-Za-z0-9])(?P<name>[A-Za-z0-9_.*/-]{1,120}+)(?!`)"
    r"|(?P<url>://|\bwww\.)"
    r"|(?P<brace>\{[{%#]|[}%#]\})"
    r"|(?P<one>&(?=#?\w{1,31};)|[<>\\`*|~$]|(?<![^\W_])_|_(?![^\W_])|^\[|\[(?=[\[^])|\](?=[(\[:]|$))"
)
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LINE_START: Final = regex(r"(?P<number>\d{1,9})(?P<mark>[.)])(?=\s|$)|(?P<sign>[#+\-=!?:%^])")


class Markdown(str):
    """Text that is Markdown already: the filters return it, and nothing escapes it again."""

    __slots__ = ()

    def __html__(self) -> str:
        """Tells the template engine to leave the text alone."""
        return self


class _Place(Protocol):
    """Anything with a path and perhaps a line."""

    @property
    def path(self) -> str: ...

    @property
    def line(self) -> int | None: ...


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _fit(text: str, limit: int, render: Callable[[str], str], middle: bool = False) -> Markdown:
    """``render(text)``, with ``text`` cut (at its end, or in the middle) until it fits."""
    if len(text) <= limit:
        whole = render(text)
        if _size(whole) <= limit:
            return Markdown(whole)
    keep = min(len(text), limit)
    while True:
        head = keep - keep // 3 if middle else keep
        tail = text[len(text) - (keep - head) :] if head < keep else ""
        out = render(text[:head].rstrip() + _ELLIPSIS + tail)
        if keep == 0 or _size(out) <= limit:
            return Markdown(out)
        keep = min(keep - 1, keep * limit // _size(out))


def _visible(match: re.Match[str]) -> str:
    char = match.group()
    named = _NAMED_CONTROLS.get(char)
    if named is not None:
        return named
    return f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}"


def _span(text: str) -> str:
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    ticks = "`" * (longest + 1)
    stripped = text.startswith(" ") and text.endswith(" ") and text.strip(" ") != ""
    pad = " " if text.startswith("`") or text.endswith("`") or stripped else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def code(text: str | None, limit: int = CODE_LIMIT, absent: str = "unknown") -> Markdown:
    """Verbatim text as a code span, for everywhere but table cells. Control characters show as
    escapes; what is too long is cut in the middle; a null reads ``absent``."""
    if text is None:
        return Markdown(absent)
    if not text:
        return Markdown("(empty)")
    return _fit(_CONTROL.sub(_visible, text), limit, _span, middle=True)


def cell(text: str | None, limit: int = CELL_LIMIT, absent: str = "unknown") -> Markdown:
    """The same as ``code`` for a table cell, where a pipe needs a backslash even in code."""
    if not text:
        return code(text, limit, absent)
    visible = _CONTROL.sub(_visible, text)
    return _fit(visible, limit, lambda part: _span(part).replace("|", r"\|"), middle=True)


def place(item: _Place, limit: int = CODE_LIMIT) -> Markdown:
    """``path:line`` of a row as a code span, or its path alone."""
    return code(_place(item), limit, WHOLE)


def place_cell(item: _Place, limit: int = CELL_LIMIT) -> Markdown:
    """``path:line`` of a row for a table cell."""
    return cell(_place(item), limit, WHOLE)


def _place(item: _Place) -> str | None:
    if item.path in WHOLE_PATHS:
        return None
    return item.path if item.line is None else f"{item.path}:{item.line}"


def _escape_one(match: re.Match[str]) -> str:
    kind, found = match.lastgroup, match.group()
    if kind == "span":
        return found
    if kind == "mention":
        return f"`{found}`"
    if kind == "name":
        name = found.rstrip(".-/")
        return f"`{name}`{found[len(name) :]}"
    if kind == "url":
        return r"\://" if found == "://" else r"www\."
    if kind == "brace":
        return "".join(f"\\{char}" for char in found)
    return _ENTITIES.get(found) or f"\\{found}"


def _escape_prose(text: str) -> str:
    if text.isdecimal():
        # with a full stop behind it, which the template may put there, it would begin a list
        return f"&#{ord(text[0])};{text[1:]}"
    escaped = _SPECIAL.sub(_escape_one, text)
    start = _LINE_START.match(escaped)
    if start is None:
        return escaped
    if start["sign"]:
        return f"\\{escaped}"
    return f"{start['number']}\\{escaped[start.start('mark') :]}"


def prose(text: str | None, limit: int = PROSE_LIMIT, absent: str = "unknown") -> Markdown:
    """A sentence on one line, safe anywhere, table cells included. Markup in it shows as
    typed, apart from short code spans; mentions become code spans and links stay text."""
    if text is None:
        return Markdown(absent)
    return _fit(" ".join(text.split()), limit, _escape_prose)


def sentence(text: str, limit: int = PROSE_LIMIT) -> Markdown:
    """``prose`` that ends like a sentence."""
    made = prose(text, limit)
    return made if made.endswith((".", "!", "?", _ELLIPSIS)) else Markdown(f"{made}.")


def fence(text: str, language: str = "text", limit: int = FENCE_LIMIT) -> Markdown:
    """A fenced block, longer than any run of backticks within. ``language`` is the template's
    own word. What is cut off is said in the last line."""
    body = _LINE_END.sub("\n", text)
    if _size(body) > limit:
        body = (
            body.encode("utf-8", "surrogatepass")[:limit].decode("utf-8", "ignore") + f"\n{_ELLIPSIS} (cut)"
        )
    longest = max((len(run) for run in _BACKTICKS.findall(body)), default=0)
    ticks = "`" * max(3, longest + 1)
    ending = "" if body.endswith("\n") or not body else "\n"
    return Markdown(f"{ticks}{language}\n{body}{ending}{ticks}")


def number(value: int) -> Markdown:
    """Digits in groups of three."""
    return Markdown(f"{value:,}")


def count(value: int, one: str, many: str | None = None) -> Markdown:
    """A number and its noun: ``1 file``, ``1,200 files``. The nouns are the template's own."""
    return Markdown(f"{value:,} {one if value == 1 else many or one + 's'}")


def short(commit: str) -> str:
    """The first twelve digits of a commit's id."""
    return commit[:12]


def finalise(value: object) -> str:
    """What stands in the document for an interpolated value; see the module's docstring.

    Raises TypeError for anything but text and numbers: nulls, flags and rows need a decision
    in the template.
    """
    if hasattr(value, "__html__"):
        return Markdown(value)
    if isinstance(value, str):
        return prose(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Markdown(value)
    raise TypeError(f"a template prints a {type(value).__name__}")


FILTERS: Final[Mapping[str, Callable[..., object]]] = {
    "cell": cell,
    "code": code,
    "count": count,
    "fence": fence,
    "length": len,
    "number": number,
    "place": place,
    "place_cell": place_cell,
    "prose": prose,
    "sentence": sentence,
    "short": short,
}


_compiled: dict[str, bytes] = {}


@cache
def environment() -> "Environment":
    """The template engine: strict, without extensions, globals or filters but ours; each
    template is compiled once."""
    from jinja2 import BytecodeCache, Environment, FunctionLoader, StrictUndefined
    from jinja2.bccache import Bucket

    def load(name: str) -> str:
        return cast("bytes", pkgutil.get_data(TEMPLATES, name)).decode()

    class Compiled(BytecodeCache):
        def load_bytecode(self, bucket: Bucket) -> None:
            if bucket.key in _compiled:
                bucket.bytecode_from_string(_compiled[bucket.key])

        def dump_bytecode(self, bucket: Bucket) -> None:
            _compiled[bucket.key] = bucket.bytecode_to_string()

    engine = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalise,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        # Folding constants takes longer than it saves: each template is rendered once.
        optimized=False,
        bytecode_cache=Compiled(),
    )
    engine.filters = dict(FILTERS)
    engine.globals = {}
    return engine


def compiled_templates(_: bytes = b"") -> bytes:
    """Every template compiled, for ``adopt`` in another process of this very installation."""
    from importlib.resources import files

    for one in sorted(entry.name for entry in files(TEMPLATES).iterdir()):
        if one.endswith(".j2"):
            environment().get_template(one)
    return msgspec.msgpack.encode(_compiled)


def adopt(compiled: bytes) -> None:
    """Take what ``compiled_templates`` gave. It is code: it must come from where nothing of the
    audited tree was read."""
    _compiled.update(msgspec.msgpack.decode(compiled, type=dict[str, bytes]))


def render(template: str, /, **values: object) -> str:
    """A template of the package filled with ``values``."""
    return environment().get_template(template).render(values)
