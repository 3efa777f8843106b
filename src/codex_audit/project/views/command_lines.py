"""What a command line runs: its programs, each with the aim that it serves."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from codex_audit.domain.patterns import regex
from codex_audit.project.words import words

REFERENCES: Final = words("make gmake tox nox just pre-commit prek")
"""Programs that run what a file of the repository names."""

TESTERS: Final = words("pytest py.test unittest nosetests nose2 trial stestr ward behave xdoctest")

_AIMS: Final = {
    "tests": TESTERS,
    "lint": words(
        """
        ruff flake8 pylint pycodestyle pydocstyle codespell typos doc8 rstcheck mdl markdownlint yamllint
        shellcheck interrogate vulture lint-imports deptry djlint zizmor actionlint pyflakes
        mdformat validate-pyproject
        """
    ),
    "format": words("black isort autopep8 yapf"),
    "types": words("mypy dmypy pyright basedpyright pyre pytype ty stubtest"),
    "hooks": words("pre-commit prek"),
    "security": words("bandit detect-secrets gitleaks trufflehog"),
    "docs": words("sphinx-build sphinx mkdocs pdoc pdoc3 pydoctor"),
    "build": words("build flit poetry hatch pdm uv maturin"),
    "package": words("twine check-wheel-contents pyroma check-manifest"),
    "performance": words("asv"),
}
_AIM_OF: Final = {tool: aim for aim, tools in _AIMS.items() for tool in tools}

AIMS: Final = (
    *("tests", "coverage", "lint", "format", "types", "hooks", "security"),
    *("check", "performance", "package", "build", "docs"),
)
"""The aims of a gate, the most useful first."""

# Programs with other things to do: those sub-commands alone that check something, and their aim.
_SUB: Final = {
    "mkdocs": {"build": "docs"},
    "twine": {"check": "package"},
    "flit": {"build": "build"},
    "poetry": {"build": "build", "check": "build"},
    "hatch": {"build": "build", "test": "tests"},
    "pdm": {"build": "build"},
    "uv": {"build": "build"},
    "maturin": {"build": "build"},
    "asv": {"run": "performance", "continuous": "performance", "check": "performance"},
    "pre-commit": {"run": "hooks"},
    "prek": {"run": "hooks"},
    "manage.py": {"test": "tests", "check": "check"},
    "setup.py": {
        **dict.fromkeys(("test", "pytest"), "tests"),
        **dict.fromkeys(("sdist", "bdist_wheel"), "build"),
        "check": "package",
        "build_sphinx": "docs",
    },
}
_FORMATTERS: Final = _AIMS["format"]
_HARMLESS: Final = words("--check --check-only --diff -c --fail-on-changes")
_POINTLESS: Final = words(
    "--co --collect-only --version --help --exit-zero linkcheck --fixtures --markers --install-types"
)
_RUNNERS: Final = words("uv poetry pdm hatch pipenv rye pixi conda pipx micromamba")
_ALIASES: Final = words("pdm hatch rye pixi")
"""Runners that also run what ``pyproject.toml`` names."""

_WITH_VALUE: Final = words(
    """
    --group --only-group --extra --with --python -p --package --project --directory --env-file -n --name
    --with-requirements --index-url --index -W -X -e --env --rcfile --data-file --source
    """
)
_LEADS: Final = words("sudo exec time env command then do else if ! xvfb-run npx uvx")
_NOTHING: Final = frozenset((".", "source", "[", "[[", "test", "cd", "export", "set", "echo", ":", "true"))
_PYTHON: Final = regex(r"(?:python|pypy)\d?(?:\.\d{1,2})?t?|py|pythonw")
_ASSIGNED: Final = regex(r"[A-Za-z_]\w{0,100}=.{0,1000}")
_EXPRESSION: Final = regex(r"\$\{\{[^}]{0,300}\}\}")
_TOKEN: Final = regex(r"""&&|\|\||[;|]|(?:"[^"]*+"|'[^']*+'|[^\s"';|&]|&(?!&)|["'])++""")
_VARIABLE: Final = regex(r"\$\$?[({]?([A-Za-z_]\w{0,60})[)}]?/?")
_LIMIT: Final = 300
_MARK: Final = "\0"
_MAX_DEPTH: Final = 8


class Part(Struct, frozen=True):
    """One program that a command line runs. ``aim`` is empty where none is known, ``rewrite``
    where it changes files instead of checking them. ``path`` is a script's, as written;
    ``measured``: it runs under coverage."""

    tool: str
    aim: str
    words: tuple[str, ...] = ()
    path: str = ""
    alias: bool = False
    measured: bool = False


def parts(line: str) -> list[Part]:
    """The programs of a command line, in order, without what only prepares (assignments,
    activation of an environment, tests of files) or follows ``||``."""
    return [part for segment in segments(line) if (part := _part(segment)) is not None]


def segments(line: str) -> list[list[str]]:
    """The words of each command of a line. Words with an expression of a hosted service, whose
    value only the service knows, go with the option that they belong to."""
    found: list[list[str]] = [[]]
    skipping = False
    for token in _TOKEN.findall(_EXPRESSION.sub(_MARK, line[:_LIMIT])):
        if token in ("&&", ";", "|", "||"):
            skipping = token in ("||", "|")
            found.append([])
        elif _MARK in token:
            if found[-1][-1:] and found[-1][-1].startswith("-") and "=" not in found[-1][-1]:
                found[-1].pop()
        elif not skipping:
            found[-1].append(token)
    return [segment for segment in map(_without_redirection, found) if segment]


def _without_redirection(segment: list[str]) -> list[str]:
    ends = [place for place, word in enumerate(segment) if word.lstrip("0123456789").startswith(">")]
    return segment[: ends[0]] if ends else segment


def _part(segment: Sequence[str]) -> Part | None:
    rest = list(segment)
    measured = alias = False
    for _ in range(_MAX_DEPTH):
        rest = _bare(rest)
        if not rest:
            return None
        name = program(rest[0])
        if rest[0] in _NOTHING:
            return None
        if _PYTHON.fullmatch(name):
            rest, script = _python(rest[1:])
            if script:
                return _judged(script.rpartition("/")[2], rest, script, measured)
        elif name == "coverage" and rest[1:2] == ["run"]:
            measured = True
            rest, script = _python(rest[2:])
            if script:
                return _judged(program(script), rest, script if "/" in script else "", measured)
        elif name in _RUNNERS and rest[1:2] == ["run"]:
            alias = name in _ALIASES
            rest = _past_options(rest[2:])
        else:
            return _judged(name, rest[1:], _path(rest[0]), measured, alias)
    return None


def _bare(rest: list[str]) -> list[str]:
    """The words from the program on."""
    while rest and (_ASSIGNED.fullmatch(rest[0]) or rest[0].lstrip("@+-({") in _LEADS | {""}):
        rest = rest[1:]
    return [rest[0].lstrip("@+({").removeprefix("-"), *rest[1:]] if rest else rest


def program(word: str) -> str:
    """The program's name: without its folder, and where a variable names it (``$(PYTHON)``,
    ``${PREFIX}mypy``) the variable's last word."""
    plain = word.strip("\"'")
    variable = _VARIABLE.match(plain)
    if variable is not None:
        rest = plain[variable.end() :]
        plain = rest or variable.group(1).lower().rpartition("_")[2]
    return plain.rstrip("/").rpartition("/")[2].removesuffix(".exe")[:100]


