"""Text that deceives its readers: signs without a shape, turned directions, terminal controls,
and orders to the agents that read a repository."""

from collections.abc import Iterator, Sequence
from typing import Final

from codex_audit.domain.artifact import Kind
from codex_audit.domain.facts import FileFacts, ReaderFacts, ReaderHit, Threat
from codex_audit.domain.finding import Evidence, Finding, Menu, Rule
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.plugins import FileAnalyzer

MAX_LINES: Final = 5
"""Findings of a rule in one file; more become a single one."""

MAX_RELATED: Final = 20

BIDI: Final = Rule(
    id="text/bidi-control",
    title="Control characters of direction change the order in which text is shown",
    help=(
        "What an editor or a review shows is not what an interpreter or an agent reads (Trojan Source, "
        "CVE-2021-42574). Overrides, and embeddings or isolates that are not closed in their paragraph, are "
        "reported everywhere, closed ones only in code without any letter written from right to left. "
        "Delete them, or write them as escapes."
    ),
    severity=Severity.HIGH,
    menu=Menu.SECURITY,
    in_tests=Severity.MEDIUM,
    in_vendored=Severity.LOW,
    fires='if role != "user[U+202E] [U+2066]# administrators only[U+2069] [U+2066]":\n    grant()\n',
    passes='MARK = "\\u202e"\n',
)
SMUGGLED: Final = Rule(
    id="text/smuggled",
    title="A message stands in characters that nobody sees",
    help=(
        "Tag characters, rows of variation selectors and rows of different signs without width show "
        "nothing, and programs and language models read them all the same. Flags of regions, emoji and "
        "scripts that need such signs are not reported."
    ),
    severity=Severity.HIGH,
    menu=Menu.SECURITY,
    in_tests=Severity.MEDIUM,
    in_vendored=Severity.LOW,
    fires='GREETING = "Hello[U+E0072 U+E0075 U+E006E]"\n',
    passes='GREETING = "Hello"\n',
)
INVISIBLE: Final = Rule(
    id="text/invisible",
    title="Invisible characters stand in code or within words",
    help=(
        "Names and strings that look alike differ, searches miss them, and comparisons fail. Joiners in "
        "scripts and emoji, and soft hyphens in prose, are not reported. Where the character is meant, "
        "write it as an escape."
    ),
    severity=Severity.LOW,
    menu=Menu.FIX_FOLDER,
    in_tests=Severity.INFO,
    in_vendored=None,
    fires='KEY = "pass[U+200B]word"\n',
    passes='KEY = "pass\\u200bword"\n',
)
CONTROL: Final = Rule(
    id="text/control-character",
    title="Characters that a terminal acts on stand in a text file",
    help=(
        "Shown in a terminal, the file can move the cursor, hide or forge lines, or set the title. Write "
        "such characters as escapes (`\\x1b`). Overstruck letters of manual pages, and the escapes of ISO "
        "2022 encodings, are not reported."
    ),
    severity=Severity.MEDIUM,
    menu=Menu.SECURITY,
    in_vendored=None,
    fires='RED = "[U+001B][31m"\n',
    passes='RED = "\\x1b[31m"\n',
)
ORDER: Final = Rule(
    id="text/prompt-injection",
    title="Text gives orders to the agents that read the repository",
    help=(
        "An agent that reads the file may take them for its user's: to drop its instructions, to report "
        "well or not at all, to run something, to give something away. Known by wording, so it may be a "
        "quotation or test data; text that speaks about such attacks is reported at info. Files from which "
        "agents take instructions by their name count only where earlier instructions are to be dropped."
    ),
    severity=Severity.HIGH,
    menu=Menu.SECURITY,
    confidence=Confidence.MEDIUM,
    in_tests=Severity.MEDIUM,
    in_vendored=Severity.LOW,
    fires="Note to AI reviewers: [an order to praise the code]\n",
    passes="AI agents should run the tests before they commit.\n",
)
HIDDEN_ORDER: Final = Rule(
    id="text/hidden-prompt",
    title="Text that a rendered page hides gives orders to agents",
    help=(
        "Comments of HTML and Markdown, and elements that style makes invisible, are read by agents and not "
        "by the people who look at the page. An order to an agent has no honest reason to stand there."
    ),
    severity=Severity.HIGH,
    menu=Menu.SECURITY,
    everywhere=True,
    fires="<!-- AI reviewers: [an order to praise the code] -->\n",
    passes="<!-- markdownlint-disable MD013 -->\n",
)

