"""Telling a value that could be a real secret from one that only stands for it."""

import math
import re
from collections import Counter
from itertools import pairwise
from typing import Final

from codex_audit.domain.patterns import regex

_COMMON_PAIRS: Final = (
    "abacadagaialamanaparasatauavaybabebiblbobucacechcickclcocrctcudadddedidodsdueaecedeeefeg"
    "elemenepeqeresetevexfafefffifofrfugegigshahehihoiaibicidieifigiliminioipirisitivizkelald"
    "lelilllolsltlulymamemimmmompnancndnenfngninnnonsntnunvobocodolomonoooporosotouovowpapepi"
    "plpoppprptpupyqurarcrdrergrirmrnrorrrsrtrurysascseshsisospssstsusytatctethtitltotrtstttu"
    "tyubueuiulumunupurusutvaveviwawhwiwowrxcxtypytze"
)
# The 200 letter pairs that make up nine tenths of all pairs in identifiers and prose; random
# letters hit them three times in ten.
_WORD_PAIRS: Final = frozenset(_COMMON_PAIRS[at : at + 2] for at in range(0, len(_COMMON_PAIRS), 2))

_FILLERS: Final = regex(
    r"example|sample|dummy|placeholder|change[-_ ]?(?:me|this|it)|replace|redacted|insert"
    r"|your|[-_]here\b|not[-_ ]?(?:needed|required|used|set|a[-_ ]?real)|fake|mock|invalid|x{4}|test"
    r"|bogus|lorem|ipsum|foo_?bar|todo|fixme|obfuscated|censored|removed|masked|hidden|secret_?value"
    r"|qwert|asdf|zxcv|letmein|s0me|something|whatever|null|none|undefined|unused|expired"
    r"|deadbeef|cafebabe|badc0de|abc123|123abc|^\W?(?:my)?s[e3]cr[e3]t[\W\d]{0,4}$|p[a4@][s53$]{2}w[o0]rd",
    re.IGNORECASE,
)
_TEMPLATE: Final = regex(
    r"(?<!\w)\$\w|\$[({\[]|\{\{|\{[^{}]*\}|\{%|%[({]|%[sdr](?![a-z0-9])|%%?[A-Z_]+%|<[^>]*>|\[[^\]]*\]|\.\.\.|…|\*\*|__"
    r"|^@|@@|#\{|^!|&[a-z]+;|^(?:vault|op|env|file|ssm|sops|arn|secret|secretsmanager|projects):"
    r"|^\(|\)$|\(\)|(?<![a-z])xxx|environ|getenv|process\.env",
    re.IGNORECASE,
)
_PATH: Final = regex(
    r"^(?:\d{4}-\d\d-\d\d[T_ ]|urn:|~?\.{0,2}/|[A-Za-z]:[\\/]|\\\\)|://|\\[wdsWDSb.]|^[\w.-]+(?:/[\w.-]+)*"
    r"\.(?:pem|key|crt|cer|py|js|ts|txt|json|ya?ml|toml|ini|cfg|conf|env|sh|html?|xml|md|rst|csv|pub|p12|jks|asc|gpg)$"
)
_VOCABULARY: Final = """
a abc access account acme admin administrator all an and ansible any api app apikey auth
authorization aws azure bar basic baz bearer blah bool bytes cache cert cipher class client
cloud code config conf crypt csrf current data database db default dev digest dict django docker
email enc encrypted env false field file first foo for get git github gitlab google guest hash
header hello host id in int is it jwt key keys lang last local localhost login long main md
magic master me mode my mysql name new no node none null number oauth of off ok old on one
only open option or other pass passphrase passwd password passwords passwort pg pin please plain plaintext
postgres postgresql private prod pub public pw pwd pypi qux rabbitmq random raw read real redis refresh
remote repo required root rsa secret secrets self server service session set sha short
shared sign signature simple some spam special ssh ssl staging str string super
temp text the this three tls tmp to token tokens true two type uri url use user username userpass utf
uuid val value values var vault very w web welcome with word world write wrong x y yes z
alpha beta gamma blowfish bcrypt scrypt pbkdf aes des hmac sql keyring kerberos ldap
"""
_WORDS: Final = frozenset(_VOCABULARY.split())
_RUN: Final = 4
_ROWS: Final = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS: Final = frozenset(
    pair for row in _ROWS for way in (row, row[::-1]) for pair in map("".join, pairwise(way))
)


def entropy(text: str) -> float:
    """Shannon's entropy of the characters of ``text`` in bits a character (0 when empty)."""
    size = len(text)
    return -sum(count / size * math.log2(count / size) for count in Counter(text).values())


