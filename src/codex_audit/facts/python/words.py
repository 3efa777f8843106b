"""Words by which people say why a body is empty. All are regular expressions, matched at the
start of a word and without regard to case unless said otherwise."""

import re
from typing import Final

from codex_audit.domain.patterns import regex


def _phrases(*phrases: str) -> re.Pattern[str]:
    return regex(rf"(?i:\b(?:{'|'.join(phrases)}))")


PENDING: Final = regex(
    r"\b(?:TODO|FIXME|XXX|TBD|WIP)\b"
    r"|\b(?i:not \(?(?:yet|currently)\)? (?:implemented|supported|written|done)"
    r"|currently (?:not |un)(?:implemented|supported)"
    r"|(?:not |un)(?:implemented|supported) \(?yet"
    r"|(?:hasn't|has not|haven't) been (?:implemented|written) yet"
    r"|(?:not|isn't|is not) (?:implemented|supported|written|done) (?:so far|at the moment|for now)"
    r"|(?:to be|needs? to be|should be) (?:implemented|written|done|completed) (?:later|soon|here)"
    r"|not there yet|implement me|coming soon|work in progress|not finished)\b"
)
"""Something is still to be written. Tags count in upper case only."""

UNTIL_NOW: Final = _phrases(
    r"yet\b",
    r"currently\b",
    r"at the moment\b",
    r"at present\b",
    r"for now\b",
    r"for the time being\b",
    r"so far\b",
)
"""A refusal that says this is one for the present."""

UNWRITTEN: Final = _phrases(
    r"to be (?:implemented|written|done)\b",
    r"needs? (?:implementing|implementation|to be implemented)\b",
    r"implementation (?:is )?(?:required|needed|pending)\b",
)
"""A refusal that asks for the code."""

NOT_WRITTEN: Final = regex(
    r"(?i:(?:\bnot|n't)\s++(?:\w++\s++)?(?:implement|support)|\bun(?:implemented|supported)\b)"
)
"""A refusal that tells what is not there."""

OTHERS: Final = _phrases(
    "child class",
    r"deriv(?:ed|ing)\b",
    "inherit",
    "overrid",
    "overwrit",
    "sub-?class",
)
"""A refusal that is for other classes to end."""

ABSTRACT: Final = _phrases(
    "abstract",
    "base (?:class|for)",
    "child class",
    "concrete",
    "deriv(?:ed|es?|ing)",
    "hook",
    "implement(?:ed|ations?)? (?:by|in|should|must|of this)",
    "implements? (?:this|your)",
    "inherit",
    "interface",
    "(?:can|ha(?:s|ve) to|may|must|needs? to|should) (?:be )?(?:(?:re)?define|implement|provide|replace)",
    "mixin",
    "overload",
    "overrid",
    "overwrit",
    "plug-?in",
    "required method",
    "sub-?class",
    "superclass",
    "template method",
    "to be implemented",
    "user[- ]defined",
    "virtual",
)
"""Others are to fill this in."""

REFUSED: Final = _phrases(
    r"can(?:not|'t)\b",
    r"deprecated\b",
    r"disabled\b",
    r"(?:do|does|did|is|are|has|have|will|should)(?:n't| not)\b",
    r"immutable\b",
    r"impossible\b",
    r"instead\b",
    r"invalid\b",
    r"never\b",
    r"no longer\b",
    r"not (?:be|been|a|an|the|for|in|on|with)\b",
    r"not (?:allowed|applicable|available|defined|meaningful|necessary|needed|permitted|possible)\b",
    r"not (?:public|required|support|used|valid)",
    r"only\b",
    r"please\b",
    r"read-?only\b",
    r"removed\b",
    r"un(?:available|defined|known|supported)\b",
    r"use\b",
)
"""This is refused for good."""

IDLE: Final = _phrases(
    "abstract",
    "by default",
    "callback",
    r"called (?:when|before|after|by|on|if|once|from|to|at|each)\b",
    "compat",
    r"default (?:handler|implementation|is|behaviou?r)\b",
    "deliberate",
    "deprecated",
    r"do(?:es)?(?:n't| not)\b",
    "dummy",
    r"fake\b",
    "fallback",
    r"for (?:documentation|mypy|pickle|type|typing)\b",
    r"hooks?\b",
    r"ignored?\b",
    "intentional",
    "interface",
    r"invoked\b",
    "legacy",
    "marker",
    r"mock\b",
    r"never\b",
    r"no (?:action|effect|need)\b",
    "no-?op",
    r"not (?:applicable|called|necessary|needed|relevant|required|used)\b",
    r"nothing\b",
    r"on purpose\b",
    r"only (?:exists|for|here)\b",
    r"optional (?:hook|method)\b",
    "overrid",
    r"placeholder for\b",
    r"required (?:by|for)\b",
    "satisf",
    "silen(?:ce|t)",
    "skip",
    r"stand-in\b",
    r"stub for\b",
    "sub-?class",
    r"unused\b",
)
"""Doing nothing is what is wanted."""
