"""Tells functions that do nothing yet from those that do nothing on purpose.

A candidate's body is, its docstring apart, only ``pass``, ``...`` or ``raise
NotImplementedError``, or there is nothing but the docstring. Most candidates of grown code are
hooks, interfaces, fallbacks and test doubles, so words decide first: what says that work is
pending makes a stub, what says why nothing is done unmakes it. Without words, a plain function
of the top level is a stub; a method is one only tentatively, for its class may be meant to be
derived from, which one file alone does not show.
"""

import ast
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from msgspec import Struct

from codex_audit.domain.facts import Stub
from codex_audit.domain.patterns import regex
from codex_audit.facts.python.names import dotted
from codex_audit.facts.python.strings import docstring_of
from codex_audit.facts.python.walk import TYPING, Flat, Scope
from codex_audit.facts.python.words import ABSTRACT, IDLE, PENDING, REFUSED

_TOOL_COMMENT: Final = regex(r"#\s*+(?:pragma|noqa|type:|pylint|nosec|pyright|mypy|ruff|flake8|fmt|isort)")

_PLAIN_DECORATORS: Final = frozenset(
    {
        "cache",
        "cached_property",
        "classmethod",
        "final",
        "lru_cache",
        "override",
        "property",
        "staticmethod",
        "wraps",
    }
)
"""Decorators that give an empty body nothing to do."""

_TEST_MARK: Final = "pytest.mark."
_WORKING_MARKS: Final = frozenset({"parametrize", "usefixtures"})

_ABSTRACT_BASES: Final = frozenset(
    {"ABC", "ABCMeta", "Protocol", "Interface", "NamedTuple", "TypedDict", "Enum"}
)
_PLAIN_BASES: Final = frozenset({"object", "Generic"})
_BASE_NAME: Final = regex(
    r"_*+(?:Base|Abstract|ABC|Generic|Interface|I[A-Z][a-z])\w*+|\w*?(?:Base|Abstract|ABC|Mix[Ii]n|Interface|Protocol)\d*"
)
_DOUBLE_NAME: Final = regex(
    r"(?i:(?:^|_|\b)(?:mock|fake|dummy|null|no_?op|nop|stub|empty|nothing|ignore|pass)\w*)|.*noop"
)
_TEST_FILE: Final = regex(r"test\w*\.pyw?|\w*_tests?\.pyw?|conftest\.py")
_HOOK_NAME: Final = regex(
    r"_*(?:on|pre|post|before|after|visit|leave|enter|exit|handle|pytest|begin|end|do|will|did|depart|setup|set_?[uU]p"
    r"|tear_?[dD]own|close|aclose|start|stop|init|initialize|finalize|finish|cleanup|flush|reset|shutdown|release"
    r"|acquire|register|includeme|connect|disconnect|exec_module|refresh|update|notify|log)(?:_\w*|[A-Z]\w*|Module)?"
)


class Verdict(NamedTuple):
    """``certain`` and ``tentative`` are the kind of stub, if any; ``line`` is what makes it one."""

    certain: Stub | None = None
    tentative: Stub | None = None
    line: int | None = None


NO_STUB: Final = Verdict()


class Surroundings(Struct, frozen=True):
    """What a file knows about its functions: its name, its scopes, its comments by line, the
    names that its classes derive from, the classes that have nothing but empty methods, the
    names that its top level binds more than once, and what its methods use of themselves."""

    name: str
    flat: Flat
    comments: Mapping[int, str]
    based: frozenset[str]
    hollow: frozenset[int]
    rebound: frozenset[str]
    used: frozenset[str]


