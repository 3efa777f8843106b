"""Python that nests or chains: parsers recurse on it, or take quadratic time and memory."""

from collections.abc import Callable

from tests.hostile.place import Case, Place

DEPTHS = (90, 2_000, 13_000)
"""What CPython takes, what kills libcst by brackets, and what kills it by chains."""

QUADRATIC = {"assignments", "comprehension-clauses", "dotted-import"}
"""What takes memory with the square of its length stands alone, and is longer."""

INDENTED = (19, 90, 900)
"""Depths of nested statements, whose text grows with the square."""


def around(before: str, middle: str, after: str) -> Callable[[int], str]:
    return lambda depth: f"x = {before * depth}{middle}{after * depth}\n"


def chain(start: str, link: str, end: str = "\n") -> Callable[[int], str]:
    return lambda depth: f"{start}{link * depth}{end}"


def inside(*headers: str, body: str = "pass", close: str = "") -> Callable[[int], str]:
    """Statements within each other, by turns."""

    def text(depth: int) -> str:
        lines = [" " * at + headers[at % len(headers)] for at in range(depth)] + [" " * depth + body]
        if close:
            lines += [f"{' ' * at}{close}\n{' ' * at} pass" for at in reversed(range(depth))]
        return "\n".join(lines) + "\n"

    return text


FLAT: dict[str, Callable[[int], str]] = {
    "parentheses": around("(", "1", ")"),
    "lists": around("[", "", "]"),
    "dicts": around("{1: ", "1", "}"),
    "sets": around("{", "1", "}"),
    "mixed-brackets": around("([{1: ", "1", "}])"),
    "tuples": around("(1, ", "1", ")"),
    "nested-calls": around("f(", "1", ")"),
    "nested-subscripts": around("a[", "1", "]"),
    "keyword-calls": around("f(a=", "1", ")"),
    "comprehensions": around("[x for x in ", "y", "]"),
    "generators": around("(x for x in ", "y", ")"),
    "lambdas": around("lambda: ", "1", ""),
    "lambda-defaults": around("lambda a=", "1", ": 1"),
    "nots": around("not ", "1", ""),
    "minuses": around("-", "1", ""),
    "tildes": around("~ ", "1", ""),
    "ternaries": around("1 if 1 else ", "1", ""),
    "walruses": around("(a := ", "1", ")"),
    "yields": lambda depth: f"def f():\n    {'(yield ' * depth}{')' * depth}\n",
    "awaits": lambda depth: f"async def f():\n    {'await ' * depth}g()\n",
    "stars": around("*(", "1", ")"),
    "format-strings": lambda depth: (
        "x = " + "f'{" * min(depth, 150) + "1" + "}'" * min(depth, 150) + "\ny = f'" + "{1}" * depth + "'\n"
    ),
    "format-specifications": lambda depth: "x = f'{1:" + "{1:" * depth + "}" * depth + "}'\n",
    "attributes": chain("x = a", ".b"),
    "calls": chain("x = a", "()"),
    "subscripts": chain("x = a", "[0]"),
    "methods": chain("x = a", ".b(c)[0]"),
    "sums": chain("x = 1", " + 1"),
    "powers": chain("x = 1", " ** 1"),
    "ands": chain("x = a", " and a"),
    "ands-and-ors": chain("x = a", " and a or b"),
    "comparisons": chain("x = 1", " < 1"),
    "assignments": chain("", "a = ", "1\n"),
    "joined-strings": chain("x = ", "'a' ", "''\n"),
    "comprehension-clauses": chain("x = [y", " for y in y if y", "]\n"),
    "elifs": chain("if a:\n    pass\n", "elif a:\n    pass\n"),
    "excepts": chain("try:\n    pass\n", "except A:\n    pass\n"),
    "with-items": lambda depth: "with (" + "a as b, " * depth + "):\n    pass\n",
    "decorators": chain("", "@a\n", "def f(): pass\n"),
    "parameters": lambda depth: "def f(" + ", ".join(f"a{at}=a{at}" for at in range(depth)) + "): pass\n",
    "arguments": chain("f(", "a, ", ")\n"),
    "globals": lambda depth: "def f():\n    global " + ", ".join(f"a{at}" for at in range(depth)) + "\n",
    "imported-names": lambda depth: "from a import " + ", ".join(f"b{at}" for at in range(depth)) + "\n",
    "dotted-import": lambda depth: "import " + ".".join(["a"] * depth) + "\n",
    "relative-import": lambda depth: "from " + "." * depth + " import a\n",
    "semicolons": chain("", "a;", "\n"),
    "cases": chain("match a:\n", "    case 1: pass\n"),
    "nested-patterns": lambda depth: "match a:\n    case " + "[" * depth + "]" * depth + ": pass\n",
    "nested-class-patterns": lambda depth: (
        "match a:\n    case " + "A(b=" * depth + "1" + ")" * depth + ": pass\n"
    ),
    "or-patterns": chain("match a:\n    case 1", " | 1", ": pass\n"),
    "annotations": lambda depth: "x: " + "list[" * depth + "int" + "]" * depth + " = 1\n",
    "continued-lines": chain("x = 1 ", "\\\n + 1", "\n"),
    "deleted": chain("del a", ", a"),
}

NESTED: dict[str, Callable[[int], str]] = {
    "ifs": inside("if a:"),
    "if-elses": inside("if a:", close="else:"),
    "loops": inside("for a in b:", "while a:"),
    "withs": inside("with a:"),
    "tries": inside("try:", close="except A:"),
    "functions": inside("def f():"),
    "classes": inside("class A:"),
    "async-functions": inside("async def f():"),
    "matches": inside("match a:", "case 1:"),
    "all-statements": inside("class A:", "def f(self):", "for a in b:", "if a:", "with a:", "try:", close=""),
}


def _case(name: str, text: Callable[[int], str], depths: tuple[int, ...]) -> Case:
    def build(place: Place) -> None:
        for depth in depths:
            source = text(depth)
            place.put(f"bomb_{depth}.py", source)
            # CPython refuses these, which sends them down the ladder.
            place.put(f"bomb_{depth}_old.py", f"{source}\nprint 'x'\n")
            place.put(f"bomb_{depth}_torn.py", f"{source}\ndef f(:\n")

    return Case(f"python-{name}", build, shared=name not in QUADRATIC)


CASES = (
    *(_case(name, text, (90, 30_000) if name in QUADRATIC else DEPTHS) for name, text in FLAT.items()),
    *(_case(name, text, INDENTED) for name, text in NESTED.items()),
)
