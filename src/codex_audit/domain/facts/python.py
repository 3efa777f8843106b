"""Facts of a Python file or notebook."""

import math
from bisect import bisect_left
from enum import StrEnum
from typing import Final

import msgspec

_RANKS: Final = "ABCDEF"
_LIMITS: Final = (5, 10, 20, 30, 40)


class Tier(StrEnum):
    """Rungs of the parse ladder, from exact to coarse."""

    AST = "ast"
    LIBCST = "libcst"
    PARSO = "parso"
    TEXT = "text"


class Stub(StrEnum):
    """Why a function does nothing yet."""

    NOT_IMPLEMENTED = "not-implemented"
    PASS = "pass"
    ELLIPSIS = "ellipsis"
    DOCSTRING = "docstring-only"


class Import(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One bound name of an import statement.

    ``import a.b as c`` is ``module="a.b", name=None, bound="c"``; ``from ..a import b`` is
    ``module="a", level=2, name="b", bound="b"``; a star import has ``name="*"``.
    ``guarded``: within ``try`` whose handlers catch ``ImportError`` or more. ``deferred``:
    within a function.
    """

    module: str
    name: str | None
    bound: str
    level: int
    line: int
    guarded: bool = False
    type_checking: bool = False
    deferred: bool = False


class Definition(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A class or function. ``name`` is dotted within the module (``Outer.method.inner``).

    ``kind`` is ``class``, ``function``, ``method`` or ``closure`` (a function within a
    function). ``line`` is that of ``def`` or ``class``. ``complexity`` is radon's. ``nesting``
    is the deepest level of compound statements in a function, counted from 0. ``digest``
    identifies the body of functions of six statements or more, whitespace and comments
    apart (16 hexadecimal digits, else empty). ``stub_line`` is the line that makes it a stub.
    ``tentative``: it is a stub of this kind unless some class elsewhere derives from its class,
    which its file alone cannot show.
    """

    name: str
    kind: str
    line: int
    end_line: int
    column: int
    complexity: int
    decorators: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    docstring: str | None = None
    stub: Stub | None = None
    stub_line: int | None = None
    nesting: int = 0
    digest: str = ""
    tentative: Stub | None = None

    @property
    def rank(self) -> str:
        """radon's letter for the complexity, from A (up to 5) to F (above 40):
        ``radon.complexity.cc_rank``."""
        return _RANKS[bisect_left(_LIMITS, self.complexity)]


class Call(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Calls of one resolved target: ``target`` is dotted from an import's root
    (``torch.save``) or from a definition of this module; ``line`` is the first of ``count``."""

    target: str
    line: int
    count: int


class Mention(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A word of the run's vocabulary, at its first place in the file. ``kind`` is ``method``
    (called on an object), ``keyword`` (of a call), ``string`` (the whole of one) or ``name``
    (assigned, or a parameter); ``value`` is that of a keyword or assignment, where it is a
    short constant."""

    kind: str
    word: str
    line: int
    value: str = ""


class Vocabulary(msgspec.Struct, frozen=True, array_like=True):
    """The words that are looked for in Python files, by the kind of their mention;
    ``endings`` are those of further names."""

    methods: frozenset[str] = frozenset()
    keywords: frozenset[str] = frozenset()
    strings: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.methods or self.keywords or self.strings or self.names or self.endings)


NO_WORDS: Final = Vocabulary()


class DispatchTable(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A dictionary at the top of a module whose values are so many ``entries`` to choose from:
    functions and classes."""

    name: str
    line: int
    entries: int


class EnvironmentRead(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """An environment variable read; ``required`` where no default stands."""

    name: str
    line: int
    required: bool


class Marker(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """``TODO``, ``FIXME``, ``XXX`` or ``HACK`` in a comment or docstring, with its line's text
    from the marker on (at most 200 characters)."""

    tag: str
    line: int
    text: str


class Suppression(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A comment that silences a tool on its line, or in the file where ``whole_file``.

    ``tool`` is ``noqa``, ``type``, ``pylint``, ``nosec``, ``pragma`` or ``codex-audit``;
    ``codes`` is empty where it silences everything; ``reason`` follows ``--``.
    """

    tool: str
    line: int
    codes: tuple[str, ...]
    reason: str = ""
    whole_file: bool = False


class SyntaxProblem(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Why CPython's grammar refuses the file. ``message`` never quotes the source."""

    message: str
    line: int
    column: int
    text: str


class RawCounts(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """radon's raw counts: ``radon.raw.analyze``."""

    loc: int
    lloc: int
    sloc: int
    comments: int
    multi: int
    blank: int
    single_comments: int


class Halstead(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """radon's Halstead counts for the whole file: distinct operators and operands (``h1``,
    ``h2``) and their totals (``n1``, ``n2``)."""

    h1: int
    h2: int
    n1: int
    n2: int

    @property
    def volume(self) -> float:
        """The length times the binary logarithm of the vocabulary, 0 where that is empty
        (Halstead, Elements of Software Science, 1977; ``radon.metrics``)."""
        vocabulary = self.h1 + self.h2
        # radon's own way to the logarithm: ``log2`` differs in the last bit.
        return (self.n1 + self.n2) * math.log(vocabulary, 2) if vocabulary else 0.0


class PythonFacts(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="python"):
    """What a Python file says. Fields that a lower tier cannot give are empty or null.

    ``docstring`` is the module's first paragraph (at most 300 characters). ``exports`` is
    ``__all__`` where it is a literal. ``references`` are string constants that could name a
    module, attribute or ``.py`` file (for roads by which code is loaded by name), sorted.
    ``module_getattr``: the module defines ``__getattr__``. ``unfinished`` are statements that
    refuse a case which their message says is still to be written: the tag is a word of their
    line, the text the message. In notebooks lines count through
    the code cells joined in order.
    """

    tier: Tier
    encoding: str
    docstring: str | None = None
    imports: tuple[Import, ...] = ()
    definitions: tuple[Definition, ...] = ()
    calls: tuple[Call, ...] = ()
    environment: tuple[EnvironmentRead, ...] = ()
    exports: tuple[str, ...] | None = None
    assigned: tuple[str, ...] = ()
    main_guard: int | None = None
    module_getattr: bool = False
    markers: tuple[Marker, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    references: tuple[str, ...] = ()
    problem: SyntaxProblem | None = None
    raw: RawCounts | None = None
    halstead: Halstead | None = None
    mi: float | None = None
    mentions: tuple[Mention, ...] = ()
    unfinished: tuple[Marker, ...] = ()
    dispatch: tuple[DispatchTable, ...] = ()
