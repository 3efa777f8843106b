"""Programs and documents by small grammars of our own: mostly well-formed, often odd."""

import json
import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Final

_PART: Final = re.compile(r"\{([ent])\}")

NAMES: Final = tuple("a b self os torch __name__ __all__ f ﬁ é match case type async_ _ T x1".split())
_TEXTS: Final = (
    "'a'",
    '"b"',
    "'''c\nd'''",
    "rb'\\x'",
    "f'{a}'",
    "f'{a!r:>{b}}'",
    "'\\ud800'",
    "u'é'",
    "b'\\0'",
    "'\\N{EN DASH}'",
    "'TODO: x'",
    "''",
)
_SIMPLE: Final = (
    "pass",
    "...",
    "return",
    "return {e}",
    "raise NotImplementedError",
    "raise {e} from {e}",
    "yield {e}",
    "{n} = {e}",
    "{n}: {e} = {e}",
    "{n} += {e}",
    "{n}, *{n} = {e}",
    "{e}",
    "import {n}.{n} as {n}, {n}",
    "from . import {n}",
    "from ..{n} import ({n},\n  {n} as {n})",
    "from {n} import *",
    "global {n}",
    "del {n}",
    "assert {e}, {e}",
    "{n} = {e}  # type: ignore[x]  # noqa: E501",
    "__all__ = [{t}, {t}]",
    "__all__ += {n}.__all__",
    "{n}({e}, *{e}, **{e}, {n}={e})",
    "os.environ[{t}]",
    "os.environ.get({t}, {e})",
    "importlib.import_module({t})",
    "pass; pass",
    "# TODO {n}",
    "# codex-audit: ignore[lint/eval] -- {n}",
    "{t}",
)
_ODD: Final = (
    "print {e}",
    "exec {e} in {e}",
    "type {n}[{n}] = {e}",
    "else:",
    "elif {e}:",
    "try:",
    "except* {n}:",
    "except ({n}, {n}) as {n}:",
    "finally:",
    "case {n}:",
    "def {n}((a, b)):",
    "break; continue",
    "return `{e}`",
    "class {n}[{n}: {e}, *{n}]({n}): pass",
    "{n} = 0777L <> {e}",
    "  {n}",
    "({e}",
)
_HEADS: Final = (
    "if {e}:",
    "while {e}:",
    "for {n} in {e}:",
    "async for {n}, {n} in {e}:",
    "with {e} as {n}, {e}:",
    "try:\n    {n} = {e}\nexcept ({n}, {n}) as {n}:",
    "try:\n    import {n}\nexcept ImportError:",
    "try:\n    {n} = {e}\nexcept* {n}:",
    "try:\n    {n} = {e}\nfinally:",
    "if {e}:\n    pass\nelif {e}:\n    {n}\nelse:",
    "def {n}(a, /, b={e}, *c, d: {e} = {e}, **e) -> {e}:",
    "async def {n}(self):",
    "def __getattr__({n}):",
    "@{n}.{n}({e})\ndef {n}():",
    "class {n}({n}, metaclass={n}):",
    "@abstractmethod\ndef {n}(self):",
    "class {n}:",
    "match {e}:\n  case {n}({n}={n}) | [{n}, *_] if {e}:",
    "match {e}:\n  case {{t}: {n}, **{n}}:",
    "if __name__ == '__main__':",
    "if TYPE_CHECKING:",
)
_EXPRESSIONS: Final = (
    "{n}",
    "{t}",
    "1_000",
    "0x_f",
    "1e999",
    "3j",
    "{n}.{n}.{n}",
    "{n}({e})",
    "{n}[{e}:{e}]",
    "({e})",
    "[{e}, {e}]",
    "{{e}: {e}, **{e}}",
    "{{e}}",
    "lambda {n}, *{n}: {e}",
    "{e} if {e} else {e}",
    "{e} and {e} or not {e}",
    "{e} < {e} in {e} is not {e}",
    "[{n} for {n} in {e} if {e} for {n} in {e}]",
    "{{n}: {n} async for {n} in {e}}",
    "({n} := {e})",
    "await {e}",
    "-{e} ** {e} @ {e}",
    "f'{ {e} }'",
    "({e} for {n} in {e})",
    "(yield)",
)


def python(random: Random) -> bytes:
    """A program of up to a few hundred statements, in any nesting; every other one holds what
    this Python's grammar refuses."""
    lines: list[str] = []
    odd = random.random() < 0.5
    depth = 0
    step = random.choice(("    ", "    ", "\t", " "))
    for _ in range(random.choice((2, 8, 30, 120))):
        table = _HEADS if random.random() < 0.3 else _SIMPLE
        text = _filled(random, random.choice(_ODD if odd and random.random() < 0.1 else table))
        first, *rest = text.split("\n")
        lines += [step * depth + first, *(step * depth + line for line in rest)]
        if text.endswith(":"):
            depth += 1
            # A match's case stands a step within it.
            lines.append(step * depth + "    pass" if rest and "case" in text else step * depth + "pass")
            depth = depth if not (rest and "case" in text) else depth - 1
        elif random.random() < 0.3:
            depth = random.randrange(depth + 1)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _filled(random: Random, template: str) -> str:
    """The template with names, texts and expressions, these nested a few rounds deep."""

    def fill(found: re.Match[str]) -> str:
        return random.choice({"e": _EXPRESSIONS, "n": NAMES, "t": _TEXTS}[found[1]])

    text = template
    for _ in range(random.choice((2, 3, 5))):
        text = _PART.sub(fill, text) if len(text) < 2_000 else text
    return _PART.sub("x", text)


def notebook(random: Random) -> bytes:
    """A notebook whose cells are programs, magics and prose."""
    cells = [
        {
            "cell_type": random.choice(("code", "code", "markdown", "raw", "", 3)),
            "source": _source(random),
            "outputs": [],
        }
        for _ in range(random.randrange(6))
    ]
    language = random.choice(("python", "Python 3", "julia", "", None, "é"))
    metadata = {"language_info": {"name": language}, "kernelspec": {"name": language}}
    form = random.choice(({"cells": cells}, {"worksheets": [{"cells": cells}]}, {"cells": {"a": cells}}))
    return json.dumps({**form, "metadata": metadata, "nbformat": random.choice((3, 4, "4"))}).encode()


def _source(random: Random) -> object:
    text = random.choice(
        ("%matplotlib inline\n", "!ls {a}\n", "%%bash\n", "a?\n", "x = !ls\n", "", "%%time\n")
    )
    text += python(random).decode("utf-8", "surrogatepass")
    return text.splitlines(keepends=True) if random.random() < 0.5 else text


def nested_json(random: Random) -> bytes:
    """A JSON value of any nesting up to a small depth."""
    return json.dumps(_value(random, 0), ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")


def _value(random: Random, depth: int) -> object:
    kind = random.randrange(7 if depth < 5 else 5)
    if kind < 5:
        return (random.choice(NAMES), random.randrange(-9, 1 << 70), None, 1.5e300, "\ud800\n\x1b")[kind]
    items = [_value(random, depth + 1) for _ in range(random.randrange(5))]
    return items if kind == 5 else dict(zip(NAMES, items, strict=False))


GRAMMARS: Final[Mapping[str, Callable[[Random], bytes]]] = {
    "python": python,
    "noxfile": python,
    "setup-script": python,
    "notebook": notebook,
    "json-config": nested_json,
}
"""By the id of the extractor that reads the language."""
