"""What a value of the right shape must withstand before it counts as a secret."""

import binascii
import re
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Callable
from posixpath import commonprefix
from typing import Final

from codex_audit.domain.patterns import regex
from codex_audit.domain.placeholders import (
    classes,
    credential_like,
    machine_made,
    password_like,
    random_looking,
    stands_in,
    unquoted,
    well_formed,
)
from codex_audit.domain.secret_table import Check

Match = re.Match[str]

_ISSUER: Final = regex(r"^[A-Za-z0-9]{2,8}[-_.:](?:[a-z0-9]{2,8}[-_])?(?=.{8})")
_PEM_NOISE: Final = regex(r"-----END.*|\\+[rnt]|[A-Z][A-Za-z-]{2,20}: [^\n]{0,100}\n", re.DOTALL)
_BASE64_RUN: Final = regex(r"[A-Za-z0-9+/]{16,}")
_EXAMPLE_HOST: Final = regex(r"(?:[\w-]+\.)*(?:example|invalid|test)\b", re.IGNORECASE)

_KEYS: Final = regex(
    r"(?:^|[\W_])(?:api|access|secret|private|encrypt(?:ion)?|crypt|sign(?:ing|ature)?|master|auth|account|storage"
    r"|shared|service|app|application|client|subscription|webhook|deploy|admin|server|jwt|session|consumer"
    r"|security|license|token|aes|hmac|fernet|x)[-_]?$",
    re.IGNORECASE,
)
_OTHER_NAMES: Final = regex(
    r"(?:^|[-_.])(?:url|uri|types?|names?|ids?|files?|path|dir|folder|fields?|headers?|prefix|suffix|regexp?|re"
    r"|pattern|labels?|title|text|desc|description|help|messages?|msg|errors?|policy|length|len|size|expiry"
    r"|expires|ttl|scopes?|endpoint|class|format|hash(?:ed|es)?|count|limit|encoding|prompt|placeholder|hint"
    r"|template|lookup|var|option|flag|arg|params?|kind|checksum|digest|algorithm|algo|method|mode|version"
    r"|index|idx|store|manager|provider|arn|ref|service|set|rules?|input|selector|plugin|module|command|cmd"
    r"|env|attr|attribute|property|column|table|view|page|form|link|src|img|icon|color|style)s?$"
    r"|public|tokeni[sz]|less$|hash|crypt(?:ed)?$|sha\d|md5|last_?used|::|manager$"
    r"|(?:next|page|paging|pagination|continuation|request|idempotency|change|lock|cycle(?:_action)?|sync|update"
    r"|forward|backward|starting|cursor|resume|client|export|import|product|csrf)[-_]?token$",
    re.IGNORECASE,
)
_CONFIG_LINE: Final = regex(
    r"[ \t]*(?:(?:[-#*;>]|//)[ \t]*)?(?:(?:export|set|env|arg|setx)[ \t]+|-[eD][ \t]?)?[\w.\-:/]*",
    re.IGNORECASE,
)
_NETRC: Final = regex(r"(?:\A|[ \t])(?:login|machine)[ \t]{1,8}\S{1,80}[ \t]{1,8}\Z")
_DOCKER: Final = regex(r"[ \t]*ENV[ \t]", re.IGNORECASE)
_OPEN_WORK: Final = regex(r"\A[\s#/*;<!-]{0,20}(?:TODO|FIXME|XXX|HACK)\b[:\s]{0,5}")
"""Comments of open work quote lines of settings."""

_SHELL_VARIABLE: Final = regex(r"(?:\A|[\s\"'`])[A-Z][A-Z0-9_]*\Z|(?:\A|[\s\"'`])\Z")
"""What stands before the telling part of a variable's name, as a command line sets one."""

