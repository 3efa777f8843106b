"""Bounded reader of a repository's own git settings (the syntax of git-config(1)).

It only reads: no file that the settings include is opened, and nothing that they name is run.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from msgspec import Struct

MAX_SETTINGS: Final = 20_000

_ESCAPES: Final = {"n": "\n", "t": "\t", "b": "\b", '"': '"', "\\": "\\"}


class Setting(NamedTuple):
    """A key (``section.subsection.key``: section and key in lower case), its value, and the
    line that names it."""

    key: str
    value: str
    line: int


class Config(Struct, frozen=True):
    """Settings by ``section.subsection.key``: section and key in lower case. The last value
    of a key counts."""

    values: Mapping[str, str]

    def get(self, key: str, default: str = "") -> str:
        """The value of a key."""
        return self.values.get(key, default)

    @property
    def hash_size(self) -> int:
        """Bytes of an object id: 20, or 32 in a SHA-256 repository."""
        return 32 if self.get("extensions.objectformat").lower() == "sha256" else 20

    @property
    def reftable(self) -> bool:
        """Whether the refs are kept in a reftable rather than in files."""
        return self.get("extensions.refstorage", "files").lower() != "files"

    @property
    def remote(self) -> str | None:
        """Where ``origin`` lies, without user, password, query or fragment."""
        return public_remote(self.get("remote.origin.url"))


class _Lines:
    """The lines of a text, one after the other, and the number of the last one taken."""

    def __init__(self, text: str) -> None:
        self._lines = iter(text.replace("\r\n", "\n").split("\n"))
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        return line


def parse_config(data: bytes) -> Config:
    """Settings of a config file. Lines that are no settings are passed over."""
    return Config({one.key: one.value for one in settings(data)})


def settings(data: bytes) -> Iterator[Setting]:
    """Every setting of a config file in order, at most ``MAX_SETTINGS``."""
    lines = _Lines(data.decode("utf-8", "surrogateescape").removeprefix("\ufeff"))
    section = ""
    count = 0
    for line in lines:
        bare = line.strip(" \t")
        if bare.startswith("["):
            section, bare = _section(bare)
        if not bare or bare[0] in "#;" or not section:
            continue
        key, equals, rest = bare.partition("=")
        name = key.strip(" \t").lower()
        if name.replace("-", "").isalnum():
            number = lines.number
            value = _value(rest.lstrip(" \t"), lines) if equals else "true"
            yield Setting(f"{section}.{name}", value, number)
            count += 1
        if count >= MAX_SETTINGS:
            return


def _section(line: str) -> tuple[str, str]:
    """``[section "sub"] rest`` as ``section.sub`` and the rest; the name is empty if malformed."""
    head, bracket, rest = line[1:].partition("]")
    if '"' not in head:
        return (head.strip().lower() if bracket else ""), rest.strip(" \t")
    name, _, quoted = line[1:].partition('"')
    subsection: list[str] = []
    at = 0
    while at < len(quoted) and quoted[at] != '"':
        at += quoted[at] == "\\"
        subsection.append(quoted[at : at + 1])
        at += 1
    tail = quoted[at + 1 :]
    if not tail.startswith("]"):
        return "", ""
    return f"{name.strip().lower()}.{''.join(subsection)}", tail[1:].strip(" \t")


def _value(text: str, lines: Iterator[str]) -> str:
    """A value: quotes removed, escapes resolved, comment cut, continued lines joined."""
    parts: list[str] = []
    kept = 0
    quoted = False
    at = 0
    while at < len(text):
        char = text[at]
        at += 1
        if char == "\\":
            if at == len(text):
                text, at = next(lines, ""), 0
                continue
            parts.append(_ESCAPES.get(text[at], ""))
            at += 1
        elif char == '"':
            quoted = not quoted
            kept = len(parts)
            continue
        elif char in "#;" and not quoted:
            break
        else:
            parts.append(char)
            if char in " \t" and not quoted:
                continue
        kept = len(parts)
    return "".join(parts[:kept])


def public_remote(url: str) -> str | None:
    """A remote's URL as it may be shown: without user, password, query and fragment.

    ``user@host:path`` becomes ``ssh://host/path``. Of a local path only the last component
    remains: the rest describes a machine. An address of a remote helper is not shown.
    """
    # Loaded here because few runs need it and every walk loads this module.
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    path = parts.path.rstrip("/")
    if "://" in url and host:
        name = f"[{host}]" if ":" in host else host
        return f"{parts.scheme}://{name}{f':{port}' if port else ''}{path}"
    before, colon, rest = url.partition(":")
    if "::" in url:
        return None
    if colon and "/" not in before and "://" not in url:
        host = before.rpartition("@")[2]
        return f"ssh://{host}/{rest.strip('/')}" if host and rest.strip("/") else None
    return path.rpartition("/")[2] or None
