"""The parse ladder: CPython's parser, libcst, parso, and at last the bare lines.

Each rung takes what the one above refuses. Which rungs a text may use at all is decided from
its measures beforehand (``measure``), so that no parser meets what would crash or hang it.
"""

import ast
import warnings
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from codex_audit.domain.encodings import declared, is_valid
from codex_audit.domain.facts import (
    NO_WORDS,
    Definition,
    Import,
    PythonFacts,
    RawCounts,
    Source,
    SyntaxProblem,
    Tier,
    Vocabulary,
)
from codex_audit.domain.patterns import regex
from codex_audit.facts.python import concrete, tolerant
from codex_audit.facts.python.calls import usage_of
from codex_audit.facts.python.cases import cases_of
from codex_audit.facts.python.comments import docstring_spans, has_tags, markers_of, suppressions_of
from codex_audit.facts.python.definitions import definitions_of
from codex_audit.facts.python.dispatch import dispatch_tables_of
from codex_audit.facts.python.imports import imports_of
from codex_audit.facts.python.measure import has_too_many_definitions, shape_of, suits_ast, suits_others
from codex_audit.facts.python.mentions import mentions_of
from codex_audit.facts.python.metrics import complexities, halstead, maintainability
from codex_audit.facts.python.names import Names
from codex_audit.facts.python.problem import null_byte, problem_of, undecodable
from codex_audit.facts.python.raw import emulate, raw_counts
from codex_audit.facts.python.scan import Scan, comments_by_line, scan
from codex_audit.facts.python.strings import clean, docstring_of, exports_of, first_paragraph, references_of
from codex_audit.facts.python.walk import flatten

_ODD_ENDS: Final = regex("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_MAIN_GUARD: Final = regex(r"if[ \t(]++__name__[ \t]*+==[ \t]*+['\"]__main__['\"]")
_TOO_MUCH: Final = (ValueError, RecursionError, MemoryError)


def extract(source: Source) -> PythonFacts:
    """The facts of a Python file."""
    return extract_text(source.text, source.data, source.name, source.vocabulary)


def extract_text(text: str, data: bytes, name: str, vocabulary: Vocabulary = NO_WORDS) -> PythonFacts:
    """The facts of Python text. ``data`` are the bytes that it was decoded from, ``name`` is
    the last part of its path."""
    # Parsers and tokenizers warn of what they read; the file's facts say what matters of it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _extract(clean(text.removeprefix("\ufeff")), data, name, vocabulary)


def _extract(text: str, data: bytes, name: str, vocabulary: Vocabulary) -> PythonFacts:
    encoding = declared(data)
    source = _lines(text)
    page = _Page(text, source, scan([line.strip() for line in source]), name, encoding, vocabulary)
    tree, problem = _parse(text, page.scanned.lines)
    if tree is not None:
        if "\ufffd" in text and not is_valid(data, encoding):
            problem = undecodable(encoding, text, page.scanned.lines)
        return _from_tree(tree, page, problem)
    return _from_lower_rungs(page, problem)


def parse(text: str) -> ast.Module | None:
    """The syntax tree of Python text, or ``None`` where CPython refuses it or it is too much
    to parse safely. Never raises, never warns."""
    text = clean(text.removeprefix("\ufeff"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _parse(text, text.split("\n"))[0]


class _Page(Struct, frozen=True):
    """A text in all the forms that the rungs need: ``source`` are its lines as they stand."""

    text: str
    source: Sequence[str]
    scanned: Scan
    name: str
    encoding: str
    vocabulary: Vocabulary


def _lines(text: str) -> list[str]:
    """The lines as CPython's tokenizer counts them: form feeds and the like end none."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def _parse(text: str, lines: Sequence[str]) -> tuple[ast.Module | None, SyntaxProblem | None]:
    """The tree, or CPython's refusal; neither where the text is too much for its parser."""
    if "\0" in text:
        return None, null_byte(text, lines)
    if not suits_ast(text, lines):
        return None, None
    try:
        return ast.parse(text), None
    except SyntaxError as error:
        return None, problem_of(error, lines)
    except _TOO_MUCH:
        return None, None


def _from_tree(tree: ast.Module, page: _Page, problem: SyntaxProblem | None) -> PythonFacts:
    flat = flatten(tree, len(page.source))
    shown, total = complexities(flat)
    counts = halstead(flat)
    raw = _raw(page)
    names = Names(flat)
    usage = usage_of(flat, names)
    comments = page.scanned.remarkable
    spans = docstring_spans(flat, tree.body) if has_tags(page.text) else ()
    imports = imports_of(flat)
    return PythonFacts(
        tier=Tier.AST,
        encoding=page.encoding,
        docstring=first_paragraph(docstring_of(tree.body)),
        imports=imports,
        definitions=definitions_of(flat, shown, page.scanned, page.name, names.assigned),
        calls=usage.calls,
        environment=usage.environment,
        exports=exports_of(flat) if "__all__" in names.assigned else None,
        assigned=tuple(sorted(names.assigned)),
        main_guard=flat.main_guard,
        module_getattr=any(one.name == "__getattr__" for one in flat.scopes),
        markers=markers_of(comments, spans, page.scanned.lines),
        suppressions=suppressions_of(comments, page.source),
        references=references_of(flat, usage.loaded),
        problem=problem,
        raw=raw,
        halstead=counts,
        mi=maintainability(counts, total, raw) if raw is not None else None,
        mentions=mentions_of(flat, page.vocabulary),
        unfinished=cases_of(flat),
        dispatch=dispatch_tables_of(tree.body, imports),
    )


def _raw(page: _Page) -> RawCounts | None:
    """radon's raw counts; radon counts lines as ``str.splitlines`` does."""
    lines = page.text.splitlines()
    if len(lines) == len(page.source):
        return raw_counts(page.scanned)
    lines = [line.strip() for line in lines]
    if any(_ODD_ENDS.search(line) for line in page.scanned.lines):
        # radon stumbles over a line that it cuts within a string or comment; CPython does not.
        return emulate(lines) or raw_counts(page.scanned)
    return raw_counts(scan(lines))


def _from_lower_rungs(page: _Page, problem: SyntaxProblem | None) -> PythonFacts:
    tier, imports, definitions = _outline(page, refused=problem is not None)
    comments = page.scanned.remarkable
    if tier is Tier.TEXT or not page.scanned.sound:
        comments = comments_by_line(page.scanned.lines)
    guards = (number for number, line in enumerate(page.source, 1) if _MAIN_GUARD.match(line))
    return PythonFacts(
        tier=tier,
        encoding=page.encoding,
        imports=imports,
        definitions=definitions,
        main_guard=next(guards, None),
        module_getattr=any(one.name == "__getattr__" for one in definitions),
        markers=markers_of(comments, (), page.scanned.lines),
        suppressions=suppressions_of(comments, page.source),
        problem=problem,
    )


def _outline(page: _Page, refused: bool) -> tuple[Tier, tuple[Import, ...], tuple[Definition, ...]]:
    """What the first of the lower rungs says that takes the text. libcst is asked only about
    what CPython refused: it takes less of what is merely too deep."""
    if suits_others(page.source) and not has_too_many_definitions(page.text):
        shape = shape_of(page.scanned)
        found = concrete.outline(page.text) if refused and shape.suits_concrete else None
        if found is not None:
            return Tier.LIBCST, *found
        found = tolerant.outline(page.text) if shape.suits_tolerant else None
        if found is not None:
            return Tier.PARSO, *found
    return Tier.TEXT, (), ()
