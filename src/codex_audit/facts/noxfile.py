"""``noxfile.py``: its sessions, read as a tree and never run."""

import ast
from collections.abc import Iterator
from typing import Final

from codex_audit.domain.facts import Command, ConfigFacts, Setting, Source
from codex_audit.domain.plugins import Extractor
from codex_audit.facts._credentials import clean
from codex_audit.facts._script import NOT_PYTHON, Resolved, Script, dotted, parse
from codex_audit.facts._text import MAX_NAME, basename, joined, lines_of

FORMAT: Final = "nox"

_RUNS: Final = ("run", "run_always")


def accepts(path: str) -> bool:
    """``noxfile.py`` in any folder."""
    return basename(path) == "noxfile.py"


def extract(source: Source) -> ConfigFacts:
    """Sessions with the first command that each runs, their Pythons as settings."""
    tree = parse(source.text)
    if tree is None:
        return ConfigFacts(FORMAT, problem=NOT_PYTHON)
    script = Script(tree)
    lines = lines_of(source.text)
    commands: list[Command] = []
    settings: list[Setting] = list(_options(tree, script))
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in function.decorator_list:
                if _is_session(decorator):
                    name, line = _name(function, decorator, lines)
                    commands.append(Command("session", name, line, clean(_first_run(function, script))))
                    settings.extend(_pythons(name, decorator, script))
    commands.sort(key=lambda command: command.line)
    settings.sort(key=lambda setting: setting.line)
    return ConfigFacts(FORMAT, commands=tuple(commands), settings=tuple(settings))


def _is_session(decorator: ast.expr) -> bool:
    """``@nox.session``, ``@session(…)`` and the same of nox's extensions."""
    func = decorator.func if isinstance(decorator, ast.Call) else decorator
    return dotted(func).rpartition(".")[2] == "session"


def _name(
    function: ast.FunctionDef | ast.AsyncFunctionDef, decorator: ast.expr, lines: list[str]
) -> tuple[str, int]:
    """The session's name, and the line that holds it: the decorator's ``name`` or the function."""
    for word in decorator.keywords if isinstance(decorator, ast.Call) else ():
        name = word.value.value if isinstance(word.value, ast.Constant) else None
        line = word.value.lineno
        if word.arg == "name" and isinstance(name, str) and name and name in lines[line - 1]:
            return name[:MAX_NAME], line
    return function.name[:MAX_NAME], function.lineno


def _first_run(function: ast.FunctionDef | ast.AsyncFunctionDef, script: Script) -> str:
    """The literal words of the first ``session.run(…)``; ``run_always`` serves set-up and counts
    only where nothing else runs."""
    session = function.args.args[0].arg if function.args.args else "session"
    runs = [
        (_RUNS.index(node.func.attr), node.lineno, node.col_offset, node)
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _RUNS
        and dotted(node.func.value) == session
    ]
    for *_, call in sorted(runs, key=lambda run: run[:3]):
        words = [text for node in call.args for text, _ in script.resolve(_inner(node)).texts()]
        if words:
            return " ".join(words)
    return ""


def _inner(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Starred) else node


def _pythons(name: str, decorator: ast.expr, script: Script) -> Iterator[Setting]:
    """The Pythons that a session runs on."""
    for word in decorator.keywords if isinstance(decorator, ast.Call) else ():
        if word.arg == "python" and (shown := _shown(script.resolve(word.value))):
            yield Setting(f"session.{name}.python", shown, word.lineno)


def _options(tree: ast.Module, script: Script) -> Iterator[Setting]:
    """``nox.options.x = …`` at the top of the module."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            key = dotted(node.targets[0])
            if ".options." in f".{key}" and (shown := _shown(script.resolve(node.value))):
                yield Setting(key[:MAX_NAME], clean(shown), node.lineno)


def _shown(value: Resolved) -> str:
    """Strings joined; a number or truth value as it is written."""
    texts = [text for text, _ in value.texts()]
    if texts or value.scalar is None:
        return joined(texts)
    return str(value.scalar.value)


EXTRACTOR: Final[Extractor] = Extractor("noxfile", ConfigFacts, accepts, extract)
