"""Takes a file's secrets out of its facts. Some are only known by what stands around them in the
file, and facts quote without it."""

import re
from typing import Any, Final

import msgspec

from codex_audit.domain import secrets
from codex_audit.domain.facts import FileFacts

LEAST: Final = 6
"""Characters of a value that is worth looking for: shorter ones stand everywhere."""


def redacted(bundle: FileFacts, text: str) -> FileFacts:
    """The facts with every value that looks like a secret in the file's text replaced."""
    values = {text[span.start : span.end] for span in secrets.find(text)}
    # A block such as a private key is quoted line by line.
    pieces = {row.strip() for value in values for row in value.splitlines()}
    sought = sorted((one for one in pieces if len(one) >= LEAST), key=lambda one: (-len(one), one))
    if not sought:
        return bundle
    pattern = re.compile("|".join(map(re.escape, sought)))
    plain = _replaced(msgspec.to_builtins(bundle), pattern)
    return msgspec.convert(plain, FileFacts)


def _replaced(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(_redaction, value)
    if isinstance(value, list | tuple):
        return [_replaced(one, pattern) for one in value]
    return value


def _redaction(found: re.Match[str]) -> str:
    return f"[redacted:{secrets.digest(found[0])}]"
