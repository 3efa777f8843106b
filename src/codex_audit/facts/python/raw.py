"""radon's raw counts, by counting characters instead of tokens.

``radon.raw.analyze`` strips every line and tokenizes again from a line on until the tokenizer
has no complaint, which is quadratic in the lines of a statement. The same numbers follow from
the text with its strings and comments cut out: brackets then say where a statement goes on,
and colons and semicolons what radon takes for logical lines.
"""

import sys
import tokenize
from collections.abc import Iterator, Sequence
from typing import Final

from codex_audit.domain.facts import RawCounts
from codex_audit.domain.patterns import regex
from codex_audit.facts.python.scan import NESTED_QUOTES, Scan, interpolated, tokens_of

_ONE: Final = '"'
"""Stands for a string within one line."""

_MANY: Final = "'"
"""Stands for a string of several lines."""

_TAKEN_APART: Final = "$"
"""Stands before an f-string where the tokenizer takes those apart."""

_BRACKETS: Final = bytes.maketrans(b"[]{}", b"()()")
_NO_BRACKETS: Final = bytes(set(range(256)) - set(b"()[]{}\n"))
_PASSES: Final = 6

_LONE: Final = regex(r"\n[A-Za-z]{0,2}([\"'])(?=\n)")
_TAIL: Final = regex(r":[^\n]*")
_SEVERAL: Final = regex(r"\n([^\n;]*;[^\n]*)")
_ODD_CONTINUATIONS: Final = ("\\\n\n", "\n\\\n")
"""A backslash before an empty line or the end, and one alone on its line."""

_NO_WORD: Final = regex(r"[^\x00-\x7f\w]")


def raw_counts(scan: Scan) -> RawCounts | None:
    """radon's counts of a text that is valid Python; ``None`` where radon refuses it.

    ``scan`` is of the lines as ``str.splitlines`` cuts them.
    """
    if not scan.sound:
        return emulate(scan.lines)
    code, multi = _condense(scan)
    if _is_odd(code):
        exact = emulate(scan.lines)
        if exact is not None:
            return exact
    return _count(scan, code, multi)


def _is_odd(code: str) -> bool:
    """Whether the tokenizer may see more or less in the code than the short way does."""
    if "\\" in code and any(sign in f"\n{code}\n" for sign in _ODD_CONTINUATIONS):
        return True
    if not code.isascii() and _NO_WORD.search(code):
        return True
    return NESTED_QUOTES and ";" in code and _TAKEN_APART in code


def _condense(scan: Scan) -> tuple[str, list[str]]:
    """The code with a sign for each string and comment, and the strings of several lines."""
    parts = list(scan.parts)
    tokens = parts[1::2]
    parts[1::2] = ["#" if one[0] == "#" else (_MANY if "\n" in one else _ONE) for one in tokens]
    if NESTED_QUOTES:
        for position, token in interpolated(scan.parts):
            parts[position] = _fields(token) + parts[position]
    return "".join(parts), [one for one in tokens if "\n" in one]


def _fields(token: str) -> str:
    """What radon sees of an f-string where the tokenizer takes it apart: it is never a lone
    string, and colons and comments in it count."""
    if "{" not in token or not {":", "#"}.intersection(token):
        return _TAKEN_APART
    tokens = _clean_tokens("rf" + token) or ()
    colon = any(one.type == tokenize.OP and one.string == ":" for one in tokens)
    comments = sum(one.type == tokenize.COMMENT for one in tokens)
    return f"{_TAKEN_APART}{':' * colon}{'#' * comments}"


def _count(scan: Scan, code: str, multi: list[str]) -> RawCounts:
    logical = _logical_lines(code)
    text = "\n" + "\n".join(logical) + "\n"
    alone = logical.count("#")
    single, many = alone, 0
    position = strings = 0
    for match in _LONE.finditer(text):
        if match[1] == _ONE:
            single += 1
        else:
            strings += text.count(_MANY, position, match.start(1))
            position = match.start(1)
            lines = multi[strings].split("\n")
            many += len(lines) - lines.count("")
    blank = scan.lines.count("")
    sloc = len(scan.lines) - blank - single - many
    lloc = len(logical) - logical.count("") - alone + _extra(text)
    return RawCounts(
        loc=sloc + blank + many + single,
        lloc=lloc,
        sloc=sloc,
        comments=code.count("#"),
        multi=many,
        blank=blank,
        single_comments=single,
    )


def _logical_lines(code: str) -> list[str]:
    """The lines, those of one statement joined into one without its inner comments."""
    if "\\" in code:
        code = code.replace("\\\n", " ")
    lines = code.split("\n")
    levels = code.encode("ascii", "replace").translate(_BRACKETS, _NO_BRACKETS)
    for _ in range(_PASSES):
        shorter = levels.replace(b"()", b"")
        if len(shorter) == len(levels):
            break
        levels = shorter
    joined: list[str] = []
    depth = begin = done = 0
    for number, line in enumerate(levels.split(b"\n")):
        if line:
            if not depth:
                begin = number
            opened = line.count(b"(")
            depth += opened + opened - len(line)
            if not depth and number > begin:
                joined += lines[done:begin]
                joined.append(" ".join(lines[begin : number + 1]).replace("#", ""))
                done = number + 1
    return joined + lines[done:]


