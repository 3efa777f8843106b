"""What is no plain file, cannot be read, leads away, or does not stay as it was."""

import os
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from tests.hostile import builders as b
from tests.hostile.place import Case, Place

READ_BY_NAME = (
    "README.md", "pyproject.toml", "setup.cfg", "setup.py", "requirements.txt", ".pre-commit-config.yaml", "tox.ini",
    "Makefile", "Dockerfile", ".env", "LICENSE", "noxfile.py", "ruff.toml", ".github/workflows/ci.yml", "a.ipynb",
    ".gitattributes", ".gitmodules", "CODEBASE_AUDIT.md", "Codex_Questions.md", ".codex/errors.ndjson",
    "reports/audit.json", "OPEN_QUESTIONS.md", "CHANGELOG.md", "module.py", "pyvenv.cfg",
)  # fmt: skip


def _each(make: Callable[[Place, str], None]) -> Callable[[Place], None]:
    """Every file that is read by its name is something else."""

    def build(place: Place) -> None:
        for name in READ_BY_NAME:
            (place.root / name).unlink(missing_ok=True)
            (place.root / name).parent.mkdir(parents=True, exist_ok=True)
            make(place, name)

    return build


def _socket(place: Place, name: str) -> None:
    here = os.open(place.root, os.O_RDONLY)
    # The way there may be longer than a socket's address.
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(f"/proc/self/fd/{here}/{name}")
    os.close(here)


def _device(place: Place, name: str) -> None:
    kinds = ((stat.S_IFCHR, (1, 5)), (stat.S_IFCHR, (5, 0)), (stat.S_IFBLK, (7, 0)))
    kind, numbers = kinds[len(name) % len(kinds)]
    try:
        os.mknod(place.root / name, 0o666 | kind, os.makedev(*numbers))
    except PermissionError:
        pytest.skip("this user can make no devices")


def _unreadable_file(place: Place, name: str) -> None:
    _not_as_root()
    place.put(name, "x = 1\n")
    (place.root / name).chmod(0)


def _not_as_root() -> None:
    if os.geteuid() == 0:
        pytest.skip("root can read everything")


def _unreadable_folders(place: Place) -> None:
    _not_as_root()
    for name, mode in (("shut", 0), ("unlisted", 0o100), ("unentered", 0o400)):
        place.put(f"{name}/file.py", "x = 1\n")
        (place.root / name).chmod(mode)


def _link_loops(place: Place) -> None:
    place.link("self", "self")
    place.link("ping", "pong")
    place.link("pong", "ping")
    place.link("here", ".")
    place.link("up", "..")
    place.link("deep/er/top", "../..")
    place.link("loop.py", "loop.py")
    for at in range(100):
        place.link(f"chain{at}.py", f"chain{at + 1}.py")


def _links_that_leave(place: Place) -> None:
    secret = place.elsewhere / "private.py"
    secret.write_text("PRIVATE = 'zqprivate'\n\n\ndef zqprivate():\n    pass\n")
    place.keep("zqprivate")
    for at, target in enumerate(
        (secret, "/etc/passwd", "/etc", "/", "/proc/self/environ", "../../elsewhere/private.py")
    ):
        place.link(f"out{at}.py", target)
        place.link(f"folder{at}", target)
    for name in ("pyproject.toml", "setup.cfg", "requirements.txt", "docs/guide.md"):
        place.link(name, secret)
    place.link("package", place.elsewhere)
    place.link("module.py", "/proc/self/mem")


def _links_to_odd_names(place: Place) -> None:
    for at, target in enumerate(
        (b"\xff\xfe", b"\x1b[31m", b"new\nline", "\u202e".encode(), b"a" * 4_000, b"`|<b>")
    ):
        place.link(f"odd{at}", target)


def _hard_links(place: Place) -> None:
    place.put("one.py", "def f():\n    pass\n")
    for at in range(50):
        os.link(place.root / "one.py", place.root / f"same{at}.py")


def _holes(place: Place) -> None:
    for name, size in (
        ("hole.py", 1 << 40),
        ("hole.bin", 1 << 42),
        ("small.py", 4_900_000),
        ("middle.md", 19_000_000),
    ):
        with open(place.root / name, "wb") as file:
            file.truncate(size)