def _path(word: str) -> str:
    """The path of a script, or nothing: programs of an environment stand in its ``bin``."""
    plain = word.strip("\"'").removeprefix("./")
    if _VARIABLE.match(plain) or "/bin/" in f"/{plain}" or plain.startswith("/"):
        return ""
    return plain if "/" in plain or plain.endswith((".sh", ".py")) else ""


def _python(rest: list[str]) -> tuple[list[str], str]:
    """What the interpreter runs: the words from a module on, or those after a script and the
    script."""
    while rest:
        word = rest[0]
        if word == "-c" or not word.startswith("-"):
            break
        if word.endswith("m") and not word.startswith("--"):
            return rest[1:], ""
        rest = rest[2:] if word in _WITH_VALUE else rest[1:]
    if not rest or rest[0] == "-c":
        return [], ""
    script = rest[0].strip("\"'")
    variable = _VARIABLE.match(script)
    return rest[1:], script[variable.end() :] if variable else script.removeprefix("./")


def _past_options(rest: list[str]) -> list[str]:
    while rest and rest[0].startswith("-"):
        if rest[0] in ("-m", "--module"):
            return rest[1:]
        rest = rest[2:] if rest[0] in _WITH_VALUE else rest[1:]
    return rest


def _judged(tool: str, rest: Sequence[str], path: str, measured: bool, alias: bool = False) -> Part:
    tool = tool.strip()
    if path and tool not in ("setup.py", "manage.py"):
        return Part(tool, "", tuple(rest), path)
    aim = _aim(tool, rest)
    known = bool(aim) or tool in _AIM_OF or tool in REFERENCES
    return Part(tool, aim, tuple(rest), "", alias and not known, measured)


def _aim(tool: str, rest: Sequence[str]) -> str:
    """The aim of a program with these arguments."""
    if not _POINTLESS.isdisjoint(rest):
        return ""
    if tool in _SUB:
        return next((_SUB[tool][word] for word in rest if word in _SUB[tool]), "")
    if tool == "coverage":
        return "coverage" if {"report", "html", "xml"} & set(rest[:1]) else ""
    if tool in _FORMATTERS or tool == "ruff":
        return _ruff(rest) if tool == "ruff" else _formats(rest)
    return _AIM_OF.get(tool, "")


def _formats(rest: Sequence[str]) -> str:
    return "format" if _HARMLESS.intersection(rest) else "rewrite"


def _ruff(rest: Sequence[str]) -> str:
    if "format" in rest[:1]:
        return _formats(rest)
    if "--fix" in rest:
        return "rewrite"
    return "lint" if not rest or rest[0].startswith(("-", "check", ".")) else ""


def threshold(rest: Sequence[str]) -> str:
    """The least coverage in per cent that the arguments demand, or nothing."""
    for place, word in enumerate(rest):
        name, sign, value = word.partition("=")
        if name in ("--cov-fail-under", "--fail-under"):
            found = value if sign else next(iter(rest[place + 1 : place + 2]), "")
            if found.replace(".", "", 1).isdigit():
                return found
    return ""


def positional(rest: Sequence[str]) -> Iterator[str]:
    """The arguments of a test runner that could be paths."""
    for word in rest:
        plain = word.strip("\"'").removeprefix("./").rstrip("/")
        if plain and not plain.startswith(("-", "$", "{")):
            yield plain.partition("::")[0]


def selected(rest: Sequence[str]) -> str:
    """The expression by which ``-m`` or ``-k`` picks tests, where it names some and does not
    only leave some out."""
    for place, word in enumerate(rest):
        if word in ("-m", "-k"):
            found = next(iter(rest[place + 1 : place + 2]), "").strip("\"' ")
            if found and not found.startswith("not "):
                return found
    return ""
