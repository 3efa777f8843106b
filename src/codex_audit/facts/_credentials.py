"""What must not leave an extractor: values behind the names of credentials, and values whose
very shape gives them away. The last gate is elsewhere; this one keeps facts and cache clean."""

import re
from typing import Final

from codex_audit.domain.patterns import regex
from codex_audit.domain.secrets import find
from codex_audit.facts._text import MAX_DETAIL, one_line

REDACTED: Final = "[redacted]"

_NAMES = (
    r"pass(?:word|wd|phrase)s?|pwd|tokens?|secrets?|credentials?"
    r"|(?:api|access|private|secret|auth|encryption|signing)[-_. ]?keys?"
)
_SENSITIVE = regex(rf"(?:^|[^a-z])(?:{_NAMES})(?![a-z])", re.IGNORECASE)
_PLURAL_COUNTS = regex(r"(?:max|min|num|total|n)[-_.]\w{0,20}tokens", re.IGNORECASE)
# Each part is bounded: a detail is short, yet whatever stands in it was written by others.
_ASSIGNED = regex(
    rf"((?:{_NAMES})[\w-]{{0,40}}[\"']?(?:\s{{0,3}}[=:]\s{{0,3}}|\s{{1,3}}))([\"']?)(?![$%{{<\[])([^\s\"']{{3,}})",
    re.IGNORECASE,
)
_USERINFO = regex(r"(://)[^\s/@:]{1,200}(?::[^\s/@]{0,200})?@")


def sensitive(key: str) -> bool:
    """Whether a key's name says that its value is a credential. ``tokenizer`` and
    ``max_tokens`` do not."""
    return bool(_SENSITIVE.search(_words(key))) and not _PLURAL_COUNTS.search(key)


def _words(key: str) -> str:
    """``accessToken`` as ``access Token``: a capital after a small letter begins a word."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key[:200])


def clean(text: str, limit: int = MAX_DETAIL) -> str:
    """One line of at most ``limit`` characters in which what looks like a credential is
    masked; references such as ``$TOKEN`` stay."""
    line = one_line(text, limit)
    line = _USERINFO.sub(rf"\1{REDACTED}@", line)
    for span in reversed(find(line)):
        line = f"{line[: span.start]}{REDACTED}{line[span.end :]}"
    return _ASSIGNED.sub(_mask, line)[:limit]


def _mask(match: re.Match[str]) -> str:
    """Keep the name and mask what follows: always after ``=`` or an option's name, after a
    colon only where the value is no plain word (``secrets: found in prose`` stays)."""
    lead, quote, value = match.groups()
    before = match.string[: match.start()]
    if "=" in lead:
        masked = True
    elif ":" in lead:
        masked = not value.isalpha()
    else:
        masked = before.endswith("-")
    return f"{lead}{quote}{REDACTED}" if masked else match.group()


def safe_value(key: str, value: str, limit: int = MAX_DETAIL) -> str:
    """A setting's value, or the mask where its key names a credential."""
    return REDACTED if sensitive(key) and value else clean(value, limit)
