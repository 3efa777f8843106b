"""Configuration that its parsers choke on, under every name that is read."""

from collections.abc import Callable

from tests.hostile.place import Case, Place

YAML_NAMES = ("conf.yaml", ".pre-commit-config.yaml", ".github/workflows/ci.yml")
TOML_NAMES = ("conf.toml", "pyproject.toml", "ruff.toml", "poetry.lock", "uv.lock", "Pipfile")
INI_NAMES = ("conf.ini", "setup.cfg", "tox.ini", "pytest.ini", "mypy.ini", ".coveragerc", ".flake8")
JSON_NAMES = ("conf.json", "package.json", "package-lock.json", "Pipfile.lock", "book.ipynb")


def _laughs() -> str:
    lines = ["a0: &a0 [x, x]"] + [f"a{at}: &a{at} [*a{at - 1}, *a{at - 1}]" for at in range(1, 40)]
    return "\n".join(lines) + "\n"


def _merges() -> str:
    lines = ["a0: &a0 {k: v}"]
    for at in range(1, 30):
        lines.append(f"a{at}: &a{at}\n  <<: [{', '.join([f'*a{at - 1}'] * 9)}]\n  k{at}: v")
    return "\n".join(lines) + "\n"


def _wide_merges() -> str:
    base = "b: &b {" + ", ".join(f"k{at}: v" for at in range(2_000)) + "}\n"
    return base + "".join(f"m{at}:\n  <<: *b\n" for at in range(2_000))


def _steps(depth: int) -> str:
    return "".join(f"{' ' * at}a{at}:\n" for at in range(depth)) + " " * depth + "end\n"


YAML: dict[str, Callable[[], str]] = {
    "nested-flow-sequences": lambda: "a: " + "[" * 40_000 + "]" * 40_000 + "\n",
    "open-flow-sequences": lambda: "a: " + "[" * 40_000 + "\n",
    "nested-flow-mappings": lambda: "{a: " * 20_000 + "1" + "}" * 20_000 + "\n",
    "nested-block-sequences": lambda: "- " * 40_000 + "a\n",
    "nested-block-mappings": lambda: _steps(1_200),
    "nested-keys": lambda: "? " * 20_000 + "a\n",
    "aliases-of-aliases": _laughs,
    "merge-keys": _merges,
    "merges-of-wide-mappings": _wide_merges,
    "alias-to-itself": lambda: "a: &a [*a, *a]\nb: &b {<<: *b, c: *b}\n",
    "anchors": lambda: "".join(f"- &a{at} x\n" for at in range(30_000)),
    "documents": lambda: "---\na: 1\n" * 30_000,
    "equal-keys": lambda: "a: 1\n" * 60_000,
    "base-sixty": lambda: (
        "a: " + "1:" * 100_000 + "1\nb: 0b" + "1" * 200_000 + "\nc: " + "9" * 100_000 + "\n"
    ),
    "long-scalar": lambda: "a: |\n" + "  line\n" * 200_000,
    "long-plain-scalar": lambda: "a: " + "word " * 300_000 + "\n",
    "long-key": lambda: "a" * 500_000 + ": 1\n",
    "escapes": lambda: 'a: "' + r"\x1b\u202e\N\_" * 50_000 + '"\n',
    "tabs": lambda: "a:\n" + "\t" * 300_000 + "b\n",
    "comments": lambda: "a: 1 " + "#" * 500_000 + "\n",
    "unknown-directives": lambda: "%YAML 9.9\n%TAG ! tag:x,1:\n" * 5_000 + "---\na: 1\n",
    "flow-in-one-line": lambda: "a: {" + "b: [c, d], " * 60_000 + "}\n",
    "hooks": lambda: "repos:\n" + "- repo: https://a.example/b\n  hooks:\n  - id: c\n" * 8_000,
    "jobs": lambda: (
        "on: push\njobs:\n"
        + "".join(f"  j{at}:\n    steps:\n    - run: echo ${{{{ {at} }}}}\n" for at in range(6_000))
    ),
}

TOML: dict[str, Callable[[], str]] = {
    "dotted-key": lambda: ".".join(["a"] * 50_000) + " = 1\n",
    "dotted-keys": lambda: "".join(f"a{'.b' * 60}.c{at} = 1\n" for at in range(3_000)),
    "dotted-header": lambda: "[" + ".".join(["a"] * 50_000) + "]\nb = 1\n",
    "dotted-inline-key": lambda: "a = {" + ".".join(["b"] * 50_000) + " = 1}\n",
    "dotted-quoted-key": lambda: ".".join(['"a"'] * 30_000) + " = 1\n",
    "nested-arrays": lambda: "a = " + "[" * 50_000 + "]" * 50_000 + "\n",
    "nested-inline-tables": lambda: "a = " + "{b = " * 30_000 + "1" + "}" * 30_000 + "\n",
    "tables": lambda: "".join(f"[tool.t{at}]\na = 1\n" for at in range(15_000)),
    "arrays-of-tables": lambda: "[[package]]\nname = 'a'\nversion = '1'\n" * 15_000,
    "equal-tables": lambda: "[a]\n" * 50_000,
    "long-string": lambda: "a = '" + "b" * 900_000 + "'\n",
    "open-string": lambda: "a = '''" + "b\n" * 300_000,
    "long-integer": lambda: "a = " + "9" * 200_000 + "\n",
    "underscores": lambda: "a = 1" + "_1" * 200_000 + "\nb = 1.1e" + "1" * 100_000 + "\n",
    "escapes": lambda: 'a = "' + r"\u001b\u202e" * 30_000 + '"\n',
    "million-spaces": lambda: "a" + " " * 900_000 + "= 1\n",
    "dates": lambda: "a = [" + "9999-99-99T99:99:99Z, " * 20_000 + "]\n",
    "dependencies": lambda: (
        "[project]\nname = 'a'\ndependencies = ["
        + ", ".join(f"'p{at} ; {'(' * 90}os_name == \"a\"{')' * 90}'" for at in range(2_000))
        + "]\n"
    ),
    "scripts": lambda: (
        "[project]\nname = 'a'\n[project.scripts]\n" + "".join(f"s{at} = 'a.b:c'\n" for at in range(9_000))
    ),
    "above-a-megabyte": lambda: "# " + "x" * 1_500_000 + "\n[tool.ruff]\nline-length = 1\n",
}

