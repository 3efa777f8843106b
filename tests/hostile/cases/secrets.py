"""Canary secrets of every kind that the tool knows, in every place that reports quote.

The values are drawn when the test runs; none stands in a file of this repository.
"""

import json
from collections.abc import Callable

from tests.domain.keys import Mint, in_context, issued, pem
from tests.hostile import builders as b
from tests.hostile.place import Case, Place
from tests.repository import gitrepo


def tokens(seed: int) -> list[str]:
    """One token of every kind that is known by its own shape."""
    return [value for _, value in issued(Mint(seed))]


def _kept(place: Place, seed: int) -> list[str]:
    return [place.keep(value) for value in tokens(seed)]


def _code(place: Place) -> None:
    for at, one in enumerate(_kept(place, 11)):
        place.put(
            f"keys/k{at}.py",
            f'"""Uses {one}."""\nTOKEN = "{one}"\n# TODO remove {one}\n\n\ndef f(a="{one}"):\n'
            f'    """Sends {one}."""\n    raise NotImplementedError("{one}")\n\n\n__all__ = ["{one}"]\n'
            f'import os\nos.environ.get("X", "{one}")\nos.environ["{one}"]\neval("{one}")\n',
        )


def _identifiers(place: Place) -> None:
    """Tokens that are Python names."""
    names = [one for one in _kept(place, 12) if one.isidentifier()]
    text = "".join(
        f"import {one}\n\n\ndef {one}():\n    pass\n\n\nclass {one}_:\n    {one} = 1\n" for one in names
    )
    place.put("named.py", text)
    for one in names[:20]:
        place.put(f"packages/{one}/__init__.py", f"from packages.{one} import x\n")


def _broken_code(place: Place) -> None:
    for at, one in enumerate(_kept(place, 13)):
        place.put(f"torn{at}.py", f'def f(:\n    x = "{one}\n    # TODO {one}\n')
        place.put(f"old{at}.py", f'print "{one}"\nexec "{one}" in {{}}  # FIXME {one}\n')


def _broken_configuration(place: Place) -> None:
    values = _kept(place, 14)
    lines = "\n".join(values)
    rows = "\n".join(f"key{at} = {one}" for at, one in enumerate(values))
    for name in (
        "pyproject.toml",
        "a.toml",
        "setup.cfg",
        "tox.ini",
        "a.ini",
        "a.yaml",
        ".pre-commit-config.yaml",
        "a.json",
    ):
        place.put(name, f"[{lines}\n{rows}\n: {{ '{values[0]}\n\t- {values[1]}: [\n")
    for at, one in enumerate(values):
        place.put(f"broken/{at}.toml", f"[{one}\n")
        place.put(f"broken/{at}.yaml", f"a: '{one}\n b: {one}: c\n")
        place.put(f"broken/{at}.json", f'{{"{one}": {one}}}')


def _configuration(place: Place) -> None:
    values = _kept(place, 15)
    pairs = list(enumerate(values))
    place.put("a.yaml", "".join(f"- k{at}: {json.dumps(one)}\n- {json.dumps(one)}: 1\n" for at, one in pairs))
    place.put("a.toml", "".join(f"k{at} = '{one}'\n'{one}' = 1\n" for at, one in pairs))
    place.put("a.ini", "[a]\n" + "".join(f"k{at} = {one}\n" for at, one in pairs))
    place.put("a.json", json.dumps({f"k{at}": one for at, one in pairs} | dict.fromkeys(values, 1)))
    place.put(".env", "".join(f"K{at}={one}\nexport L{at}='{one}'\n" for at, one in pairs))
    place.put(
        "docker-compose.yml",
        "services:\n  a:\n    environment:\n" + "".join(f"    - K={one}\n" for one in values),
    )
    place.put(
        "Dockerfile", "FROM a\n" + "".join(f"ENV K{at}={one}\nRUN curl -H {one}\n" for at, one in pairs)
    )
    place.put("Makefile", "".join(f"K{at} = {one}\nt{at}:\n\tcurl {one}\n" for at, one in pairs))
    place.put(
        "requirements.txt",
        "".join(
            f"p{at} @ https://{one}@e.example/p.whl\n--index-url https://u:{one}@e.example\n"
            for at, one in pairs
        ),
    )
    steps = "".join(
        f"    - run: curl {json.dumps(one)[1:-1]}\n      env:\n        K: {json.dumps(one)}\n"
        for one in values
    )
    place.put(".github/workflows/x.yml", f"on: push\njobs:\n  x:\n    steps:\n{steps}")


def _metadata(place: Place) -> None:
    values = _kept(place, 16)
    project = {"name": values[0], "version": values[1], "description": " ".join(values[2:9])}
    rows = [f"{key} = {json.dumps(value)}" for key, value in project.items()]
    rows += [
        f"dependencies = {json.dumps([f'p{at} @ https://u:{one}@e.example/p.whl' for at, one in enumerate(values[9:40])])}",
        "[project.scripts]",
    ]
    rows += [f'"{one}" = "{one}:main"' for one in values[40:]]
    rows += ["[project.urls]"] + [f'"{one}" = "https://e.example/{one}"' for one in values[20:40]]
    place.put(
        "pyproject.toml",
        "[project]\n" + "\n".join(rows) + "\n[tool.ruff]\nignore = " + json.dumps(values[:9]) + "\n",
    )
    place.put("package.json", json.dumps({"name": values[3], "scripts": {one: one for one in values}}))