def _extra(text: str) -> int:
    """Logical lines beyond one a line: what follows a colon, and what semicolons part."""
    if ":=" in text:
        text = text.replace(":=", "=")
    tails: list[str] = _TAIL.findall(text)
    extra = sum(tail != ":" and not tail.rstrip("# \t").endswith(":") for tail in tails)
    if ";" in text:
        for match in _SEVERAL.finditer(text):
            line = match[1].rstrip("# \t")
            tail = _TAIL.search(line)
            counted = 1 + (tail is not None and not tail[0].endswith(":"))
            tokens = _clean_tokens(line.replace(_MANY, _ONE).replace(_ONE, '""'))
            extra += _logical(tokens) - counted if tokens is not None else 0
    return extra


# --- token by token, where the short way does not hold -----------------------------------------


def emulate(lines: Sequence[str]) -> RawCounts | None:
    """The counts from tokens, as radon has them; ``None`` where radon gives up.

    radon takes lines until they tokenize without complaint. That is where a line ends outside
    of brackets and strings; but an empty line after a backslash ends nothing, for text that
    ends there is incomplete.
    """
    text = "\n".join(lines)
    totals = [0] * 6
    group: list[_Token] = []
    depth = done = 0
    try:
        for token in tokens_of(text):
            if token.type == tokenize.ERRORTOKEN:
                return None
            if token.type == tokenize.OP:
                depth += (token.string in _OPENING) - (token.string in _CLOSING)
                depth = max(depth, _LEAST_DEPTH)
            if token.type == tokenize.ENDMARKER:
                break
            group.append(token)
            row = token.start[0]
            if token.type in _LINE_ENDS and not depth and _ends(row, done, lines):
                totals = [a + b for a, b in zip(totals, _count_group(group, lines[done:row]), strict=True)]
                group, done = [], row
    except (tokenize.TokenError, SyntaxError):
        return None
    if group:
        totals = [a + b for a, b in zip(totals, _count_group(group, lines[done:]), strict=True)]
        done = len(lines)
    lloc, sloc, comments, multi, blank, single = totals
    blank += len(lines) - done
    return RawCounts(sloc + blank + multi + single, lloc, sloc, comments, multi, blank, single)


def _ends(row: int, done: int, lines: Sequence[str]) -> bool:
    """Whether lines after the first ``done`` may end with this row: not with the empty line
    that directly follows a backslash."""
    return bool(lines[row - 1]) or row == done + 1 or not lines[row - 2]


_Token = tokenize.TokenInfo


def _clean_tokens(text: str) -> list[_Token] | None:
    try:
        tokens = list(tokens_of(text))
    except (tokenize.TokenError, SyntaxError):
        return None
    return None if any(one.type == tokenize.ERRORTOKEN for one in tokens) else tokens


def _count_group(tokens: list[_Token], used: Sequence[str]) -> tuple[int, int, int, int, int, int]:
    """lloc, sloc, comments, multi, blank and single comments of one group of lines."""
    comments = sum(one.type == tokenize.COMMENT for one in tokens)
    empty = used.count("")
    full = len(used) - empty
    lloc = _logical(tokens)
    if _is_single(tokens, tokenize.COMMENT):
        return lloc, 0, comments, 0, 0, 1
    if _is_single(tokens, tokenize.STRING):
        if tokens[0].start[0] == tokens[0].end[0]:
            return lloc, 0, comments, 0, 0, 1
        return lloc, 0, comments, full, empty, 0
    return lloc, full, comments, 0, empty, 0


_LEAST_DEPTH: Final = 0 if NESTED_QUOTES else -sys.maxsize
"""A closing bracket too many was counted until the tokenizer became CPython's own (3.12)."""

_OPENING: Final = frozenset("([{")
_CLOSING: Final = frozenset(")]}")
_LINE_ENDS: Final = frozenset({tokenize.NL, tokenize.NEWLINE})
_ENDS: Final = _LINE_ENDS | {tokenize.ENDMARKER}
_SILENT: Final = _ENDS | {tokenize.COMMENT}
_END: Final = tokenize.TokenInfo(tokenize.ENDMARKER, "", (0, 0), (0, 0), "")


def _is_single(tokens: list[_Token], kind: int) -> bool:
    return tokens[0].type == kind and all(one.type in _ENDS for one in tokens[1:])


def _logical(tokens: list[_Token]) -> int:
    """radon's number of logical lines: one for each statement between semicolons, and one more
    where a colon is not the last token but one of a statement (the last being the end marker)."""
    return sum(map(_logical_of, _statements(tokens)))


def _statements(tokens: list[_Token]) -> Iterator[list[_Token]]:
    statement: list[_Token] = []
    for one in tokens:
        if one.type == tokenize.OP and one.string == ";":
            yield statement
            statement = []
        elif one.type not in _SILENT:
            statement.append(one)
    yield [*statement, _END]


def _logical_of(statement: list[_Token]) -> int:
    colons = [place for place, one in enumerate(statement) if one.type == tokenize.OP and one.string == ":"]
    if colons:
        return 2 - (colons[-1] == len(statement) - 2)
    return int(any(one.type != tokenize.ENDMARKER for one in statement))
