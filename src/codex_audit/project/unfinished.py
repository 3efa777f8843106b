"""What is unfinished in a repository as a whole: stubs that one file alone cannot settle, and
files that are unfinished by design."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from codex_audit.domain.facts import Definition, FileFacts, PythonFacts
from codex_audit.domain.project import StubFound
from codex_audit.project.words import words

UNFINISHED: Final = "stub"
"""The family of the rules on unfinished work."""

PATTERN_FOLDERS: Final = words(
    """
    archetype archetypes boilerplate boilerplates cookiecutter cookiecutters scaffold scaffolding scaffolds
    skeleton skeletons template templates test_data test-data testdata
    """
)
"""Folders of what is copied and filled in elsewhere, or fed to tests."""


class _Heritage(NamedTuple):
    """By the last part of classes' names: their bases', and the methods that they define."""

    bases: Mapping[str, Collection[str]]
    methods: Mapping[str, Collection[str]]
    derived_from: Collection[str]


def is_pattern(path: str) -> bool:
    """Whether a file lies in a folder of patterns or of test data."""
    return any(part.lower() in PATTERN_FOLDERS or part.startswith("{{") for part in path.split("/")[:-1])


def find_stubs(files: Mapping[str, FileFacts]) -> Iterator[StubFound]:
    """All stubs in order of ``files`` and line.

    A method that its file leaves open is one where no class of any file derives from its class
    and no base of it in the repository has the method: to refuse what a base can do is meant.
    """
    heritage: _Heritage | None = None
    code = [(path, facts) for path, bundle in files.items() if (facts := bundle.get(PythonFacts))]
    for path, facts in code:
        if is_pattern(path):
            continue
        for one in facts.definitions:
            if one.stub is not None:
                yield StubFound(path, one, one.stub)
            elif one.tentative is not None:
                heritage = heritage or _heritage(facts for _, facts in code)
                if _is_open(one, heritage):
                    yield StubFound(path, one, one.tentative)


def _heritage(files: Iterable[PythonFacts]) -> _Heritage:
    bases: dict[str, set[str]] = {}
    methods: dict[str, set[str]] = {}
    for facts in files:
        for one in facts.definitions:
            owner, _, name = one.name.rpartition(".")
            if one.kind == "class":
                bases.setdefault(name, set()).update(map(_last, one.bases))
            elif one.kind == "method":
                methods.setdefault(_last(owner), set()).add(name)
    return _Heritage(bases, methods, frozenset().union(*bases.values()))


def _last(name: str) -> str:
    """The last part of a dotted name, without a subscript."""
    return name.partition("[")[0].rpartition(".")[2]


def _is_open(one: Definition, heritage: _Heritage) -> bool:
    owner, _, name = one.name.rpartition(".")
    owner = _last(owner)
    if owner in heritage.derived_from:
        return False
    seen = {owner}
    waiting = list(heritage.bases.get(owner, ()))
    while waiting:
        base = waiting.pop()
        if base in seen:
            continue
        if name in heritage.methods.get(base, ()):
            return False
        seen.add(base)
        waiting.extend(heritage.bases.get(base, ()))
    return True