def _notebooks(place: Place) -> None:
    values = _kept(place, 17)
    cells = [
        {
            "cell_type": kind,
            "source": [f"# TODO {one}\n", f"x = '{one}'\n", f"!curl -H {one}\n"],
            "outputs": [{"output_type": "stream", "text": [one]}],
            "metadata": {one: one},
        }
        for one in values
        for kind in ("code", "markdown")
    ]
    place.put("book.ipynb", json.dumps({"nbformat": 4, "cells": cells}))
    place.put("torn.ipynb", json.dumps({"nbformat": 4, "cells": cells})[:-20])
    place.put(
        "single.ipynb", json.dumps({"nbformat": 4, "metadata": {"title": values[0]}, "cells": cells[:1]})
    )


def _readme(place: Place) -> None:
    values = _kept(place, 18)
    parts = [
        f"## Use {one}\n\nTODO rotate {one}\n\n```bash\nexport TOKEN={one}\ncurl -H 'X: {one}' https://e.example\n```\n\n"
        f"[{one}](docs/{one if '//' not in one else 'x'}.md) ![{one}](https://e.example/{one}) `{one}` <https://e.example/?t={one}>\n\n| a | {one} |\n|---|---|\n| {one} | b |\n"
        for one in values
    ]
    place.put("README.md", f"# {values[0]}\n\n{values[1]}\n\n" + "\n".join(parts))
    for name in ("CHANGELOG.md", "CONTRIBUTING.rst", "docs/guide.md", "docs/guide.rst"):
        place.put(name, "\n".join(parts))
    place.put("LICENSE", "\n".join(values))


def _file_names(place: Place) -> None:
    for one in _kept(place, 19):
        if "/" in one or len(one) > 200:
            continue
        place.put(f"{one}.py", "def f(:\n")
        place.put(f"folders/{one}/x.py", "def f(a=[]):\n    pass\n")
        place.put(f"docs/{one}", "x\n")
        place.link(f"links/{one}.txt", one)


def _branches(place: Place) -> None:
    folder = b.usual(place.root)
    tip = gitrepo.git(place.root, "rev-parse", "HEAD").decode().strip()
    for one in _kept(place, 20):
        if "//" not in one and not one.endswith(".") and ".." not in one:
            b.branch(folder, one, tip)
            b.branch(folder, f"feature/{one}", tip)


def _commits(place: Place) -> None:
    folder = b.usual(place.root)
    top = gitrepo.git(place.root, "rev-parse", "HEAD^{tree}").decode().strip()
    tip = None
    for at, one in enumerate(_kept(place, 21)):
        who = f"{one} <{one}@example.invalid> {1_700_000_000 + at} +0000".encode()
        message = f"Add {one}\n\nToken: {one}\n".encode()
        tip = b.commit(folder, top, [tip] if tip else [], message=message, author=who, committer=who)
        if at % 8 == 0:
            b.branch(folder, f"b{at}", tip)
    b.branch(folder, "main", tip or "")


def _remotes(place: Place) -> None:
    folder = b.usual(place.root)
    one = place.keep(tokens(22)[9])
    password = place.keep("vK8r2" + "-mQpz1-" + "uu7Yw")
    b.setting(
        folder,
        f'[remote "origin"]\n\turl = https://{one}:{password}@e.example/o/tree.git?token={one}#{one}\n',
    )
    b.setting(
        folder,
        f"[user]\n\tname = {one}\n\temail = {one}@e.example\n[http]\n\textraHeader = Authorization: {password}\n",
    )


def _contexts(place: Place) -> None:
    for at, (_, text, value) in enumerate(in_context(Mint(23))):
        line = text % place.keep(value)
        place.put(f"c{at}.txt", line)
        place.put(f"c{at}.py", f"# TODO {line.strip()}\nX = {line.strip()!r}\n\n\ndef f(:\n")
        place.put(f"c{at}.md", f"# T\n\nTODO {line}\n\n```bash\n{line}\n```\n")
        place.put(f"c{at}.sh", f"{line}\n")


def _blocks(place: Place) -> None:
    """Private keys of several lines, whole and cut off."""
    for at, label in enumerate(("RSA ", "EC ", "OPENSSH ", "DSA ", "ENCRYPTED ", "")):
        for form, newline in (("plain", "\n"), ("escaped", "\\n")):
            key = pem(Mint(24 + at), label)
            place.keep(key)
            text = key.replace("\n", newline)
            place.put(f"{form}{at}.pem", text)
            place.put(f"{form}{at}.py", f'KEY = """{text}"""\n')
            place.put(f"{form}{at}.md", f"# Key\n\n```bash\necho '{text}'\n```\n\nTODO {text}\n")
            place.put(f"{form}{at}.yaml", f"key: |\n  {text.replace(chr(10), chr(10) + '  ')}\n")


def _split_up(place: Place) -> None:
    """Secrets next to what hides their borders: escapes, markup, other secrets."""
    for at, one in enumerate(_kept(place, 31)):
        for number, around in enumerate(
            (
                "\u200b{}\u200b",
                "\x1b[31m{}\x1b[0m",
                "`{}`",
                "\\x1b[1;32m{}",
                "\\u200b{}",
                "é{}é",
                "\\n{}\\n",
                "%20{}%20",
                "<b>{}</b>",
            )
        ):
            text = around.replace("{}", one)
            place.put(f"s{at}_{number}.py", f"# TODO {text}\nX = '''{text}'''\n")


FAMILIES: dict[str, Callable[[Place], None]] = {
    "code": _code,
    "identifiers": _identifiers,
    "broken-code": _broken_code,
    "configuration": _configuration,
    "broken-configuration": _broken_configuration,
    "metadata": _metadata,
    "notebooks": _notebooks,
    "readme": _readme,
    "file-names": _file_names,
    "branch-names": _branches,
    "commit-messages": _commits,
    "remotes": _remotes,
    "contexts": _contexts,
    "private-keys": _blocks,
    "hidden-borders": _split_up,
}

CASES = tuple(Case(f"secrets-in-{name}", build) for name, build in FAMILIES.items())
