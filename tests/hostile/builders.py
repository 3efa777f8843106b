"""Bytes of git's own formats, made by hand where git itself would refuse to make them."""

import hashlib
import os
import struct
import subprocess
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.repository import gitrepo
from tests.repository.gitrepo import ENVIRONMENT, git

IDENTITY = b"A <a@example.invalid> 1700000000 +0000"
ZEROS = 1 << 20


def bare_bones(root: Path, config: bytes = b"") -> Path:
    """The least that git takes for a repository; its git directory."""
    folder = root / ".git"
    for name in ("objects/pack", "objects/info", "refs/heads", "info"):
        (folder / name).mkdir(parents=True)
    (folder / "HEAD").write_bytes(b"ref: refs/heads/main\n")
    (folder / "config").write_bytes(config or b"[core]\n\trepositoryformatversion = 0\n\tbare = false\n")
    return folder


def store(folder: Path, kind: bytes, body: bytes, *, valid: bool = True) -> str:
    """A loose object; its id. One that is not ``valid`` has bytes that are no zlib stream."""
    data = kind + b" %d\0" % len(body) + body
    name = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    return store_raw(folder, name, zlib.compress(data, 1) if valid else b"\x78\x01garbage")


def store_raw(folder: Path, name: str, stream: bytes) -> str:
    """The bytes of a loose object as they are."""
    path = folder / "objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(stream)
    return name


def tree(folder: Path, entries: Iterable[tuple[bytes, bytes, str]]) -> str:
    """A tree object of mode, name and id."""
    body = b"".join(mode + b" " + name + b"\0" + bytes.fromhex(one) for mode, name, one in entries)
    return store(folder, b"tree", body)


def commit(
    folder: Path,
    top: str,
    parents: Sequence[str] = (),
    message: bytes = b"m\n",
    author: bytes = IDENTITY,
    committer: bytes = IDENTITY,
    extra: bytes = b"",
) -> str:
    """A commit object."""
    lines = [b"tree " + top.encode(), *(b"parent " + one.encode() for one in parents)]
    lines += [b"author " + author, b"committer " + committer]
    return store(folder, b"commit", b"\n".join(lines) + b"\n" + extra + b"\n" + message)


def branch(folder: Path, name: str | bytes, tip: str) -> None:
    """A loose branch."""
    path = os.path.join(os.fsencode(folder / "refs/heads"), os.fsencode(name))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(tip.encode() + b"\n")


def usual(root: Path, message: str = "Begin") -> Path:
    """A repository made by git with everything in the tree committed; its git directory."""
    git(root, "init", "-q")
    gitrepo.commit(root, message)
    return root / ".git"


def setting(folder: Path, text: str) -> None:
    """Append to a repository's config."""
    with open(folder / "config", "a", encoding="utf-8") as file:
        file.write(text)


def index_entry(name: bytes, mode: int = 0o100644) -> bytes:
    """An entry of an index of version 2."""
    fixed = struct.pack(">10I20sH", *[0] * 6, mode, 0, 0, 0, bytes(20), min(len(name), 0xFFF))
    entry = fixed + name
    return entry + bytes(8 - len(entry) % 8)


def index(
    entries: Sequence[bytes], *, version: int = 2, count: int | None = None, tail: bytes = b""
) -> bytes:
    """An index; ``count`` is what its header claims."""
    body = struct.pack(">4sII", b"DIRC", version, len(entries) if count is None else count)
    body += b"".join(entries) + tail
    return body + hashlib.sha1(body, usedforsecurity=False).digest()


def zeros_deflated(head: bytes, size: int) -> bytes:
    """A zlib stream of ``head`` and ``size`` zero bytes (a multiple of ``ZEROS``), made without
    compressing them all: full flushes make the blocks independent of each other."""
    first = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = first.compress(head) + first.flush(zlib.Z_FULL_FLUSH)
    block = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = block.compress(bytes(ZEROS)) + block.flush(zlib.Z_FULL_FLUSH)
    low = zlib.adler32(head) & 0xFFFF
    high = ((zlib.adler32(head) >> 16) + low * size) % 65521
    return b"\x78\xda" + start + piece * (size // ZEROS) + b"\x03\x00" + struct.pack(">HH", high, low)


def plumbing(root: Path, *arguments: str, stdin: bytes = b"") -> str:
    """One of git's plumbing commands; its output without the line end."""
    return git(root, *arguments, stdin=stdin).decode().strip()


def supports(root: Path, *arguments: str) -> bool:
    """Whether this git can make such a repository."""
    done = subprocess.run(
        ["git", "init", "-q", *arguments, str(root)], env=ENVIRONMENT, capture_output=True, check=False
    )
    return done.returncode == 0
