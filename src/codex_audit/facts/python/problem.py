"""CPython's refusal of a file, told without quoting the file."""

import keyword
import re
from collections.abc import Sequence
from typing import Final

from codex_audit.domain.facts import SyntaxProblem

MAX_TEXT: Final = 200

_QUOTED: Final = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|‘[^’\n]*’")
_REPEATED: Final = re.compile(r"(keyword argument repeated):.*", re.DOTALL)
_PRINTED: Final = re.compile(r"(Missing parentheses in call to '[a-z]+')\..*", re.DOTALL)
_OPERATORS: Final = frozenset(
    "( ) [ ] { } : ; , . = == != < > <= >= + - * / // % @ ** & | ^ ~ << >> -> := += -= *= /= //= %= @= &="
    " |= ^= >>= <<= **= ... ! !r !s !a # \\ $ ? `".split()
)
_KINDS: Final = frozenset(
    "tuple list dict set literal function call attribute subscript starred name expression comparison lambda"
    " conditional await ellipsis".split()
)
"""What CPython calls kinds of expressions, in quotes."""

_WORDS: Final = re.compile(r"[a-z_ .-]+")
_CODEC: Final = re.compile(r"[a-z0-9-]+")


def problem_of(error: SyntaxError, lines: Sequence[str]) -> SyntaxProblem:
    """The error as a fact. ``lines`` are the file's, stripped."""
    line = min(max(error.lineno or 1, 1), max(len(lines), 1))
    text = lines[line - 1] if lines else ""
    return SyntaxProblem(
        message=without_quotes(str(error.msg)),
        line=line,
        column=max(error.offset or 1, 1),
        text=text.strip()[:MAX_TEXT],
    )


def undecodable(encoding: str, text: str, lines: Sequence[str]) -> SyntaxProblem:
    """The fact that bytes of the file are not of its encoding. ``text`` is what was made of it."""
    before = text[: text.index("�")] if "�" in text else ""
    line = before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    column = len(before) - max(before.rfind("\n"), before.rfind("\r"))
    stripped = lines[line - 1].strip() if line <= len(lines) else ""
    return SyntaxProblem(f"the file is not valid {encoding}", line, column, stripped[:MAX_TEXT])


def without_quotes(message: str) -> str:
    """CPython's message with every quotation replaced that is not of the language itself."""
    message = _PRINTED.sub(r"\1", _REPEATED.sub(r"\1", message))
    return _QUOTED.sub(_quotation, " ".join(message.split()))[:MAX_TEXT]


def _quotation(match: re.Match[str]) -> str:
    inner = match[0][1:-1]
    if inner in _OPERATORS or inner in _KINDS or keyword.iskeyword(inner) or keyword.issoftkeyword(inner):
        return match[0]
    if inner in _PHRASES:
        return match[0]
    return "'…'"


_PHRASES: Final = frozenset(
    {
        "except",
        "except*",
        "finally",
        "import ... from ...",
        "print",
        "exec",
        "ascii",
        "utf-8",
        "unicodeescape",
        "rawunicodeescape",
        "f-string",
        "fstring",
        "expr if cond else expr",
        "**",
        "{{",
        "}}",
    }
)
