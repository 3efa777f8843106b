"""The extractors' doors: any bytes under any name give facts or nothing."""

import re
import unicodedata
from collections.abc import Iterator
from functools import partial
from typing import Final

import msgspec

from codex_audit.domain.facts import (
    AnyFacts,
    ConfigFacts,
    DocumentFacts,
    FileFacts,
    PythonFacts,
    SecretFacts,
    Source,
    Tier,
)
from codex_audit.domain.plugins import Extractor
from codex_audit.extract.messages import FACTS
from codex_audit.facts._text import lines_of
from codex_audit.facts.notebook import code_of
from codex_audit.facts.python.strings import clean
from codex_audit.registry import discover
from codex_audit.repository.read import decode
from tests.facts.support import check as stands_on_its_line
from tests.fuzz.doors import Door
from tests.fuzz.grammar import GRAMMARS
from tests.fuzz.sources import Sample, harvested, leaks, names, real, small, words

_USUAL: Final = (
    "a.py",
    "README.md",
    "a.txt",
    "a.rst",
    "a.yml",
    "a.json",
    "a.toml",
    "a.ipynb",
    "Makefile",
    "a",
)
_RARE: Final = re.compile("\\[redacted|[\x85\u2028\u2029]")
_PLACES: Final = frozenset("line end_line stub_line main_guard problem_line paragraph_line".split())


def doors() -> tuple[Door, ...]:
    """One for each extractor, by its id."""
    return tuple(
        Door(
            id=f"facts/{one.id}",
            check=partial(_check, one),
            seeds=partial(_seeds, one),
            names=_names(one),
            tokens=words(one.id),
            grammar=GRAMMARS.get(one.id),
        )
        for one in discover("facts")
    )


def _names(extractor: Extractor) -> tuple[str, ...]:
    """Names that it accepts: its own, or those of many that it takes."""
    return names(extractor.id) or tuple(name for name in _USUAL if extractor.accepts(name)) or ("x",)


def _seeds(extractor: Extractor) -> tuple[Sample, ...]:
    pattern = "facts/python/test_*.py" if extractor.id == "python" else f"facts/test_{extractor.id}*.py"
    own = tuple(Sample(_names(extractor)[0], text) for text in harvested(pattern.replace("-", "_")))
    return (*real(extractor.accepts), *own, *(one for one in small() if extractor.accepts(one.name)))


def _check(extractor: Extractor, sample: Sample) -> bytes:
    name, data = sample
    python = extractor.produces is PythonFacts
    source = Source(name, data, decode(data, python))
    facts = extractor.extract(source)
    assert facts is None or type(facts) is extractor.produces, "facts of another type"
    bundle = FileFacts(() if facts is None else (facts,))
    blob = msgspec.msgpack.encode(bundle)
    assert FACTS.decode(blob) == bundle, "facts do not survive encoding"
    again = extractor.extract(source)
    assert msgspec.msgpack.encode(FileFacts(() if again is None else (again,))) == blob, "not the same twice"
    _check_places(facts, extractor, source)
    _check_silence(facts, blob)
    return blob


def _check_places(facts: AnyFacts | None, extractor: Extractor, source: Source) -> None:
    text = source.text if extractor.id != "notebook" else code_of(source.text) or ""
    lines = lines_of(text)
    for field, line in _lines_in(facts):
        # A problem may be that the file ends.
        assert 1 <= line <= len(lines) + 1, f"{field} is no line of the file"
    # A redaction stands on no line, and to YAML rarer characters end one too.
    if isinstance(facts, ConfigFacts | DocumentFacts) and not _RARE.search(repr(facts) + text):
        stands_on_its_line(facts, text)
    if isinstance(facts, PythonFacts):
        _check_symbols(facts, lines_of(clean(text.removeprefix("\ufeff"))))


def _check_symbols(facts: PythonFacts, lines: list[str]) -> None:
    """Names and markers stand on the lines that are cited for them."""
    for one in facts.definitions:
        name = one.name.rpartition(".")[2]
        line = lines[one.line - 1]
        # Identifiers are compared in normal form NFKC; a declaration may be continued.
        if facts.tier is Tier.AST and not line.rstrip().endswith("\\"):
            assert name in unicodedata.normalize("NFKC", line), "a definition is not on its line"
    for marker in facts.markers:
        assert marker.tag in lines[marker.line - 1], "a marker is not on its line"


def _lines_in(value: object) -> Iterator[tuple[str, int]]:
    """Every field that is a line number, with the field's name."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, msgspec.Struct):
            for field in one.__struct_fields__:
                inner = getattr(one, field)
                if field in _PLACES and isinstance(inner, int):
                    yield field, inner
                waiting.append(inner)
        elif isinstance(one, tuple):
            waiting.extend(one)


def _check_silence(facts: AnyFacts | None, blob: bytes) -> None:
    """What tells of a problem quotes nothing, and what finds secrets keeps none."""
    if isinstance(facts, SecretFacts):
        assert not leaks(blob), "a key stands in the facts on keys"
    if isinstance(facts, ConfigFacts):
        assert not leaks(facts.problem or ""), "a key stands in a problem"
    if isinstance(facts, PythonFacts) and facts.problem is not None:
        assert not leaks(facts.problem.message), "a key stands in a syntax error"
