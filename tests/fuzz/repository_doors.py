"""The doors of what reads git's data, ignore files and settings."""

import os
import re
import shutil
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from codex_audit.domain.artifact import path_key
from codex_audit.domain.errors import AuditError
from codex_audit.domain.settings import Settings
from codex_audit.domain.text import clean
from codex_audit.repository.git import parse_log, state
from codex_audit.repository.git_config import parse_config
from codex_audit.repository.git_dir import find
from codex_audit.repository.git_errors import GitDataError, IndexFormatError
from codex_audit.repository.git_graph import parse_region, standings
from codex_audit.repository.git_index import parse_index, read_index
from codex_audit.repository.git_refs import read_refs
from codex_audit.repository.git_triggers import triggers
from codex_audit.repository.ignore import Budget, IgnoreFile, match_text
from codex_audit.repository.settings import load
from tests.fuzz.bundle import bundle, unbundled
from tests.fuzz.doors import Door, planted
from tests.fuzz.mutate import mutated
from tests.fuzz.sources import Sample, harvested, leaks
from tests.repository.test_git_index import entry, index

_HEX: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_ONE: Final = "1f" * 20
_TWO: Final = "2e" * 20


def doors() -> tuple[Door, ...]:
    """One for each reader."""
    return (
        Door("repository/index", _index, _index_seeds, tokens=_INDEX_TOKENS),
        Door("repository/config", _config, _config_seeds, tokens=_CONFIG_TOKENS),
        Door("repository/git-data", _git_data, tuple, make=_made_git, share=20),
        Door("repository/log", _log, _log_seeds, tokens=_LOG_TOKENS),
        Door("repository/ignore", _ignore, _ignore_seeds, tokens=_IGNORE_TOKENS),
        Door(
            "repository/settings",
            _settings,
            _settings_seeds,
            names=("pyproject.toml", "codex.toml"),
            tokens=_SETTINGS_TOKENS,
        ),
    )


def _told(error: Exception) -> str:
    """An error's message as it would be shown."""
    message = clean(str(error))
    assert not leaks(message), "a key stands in the message"
    return message


def _index(sample: Sample) -> bytes:
    found = []
    for size in (20, 32):
        try:
            entries = parse_index(sample.data, size)
        except IndexFormatError as error:
            found.append(_told(error))
            continue
        assert sum(len(one.path) for one in entries) <= max(len(sample.data) ** 2, 1)
        found.append(repr(entries))
    return "\n".join(found).encode()


_INDEX_TOKENS: Final = (
    b"DIRC",
    struct.pack(">I", 2),
    struct.pack(">I", 4),
    struct.pack(">I", 0o160000),
    struct.pack(">H", 0x4000),
    b"link" + struct.pack(">I", 20),
    b"sdir" + struct.pack(">I", 0),
    b"TREE" + struct.pack(">I", 4),
    b"xxxx",
    b"\xff\xff\xff\xff",
    b"\x80\x80\x80\x01",
    b"a/b\0",
)


@cache
def _index_seeds() -> tuple[Sample, ...]:
    plain = (entry(b"a"), entry(b"a/b.py", extended=0x4000), entry(b"sub", 0o160000), entry(b"x" * 5_000))
    shared = b"link" + struct.pack(">I", 20) + bytes(20)
    bits = struct.pack(">II", 64, 2) + struct.pack(">QQ", 1 << 33, 5) + bytes(4)
    changed = b"link" + struct.pack(">I", 20 + 2 * len(bits)) + b"\1" * 20 + bits + bits
    compressed = b"".join(
        entry(path).partition(path)[0] + drop + path + b"\0"
        for drop, path in ((b"\0", b"a/b"), (b"\1", b"c"), (b"\2", b"d/e"))
    )
    wide = b"".join(one[:60] + bytes(12) + one[60:] for one in (entry(b"a"), entry(b"b/c")))
    return tuple(
        Sample("index", data)
        for data in (
            index(*plain),
            index(*plain, version=3),
            index(compressed, version=4, count=3),
            index(*plain, tail=shared),
            index(entry(b""), tail=changed),
            index(wide, count=2),
            index(*(entry(b"f%03d" % number) for number in range(120))),
        )
    )


def _config(sample: Sample) -> bytes:
    config = parse_config(sample.data)
    assert config.hash_size in {20, 32}
    remote = config.remote
    assert remote is None or not leaks(clean(remote)), "a key stands in the remote"
    return repr((sorted(config.values.items()), config.reftable, remote)).encode("utf-8", "surrogatepass")


