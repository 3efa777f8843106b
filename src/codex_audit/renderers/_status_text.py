"""Short texts of the status update: whole words and whole code spans, addresses, quotations."""

from typing import Final

from codex_audit.domain.patterns import regex
from codex_audit.renderers._markdown import Markdown, code, prose

_ELLIPSIS: Final = "…"
_NAME: Final = regex(r"_?[A-Za-z0-9]{1,60}(?:[-._][A-Za-z0-9]{1,60}){0,20}_?")
_HOST: Final = r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)"
_ADDRESS: Final = regex(
    r"(?:(?P<web>https?)|ssh|git|git\+ssh|ssh\+git)://(?:[^/\s]{0,400}@)?"
    + _HOST
    + r"(?P<port>:\d{1,5})?/(?P<path>[^\s?#\\]{1,1000})"
)
_COPY: Final = regex(r"[^/:@\s]{1,100}@" + _HOST + r":(?P<path>[^/\s?#\\][^\s?#\\]{0,1000})")
_PLAIN: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/")
_REDACTED: Final = "[redacted:"
_MAX_BRANCH: Final = 200


def title_name(name: str) -> Markdown:
    """The repository's name for the title: as the mandated template writes it where it is a
    plain name, else as a code span."""
    if _NAME.fullmatch(name):
        return Markdown(name)
    # with a pipe, even an escaped one, the line above a rule reads as a table to some
    return Markdown(prose(name, 80).replace("\\|", "&#124;")) if "|" in name else code(name, 80)


def brief(text: str, limit: int = 320) -> str:
    """``text`` on one line, cut between words and outside code spans after at most ``limit``
    characters, so that a path in it stays whole."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    end = line.rfind(" ", 0, limit)
    while end > 0 and line.count("`", 0, end) % 2:
        end = line.rfind(" ", 0, end)
    return line[: end if end > 0 else limit].rstrip(" ,;:") + _ELLIPSIS


def quoted(text: str, limit: int = 240) -> str:
    """Text of the repository as a code span, for use within a fenced text block."""
    return str(code(text, limit))


def at_line(path: str, line: int | None) -> str:
    """``path:line``, or the path alone, as a code span that keeps long paths whole."""
    return quoted(path if line is None else f"{path}:{line}", 400)


def plainly(text: str, limit: int = 320) -> str:
    """The tool's own words for a fenced text block, ended like a sentence."""
    line = brief(text, limit)
    return line if line.endswith((".", _ELLIPSIS)) else f"{line}."


def web_url(remote: str | None) -> Markdown | None:
    """The web address of a remote: no user, password, query or fragment, and no ``.git``.
    Null for what has none, such as a local path."""
    if remote is None:
        return None
    found = _ADDRESS.fullmatch(remote) or _COPY.fullmatch(remote)
    if found is None or _REDACTED in found["path"]:
        return None
    parts = found.groupdict()
    web = parts.get("web")
    path = found["path"].strip("/").removesuffix(".git").rstrip("/")
    if not path:
        return None
    port = parts.get("port") or "" if web else ""
    return Markdown(f"{web or 'https'}://{found['host']}{port}/{_encoded(path, keep='%')}")


def branch_part(name: str) -> Markdown | None:
    """A branch's name for the end of an address; null where the name shown is not the true
    one, because it held a secret or a hidden character, or is absurdly long."""
    if not name or len(name) > _MAX_BRANCH or "\\" in name or _REDACTED in name:
        return None
    return Markdown(_encoded(name))


def _encoded(text: str, keep: str = "") -> str:
    """Percent-encoded but for characters that mean nothing to Markdown (underlining apart)."""
    return "".join(
        char
        if char in _PLAIN or char in keep
        else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))
        for char in text
    )