_OPTION: Final = regex(r"(?:^|\s)--?[\w-]*\Z")
_BEFORE: Final = regex(r"[\w.$:-]*\Z")
_UUID: Final = regex(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_UUID_NAMES: Final = regex(r"api|secret|access|auth|refresh|private|heroku|licen[cs]e", re.IGNORECASE)
_PUBLISHED: Final = frozenset(
    {
        # the payloads and credentials that the standards and the libraries' manuals print
        "eyJzb21lIjoicGF5bG9hZCJ9",
        "eyJrIjoidmFsdWUifQ",
        "2YotnFZFEjr1zCsicMWpAA",
        "tGzv3JOkF0XG5Qx2TlKWIA",
        "czZCaGRSa3F0MzpnWDFmQmF0M2JW",
        "0685bd9184jfhq22",
        "ad180jjd733klru7",
    }
)
_AKIN: Final = 6
_HUMP: Final = regex(r"(?<=[a-z])(?=[A-Z])")


def _token(found: Match, value: str) -> bool:
    return machine_made(_ISSUER.sub("", value))


def _shaped(found: Match, value: str) -> bool:
    return well_formed(_ISSUER.sub("", value))


def _random(found: Match, value: str) -> bool:
    return random_looking(value)


def _pem(found: Match, value: str) -> bool:
    body = "".join(_BASE64_RUN.findall(_PEM_NOISE.sub("", found["body"])))
    return len(set(body)) >= 12 and (len(body) >= 100 or (len(body) >= 24 and machine_made(body)))


def _url(found: Match, value: str) -> bool:
    value = unquoted(value)
    if value == found["user"] or stands_in(value) or _EXAMPLE_HOST.match(found["host"]):
        return False
    return not value.isdigit() and credential_like(value)


def _basic(found: Match, value: str) -> bool:
    if value in _PUBLISHED:
        return False
    try:
        plain = b64decode(value + "=" * (-len(value) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return False
    user, colon, password = plain.partition(":")
    if not colon or not plain.isprintable() or user == password:
        return False
    return credential_like(password)


def _jwt(found: Match, value: str) -> bool:
    header, payload, signature = value.split(".")[:3]
    try:
        plain = urlsafe_b64decode(header + "=" * (-len(header) % 4))
        claims = urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    except binascii.Error:
        return False
    # the token that every tutorial shows has the subject 1234567890
    known = b'"1234567890"' in claims or b"John Doe" in claims or payload in _PUBLISHED
    return b'"alg"' in plain and not known and machine_made(signature)


def _django(found: Match, value: str) -> bool:
    # drawn from letters, digits and fourteen signs, which may well look like a template
    signs = sum(not one.isalnum() for one in value.removeprefix("django-insecure-"))
    return signs >= 4 and len(set(value)) >= 18


def _promises(found: Match) -> bool:
    """Whether the whole name around the anchor is one of a secret and not of its type, file,
    hash and the like."""
    at = found.start()
    before = found.string[max(0, at - 40) : at]
    if found.string[at : at + 3].lower() == "key" and not _KEYS.search(before):
        return False
    whole = _BEFORE.search(before)
    name = (whole[0] if whole else "") + found.string[at : found.end("rest")]
    value = found["value"]
    if value in _PUBLISHED or (_UUID.fullmatch(value) and not _UUID_NAMES.search(name)):
        return False
    return not _OTHER_NAMES.search(_HUMP.sub("_", name))


def _password_named(found: Match) -> bool:
    return found.string[found.start()].lower() == "p"


def _secretive(value: str, password: bool) -> bool:
    if random_looking(value):
        return True
    if not password:
        return len(value) >= 10 and classes(value) >= 3 and password_like(value)
    return password_like(value)


def _quoted(found: Match, value: str) -> bool:
    sep, password = found["sep"], _password_named(found)
    if (sep.startswith(",") and not found["close"]) or not _promises(found):
        return False
    if sep == ",":
        if _akin(found, value):
            return False
        return random_looking(value) or (password and classes(value) >= 3 and password_like(value))
    return _secretive(value, password)


def _akin(found: Match, value: str) -> bool:
    """Whether a value begins like the text before it, as names in a list do."""
    text, end = found.string, found.start("close")
    before = text[max(0, end - 200) : end]
    word = before[max(map(before.rfind, "\"'`")) + 1 :]
    return len(commonprefix((word, value))) >= _AKIN


def _tagged(found: Match, value: str) -> bool:
    return _promises(found) and _secretive(value, _password_named(found))


def _bare(found: Match, value: str) -> bool:
    text, at, sep = found.string, found.start(), found["sep"]
    first = max(text.rfind("\n", max(0, at - 120), at) + 1, at - 120, 0)
    line = _OPEN_WORK.sub("", text[first:at], count=1)
    option = bool(_OPTION.search(line)) and ":" not in sep
    variable = sep == "=" and text[at].isupper()
    shell = variable and _SHELL_VARIABLE.search(line) is not None
    if not (shell or _is_setting(line, sep, option)) or not _promises(found):
        return False
    if found["end"] in (" ", "\t") and found.end() < len(text) and not (option or variable):
        # a sentence goes on
        return False
    if random_looking(value):
        return True
    if value.isidentifier() and sep.strip() and not (option or variable or ":" in sep):
        # a name on the right-hand side of a statement
        return False
    mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return mixed and _password_named(found) and password_like(value)


def _is_setting(line: str, sep: str, option: bool) -> bool:
    """Whether what stands before a name on its line admits a bare value: an option of a
    command, or the beginning of a line of settings."""
    if not sep.strip():
        return option or bool(_DOCKER.match(line) or _NETRC.search(line))
    return option or bool(_CONFIG_LINE.fullmatch(line))


_Checks = dict[Check, Callable[[Match, str], bool]]

CHECKS: Final[_Checks] = {
    Check.TOKEN: _token,
    Check.RANDOM: _random,
    Check.PEM: _pem,
    Check.URL: _url,
    Check.BASIC: _basic,
    Check.JWT: _jwt,
    Check.DJANGO: _django,
    Check.QUOTED: _quoted,
    Check.TAGGED: _tagged,
    Check.BARE: _bare,
}

LENIENT: Final[_Checks] = CHECKS | {Check.TOKEN: _shaped}
"""For outgoing text: a token of the right shape counts even where its characters follow a
pattern, for there a missed one costs more than a needless redaction."""