_CONFIG_TOKENS: Final = tuple(
    b'[core] [remote "origin"] [a "b\\"c"] url = https://u:p@h/x?q#f git@host:a/b ext::sh \\ \\n " ; # '
    b"[extensions] objectFormat sha256 refstorage=reftable ] [ [[ http://[::1 file:///a :// "
    b"fsmonitor=true hooksPath = a textconv= [filter [diff [credential helper=!x [includeIf path=".split(b" ")
)


def _config_seeds() -> tuple[Sample, ...]:
    texts = (
        b'[core]\n\tbare = false\n[remote "origin"]\n\turl = https://me:word@example.org/a/b.git\n',
        b'[extensions]\nobjectFormat = sha256\n[remote "origin"] url = git@example.org:a/b\n',
        b'[a "b\\\\c"]\n\tkey = "x # y" ; z\n\tlong = one \\\n  two\n[alias]\n\tx = !sh\n',
        b'[remote "origin"]\n\turl = ssh://u@[::1]:22/x\n[includeIf "gitdir:/"]\n\tpath = x\n',
    )
    more = harvested("repository/test_git_dir.py")
    return tuple(Sample("config", text) for text in (*texts, *more))


def _git_data(sample: Sample) -> bytes:
    """A whole ``.git``: found or not, its refs, index and settings read, or a reason given."""
    with written(sample.data) as root:
        try:
            git = find(root)
            if git is None:
                return b"none"
            if not git.path.startswith(root):
                # A pointer out of the sample: what lies there is none of it.
                return b"elsewhere"
            config = git.config()
            refs = read_refs(git, config.hash_size)
            entries = read_index(git.path, config.hash_size)
        except GitDataError as error:
            return _told(error).encode()
        for tip in (*refs.branches.values(), refs.head):
            assert tip is None or _HEX.fullmatch(tip), "an id is none"
        for name in refs.branches:
            assert path_key(name)
            assert not re.search(r"[\x00-\x20\x7f]", name), "a name that git refuses"
        assert entries == sorted({one.path: one for one in entries}.values())
        found = triggers(git, config)
        assert not leaks(clean(repr(found))), "a key stands in what git would run"
        return repr((state(git), refs, entries, found)).replace(root, "").encode("utf-8", "surrogatepass")


def _made_git(random: Random) -> Sample:
    """The files of a ``.git``, most of them whole and one or two of them changed."""
    files = {
        ".git/HEAD": b"ref: refs/heads/main\n",
        ".git/config": random.choice(_config_seeds()).data,
        ".git/packed-refs": f"# pack-refs with: peeled\n{_ONE} refs/heads/a/b\n^{_TWO}\n{_TWO} refs/tags/v1\n".encode(),
        ".git/refs/heads/main": _ONE.encode() + b"\n",
        ".git/refs/heads/x": b"ref: refs/heads/main\n",
        ".git/refs/remotes/origin/HEAD": b"ref: refs/remotes/origin/main\n",
        ".git/index": random.choice(_index_seeds()).data,
        ".git/objects/info/x": b"",
        ".git/hooks/pre-commit": b"#!/bin/sh\necho\n",
        ".gitmodules": b'[submodule "a"]\n\tpath = a\n\turl = ext::sh -c x\n\tupdate = !sh\n',
    }
    if random.random() < 0.1:
        files = {".git": b"gitdir: git\n", **{name.removeprefix("."): data for name, data in files.items()}}
    if random.random() < 0.2:
        files[".git/commondir"] = random.choice((b".\n", b"..", b"../.git", b"\0", b"nowhere"))
    for _ in range(random.choice((1, 1, 2, 4))):
        name = random.choice(sorted(files))
        files[name] = mutated(random, files[name], list(files.values()), _REF_TOKENS)
    if random.random() < 0.2:
        files[random.choice((".git/refs/heads/a", ".git/refs/heads/main/x", ".git/refs/heads/\x1b.lock"))] = (
            b"x"
        )
    return Sample("tree", planted(random, bundle(files)))


_REF_TOKENS: Final = (
    *(b"ref: refs/heads/ refs/heads/main HEAD ref:refs/../x ^ # gitdir: .. @{ ~ : ref:".split(b" ")),
    _ONE.encode(),
    _TWO.encode() + b" refs/heads/",
    b"\t",
    *_CONFIG_TOKENS,
)