def surroundings(
    name: str, flat: Flat, comments: Mapping[int, str], assigned: frozenset[str]
) -> Surroundings:
    """Look around once in a file. ``assigned`` are names that its top level assigns."""
    based = {
        dotted(base).rpartition(".")[2]
        for scope in flat.scopes
        if isinstance(scope.node, ast.ClassDef)
        for base in scope.node.bases
    }
    full = {
        scope.parent
        for scope in flat.scopes
        if scope.kind == "method" and not _is_special(scope) and candidate(scope.node) is None
    }
    hollow = {index for index, scope in enumerate(flat.scopes) if scope.kind == "class"} - full
    defined = Counter(scope.name for scope in flat.scopes[1:] if not scope.parent)
    rebound = assigned.union(one for one, count in defined.items() if count > 1)
    used = {
        node.attr
        for node in flat.evaluated[ast.Attribute]
        if node.value.__class__ is ast.Name and node.value.id in {"self", "cls"}
    }
    return Surroundings(name, flat, comments, frozenset(based), frozenset(hollow), rebound, frozenset(used))


def _is_special(scope: Scope) -> bool:
    name = scope.name.rpartition(".")[2]
    return name.startswith("__") and name.endswith("__")


def candidate(node: Any) -> tuple[Stub, int] | None:
    """The kind of stub that a function's body could be, and the line that makes it one."""
    body = node.body
    documented = docstring_of(body) is not None
    if len(body) - documented > 1:
        return None
    if len(body) == documented:
        return Stub.DOCSTRING, node.lineno
    last = body[-1]
    if last.__class__ is ast.Pass:
        return Stub.PASS, last.lineno
    if last.__class__ is ast.Raise:
        return (Stub.NOT_IMPLEMENTED, last.lineno) if is_not_implemented(last.exc) else None
    if last.__class__ is ast.Expr and getattr(last.value, "value", None) is Ellipsis:
        return Stub.ELLIPSIS, last.lineno
    return None


def is_not_implemented(error: Any) -> bool:
    """Whether what is raised is ``NotImplementedError``, called or not."""
    if error.__class__ is ast.Call:
        error = error.func
    return error.__class__ is ast.Name and error.id == "NotImplementedError"


def judge(scope: Scope, around: Surroundings) -> Verdict:
    """Whether a function is a stub."""
    node: Any = scope.node
    found = candidate(node)
    if found is None or _is_exempt(scope, around):
        return NO_STUB
    kind, line = found
    comments = _comments_within(node, around)
    docstring, message = docstring_of(node.body) or "", _message(node)
    if PENDING.search(f"{docstring}\n{message}\n{comments}"):
        purposed = ABSTRACT.search(docstring) or IDLE.search(docstring)
        return NO_STUB if purposed else Verdict(kind, None, line)
    # A function cannot be derived from: there only the message can speak of others.
    words = message if scope.kind == "function" and message else f"{docstring}\n{message}"
    declares = kind is not Stub.NOT_IMPLEMENTED and _declares(node)
    if declares or _is_on_purpose(scope, kind, words, comments):
        return NO_STUB
    if scope.kind == "function" or _is_test(scope, around):
        certain = _is_plain_function(scope, around)
        return Verdict(kind, None, line) if certain else NO_STUB
    tentative = scope.kind == "method" and _may_be_stub(scope, kind, around)
    return Verdict(None, kind, line) if tentative else NO_STUB


def _declares(node: Any) -> bool:
    """Whether the signature itself is what somebody reads: a default is made by a call, as the
    options of command lines and the dependencies of requests are."""
    return any(one.__class__ is ast.Call for one in (*node.args.defaults, *node.args.kw_defaults))


def _is_test(scope: Scope, around: Surroundings) -> bool:
    """Whether this is a method that a test runner calls."""
    owner = around.flat.scopes[scope.parent]
    named = scope.name.rpartition(".")[2].startswith("test_")
    return named and scope.kind == "method" and not owner.parent and bool(_TEST_FILE.fullmatch(around.name))


def _is_exempt(scope: Scope, around: Surroundings) -> bool:
    """Whether no word could make this a stub: declarations, what a decorator fills in, first
    states that the module binds anew, and docstrings that doctest runs."""
    node: Any = scope.node
    if around.name.endswith(".pyi") or scope.flags & TYPING:
        return True
    if not all(map(_is_plain_decorator, node.decorator_list)):
        return True
    docstring = docstring_of(node.body) or ""
    if ">>> " in docstring or "In [" in docstring or (not scope.parent and scope.name in around.rebound):
        return True
    parent = around.flat.scopes[scope.parent].node
    return isinstance(parent, ast.ClassDef) and any(
        name.rpartition(".")[2] in _ABSTRACT_BASES - {"ABC", "ABCMeta"} for name in _bases(parent)
    )


