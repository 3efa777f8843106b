"""Real files of this installation as what to begin with, and keys that must never come out."""

import ast
import os
import re
import shutil
import sysconfig
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from tests import trees
from tests.domain.keys import Mint, issued
from tests.facts.test_extractors import CASES

MAX_SOURCE: Final = 30_000
MOST: Final = 60
"""Real files that each front door begins with."""

OWN: Final = Path(__file__).parents[2]


class Sample(NamedTuple):
    """A file that is to be read: the last part of its path, and its bytes."""

    name: str
    data: bytes


@cache
def ruff() -> str:
    """The program, as the tool finds it: beside this interpreter, else on the path."""
    beside = Path(sysconfig.get_path("scripts")) / "ruff"
    return str(beside) if beside.is_file() else shutil.which("ruff") or ""


@cache
def listing() -> tuple[str, ...]:
    """Paths of this repository, the standard library and the installed packages, sorted."""
    paths = []
    # Not the root itself: test runs write files there while others read.
    own = [str(OWN / name) for name in ("docs", "src", "templates", "tests")]
    for root in (*own, sysconfig.get_path("stdlib"), str(Path(msgspec.__file__).parents[1])):
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(one for one in folders if not one.startswith((".", "__py", "site-")))
            paths += [f"{folder}/{name}" for name in sorted(names)]
    return tuple(paths)


@cache
def real(accepts: Callable[[str], bool], most: int = MOST) -> tuple[Sample, ...]:
    """Real files that an extractor accepts, evenly spread over all there are."""
    paths = [path for path in listing() if accepts(path)]
    step = max(1, len(paths) // most)
    return tuple(_read(path) for path in paths[::step][:most])


def _read(path: str) -> Sample:
    try:
        data = Path(path).read_bytes()
    except OSError:
        data = b""
    return Sample(path.rpartition("/")[2], data[:MAX_SOURCE])


@cache
def harvested(*patterns: str) -> tuple[bytes, ...]:
    """The texts of more than one line that tests of ours hold: well-formed, and odd by design."""
    texts = []
    for pattern in patterns:
        for path in sorted((OWN / "tests").glob(pattern)):
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" in node.value:
                    texts.append(node.value.encode("utf-8", "surrogatepass"))
    return tuple(dict.fromkeys(texts))


def small() -> tuple[Sample, ...]:
    """The files of the small repositories that other tests audit."""
    files = {**trees.LIBRARY, **trees.BROKEN}
    return tuple(Sample(path.rpartition("/")[2], str(text).encode()) for path, text in files.items())


def words(extractor: str) -> tuple[bytes, ...]:
    """Tokens of the language that an extractor reads."""
    text = CASES[extractor][1] if extractor in CASES else _MORE.get(extractor, "")
    return tuple(word.encode() for word in (*text.split(" "), *_COMMON) if word)


def names(extractor: str) -> tuple[str, ...]:
    """File names that an extractor accepts."""
    return CASES[extractor][0] if extractor in CASES else _NAMES.get(extractor, ())


_COMMON: Final = tuple("( ) [ ] { } : , . = + - * / % # \" ' ` \\ | & < > ! ? @ $ ~ ^ ; é 漢 🎉 TODO".split())
_MORE: Final = {
    "python": "def class import from if elif else: lambda : await yield async for in not and or == 0x 1e9 "
    "f'{ rb' ''' \"\"\" -> := ** print exec match case type @a \\N{ return raise del 0o7 1_0 ... <> `",
    "notebook": '"cells": "source": "cell_type": "code" "metadata": { } [ ] , "%%bash\\n" "!ls" null \\ud800',
    "secrets": "password= api_key: token= secret \"\" '' AKIA ghp_ -----BEGIN PRIVATE KEY----- :// @ hf_ sk-",
}
_NAMES: Final = {
    "python": ("a.py", "b.pyi", "__init__.py", "test_a.py"),
    "notebook": ("a.ipynb",),
    "secrets": ("a.py", "config.yml", ".env", "notes.txt"),
}


@cache
def canaries() -> tuple[bytes, ...]:
    """Keys of a dozen issuers, known by their shape wherever they stand apart."""
    wanted = (
        "aws-access-key google-api-key github-token gitlab-token stripe-key npm-token sendgrid-key "
        "hugging-face-token anthropic-key digitalocean-token linear-key pypi-token"
    ).split()
    by_kind = dict(issued(Mint(41)))
    return tuple(by_kind[kind].encode() for kind in wanted)


@cache
def _apart() -> re.Pattern[bytes]:
    """A canary by itself, or behind an escaped line end: glued to a word it is no key any more."""
    keys = b"|".join(map(re.escape, canaries()))
    return re.compile(rb"(?:(?<![A-Za-z0-9_-])|(?<=\\[nrt]))(?:%b)(?![A-Za-z0-9_-])" % keys)


def leaks(text: str | bytes) -> bool:
    """Whether a canary stands in what came out."""
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    return _apart().search(data) is not None