def sequential(text: str) -> float:
    """Share of ``text`` within runs of four or more equal or consecutive characters."""
    lowered = text.lower()
    covered = run = 0
    for before, after in pairwise(lowered + "\0"):
        if before == after or before + after in _NEIGHBOURS:
            run += 1
            continue
        if run + 1 >= _RUN:
            covered += run + 1
        run = 0
    return covered / len(lowered) if text else 0.0


def wordiness(text: str) -> float:
    """Share of the letter pairs of ``text`` that are common in words: about 0.9 for words, 0.3
    for random letters; 0 without any pair. Pairs across a change from lower to upper case do
    not count."""
    common = pairs = 0
    for before, after in pairwise(text):
        if not (before.isalpha() and after.isalpha()) or (before.islower() and after.isupper()):
            continue
        pairs += 1
        common += (before + after).lower() in _WORD_PAIRS
    return common / pairs if pairs else 0.0


def stands_in(value: str) -> bool:
    """Whether ``value`` names itself a stand-in, or is a template, a path or a reference to
    where the real value lies."""
    return bool(_FILLERS.search(value) or _TEMPLATE.search(value) or _PATH.search(value))


def well_formed(body: str) -> bool:
    """Whether the random part of a token is neither a stand-in nor one sign over and over."""
    return len(set(body.lower())) >= min(7, len(body) // 3) and not _FILLERS.search(body)


def machine_made(body: str) -> bool:
    """Whether the random part of a well-formed token could be real: no stand-in, no sequence,
    enough different characters."""
    return well_formed(body) and sequential(body) <= 0.5


def random_looking(value: str) -> bool:
    """Whether ``value`` looks drawn at random, as tokens and keys are; 16 characters or more."""
    if len(value) < 16 or stands_in(value) or sequential(value) > 0.4:
        return False
    letters = sum(map(str.isalpha, value))
    digits = sum(map(str.isdigit, value))
    if not letters or len(set(value)) < 8:
        return False
    if not digits:
        turns = sum(a.islower() != b.islower() for a, b in pairwise(value))
        return len(value) >= 20 and turns * 3 >= len(value) and wordiness(value) < 0.55
    if all(one in "0123456789abcdefABCDEF-" for one in value):
        return digits >= 4 and entropy(value) >= 2.6
    likely_words = 0.72 if len(value) >= 24 and digits >= 3 else 0.62
    return entropy(value) >= 3.2 and wordiness(value) < likely_words


def classes(value: str) -> int:
    """How many of lower case, upper case, digits and signs stand in ``value``; those that join
    words and paths are no signs."""
    signs = any(not one.isalnum() and one not in "_-.:/" for one in value)
    return sum(any(map(kind, value)) for kind in (str.islower, str.isupper, str.isdigit)) + signs


def unquoted(value: str) -> str:
    """``value`` with the escapes of URLs, such as ``%40``, resolved."""
    if "%" not in value:
        return value
    # Slow to load, and seldom needed.
    from urllib.parse import unquote

    return unquote(value)


def password_like(value: str) -> bool:
    """Whether ``value``, which stands where a password belongs, could be a real one: letters
    with digits or signs that are no identifier, or random letters."""
    value = unquoted(value)
    if len(value) < 6 or stands_in(value) or sequential(value) > 0.5 or len(set(value)) < 5:
        return False
    if classes(value) == 4 and len(value) >= 10:
        return "password" not in value.lower()
    chunks = [chunk.lower() for chunk in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", value)]
    if not chunks or all(chunk in _WORDS or (len(chunk) < 2 and len(chunks) == 1) for chunk in chunks):
        return False
    if value.isalpha():
        return len(value) >= 16 and wordiness(value) < 0.5
    if re.fullmatch(r"[A-Za-z]+\d{0,4}(?:[_\-.:,/|+@ ][A-Za-z]*\d{0,4})*", value):
        # words joined by separators: an identifier, a header or a host name
        return bool(re.fullmatch(r"[A-Za-z]+\d+", value)) and len(value) >= 8 and wordiness(value) < 0.5
    return True


def credential_like(value: str) -> bool:
    """Whether ``value``, which stands where nothing but a password can, could be a real one."""
    if password_like(value) or random_looking(value):
        return True
    if len(value) < 6 or stands_in(value) or sequential(value) > 0.5:
        return False
    chunks = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", value)
    words = all(chunk.lower() in _WORDS for chunk in chunks)
    return not words and any(map(str.isdigit, value))