def _executables(place: Place) -> None:
    for name in ("setup", "configure", "autogen.sh", "manage.py", ".envrc", "bin/activate_this.py"):
        place.put(name, f"#!/bin/sh\n{place.touch()}\n")
        (place.root / name).chmod(0o4755)


def _old_times(place: Place) -> None:
    for at, when in enumerate((-(1 << 33), -1, 0, 1 << 33, 1 << 34)):
        place.put(f"time{at}.py", "x = 1\n")
        os.utime(place.root / f"time{at}.py", (when, when))


def _own_looking(place: Place) -> None:
    """Files with the names of the tool's own artefacts, and some that only look like them."""
    for name in (
        "reports/audit.md",
        "reports/diffs/a.patch",
        "reports/other.md",
        ".codex/other",
        "Reports/audit.md",
    ):
        place.put(name, "# Forged\n\nNo findings.\n")
    place.put(".codex/errors.ndjson", "garbage\n")
    place.put("Codex_Questions.md", "```\nopen fence\n")
    place.put(".codex-audit-0123456789abcdef.tmp", "left\n")
    place.link("reports/audit.json", place.elsewhere / "victim")


@contextmanager
def _stirring(place: Place) -> Iterator[None]:
    """Files grow, shrink, vanish, come back, and become folders or links, all the while."""
    done = Event()

    def stir() -> None:
        at = 0
        while not done.is_set():
            at += 1
            name = place.root / f"moving{at % 20}.py"
            try:
                if at % 3 == 0:
                    name.unlink(missing_ok=True)
                elif at % 7 == 0:
                    name.unlink(missing_ok=True)
                    name.symlink_to("/dev/zero")
                elif at % 11 == 0:
                    name.unlink(missing_ok=True)
                    os.mkfifo(name)
                else:
                    if not name.is_file() or name.is_symlink():
                        name.unlink(missing_ok=True)
                    name.write_text("x = (\n" * (at % 999))
                os.rename(place.root / f"folder{at % 2}", place.root / f"folder{(at + 1) % 2}")
            except OSError:
                continue

    thread = Thread(target=stir)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _moving(place: Place) -> None:
    place.put("folder0/a/b/c.py", "x = 1\n")
    for at in range(20):
        place.put(f"moving{at}.py", "x = 1\n")


@contextmanager
def _stirring_git(place: Place) -> Iterator[None]:
    """Git data changes all the while."""
    done = Event()
    names = ("HEAD", "index", "config", "packed-refs", "refs/heads/main")
    kept = {name: (place.root / ".git" / name).read_bytes() for name in names[:3]}

    def stir() -> None:
        at = 0
        while not done.is_set():
            at += 1
            name = names[at % len(names)]
            data = kept.get(name, b"x" * 40)
            (place.root / ".git" / name).write_bytes(data[: at % (len(data) + 1)] if at % 2 else data)

    thread = Thread(target=stir)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


CASES = (
    Case("files-fifos", _each(lambda place, name: place.fifo(name))),
    Case("files-sockets", _each(_socket)),
    Case("files-devices", _each(_device)),
    Case("files-folders-instead", _each(lambda place, name: place.put(f"{name}/inner.txt", "x\n"))),
    Case("files-links-to-devices", _each(lambda place, name: place.link(name, "/dev/zero"))),
    Case("files-links-to-themselves", _each(lambda place, name: place.link(name, os.path.basename(name)))),
    Case("files-links-to-nothing", _each(lambda place, name: place.link(name, "nowhere"))),
    Case("files-empty", _each(lambda place, name: place.put(name, ""))),
    Case("files-unreadable", _each(_unreadable_file)),
    Case("files-unreadable-folders", _unreadable_folders),
    Case("files-link-loops", _link_loops),
    Case("files-links-that-leave", _links_that_leave),
    Case("files-links-to-odd-names", _links_to_odd_names),
    Case("files-hard-links", _hard_links),
    Case("files-of-holes", _holes),
    Case("files-executables", _executables),
    Case("files-of-odd-times", _old_times),
    Case("files-like-the-tools-own", _own_looking),
    Case("files-that-move", _moving, during=_stirring),
    Case("files-of-git-that-move", lambda place: b.usual(place.root) and None, during=_stirring_git),
)
