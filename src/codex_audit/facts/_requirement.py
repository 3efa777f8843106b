"""One requirement, as PEP 508 or a lone URL writes it."""

import posixpath
import re
from collections.abc import Iterable
from typing import Final

from codex_audit.domain.facts import Dependency
from codex_audit.domain.patterns import regex
from codex_audit.facts._credentials import clean
from codex_audit.facts._text import MAX_NAME, canonical

MAX_REQUIREMENT: Final = 2_000
MAX_PARENTHESES: Final = 40

_EGG = regex(r"[#&]egg=([A-Za-z0-9][\w.-]{0,100})")
_URL = regex(r"^(?:[a-z][a-z0-9]{1,8}\+)?(?:https?|ssh|git|file|hg|svn|bzr)(?:\+[a-z]{2,6})?:")
_ARCHIVE = regex(
    r"^([A-Za-z0-9](?:[\w.]|-(?!\d)){0,100})-\d[\w.!+]{0,60}(?:-[\w.]{1,80}){0,4}\.(?:whl|tar\.gz|zip)"
)
# Old files hold clauses that PEP 508 refuses (``django>=1.11<2.2``): the name is still declared.
_LENIENT = regex(
    r"([A-Za-z0-9](?:[\w.-]{0,100}[A-Za-z0-9])?)\s{0,5}(?:\[[^\]]{0,200}\])?\s{0,5}"
    r"([<>=!~]{1,3}\s{0,5}\d[^;]{0,200})?(?:;.{0,2000})?"
)
_LEADING = regex(r"([A-Za-z0-9][\w.-]{0,100})")

_GROUP_WORDS: Final = {
    "dev": "dev devel develop development",
    "test": "test tests testing unittest pytest",
    "docs": "doc docs documentation rtd readthedocs sphinx",
    "": "requirements requirement requires reqs req pip base main prod production install core runtime "
    "common default minimal min environment env lock locked frozen py3",
}
_GROUPS: Final = {word: group for group, table in _GROUP_WORDS.items() for word in table.split()}


def requirement(text: str, group: str, line: int) -> Dependency | None:
    """The dependency that a requirement names, or ``None`` where it names none that could be
    read (a bare path, a template, nonsense)."""
    from packaging.requirements import InvalidRequirement, Requirement

    text = text.strip()
    if not text or len(text) > MAX_REQUIREMENT or text.count("(") > MAX_PARENTHESES:
        return None
    if _URL.match(text) or "://" in text.partition(" @ ")[0]:
        return _from_url(text, group, line)
    try:
        parsed = Requirement(text)
    except InvalidRequirement:
        found = _LENIENT.fullmatch(text)
        if found is None:
            return None
        return Dependency(canonical(found.group(1)), clean(found.group(2) or ""), group, line)
    if parsed.url:
        return Dependency(canonical(parsed.name), f"@ {clean(parsed.url)}", group, line)
    specifier = str(parsed.specifier)
    return Dependency(canonical(parsed.name), specifier, group, line, pinned(specifier))


def requirements(texts: Iterable[tuple[str, int]], group: str) -> list[Dependency]:
    """The dependencies among requirements with their lines."""
    found = (requirement(text, group, line) for text, line in texts)
    return [one for one in found if one is not None]


def pinned(specifier: str) -> bool:
    """Whether a clause of the specifier admits one version only."""
    clauses = (clause.strip() for clause in specifier.split(","))
    return any(clause.startswith("==") and not clause.endswith(".*") for clause in clauses)


def leading_name(text: str) -> str | None:
    """The normalised name that a requirement begins with, however it goes on."""
    found = _LEADING.match(text.strip())
    return canonical(found.group(1)) if found else None


def _from_url(text: str, group: str, line: int) -> Dependency | None:
    """A URL tells its name by ``#egg=`` or by the name of its archive."""
    url = text.split(maxsplit=1)[0]
    if egg := _EGG.search(url):
        return Dependency(canonical(egg.group(1)), f"@ {clean(url)}", group, line)
    file = posixpath.basename(url.partition("#")[0].partition("?")[0])
    if archive := _ARCHIVE.match(file):
        return Dependency(canonical(archive.group(1)), f"@ {clean(url)}", group, line)
    return None


def group_of(name: str) -> str:
    """The group that a requirements file's name tells: ``dev``, ``test``, ``docs``, another
    word that stands beside the usual ones (``requirements-gpu.txt``), or empty."""
    stem = re.sub(r"\.(?:txt|in|pip|lock|ya?ml)$", "", name[:MAX_NAME].lower())
    words = [word for word in re.split(r"[-_.\s]+", stem) if word]
    if any(word in ("constraints", "constraint") for word in words):
        return "constraints"
    groups = [_GROUPS.get(word, word) for word in words]
    return next(
        (group for group in ("dev", "test", "docs") if group in groups), "-".join(filter(None, groups))
    )
