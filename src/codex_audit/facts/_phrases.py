"""Wording that addresses the agent which reads a text, or tells it what to do.

Two forms count: an order to drop earlier instructions, whoever it is addressed to; and an agent
addressed by name, or a made-up turn of a chat, followed by an order that no reader of a
repository should take from it. Every repetition is bounded.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final, NamedTuple

from codex_audit.domain.artifact import Kind
from codex_audit.domain.patterns import regex

MAX_PLACES: Final = 2_000
"""Places of each word in a text that are looked at closely."""

_REACH: Final = 400
_AROUND: Final = 300
_BEFORE: Final = 60
_REMARK: Final = 15
_COMMENT: Final = 4_000

_FEW: Final = (b"instructions", b" agent", b" assistant")
_ACRONYM: Final = b"LLM"
_MORE: Final = (
    *(
        b"language model",
        b"auditor",
        b"reviewer",
        b"agent",
        b"assistant",
        b"llm",
        b"gpt",
        b"claude",
        b"codex",
    ),
    *(
        b"copilot",
        b"gemini",
        b"previous prompt",
        b"prior prompt",
        b"system prompt",
        b"guidelines",
        b"<|",
        b"[inst]",
    ),
    *(b"system:", b" ai", b"<!--ai", b"\nai", b"everything above", b"everything before", b"chatbot"),
)
_READ: Final = frozenset({Kind.DOCS, Kind.TEXT, Kind.CONFIG})
"""Kinds that are searched for more: code and data are too many for it."""

_GAP: Final = r"(?:[\s#*/>|_\"'`-]|\\n){1,12}+"
_STRONG: Final = r"(?:previous|prior|preceding|foregoing|system|developer|safety)"
_WEAK: Final = r"(?:above|earlier|existing|original|initial|other|former|past|current)"
_FILL: Final = rf"(?:all|any|every|each|of|the|your|my|these|those|and|or|given|{_STRONG}|{_WEAK})"
_DROP: Final = (
    r"(?:ignore|disregard|forget|override|bypass|discard|do(?:es)?(?:n.?t| not) (?:follow|obey)"
    r"|stop following|pay no attention to)"
)
_DROPPED: Final = regex(
    rf"\b(?P<verb>{_DROP})(?P<what>(?:{_GAP}{_FILL}){{1,6}}){_GAP}(?P<noun>instructions|prompts?|guidelines|directives)\b"
    rf"(?P<late>{_GAP}(?:above|before|you (?:were|have been) given)\b)?"
    rf"|\b(?P<plain>ignore|disregard|forget){_GAP}everything{_GAP}(?:above|before|you (?:were|have been) told)\b"
)
_TOLD: Final = regex(rf"\b(?:{_STRONG})\b")
_ALL: Final = regex(r"\b(?:all|any|every|your)\b")
_ALLOWED: Final = regex(
    r"(?:\b(?:can|may|could|might|will|would|not|never|cannot|safely|we|they|it|which|that|who|to|and/or|or)"
    r"|n.t)[\s*_\"'`]{1,6}(?:(?:also|just|simply|safely|then|always|completely|\w{2,12}ly)\s)?\Z"
)
_FORCED: Final = regex(
    r"\b(?:i|we) \w{4,12} you to \Z|\byou (?:have|need|are (?:required|instructed|ordered)) to \Z"
)
_ABOUT: Final = regex(
    r"inject|jailbreak|jailbroke|adversar|red.?team|guard.?rail|malicious|attack|exploit|untrusted|such as"
    r"|e\.g\.|for example|\btrick|opcode|bytecode|basic block|assembl|\bcpu\b|\bllvm\b"
)

_AGENT: Final = (
    r"(?:(?:an?|the|all|any|every|our|your)\s)?(?:(?:(?:ai|llm|gpt|artificial intelligence|(?:large )?language[ -]model"
    r"|autonomous)[ /-])(?:(?:coding|code|review(?:ing)?|audit(?:ing)?|security)[ /-])?"
    r"(?:agent|assistant|model|reviewer|auditor|bot|system|tool|scanner|reader|analy[sz]er|crawler|coder|program)s?"
    r"|(?:automated|automatic|coding|code[ -]review(?:ing)?|security|audit(?:ing)?|review(?:ing)?)[ /-]"
    r"(?:agent|assistant|bot|model)s?"
    r"|llms?|ais?|(?:ai )?language models?|chat ?bots?|chatgpt|gpt-?[\w.]{0,6}|claude(?: code)?|codex(?:-audit)?|copilot"
    r"|gemini|ai)"
)
# reviewers and auditors without such a word before them are people
_NAMED: Final = rf"(?:{_AGENT}|(?:(?:an?|the|all|any|every)\s)?agents?)"
_START: Final = r"(?:\A|(?<=[\n>(])|(?<=<!--))[\s#*/>;!\"'%-]{0,20}"
_CALLED: Final = (
    *(
        " ai",
        "agent",
        "assistant",
        "auditor",
        "reviewer",
        "llm",
        "language model",
        "gpt",
        "claude",
        "codex",
        "copilot",
    ),
    *("gemini", "chatbot", "chatgpt", "\nai", "<!--ai"),
)
_BORDER: Final = frozenset(" \n\t*\"'`#(/-_>;!:")
_ADDRESS: Final = regex(
    r"\b(?P<call>(?:note|notice|message|attention|instruction|important|reminder|warning|directive|hint)s?"
    rf"[\s:,-]{{1,4}}(?:to |for )?{_NAMED})\b"
    rf"|\b(?P<to>(?:to|for|dear|hey|hello) {_NAMED}\s?(?:[:,!]|reading|reviewing|auditing|processing|analy[sz]ing"
    r"|scanning|that|who))"
    rf"|\b(?P<whether>(?:if|when|since|as) you(?: are|.re) {_NAMED}|as {_AGENT},? you)\b"
    rf"|{_START}(?P<vocative>{_AGENT}\s?[:,])"
    rf"|\b(?P<duty>{_AGENT} (?:must|should|shall|reading|who|that (?:read|review|audit|process|scan)s?"
    r"|(?:are|is) (?:required|instructed|asked|ordered)))\b"
)
_TURN: Final = regex(
    r"(?P<turn><\|im_start\|>|<\|system\|>|<\|start_header_id\|>|\[inst\]|<<sys>>|\[system\]|<system>)"
    rf"|{_START}(?P<role>system(?: (?:message|prompt|override|notice|note|instructions?))?\s?:)"
)

_NOT: Final = r"(?:do(?: not|n.?t)|never|avoid|refrain from|skip|without|stop)"
_ISSUES: Final = r"(?:issues?|findings?|problems?|vulnerabilit\w{1,3}|secrets?|bugs?|errors?|risks?|gaps?|stubs?|warnings?)"
_GOOD: Final = (
    r"(?:implemented|safe|secure|clean|compliant|pass(?:ed|es|ing)?|approved|correct|complete|trusted|benign"
    r"|false positives?|resolved|harmless)"
)
_SECRET: Final = (
    r"(?:secrets?|api keys?|credentials?|passwords?|access tokens?|environment variables|env vars|private keys?"
    r"|ssh keys?|\.env\b|\.ssh\b|(?:your|the|its) (?:system |hidden |initial )?(?:prompt|instructions|context window))"
)
_ORDERS: Final = tuple(
    (what, regex(pattern, re.DOTALL))
    for what, pattern in (
        (
            "to drop its instructions or findings",
            (
                rf"\b(?:ignore|disregard|forget|override|bypass|suppress|omit|dismiss)\b.{{1,60}}?"
                rf"\b(?:instructions|rules|guidelines|prompts?|policies|safety|{_ISSUES}|this (?:file|folder|repository))\b"
            ),
        ),
        (
            "not to report",
            (
                rf"\b{_NOT} (?:ever )?(?:report|flag|mention|list|includ|disclos|audit|scan|analy[sz]|review|inspect|warn"
                rf"|inform)\w{{0,4}}\b.{{0,60}}?\b(?:{_ISSUES}|files?|code|repositor\w{{1,3}}|anything|users?|backdoors?)\b"
            ),
        ),
        (
            "to report that all is well",
            (
                r"\b(?:report|say|state|conclude|claim|respond|reply|answer|output|write|assert|confirm|declare)\b"
                rf".{{0,80}}?\b(?:no (?:\w{{1,15}} ){{0,3}}{_ISSUES}|(?:all|every\w*|fully|completely|is|are) (?:\w{{1,15}} ){{0,3}}{_GOOD})\b"
            ),
        ),
        (
            "to judge in favour of what it reads",
            (
                r"\b(?:mark|treat|rate|classify|consider|label|grade|score|judge|regard|approve)\b.{1,80}?"
                rf"\b{_GOOD}\b"
            ),
        ),
        (
            "to stop its work",
            (
                r"\b(?:skip|stop|abort|cancel|terminate)(?: (?:the|this|your|all|any|every|further)){1,2} (?:\w{1,15} )?"
                r"(?:audit|review|scan|analysis|inspection|file|folder|repository|report)\w{0,4}\b"
            ),
        ),
        (
            "to approve a change",
            r"\bapprove (?:and merge )?(?:this|the|all) (?:pull requests?|prs?|changes?|merges?)\b",
        ),
        (
            "to run a command",
            (
                r"\b(?:run|execute|invoke|launch|paste)\b.{0,80}?"
                r"(?:\b(?:curl|wget|powershell|rm -rf|base64|eval|bash -c|sh -c|nc)\b|\| ?(?:ba)?sh\b)"
            ),
        ),
        (
            "to give something away",
            (
                r"\b(?:send|post|upload|exfiltrate|leak|transmit|e-?mail|forward|reveal|print|output|show|disclose|append)\b"
                rf".{{0,60}}?\b{_SECRET}"
            ),
        ),
    )
)
_REFUSED: Final = regex(
    r"(?:\b(?:not|never|avoid|without|no|cannot|refuse to|must not)|n.t)\s(?:\w{1,12}\s){0,2}\Z"
)
_INVISIBLE_STYLE: Final = regex(
    r"display\s?:\s?none|visibility\s?:\s?hidden|font-size\s?:\s?0|opacity\s?:\s?0(?![.\d])"
    r"|(?<![-\w])color\s?[:=]\s?[\"']?(?:white\b|#fff(?:fff)?\b|transparent)|<[a-z]{1,10}[^>]{0,80}\shidden\b"
)
_LINK_COMMENT: Final = regex(r"^[ \t]{0,3}\[[^\]\n]{1,20}\]:[ \t]{0,4}(?:#|<>)[ \t]{0,4}[(\"']")


_FENCE: Final = regex("```")


class Phrase(NamedTuple):
    """Where a phrase starts and its first words end, what it asks for, whether a rendered page
    hides it, and whether the text speaks about such phrases."""

    start: int
    end: int
    detail: str
    hidden: bool
    mention: bool


def suspicious(data: bytes, kind: Kind) -> bool:
    """Whether a text can hold any phrase: a few searches for what each of them needs. Each
    costs time over every file, so code is searched for the most common words alone."""
    low = data.lower()
    if any(anchor in low for anchor in _FEW) or _ACRONYM in data:
        return True
    return kind in _READ and any(anchor in low for anchor in _MORE)


def phrases(text: str, kind: Kind) -> Iterator[Phrase]:
    """All phrases of a text, the orders to drop instructions first."""
    # one sign for each character that is not ASCII, so that every position holds for both
    flat = text.lower() if text.isascii() else text.encode("ascii", "replace").decode("ascii").lower()
    page = kind in {Kind.DOCS, Kind.TEXT}
    yield from _dropped(flat, page)
    yield from _addressed(flat, page)


def _dropped(flat: str, page: bool) -> Iterator[Phrase]:
    done = 0
    for at in _places(flat, ("instructions", "prompt", "guidelines", "directives", "everything")):
        start = max(done, at - 150)
        found = _DROPPED.search(flat, start, at + 60)
        if found is None:
            continue
        done = found.end()
        if _orders(flat, found):
            hidden = _hidden(flat, found.start(), page)
            about = _about(flat, found.start(), found.end()) or (not hidden and _quoted(flat, found))
            end = found.end("verb") if found["verb"] else found.end("plain")
            yield Phrase(found.start(), end, "to drop its instructions", hidden, about)


def _places(flat: str, nouns: tuple[str, ...]) -> list[int]:
    places: list[int] = []
    for noun in nouns:
        at = flat.find(noun)
        most = len(places) + MAX_PLACES
        while at >= 0 and len(places) < most:
            places.append(at)
            at = flat.find(noun, at + len(noun))
    return sorted(places)


def _orders(flat: str, found: re.Match[str]) -> bool:
    """Whether the phrase is an order, and about instructions that an agent has."""
    before = flat[max(0, found.start() - _BEFORE) : found.start()]
    if _ALLOWED.search(before) and not _FORCED.search(before):
        return False
    if found["plain"]:
        return True
    if found["noun"] != "instructions":
        return re.search(r"\b(?:previous|prior|preceding)\b", found["what"]) is not None
    if _TOLD.search(found["what"]):
        return True
    return _ALL.search(found["what"]) is not None and (
        found["late"] is not None or re.search(rf"\b{_WEAK}\b|\byour\b", found["what"]) is not None
    )


def _addressed(flat: str, page: bool) -> Iterator[Phrase]:
    done = 0
    for at in _places(flat, _CALLED):
        if at < done or (at and flat[at].isalpha() and flat[at - 1] not in _BORDER):
            continue
        found = _ADDRESS.search(flat, max(done, at - _BEFORE), at + _BEFORE)
        phrase = found and _followed(flat, found, page)
        if found and phrase:
            yield phrase
            done = found.end()
    # templates of chats stand in code, and in fences of documents
    if page or "<!--" in flat:
        yield from _turns(flat, page)


def _turns(flat: str, page: bool) -> Iterator[Phrase]:
    """Made-up turns of a chat that end in an order."""
    fences: list[int] | None = None
    for _, found in zip(range(MAX_PLACES), _TURN.finditer(flat), strict=False):
        phrase = _followed(flat, found, page)
        if phrase is None:
            continue
        if not phrase.hidden:
            if fences is None:
                fences = [one.start() for one in _FENCE.finditer(flat)]
            if not page or bisect_left(fences, found.start()) % 2 or flat[found.start() - 1] == "`":
                continue
        yield phrase


def _followed(flat: str, found: re.Match[str], page: bool) -> Phrase | None:
    start = found.start(found.lastgroup or 0)
    for what, pattern in _ORDERS:
        order = pattern.search(flat, found.end(), found.end() + _REACH)
        if order is None or _REFUSED.search(flat[max(found.end(), order.start() - 30) : order.start()]):
            continue
        hidden = _hidden(flat, start, page)
        end = flat.find("\n", start, found.end())
        about = _about(flat, start, order.end())
        return Phrase(start, found.end() if end < 0 else end, what, hidden, about)
    return None


def _about(flat: str, start: int, end: int) -> bool:
    return _ABOUT.search(flat, max(0, start - _AROUND), end + _AROUND) is not None


def _quoted(flat: str, found: re.Match[str]) -> bool:
    """Whether hardly more than the phrase stands in quotes: it is spoken about."""
    mark = flat[found.start() - 1 : found.start()]
    if mark not in {'"', "'", "`", "?"} or flat[found.start() - 3 : found.start()] == mark * 3:
        return False
    return mark in flat[found.end() : found.end() + _REMARK]


def _hidden(flat: str, at: int, page: bool) -> bool:
    """Whether a rendered page would not show what stands here. In code that is no ``page``, a
    comment without an end is part of a string."""
    opened = flat.rfind("<!--", max(0, at - _COMMENT), at + 4)
    if opened >= 0 and "-->" not in flat[opened:at] and (page or flat.find("-->", at, at + _COMMENT) >= 0):
        return True
    line = flat[flat.rfind("\n", max(0, at - _AROUND), at) + 1 : at]
    if _LINK_COMMENT.match(line):
        return True
    tag = flat.rfind("<", max(0, at - _AROUND), at)
    return (
        tag >= 0
        and flat[tag + 1 : tag + 2] not in {"/", ""}
        and _INVISIBLE_STYLE.search(flat, tag, at) is not None
    )
