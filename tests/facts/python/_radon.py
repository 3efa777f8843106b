"""radon's own numbers of a text, also where it would not finish counting lines itself.

For its raw counts radon joins lines until they tokenize: it tries the first line, the first two,
the first three, and begins anew each time. That is quadratic, and hopeless for a table of 10,000
lines. Nearly all these attempts are doomed: the text breaks off in a bracket, in a string or
after a backslash. ``skipping_doomed_attempts`` leaves these out and nothing else. Which lines
make a statement is still decided by radon's own test, on the text that radon would give it, and
the tokens that are counted are those that radon's own ``_generate`` makes of that text.
"""

import ast
import itertools
import sys
import tokenize
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import radon.raw
from radon.metrics import h_visit_ast, mi_compute
from radon.visitors import ComplexityVisitor

RECURSION_LIMIT = 5_000
"""Lets radon's visitors descend where Python's default of 1,000 stops them."""

Block = tuple[str, int, int]
"""Name, line and complexity of a function, method or class."""


@dataclass
class Numbers:
    """What radon says of a text; what it raised stands in ``raised``, by the name of the number."""

    blocks: set[Block] | None = None
    halstead: tuple[int, int, int, int] | None = None
    raw: tuple[int, ...] | None = None
    mi: float | None = None
    raised: dict[str, Exception] = field(default_factory=dict)


def numbers(text: str) -> Numbers:
    """radon's numbers of a text that is valid Python, from one tree instead of four.

    The index is the one of ``radon.metrics.mi_visit`` with strings of several lines as comments.
    """
    found = Numbers()
    with warnings.catch_warnings(), skipping_doomed_attempts(), _deep_recursion():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
        visitor = _try(found, "complexity", lambda: ComplexityVisitor.from_ast(tree))
        total = _try(found, "halstead", lambda: h_visit_ast(tree).total)
        raw = _try(found, "raw", lambda: radon.raw.analyze(text))
    if visitor is not None:
        found.blocks = set(_blocks(visitor))
    if total is not None:
        found.halstead = (total.h1, total.h2, total.N1, total.N2)
    if raw is not None:
        found.raw = tuple(raw)
    if visitor is not None and total is not None and raw is not None:
        comments = (raw.comments + raw.multi) / float(raw.sloc) * 100 if raw.sloc else 0
        found.mi = mi_compute(total.volume, visitor.total_complexity, raw.lloc, comments)
    return found


@contextmanager
def _deep_recursion() -> Iterator[None]:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, RECURSION_LIMIT))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def _try(found: Numbers, name: str, ask: Callable):
    try:
        return ask()
    except Exception as error:
        found.raised[name] = error
        return None


def _blocks(visitor: ComplexityVisitor) -> Iterator[Block]:
    """All blocks, closures and inner classes' methods included."""
    waiting = list(visitor.blocks)
    while waiting:
        block = waiting.pop()
        yield block.name, block.lineno, block.complexity
        for inner in ("closures", "methods", "inner_classes"):
            waiting += getattr(block, inner, ())


@contextmanager
def skipping_doomed_attempts() -> Iterator[None]:
    """Within it, ``radon.raw`` gives its own counts in time linear in the lines."""
    whole = radon.raw._get_all_tokens
    radon.raw._get_all_tokens = _tokens_and_lines
    try:
        yield
    finally:
        radon.raw._get_all_tokens = whole


def _tokens_and_lines(line: str, lines: Iterator[str]) -> tuple[list[tokenize.TokenInfo], list[str]]:
    """In place of ``radon.raw._get_all_tokens``: same result, and StopIteration where it has one."""
    tokens = _attempt(line)
    if tokens is not None:
        return tokens, [line]
    used: list[str] = []
    for row in _possible_ends(line, lines, used):
        # A tokenizer that reads ahead would take lines that belong to the next statement.
        assert row == len(used)
        tokens = _attempt("\n".join(used))
        if tokens is not None:
            return tokens, used
    while True:
        next(lines)


def _attempt(buffer: str) -> list[tokenize.TokenInfo] | None:
    """One attempt of radon's: its tokens, or None where it would add another line."""
    try:
        tokens = radon.raw._generate(buffer)
    except tokenize.TokenError:
        return None
    return None if any(one[0] == tokenize.ERRORTOKEN for one in tokens) else tokens


def _possible_ends(line: str, lines: Iterator[str], used: list[str]) -> Iterator[int]:
    """The numbers of lines after which an attempt is not doomed; ``used`` holds the lines so far.

    The tokenizer goes once over all lines and sees the same as in an attempt, except that after
    the last line of an attempt the text ends. An attempt whose last line is no possible end fails:

    - A line's end is a token (NEWLINE or NL), unless it lies in a string or follows a backslash.
      Text that ends there instead is an open string or a lone backslash: an error.
    - A line's end while brackets are open is the end of an incomplete statement if the text
      ends there: an error. (What more closing brackets than opening ones mean differs between
      versions of Python, so after such a line the attempt is made.)
    - Behind a complete line with an error every attempt has that line, and fails.
    """
    source = itertools.chain((line,), lines)

    def readline() -> str:
        for one in source:
            used.append(one)
            return f"{one}\n"
        return ""

    depth = 0
    try:
        for token in tokenize.generate_tokens(readline):
            if token.type == tokenize.ERRORTOKEN:
                return
            if token.type == tokenize.OP:
                depth += (token.string in "([{") - (token.string in ")]}")
            elif token.type in (tokenize.NEWLINE, tokenize.NL) and depth <= 0:
                yield token.start[0]
    except tokenize.TokenError:
        return