@contextmanager
def written(data: bytes) -> Iterator[str]:
    """A bundle's files in a folder that goes afterwards."""
    root = os.path.realpath(tempfile.mkdtemp(prefix="codex-fuzz-"))
    try:
        for name, content in unbundled(data).items():
            path = os.path.join(os.fsencode(root), name)
            try:
                os.makedirs(os.path.dirname(path), exist_ok=True)
                Path(os.fsdecode(path)).write_bytes(content)
            except OSError:
                # A file where a folder is wanted, or a name that is too long: not there, then.
                continue
        yield root
    finally:
        shutil.rmtree(root)


def _log(sample: Sample) -> bytes:
    commits, touched = parse_log(sample.data.split(b"\0"))
    assert len(commits) == len(touched)
    lines = sample.data.decode("utf-8", "replace").split("\n")
    region = parse_region(lines, whole=False)
    tips = list(region.times)[:5]
    found = standings(region, tips, tips[0] if tips else None, range(10))
    return repr((commits, touched, found)).encode("utf-8", "surrogatepass")


_LOG_TOKENS: Final = (
    _ONE.encode(),
    _TWO.encode(),
    b"\0",
    b"\x1f",
    b" ",
    b":100644 100644 1f 2e M\0",
    b"-1",
    b"9" * 30,
    "٣".encode(),
    "²".encode(),
)


def _log_seeds() -> tuple[Sample, ...]:
    log = f"{_ONE}\x1f1700000000\x1fA subject\0\n:100644 100644 1f 2e M\0a/b.py\0{_TWO}\x1f-5\x1f\0".encode()
    graph = f"1700000000 {_ONE} {_TWO}\n1600000000 {_TWO}\n5 {_ONE} {_ONE}\n".encode()
    return Sample("log", log), Sample("graph", graph)


_TRIED: Final = tuple(
    match_text(path)
    for path in (
        "a",
        "a.py",
        "a/b",
        "a/b/c/d/e.txt",
        "build",
        "x" * 200,
        "a" * 60 + "b",
        "é/漢.log",
        "\udcff/\x01",
        "a b ",
        "]",
        "[a]",
        "\\",
        "a/" * 60 + "z",
    )
)


def _ignore(sample: Sample) -> bytes:
    own = [line.decode("latin-1").strip("/!*\\ ")[:300] or "x" for line in sample.data.split(b"\n")[:6]]
    verdicts = [_verdicts(sample.data, [*_TRIED, *own]) for _ in range(2)]
    assert verdicts[0] == verdicts[1]
    return repr(verdicts[0]).encode()


def _verdicts(data: bytes, paths: list[str]) -> list[bool | None]:
    budget = Budget()
    file = IgnoreFile(data, budget)
    verdicts = [
        file.verdict(path, path.rpartition("/")[2], folder) for path in paths for folder in (True, False)
    ]
    assert set(verdicts) <= {True, False, None}
    return verdicts


_IGNORE_TOKENS: Final = tuple(
    b"* ** **/ /** a/**/b ? [a-z] [!a] [^] []] [[:alpha:]] [[:x:]] [a-\\]] \\ \\\\ \\* ! # / // a.b *a*a*a*a*b "
    b"[z-a] [[a] [a||b] [a&&b] [a--b] [~~] \\/ ".split(b" ")
)


def _ignore_seeds() -> tuple[Sample, ...]:
    texts = harvested("repository/test_ignore.py", "repository/test_walk*.py")
    return tuple(Sample(".gitignore", text) for text in (b"*.log\n!keep.log\n/build/\ndoc/**/x\n", *texts))


def _settings(sample: Sample) -> bytes:
    try:
        settings = load(sample.data, sample.name, Settings())
    except AuditError as error:
        return _told(error).encode()
    assert isinstance(settings, Settings)
    return repr(settings).encode("utf-8", "surrogatepass")


_SETTINGS_TOKENS: Final = tuple(
    b'[tool.codex-audit] select = ["lint"] ignore=[] min-severity="high" fail-on = "never" addressee="a" '
    b"[tool.codex-audit.thresholds] complexity=30 file-lines=0 [[tool]] tool.codex-audit.x=1 a.a.a.a.a = {a=1} "
    b"1979-05-27T07:32:00Z inf nan 0x1 '''".split(b" ")
)


def _settings_seeds() -> tuple[Sample, ...]:
    return tuple(Sample("pyproject.toml", text) for text in harvested("repository/test_settings.py"))
