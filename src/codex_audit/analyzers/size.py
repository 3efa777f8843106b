"""Very long functions and files, and deep nesting."""

from collections.abc import Iterator
from typing import Final

from codex_audit.domain.facts import Definition, FileFacts, PythonFacts, RawCounts
from codex_audit.domain.finding import Finding, Menu, Rule
from codex_audit.domain.levels import Severity
from codex_audit.domain.plugins import FileAnalyzer

FUNCTION_FLOOR: Final = 50
FILE_FLOOR: Final = 400
NESTING_FLOOR: Final = 4
"""No finding is made at or below the floors, whatever the settings."""

_VERY_LONG_FUNCTION: Final = 300
_VERY_LONG_FILE: Final = 3_000
_VERY_DEEP: Final = 8

LONG_FUNCTION: Final = Rule(
    id="size/long-function",
    title="A function is very long",
    help=(
        "Nobody keeps it in mind as a whole, so changes in one part break another. Move steps that have a "
        "name of "
        "their own into functions."
    ),
    severity=Severity.LOW,
    menu=Menu.QUALITY_GATES,
    in_tests=None,
    in_vendored=None,
    threshold="function-lines",
    fires="def load(path):\n    first = open(path)\n    ...  # and a hundred lines more\n",
    passes="def load(path):\n    return parse(read(path))\n",
)
LONG_FILE: Final = Rule(
    id="size/long-file",
    title="A file is very long",
    help=(
        "It is about more than one subject, or soon will be. Split it along its subjects and let the package "
        "show "
        "the names that others use. Files that are mostly data count as information only."
    ),
    severity=Severity.LOW,
    menu=Menu.QUALITY_GATES,
    in_tests=None,
    in_vendored=None,
    threshold="file-lines",
    fires="def load(path): ...\n\n\n# and a thousand lines more\n",
    passes="def load(path): ...\n",
)
DEEP_NESTING: Final = Rule(
    id="size/deep-nesting",
    title="Code is nested deeply",
    help=(
        "To understand the innermost line one has to hold every condition around it. Return early, move the "
        "inner "
        "part into a function, or join conditions."
    ),
    severity=Severity.LOW,
    menu=Menu.QUALITY_GATES,
    in_tests=None,
    in_vendored=None,
    threshold="nesting",
    fires="def walk(a):\n"
    + "".join(f"{'    ' * depth}for x{depth} in a:\n" for depth in range(1, 8))
    + f"{'    ' * 8}print(a)\n",
    passes="def walk(a):\n    for x in a:\n        print(x)\n",
)


def analyse(file: FileFacts) -> Iterator[Finding]:
    """One finding for each long or deep function or method, and for a long file."""
    facts = file.get(PythonFacts)
    if facts is None:
        return
    for one in facts.definitions:
        if one.kind in ("function", "method"):
            yield from _function(one)
    if facts.raw is not None and facts.raw.loc > FILE_FLOOR:
        yield _file(facts.raw)


def _function(one: Definition) -> Iterator[Finding]:
    lines = one.end_line - one.line + 1
    if lines > FUNCTION_FLOOR:
        text = f"{one.name} is {lines} lines long."
        yield _at(one, LONG_FUNCTION, text, lines, lines > _VERY_LONG_FUNCTION)
    if one.nesting > NESTING_FLOOR:
        text = f"{one.name} nests {one.nesting} levels deep."
        yield _at(one, DEEP_NESTING, text, one.nesting, one.nesting > _VERY_DEEP)


def _at(one: Definition, rule: Rule, message: str, value: int, bad: bool) -> Finding:
    return Finding(
        rule=rule.id,
        message=message,
        line=one.line,
        symbol=one.name.rpartition(".")[2],
        end_line=one.end_line,
        anchor=one.name,
        severity=Severity.MEDIUM if bad else None,
        value=value,
    )


def _file(raw: RawCounts) -> Finding:
    # tables of data have few statements for their length
    data = raw.lloc * 5 < raw.sloc
    severity = Severity.MEDIUM if raw.loc > _VERY_LONG_FILE else None
    return Finding(
        rule=LONG_FILE.id,
        message=f"The file is {raw.loc:,} lines long{', mostly data' if data else ''}.",
        severity=Severity.INFO if data else severity,
        searched=f"all {raw.loc:,} lines of the file",
        value=raw.loc,
    )


ANALYZER: Final[FileAnalyzer] = FileAnalyzer(
    id="size",
    rules=(LONG_FUNCTION, LONG_FILE, DEEP_NESTING),
    needs=(PythonFacts,),
    analyse=analyse,
)
