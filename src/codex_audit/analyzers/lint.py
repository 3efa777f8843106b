"""What ruff knows, selected, in our words and at our severities. The selection leaves out what
is style, and what a careful reader of real projects found to be noise."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from codex_audit.analyzers._lint_errors import ERRORS
from codex_audit.analyzers._lint_habits import HABITS
from codex_audit.analyzers._lint_rule import Selected
from codex_audit.analyzers._lint_security import SECURITY
from codex_audit.domain.facts import FileFacts, LintFacts, LintHit, PythonFacts, Suppression
from codex_audit.domain.finding import Finding, Rule
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import FileAnalyzer

MAX_SYMBOL: Final = 120

_SELECTION: Final[tuple[Selected, ...]] = (*SECURITY, *ERRORS, *HABITS)
_BY_CODE: Final[Mapping[str, Selected]] = dict(
    sorted((code, one) for one in _SELECTION for code in one.codes)
)
CODES: Final[Mapping[str, Rule]] = {code: one.rule for code, one in _BY_CODE.items()}
"""ruff's codes that count, each with the rule that it becomes; ruff is asked for these alone."""

_BROKEN: Final = "invalid-syntax"
# what still holds where ruff could guess only at the structure of the file
_LOCAL: Final = frozenset(("E722", "T100", "F403", *(code for one in SECURITY for code in one.codes)))
# a handler that drops every error is also a blind one, at the same place
_COVERED_BY: Final = {"BLE001": ("E722", "S110", "S112"), "S110": ("E722",), "S112": ("E722",)}
_NAME: Final = regex(r"`([^`\s]{1,80})`")
_LITERAL: Final = r"""(?:'[^'{}]*'|"[^"{}]*")"""
_EXEC_FILE: Final = regex(r"\bexec\(.{0,80}(?:open|read|compile)\w*\(")
_ANNOTATED: Final = r"(?:->|^(?:async )?def .*[(,] *\**\w+ *:|^(?!else|try|finally)\**\w+ *:)[^=:#]*\b{}\b"
_KEEPS_NOTHING: Final = frozenset(
    "abstractmethod asynccontextmanager cache cached_property classmethod contextmanager deprecated fixture"
    " lru_cache no_grad override patch property setter staticmethod wraps".split()
)
_MARKS: Final = ("pytest.mark.", "unittest.", "mock.", "torch.")
_FROM_LINE: Final = regex(r"from line (\d{1,9})")
_LITERAL_EXEC: Final = regex(rf"\bexec\(\s*[rRuUbB]?{_LITERAL}\s*[,)]")
_OWNED: Final = regex(r"self\.\w+ ?= ?")
_GONE_NAMES: Final = (
    "StandardError apply basestring buffer cmp coerce execfile file intern long raw_input reduce reload"
    " unichr unicode xrange"
)
_PYTHON_2: Final = frozenset(_GONE_NAMES.split())
# defined by what runs the file: gettext, IPython, profilers, an exec of another file, Windows
_OUTER_NAMES: Final = "WindowsError _ __version__ c display get_ipython ngettext profile snakemake"
_INJECTED: Final = frozenset(_OUTER_NAMES.split())

Judged = tuple[Severity | None, Confidence | None]


def analyse(file: FileFacts) -> Iterator[Finding]:
    """One finding for each line and rule, and for each undefined name."""
    facts = file.get(LintFacts)
    if facts is None:
        return
    python = file.get(PythonFacts)
    suppressions = python.suppressions if python else ()
    hits = _telling(facts.hits)
    at_line = {(hit.code, hit.line) for hit in hits}
    around = _surroundings(hits, python)
    seen: set[tuple[str, str | int]] = set()
    for hit in hits:
        one = _BY_CODE.get(hit.code)
        if one is None or any((other, hit.line) in at_line for other in _COVERED_BY.get(hit.code, ())):
            continue
        key = (one.rule.id, _quoted(hit) if hit.code == "F821" else hit.line)
        silenced, named = _silenced(hit, suppressions)
        judged = _judge(hit)
        if judged == _AS_THE_RULE:
            judged = _judge_within(hit, around, named)
        if key in seen or judged is None:
            continue
        seen.add(key)
        yield _finding(hit, one, judged, silenced)


def _telling(hits: tuple[LintHit, ...]) -> tuple[LintHit, ...]:
    """The hits that say something of the file as it runs."""
    if any(hit.code == _BROKEN for hit in hits):
        hits = tuple(hit for hit in hits if hit.code in _LOCAL)
    if any(hit.code == "S102" and _EXEC_FILE.search(hit.text) for hit in hits):
        # another file that is run in its place defines what the names mean
        hits = tuple(hit for hit in hits if hit.code != "F821")
    return hits


class _Surroundings(NamedTuple):
    """What a file shows around its lines: whether text runs as code in it and annotations are
    never evaluated, the names that it imports, and the lines of its definitions and of those that
    a decorator hands on."""

    executes: bool
    postponed: bool
    imported: frozenset[str]
    defined: frozenset[int]
    handed_on: frozenset[int]


def _surroundings(hits: Sequence[LintHit], python: PythonFacts | None) -> _Surroundings:
    imports = python.imports if python else ()
    definitions = python.definitions if python else ()
    return _Surroundings(
        any(hit.code == "S102" for hit in hits),
        any((one.module, one.name) == ("__future__", "annotations") for one in imports),
        frozenset(one.bound for one in imports),
        frozenset(one.line for one in definitions),
        frozenset(one.line for one in definitions if any(map(_hands_on, one.decorators))),
    )


def _hands_on(decorator: str) -> bool:
    """Whether a decorator may keep what it decorates, as those of routes and registries do."""
    name = decorator.partition("(")[0]
    return name.rpartition(".")[2] not in _KEEPS_NOTHING and not name.startswith(_MARKS)