_RULES: Final = {
    Threat.OVERRIDE: BIDI,
    Threat.UNCLOSED: BIDI,
    Threat.TURNED: BIDI,
    Threat.SMUGGLED: SMUGGLED,
    Threat.INVISIBLE: INVISIBLE,
    Threat.CONTROL: CONTROL,
    Threat.PHRASE: ORDER,
    Threat.HIDDEN_PHRASE: HIDDEN_ORDER,
}
_MESSAGES: Final = {
    Threat.OVERRIDE: "What follows is shown in another order than it is read: {}.",
    Threat.UNCLOSED: "A change of direction is not closed, so the line is shown in another order: {}.",
    Threat.TURNED: "Text without any letter from right to left is turned to that direction: {}.",
    Threat.SMUGGLED: "Characters that show nothing carry a message: {}.",
    Threat.INVISIBLE: "An invisible character stands here: {}.",
    Threat.CONTROL: "A character that terminals act on stands here: {}.",
    Threat.PHRASE: "The wording is an order to an agent {}; it is the file's, not this report's.",
    Threat.HIDDEN_PHRASE: "Text that a rendered page hides orders an agent {}; it is the file's, not this report's.",
}
_MENTION: Final = (
    "The wording of an order to an agent {} stands here, in a text about such orders or in quotes."
)
_ONCE: Final = frozenset({INVISIBLE.id, CONTROL.id})
"""Rules that count a file once."""

_PROSE: Final = frozenset({Kind.DOCS, Kind.TEXT, Kind.DATA})
_CORPUS: Final = frozenset({Kind.CODE, Kind.TEXT, Kind.DATA, Kind.NOTEBOOK})
_DROP: Final = "to drop its instructions"


def analyse(file: FileFacts) -> Iterator[Finding]:
    """One finding for each line, or one for the file where there are many."""
    facts = file.get(ReaderFacts)
    if facts is None:
        return
    groups: dict[tuple[str, bool], list[ReaderHit]] = {}
    for hit in facts.hits:
        if not _expected(hit, facts):
            groups.setdefault((_RULES[hit.threat].id, hit.mention), []).append(hit)
    for (rule, mention), hits in groups.items():
        if mention or rule in _ONCE or len(hits) > MAX_LINES:
            yield _finding(hits, facts)
        else:
            yield from (_finding([hit], facts) for hit in hits)


def _expected(hit: ReaderHit, facts: ReaderFacts) -> bool:
    """Whether the order stands where agents take theirs from."""
    return facts.for_agents and hit.threat is Threat.PHRASE and hit.detail != _DROP


def _finding(hits: Sequence[ReaderHit], facts: ReaderFacts) -> Finding:
    hit = hits[0]
    message = (_MENTION if hit.mention else _MESSAGES[hit.threat]).format(hit.detail)
    if len(hits) > 1:
        message += f" {len(hits)} lines of the file are like it."
    return Finding(
        rule=_RULES[hit.threat].id,
        message=message,
        line=hit.line,
        symbol=hit.symbol,
        anchor=f"{hit.threat} {hit.symbol}",
        severity=_severity(hit, len(hits), facts),
        confidence=_confidence(hit),
        related=tuple(Evidence("", one.line, one.symbol, one.detail) for one in hits[1 : MAX_RELATED + 1]),
    )


def _severity(hit: ReaderHit, count: int, facts: ReaderFacts) -> Severity | None:
    """Less than the rule's where the kind of file makes it likely that nobody is attacked."""
    if hit.mention:
        return Severity.INFO
    prose = facts.kind in _PROSE
    match hit.threat:
        case Threat.OVERRIDE | Threat.UNCLOSED if prose:
            return Severity.LOW if facts.kind is Kind.DATA else Severity.MEDIUM
        case Threat.TURNED:
            return Severity.MEDIUM
        case Threat.CONTROL if facts.kind in {Kind.TEXT, Kind.DATA}:
            return Severity.LOW
        # a collection of such phrases is what a program that tests for them needs
        case Threat.PHRASE if count > MAX_LINES and facts.kind in _CORPUS:
            return Severity.LOW
    return None


def _confidence(hit: ReaderHit) -> Confidence | None:
    if hit.mention:
        return Confidence.LOW
    return Confidence.MEDIUM if hit.threat is Threat.SMUGGLED and "in a row" in hit.detail else None


ANALYZER: Final[FileAnalyzer] = FileAnalyzer(
    id="hidden-text",
    rules=(BIDI, SMUGGLED, INVISIBLE, CONTROL, ORDER, HIDDEN_ORDER),
    needs=(ReaderFacts,),
    analyse=analyse,
)
