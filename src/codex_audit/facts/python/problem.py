"""CPython's refusal of a file, told without quoting the file."""

import keyword
import re
import token
from collections.abc import Sequence
from typing import Final

from codex_audit.domain.facts import SyntaxProblem
from codex_audit.domain.patterns import regex

MAX_TEXT: Final = 200

_QUOTED: Final = regex(r"'[^'\n]*'|\"[^\"\n]*\"")
_REPEATED: Final = regex(r"(keyword argument repeated):.*", re.DOTALL)
_PRINTED: Final = regex(r"(Missing parentheses in call to '[a-z]+')\..*", re.DOTALL)
_KNOWN: Final = frozenset(
    {
        *token.EXACT_TOKEN_TYPES,
        *keyword.kwlist,
        *keyword.softkwlist,
        # What CPython calls kinds of expressions.
        "attribute",
        "call",
        "comparison",
        "dict literal",
        "ellipsis",
        "expression",
        "function call",
        "lambda",
        "list",
        "literal",
        "name",
        "set display",
        "starred",
        "subscript",
        "tuple",
        # Signs and words of its own advice.
        "!",
        "#",
        "$",
        "?",
        "\\",
        "`",
        "except*",
        "exec",
        "import ... from ...",
        "print",
        "rawunicodeescape",
        "unicodeescape",
        "{{",
        "}}",
    }
)
"""What a message may quote: words of the language, never of the file."""


def problem_of(error: SyntaxError, lines: Sequence[str]) -> SyntaxProblem:
    """The error as a fact. ``lines`` are the file's, stripped."""
    line = min(max(error.lineno or 1, 1), max(len(lines), 1))
    text = lines[line - 1] if lines else ""
    column = max(error.offset or 1, 1)
    return SyntaxProblem(without_quotes(str(error.msg)), line, column, text[:MAX_TEXT])


def undecodable(encoding: str, text: str, lines: Sequence[str]) -> SyntaxProblem:
    """The fact that bytes of the file are not of its encoding. ``text`` is what was made of it."""
    return _at(f"the file is not valid {encoding}", "\ufffd", text, lines)


def null_byte(text: str, lines: Sequence[str]) -> SyntaxProblem:
    """The fact that the file holds a null byte, which CPython never reads past."""
    return _at("the file contains a null byte", "\0", text, lines)


def _at(message: str, sign: str, text: str, lines: Sequence[str]) -> SyntaxProblem:
    """A problem with the first sign of its kind in the text."""
    before = text.partition(sign)[0].replace("\r\n", "\n").replace("\r", "\n")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return SyntaxProblem(message, line, column, lines[line - 1][:MAX_TEXT])


def without_quotes(message: str) -> str:
    """CPython's message with every quotation replaced that is not of the language itself."""
    message = _PRINTED.sub(r"\1", _REPEATED.sub(r"\1", message))
    return _QUOTED.sub(_quotation, " ".join(message.split()))[:MAX_TEXT]


def _quotation(match: re.Match[str]) -> str:
    return match[0] if match[0][1:-1] in _KNOWN else "'…'"