def _judge_within(hit: LintHit, around: _Surroundings, named: bool) -> Judged | None:
    """What the rest of the file makes of a hit; ``named``: a comment silences its very code."""
    if hit.code == "F811":
        told = _FROM_LINE.search(hit.message)
        first = int(told[1]) if told else None
        if first in around.handed_on:
            return None
        # where only an import is replaced, which may go over several lines, that is untidy
        untidy = first not in around.defined and _quoted(hit) in around.imported
        return (Severity.LOW, None) if untidy else _AS_THE_RULE
    if hit.code == "F821":
        if around.executes or (around.postponed and _is_annotation(hit)):
            return Severity.LOW, Confidence.LOW
        if named:
            return Severity.MEDIUM, Confidence.LOW
    return _AS_THE_RULE


def _is_annotation(hit: LintHit) -> bool:
    """Whether the name stands where a line annotates a result, a parameter or a variable."""
    return re.search(_ANNOTATED.format(re.escape(_quoted(hit))), hit.text) is not None


def _judge(hit: LintHit) -> Judged | None:
    """Severity and confidence where they differ from the rule's; nothing where the hit is none."""
    judge = _JUDGES.get(hit.code)
    return judge(hit) if judge else _AS_THE_RULE


_AS_THE_RULE: Final[Judged] = (None, None)
_HARMLESS: Final[Judged] = (Severity.LOW, Confidence.MEDIUM)


def _judge_shell(hit: LintHit) -> Judged:
    return _HARMLESS if "seems safe" in hit.message else _AS_THE_RULE


def _judge_exec(hit: LintHit) -> Judged:
    return _HARMLESS if _LITERAL_EXEC.search(hit.text) else _AS_THE_RULE


def _judge_yaml(hit: LintHit) -> Judged:
    return _HARMLESS if "FullLoader" in hit.message else _AS_THE_RULE


def _judge_debugger(hit: LintHit) -> Judged:
    return _HARMLESS if hit.text.startswith(("import ", "from ")) else _AS_THE_RULE


def _judge_star(hit: LintHit) -> Judged:
    """A package may well show the names of its own modules."""
    return (Severity.INFO, None) if hit.text.startswith("from .") else _AS_THE_RULE


def _judge_open(hit: LintHit) -> Judged | None:
    """A file that outlives its block on purpose, or belongs to an object, is no finding."""
    return None if "delete=False" in hit.text or _OWNED.match(hit.text) else _AS_THE_RULE


def _judge_redefinition(hit: LintHit) -> Judged | None:
    """A function or class that stands twice; an import that does is only untidy; a parameter,
    the name of a caught error and a global statement replace nothing."""
    if re.match(rf"(?:async )?(?:def|class) {re.escape(_quoted(hit))}\b", hit.text):
        return _AS_THE_RULE
    return (Severity.LOW, None) if hit.text.startswith(("import ", "from ")) else None


def _judge_name(hit: LintHit) -> Judged:
    name, text = _quoted(hit), hit.text
    if name in _PYTHON_2:
        return _HARMLESS
    # within a text the name is an annotation, which nothing looks up when the line runs
    word = rf"\b{re.escape(name)}\b"
    annotation = re.search(rf"""["'][^"'{{}}]*{word}[^"']*["']""", text) and not re.search(
        rf"{{[^}}]*{word}", text
    )
    return (Severity.LOW, Confidence.LOW) if annotation or name in _INJECTED else _AS_THE_RULE


_JUDGES: Final[Mapping[str, Callable[[LintHit], Judged | None]]] = {
    "F403": _judge_star,
    "F811": _judge_redefinition,
    "F821": _judge_name,
    "S102": _judge_exec,
    "S506": _judge_yaml,
    "S602": _judge_shell,
    "S605": _judge_shell,
    "SIM115": _judge_open,
    "T100": _judge_debugger,
}


def _quoted(hit: LintHit) -> str:
    """The first name that ruff's message quotes."""
    found = _NAME.search(hit.message)
    return found[1] if found else ""


def _finding(hit: LintHit, one: Selected, judged: Judged, silenced: str) -> Finding:
    message = one.message
    if hit.code == "F821" and (name := _quoted(hit)):
        message = f"{message} {name}"
    text = hit.text[:MAX_SYMBOL].rstrip()
    return Finding(
        rule=one.rule.id,
        message=f"{message} (ruff {hit.code}).",
        line=hit.line,
        symbol=text,
        end_line=hit.end_line if hit.end_line > hit.line else None,
        column=hit.column,
        anchor=text,
        severity=judged[0],
        confidence=judged[1],
        silenced=silenced,
    )


def _silenced(hit: LintHit, suppressions: tuple[Suppression, ...]) -> tuple[str, bool]:
    """The tool whose comment would have hidden the hit, and whether the comment names it."""
    found = ""
    for one in suppressions:
        if one.tool != "noqa" and not (one.tool == "nosec" and hit.code.startswith("S")):
            continue
        if not one.whole_file and one.line not in (hit.line, hit.end_line):
            continue
        # nosec's codes are bandit's own, B and a number, for which ruff writes S
        names = [code.replace("B", "S", 1) if one.tool == "nosec" else code for code in one.codes]
        if any(code and hit.code.startswith(code) for code in names):
            return one.tool, True
        if not one.codes:
            found = one.tool
    return found, False


ANALYZER: Final[FileAnalyzer] = FileAnalyzer(
    id="lint",
    rules=tuple(sorted({one.rule.id: one.rule for one in _SELECTION}.values(), key=lambda rule: rule.id)),
    needs=(LintFacts, PythonFacts),
    analyse=analyse,
)
