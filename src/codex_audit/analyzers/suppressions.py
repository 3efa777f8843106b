"""Comments that silence tools: ours without a reason, and others that silence everything."""

from collections.abc import Iterator, Sequence
from typing import Final

from codex_audit.domain.facts import FileFacts, PythonFacts, Suppression
from codex_audit.domain.finding import Evidence, Finding, Menu, Rule
from codex_audit.domain.levels import Severity
from codex_audit.domain.plugins import FileAnalyzer

MAX_RELATED: Final = 5
LEAST: Final = 3
"""A file with fewer blanket comments, none of them for the whole file, is no finding."""

WITHOUT_REASON: Final = Rule(
    id="suppression/without-reason",
    title="A suppression gives no reason, or names no rule",
    help=(
        "Without them nobody can tell later whether it still holds, so it is not obeyed. Write "
        "`# codex-audit: ignore[RULE] -- reason`."
    ),
    severity=Severity.LOW,
    menu=Menu.QUALITY_GATES,
    everywhere=True,
    fires="x = eval(text)  # codex-audit: ignore[lint/eval]\n",
    passes="x = eval(text)  # codex-audit: ignore[lint/eval] -- text is a constant of this module\n",
)
UNUSED: Final = Rule(
    id="suppression/unused",
    title="A suppression hides nothing",
    help="What it hid is gone. Remove the comment, so that it does not hide something new one day.",
    severity=Severity.LOW,
    menu=Menu.QUALITY_GATES,
    everywhere=True,
    fires="x = 1  # codex-audit: ignore[lint/eval] -- text is a constant of this module\n",
    passes="x = 1\n",
)
BLANKET: Final = Rule(
    id="suppression/blanket",
    title="Comments silence every check at once",
    help=(
        "`# noqa`, `# type: ignore` and `# nosec` without a code also hide what comes to stand there later. "
        "Name the code that is meant. "
        "A file counts once, when it has three or one that holds for all of it."
    ),
    severity=Severity.INFO,
    menu=Menu.QUALITY_GATES,
    in_tests=None,
    in_vendored=None,
    fires="# ruff: noqa\nfrom os import *\n",
    passes="from os import *  # noqa: F403\n",
)

# how each tool's comment is told; a pragma is not a check's
_BLANKETS: Final = {"noqa": "noqa", "type": "type: ignore", "nosec": "nosec", "pylint": "pylint: skip-file"}


def analyse(file: FileFacts) -> Iterator[Finding]:
    """One finding for each of our comments without reason or rule, and one for all blanket
    comments of the file."""
    facts = file.get(PythonFacts)
    if facts is None:
        return
    for one in facts.suppressions:
        if one.tool == "codex-audit" and not (one.reason and one.codes):
            yield _without(one)
    blankets = [one for one in facts.suppressions if one.tool in _BLANKETS and not one.codes]
    if len(blankets) >= LEAST or any(one.whole_file for one in blankets):
        yield _blanket(blankets)


def _without(one: Suppression) -> Finding:
    lacks = " and ".join(word for word, there in (("rule", one.codes), ("reason", one.reason)) if not there)
    return Finding(
        rule=WITHOUT_REASON.id,
        message=f"This suppression has no {lacks} and is not obeyed.",
        line=one.line,
        # the comment's letters may be of either case
        symbol="#",
        anchor=" ".join(one.codes) or "codex-audit",
    )


def _blanket(found: Sequence[Suppression]) -> Finding:
    whole = [one for one in found if one.whole_file]
    first = (whole or found)[0]
    counts = {name: sum(one.tool == tool for one in found) for tool, name in _BLANKETS.items()}
    told = ", ".join(f"{name} ({count})" for name, count in counts.items() if count)
    scope = "in the whole file" if whole else "on their lines"
    others = [one for one in found if one is not first][:MAX_RELATED]
    return Finding(
        rule=BLANKET.id,
        message=f"Comments without a code silence every check {scope}: {told}.",
        line=first.line,
        symbol="#",
        anchor="blanket",
        severity=Severity.LOW if whole else None,
        related=tuple(Evidence("", one.line, "#") for one in others),
    )


ANALYZER: Final[FileAnalyzer] = FileAnalyzer(
    id="suppressions",
    rules=(WITHOUT_REASON, UNUSED, BLANKET),
    needs=(PythonFacts,),
    analyse=analyse,
)
