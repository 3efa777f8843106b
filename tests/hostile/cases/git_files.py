"""Git's own files that are something else, and indexes that lie."""

import os
from collections.abc import Callable
from pathlib import Path

from tests.hostile import builders as b
from tests.hostile.cases.git_data import usual
from tests.hostile.place import Case, Place

Folder = Path


def _replaced(name: str, how: str) -> Callable[[Place, Folder], None]:
    """One of git's files is something else."""

    def make(place: Place, folder: Folder) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            path.rename(path.with_name(path.name + ".old"))
        path.unlink(missing_ok=True)
        if how == "fifo":
            os.mkfifo(path)
        elif how == "folder":
            path.mkdir()
        elif how == "loop":
            path.symlink_to(path.name)
        elif how == "device":
            path.symlink_to("/dev/zero")
        elif how == "terminal":
            path.symlink_to("/dev/tty")
        else:
            path.write_bytes({"empty": b"", "garbage": b"\xff\0\x1b[31m" * 9_999}[how])

    return make


def _index(data: Callable[[], bytes]) -> Callable[[Place, Folder], None]:
    return lambda place, folder: (folder / "index").write_bytes(data()) and None


def _prefixes() -> bytes:
    """Paths that share all but a byte with the one before: small, and very long when read."""
    fixed = bytes(24) + b"\0\0\x81\xa4" + bytes(12) + bytes(20) + b"\x0f\xff"
    entries = [fixed + b"\0" + b"a" * 60_000 + b"\0"] + [fixed + b"\0" + b"a\0"] * 9_000
    return b.index(entries, version=4)


INDEXES: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "garbage": lambda: b"DIRC" + b"\xff" * 5_000,
    "absurd-count": lambda: b.index([], count=0xFFFFFFFF),
    "odd-version": lambda: b.index([], version=77),
    "cut-off": lambda: b.index([b.index_entry(b"a%d" % at) for at in range(99)])[:3_000],
    "paths-that-leave": lambda: b.index(
        [
            b.index_entry(name)
            for name in sorted((b"../x", b"/etc/passwd", b".git/config", b"a/../b", b"", b"a//b"))
        ]
    ),
    "odd-paths": lambda: b.index(
        [
            b.index_entry(name)
            for name in sorted((b"\xff\xfe", b"new\nline", b"\x1b[31mred", b"\xe2\x80\xaebidi", b"-rf"))
        ]
    ),
    "prefixes": _prefixes,
    "unknown-extension": lambda: b.index([], tail=b"evil\xff\xff\xff\xff"),
    "split-without-its-other-half": lambda: b.index([], tail=b"link\0\0\0\x14" + b"\x11" * 20),
    "submodules": lambda: b.index([b.index_entry(b"sub%05d" % at, 0o160000) for at in range(9_000)]),
    "files-that-are-folders": lambda: b.index([b.index_entry(b"sound"), b.index_entry(b"sound/two.py/x")]),
}


def _replaced_all(how: str) -> Callable[[Place, Folder], None]:
    """All of git's files that it can do without are something else."""

    def make(place: Place, folder: Folder) -> None:
        for name, hows in SPARE_THINGS.items():
            if how in hows:
                _replaced(name, how)(place, folder)

    return make


OTHER_THINGS = {
    "config": ("fifo", "folder", "loop", "device", "terminal", "empty", "garbage"),
    "HEAD": ("fifo", "folder", "loop", "device", "empty", "garbage"),
    "index": ("fifo", "folder", "loop", "device", "empty"),
    "refs": ("fifo", "loop", "empty"),
    "objects": ("fifo", "loop", "folder"),
    "objects/pack": ("loop",),
    "commondir": ("fifo", "device", "garbage"),
}

SPARE_THINGS = {
    "info/exclude": ("fifo", "folder", "loop", "device", "garbage"),
    "info/attributes": ("fifo", "device"),
    "packed-refs": ("fifo", "folder", "device"),
    "refs/heads/main": ("fifo", "device", "folder"),
    "shallow": ("fifo", "device", "garbage"),
    "logs/HEAD": ("fifo",),
    "FETCH_HEAD": ("fifo",),
}


CASES = (
    *(Case(f"git-index-{name}", usual(_index(data))) for name, data in INDEXES.items()),
    *(
        Case(f"git-{name.replace('/', '-')}-is-{how}", usual(_replaced(name, how)))
        for name, hows in OTHER_THINGS.items()
        for how in hows
    ),
    *(
        Case(f"git-spare-files-are-{how}", usual(_replaced_all(how)))
        for how in ("fifo", "folder", "loop", "device", "garbage")
    ),
)