INI: dict[str, Callable[[], str]] = {
    "spaces-in-a-line": lambda: "[a]\nb" + " " * 200_000 + "c\n",
    "spaces-before-equals": lambda: "[a]\n" + "b" + " " * 100_000 + "= 1\n",
    "spaces-in-a-header": lambda: "[" + " " * 200_000 + "\n",
    "brackets": lambda: "[" * 200_000 + "\n" + "]" * 200_000 + "\n",
    "separators": lambda: "[a]\n" + "=:" * 200_000 + "\n",
    "interpolations": lambda: (
        "[a]\nb0 = xx\n" + "".join(f"b{at} = %(b{at - 1})s%(b{at - 1})s\n" for at in range(1, 60))
    ),
    "sections": lambda: "".join(f"[s{at}]\nk = v\n" for at in range(30_000)),
    "equal-sections": lambda: "[a]\nb = 1\n" * 30_000,
    "continued-lines": lambda: "[a]\nb =\n" + "  c\n" * 100_000,
    "continued-blank-lines": lambda: "[a]\nb = 1\n" + "\n" * 300_000 + "  c\n",
    "environments": lambda: (
        "[tox]\nenvlist = {" + "a,{b," * 5_000 + "c" + "}" * 5_001 + "\n[testenv]\ncommands = pytest\n"
    ),
    "factors": lambda: "[tox]\nenvlist = " + "-".join(["{a,b,c,d,e,f}"] * 30) + "\n",
    "comments": lambda: "[a]\n" + "b = 1 ; " + "# ; " * 100_000 + "\n",
    "requirements": lambda: (
        "[metadata]\nname = a\n[options]\ninstall_requires =\n" + "  b[c,d] >= 1, < 2\n" * 20_000
    ),
}

JSON: dict[str, Callable[[], str]] = {
    "nested-arrays": lambda: "[" * 100_000 + "]" * 100_000,
    "nested-objects": lambda: '{"a":' * 100_000 + "1" + "}" * 100_000,
    "nested-cells": lambda: '{"nbformat": 4, "cells": ' + "[" * 900 + "]" * 900 + "}",
    "open-arrays": lambda: "[" * 300_000,
    "long-integer": lambda: '{"a": ' + "9" * 500_000 + "}",
    "long-list": lambda: "[" + "1," * 900_000 + "1]",
    "equal-keys": lambda: "{" + '"a": 1, ' * 100_000 + '"a": 1}',
    "odd-numbers": lambda: '{"a": NaN, "b": -Infinity, "c": 1e999999, "d": -0}',
    "lone-surrogates": lambda: r'{"name": "\ud800", "scripts": {"\udfff": "\u001b[31m\u202e"}}',
    "escapes": lambda: '{"a": "' + r"\u0000\u001b\u2028" * 50_000 + '"}',
    "dependencies": lambda: '{"dependencies": {' + ", ".join(f'"p{at}": "^1"' for at in range(20_000)) + "}}",
    "million-spaces": lambda: '{"a":' + " " * 1_000_000 + "1}",
}

SETTINGS = (
    "dotted-key",
    "dotted-header",
    "dotted-inline-key",
    "dotted-quoted-key",
    "nested-arrays",
    "above-a-megabyte",
)

FAMILIES = (("yaml", YAML_NAMES, YAML), ("toml", TOML_NAMES, TOML), ("ini", INI_NAMES, INI))


def _case(name: str, files: tuple[str, ...], text: Callable[[], str]) -> Case:
    def build(place: Place) -> None:
        source = text()
        for file in files:
            place.put(file, source)

    return Case(name, build, shared=True)


def _tags(place: Place) -> None:
    calls = ("os.system", "subprocess.check_output", "eval", "posix.system")
    text = "".join(
        f"a{at}: !!python/object/apply:{one} ['{place.touch()}']\n" for at, one in enumerate(calls)
    )
    text += f"b: !!python/object/new:type\n  args: ['z', !!python/tuple [], {{}}]\nc: !evil {place.touch()}\n"
    for name in YAML_NAMES:
        place.put(name, text)


def _settings(text: Callable[[], str]) -> Callable[[Place], None]:
    """In the file that the tool reads its own settings from."""
    return lambda place: place.put("pyproject.toml", text())


CASES = (
    *(
        _case(f"{family}-{name}", names, text)
        for family, names, table in (*FAMILIES, ("json", JSON_NAMES, JSON))
        for name, text in table.items()
    ),
    Case("yaml-tags-that-call", _tags, shared=True),
    *(Case(f"settings-{name}", _settings(TOML[name])) for name in SETTINGS),
)
