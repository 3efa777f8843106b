"""Where a hostile tree is built, and what a case may ask of it."""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

HEALTHY = {
    "plain_one.py": '"""A sound module."""\n\n\ndef one(value):\n    if value:\n        return 1\n    return 0\n',
    "sound/two.py": '"""Another."""\n\n\nclass Two:\n    """Two."""\n\n    def double(self, value):\n        return value * 2\n',
}
README = "# Sound\n\nA project with two sound files.\n"

INJECTED = "zqinjected"
"""A word that hostile text carries where it poses as the report's own."""


@dataclass
class Place:
    """A watched area with a tree to be audited in it. ``secrets`` are what must never leave;
    touching ``canary`` is what planted programs do. ``below`` is the folder of the tree that files
    are written to."""

    area: Path
    secrets: list[str] = field(default_factory=list)
    below: str = ""

    def __post_init__(self) -> None:
        self.outer = self.area / "outer"
        self.root = self.outer / "tree"
        self.home = self.area / "home"
        self.temporary = self.area / "temporary"
        self.elsewhere = self.area / "elsewhere"
        self.canary = self.area / "canary"
        for folder in (self.root, self.home, self.temporary, self.elsewhere):
            folder.mkdir(parents=True)
        for name, text in {**HEALTHY, "README.md": README}.items():
            self.put(name, text)

    def put(self, name: str | bytes, content: str | bytes = "") -> None:
        """Write a file; text as UTF-8, surrogates as they are."""
        with open(self._path(name), "wb") as file:
            file.write(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)

    def link(self, name: str | bytes, target: str | bytes | Path) -> None:
        """A symbolic link."""
        os.symlink(os.fsencode(target), self._path(name))

    def fifo(self, name: str) -> None:
        """A FIFO, which blocks whoever opens it."""
        os.mkfifo(self._path(name))

    def _path(self, name: str | bytes) -> bytes:
        path = os.path.join(os.fsencode(self.root / self.below), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def touch(self) -> str:
        """A shell command that no audit may run."""
        return f"touch {self.canary}"

    def code(self) -> str:
        """Python that no audit may run."""
        return f"import pathlib\npathlib.Path({str(self.canary)!r}).write_text('ran')\n"

    def keep(self, secret: str) -> str:
        """A secret that is about to be planted; PEM blocks count row by row."""
        self.secrets += [row for row in secret.split("\n") if row and not row.startswith("-----")]
        return secret


@dataclass(frozen=True)
class Case:
    """Something hostile. ``shared``: it needs no tree of its own, a folder does. ``during``
    changes the tree while it is audited: its reports need then neither be equal nor account
    for every entry. ``secondary``: the healthy files need not be in the inventory, for instance
    because the tree excludes them."""

    id: str
    build: Callable[[Place], None]
    shared: bool = False
    during: Callable[[Place], AbstractContextManager[None]] | None = None
    secondary: bool = False
    slow: bool = False


def together(name: str, cases: Sequence[Case]) -> Case:
    """Several cases in one tree, each in a folder of its own."""

    def build(place: Place) -> None:
        for case in cases:
            place.below = case.id
            case.build(place)

    return Case(name, build)