def _is_plain_decorator(decorator: Any) -> bool:
    """Whether an empty body that is so decorated still does nothing. Fixtures and parameters can
    be the whole of a test."""
    name = dotted(decorator)
    if name.startswith(_TEST_MARK):
        return name.removeprefix(_TEST_MARK) not in _WORKING_MARKS
    return name.rpartition(".")[2] in _PLAIN_DECORATORS


def _bases(node: ast.ClassDef) -> list[str]:
    keywords = [one.value for one in node.keywords if one.arg == "metaclass"]
    return [dotted(base) for base in (*node.bases, *keywords)]


def _comments_within(node: Any, around: Surroundings) -> str:
    """The comments on a function's lines that speak to people."""
    lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
    found = (around.comments.get(line, "") for line in lines)
    return "\n".join(text for text in found if text and not _TOOL_COMMENT.match(text))


def _message(node: Any) -> str:
    """The string constants of a raised error."""
    last = node.body[-1]
    error = last.exc if last.__class__ is ast.Raise else None
    if error.__class__ is not ast.Call or not error.args:
        return ""
    return words_of(error.args[0])


def words_of(expression: Any) -> str:
    """The string constants of an expression that makes a string, f-strings included."""
    waiting, found = [expression], []
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            found.append(one.value)
        elif isinstance(one, ast.JoinedStr):
            waiting += reversed(one.values)
        elif isinstance(one, ast.BinOp):
            waiting += (one.right, one.left)
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute):
            waiting.append(one.func.value)
    return "".join(found)


def _is_on_purpose(scope: Scope, kind: Stub, words: str, comments: str) -> bool:
    """Whether its words or name say that it is meant to do nothing, or to refuse."""
    name = scope.name.rpartition(".")[2]
    if _DOUBLE_NAME.search(name):
        return True
    if kind is Stub.NOT_IMPLEMENTED:
        if scope.kind != "function":
            words = f"{words}\n{comments}"
        return bool(ABSTRACT.search(words) or REFUSED.search(words))
    # Whoever comments on an empty body gives the reason for it.
    return bool(comments or IDLE.search(words) or _HOOK_NAME.fullmatch(name))


def _is_plain_function(scope: Scope, around: Surroundings) -> bool:
    """Whether a function is no fallback, test double or future method."""
    named = scope.name.rpartition(".")[2]
    if scope.depth or len(named) <= 2 or named.endswith(("_doc", "_docs")):
        return False
    if scope.kind == "function" and scope.parameters[:1] in {("self",), ("cls",)}:
        return False
    if any(parameter.lstrip("*").startswith("_") for parameter in scope.parameters):
        return False
    return not _TEST_FILE.fullmatch(around.name) or named.startswith("test_")


def _may_be_stub(scope: Scope, kind: Stub, around: Surroundings) -> bool:
    """Whether a method is a stub unless some other file derives from its class: it refuses, or
    its class has no bases and nothing but empty methods."""
    owner = around.flat.scopes[scope.parent]
    parent: Any = owner.node
    bases = _bases(parent)
    if owner.parent or owner.depth or _is_special(scope) or parent.decorator_list:
        return False
    if parent.name in around.based or _BASE_NAME.fullmatch(parent.name) or _DOUBLE_NAME.search(parent.name):
        return False
    if _ABSTRACT_BASES.intersection(base.rpartition(".")[2] for base in bases):
        return False
    if ABSTRACT.search(docstring_of(parent.body) or "") or _TEST_FILE.fullmatch(around.name):
        return False
    if scope.name.rpartition(".")[2] in around.used:
        return False
    return kind is Stub.NOT_IMPLEMENTED or (
        scope.parent in around.hollow and _PLAIN_BASES.issuperset(base.rpartition(".")[2] for base in bases)
    )
