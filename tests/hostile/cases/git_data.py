"""Git data that is broken, absurd, or a trap for its reader."""

import os
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile import builders as b
from tests.hostile.place import Case, Place
from tests.repository import gitrepo

GIB = 1 << 30

Folder = Path


def bones(make: Callable[[Place, Folder], None], config: bytes = b"") -> Callable[[Place], None]:
    """A made repository, then ``make`` of its git directory."""
    return lambda place: make(place, b.bare_bones(place.root, config))


def usual(make: Callable[[Place, Folder], None]) -> Callable[[Place], None]:
    """A repository by git itself, then ``make`` of its git directory."""

    def build(place: Place) -> None:
        make(place, b.usual(place.root))

    return build


def _tree_bomb(place: Place, folder: Folder) -> None:
    blob = b.store(folder, b"blob", b"x\n")
    top = b.tree(folder, [(b"100644", b"%d" % at, blob) for at in range(10)])
    for _ in range(10):
        top = b.tree(folder, [(b"40000", b"%d" % at, top) for at in range(10)])
    b.branch(folder, "main", b.commit(folder, top))


def _deep_trees(place: Place, folder: Folder) -> None:
    top = b.tree(folder, [(b"100644", b"f", b.store(folder, b"blob", b"x\n"))])
    for _ in range(6_000):
        top = b.tree(folder, [(b"40000", b"d", top)])
    b.branch(folder, "main", b.commit(folder, top))


def _self_tree(place: Place, folder: Folder) -> None:
    """A tree whose bytes, stored under another id, name that very id."""
    name = "11" * 20
    body = b"40000 d\0" + bytes.fromhex(name)
    b.store_raw(folder, name, zlib.compress(b"tree %d\0" % len(body) + body))
    b.branch(folder, "main", b.commit(folder, name))


def _commit_loop(place: Place, folder: Folder) -> None:
    name, top = "22" * 20, b.tree(folder, [])
    body = f"tree {top}\nparent {name}\nauthor {b.IDENTITY.decode()}\ncommitter {b.IDENTITY.decode()}\n\nm\n".encode()
    b.store_raw(folder, name, zlib.compress(b"commit %d\0" % len(body) + body))
    b.branch(folder, "main", name)


def _zlib_bomb(kind: bytes) -> Callable[[Place, Folder], None]:
    def make(place: Place, folder: Folder) -> None:
        name = "33" * 20
        b.store_raw(folder, name, b.zeros_deflated(kind + b" %d\0" % (4 * GIB), 4 * GIB))
        top = name if kind == b"tree" else b.tree(folder, [(b"100644", b"f", name)])
        tip = name if kind == b"commit" else b.commit(folder, top)
        b.branch(folder, "main", tip)
        b.branch(folder, "other", b.commit(folder, top, message=b"other\n"))

    return make


def _long_message(place: Place, folder: Folder) -> None:
    top = b.tree(folder, [])
    tip = b.commit(folder, top, message=b"word " * 4_000_000)
    b.branch(folder, "main", b.commit(folder, top, [tip], message=b"line\n" * 2_000_000))


def _huge_header(place: Place, folder: Folder) -> None:
    name = "44" * 20
    b.store_raw(folder, name, zlib.compress(b"commit 99999999999999999999\0tree "))
    b.branch(folder, "main", name)


def _absurd_dates(place: Place, folder: Folder) -> None:
    top = b.tree(folder, [])
    dates = (
        b"-1 +0000", b"99999999999999999999 +0000", b"9223372036854775807 -9999", b"253402300800 +1400",
        b"1e9 +0000", b"+0000", b"1700000000 +99999999", b"18446744073709551615 +0000", b"\xff \x1b[31m",
    )  # fmt: skip
    for at, date in enumerate(dates):
        who = b"A <a@example.invalid> " + date
        b.branch(folder, f"b{at}", b.commit(folder, top, author=who, committer=who))
    b.branch(folder, "main", b.commit(folder, top, author=b"", committer=b"<>"))


def _many_parents(place: Place, folder: Folder) -> None:
    top = b.tree(folder, [])
    tips = [b.commit(folder, top, message=b"%d\n" % at) for at in range(500)]
    b.branch(folder, "main", b.commit(folder, top, tips * 3))


def _missing_objects(place: Place, folder: Folder) -> None:
    top = b.commit(folder, "55" * 20, ["66" * 20, "77" * 20])
    b.branch(folder, "main", b.commit(folder, b.tree(folder, []), [top]))
    b.branch(folder, "lost", "88" * 20)


def _wrong_kinds(place: Place, folder: Folder) -> None:
    blob = b.store(folder, b"blob", b"x\n")
    empty = b.tree(folder, [])
    b.branch(folder, "main", b.commit(folder, blob, [empty, blob]))
    b.branch(folder, "blob", blob)
    b.branch(folder, "tree", empty)
    b.branch(folder, "odd", b.store(folder, b"oddity", b"x\n"))
    b.branch(folder, "broken", b.store(folder, b"commit", b"no commit", valid=False))
    b.branch(folder, "headers", b.commit(folder, empty, extra=b"gpgsig " + b" x\n" * 100_000))


def _odd_tree_names(place: Place, folder: Folder) -> None:
    blob = b.store(folder, b"blob", b"x\n")
    names = (
        b"..",
        b".",
        b".git",
        b"",
        b"a/b",
        b"/etc/passwd",
        b"\x1b[31m",
        b"new\nline",
        b"\xff\xfe",
        b"-rf",
    )
    top = b.tree(folder, [(b"100644", name, blob) for name in names] + [(b"777777777", b"m", blob)])
    b.branch(folder, "main", b.commit(folder, top))


def _packed_refs(place: Place, folder: Folder) -> None:
    tip = b.commit(folder, b.tree(folder, []))
    b.branch(folder, "main", tip)
    names = [
        b"refs/heads/\x1b[31mred",
        b"refs/heads/../../x",
        b"refs/heads/\xff\xfe",
        b"refs/heads/a b",
        b"/",
    ]
    names += [b"refs/heads/" + b"a/" * 5_000, b"refs/heads/b%d" % 0, b"refs/heads/\xe2\x80\xae"]
    rows = [tip.encode() + b" " + name + b"\n" for name in names]
    rows += [b"^" + tip.encode() + b"\n", b"garbage\n", b"\0" * 999 + b"\n", b"z" * 40 + b" refs/heads/z\n"]
    (folder / "packed-refs").write_bytes(b"# pack-refs with: \n" + b"".join(rows) + b"x" * 1_000_000)


def _many_branches(place: Place, folder: Folder) -> None:
    tip = b.commit(folder, b.tree(folder, []))
    rows = b"".join(b"%s refs/heads/b%d\n" % (tip.encode(), at) for at in range(100_000))
    (folder / "packed-refs").write_bytes(rows)
    b.branch(folder, "main", tip)


def _ref_loops(place: Place, folder: Folder) -> None:
    (folder / "HEAD").write_text("ref: refs/heads/a\n")
    for one, other in ("ab", "bc", "ca"):
        (folder / "refs/heads" / one).write_text(f"ref: refs/heads/{other}\n")
    (folder / "refs/heads/up").symlink_to("..")
    (folder / "refs/heads/out").symlink_to("/etc/passwd")
    (folder / "refs/heads/self").write_text("ref: HEAD\n")
    os.mkfifo(folder / "refs/heads/pipe")
    (folder / "refs/heads/dots").write_text("ref: ../../../../etc/passwd\n")


def _deep_refs(place: Place, folder: Folder) -> None:
    gitrepo.dig(folder / "refs/heads", 3_000)


def _alternates(place: Place, folder: Folder) -> None:
    other = place.elsewhere / "other"
    b.usual(gitrepo.init(other))
    (folder / "objects/info/alternates").write_text(f"{other}/.git/objects\n../objects\n" * 50)


def _include_loop(place: Place, folder: Folder) -> None:
    b.setting(folder, "[include]\n\tpath = config\n\tpath = more\n\tpath = /dev/zero\n\tpath = pipe\n")
    b.setting(folder, '[includeIf "gitdir:/**"]\n\tpath = ../.git/config\n')
    (folder / "more").write_text("[include]\n\tpath = config\n")
    os.mkfifo(folder / "pipe")


def _odd_config(place: Place, folder: Folder) -> None:
    text = b"[core\n" * 3_000 + b'[a "' + b"\\" * 50_000 + b'"]\n' + b"x = " + b'"\\' * 50_000 + b"\n"
    text += b"[core]\n\tbare = maybe\n\tworktree = \xff\n" + b"k = v \\\n" * 50_000 + b"[a]" * 50_000
    (folder / "config").write_bytes(text)


def _work_tree_elsewhere(place: Place, folder: Folder) -> None:
    b.setting(folder, "[core]\n\tworktree = /\n")


def _future(place: Place, folder: Folder) -> None:
    b.setting(
        folder, "[core]\n\trepositoryformatversion = 99\n[extensions]\n\tobjectFormat = sha9\n\tx = y\n"
    )


def _sha256(place: Place) -> None:
    if not b.supports(place.root, "--object-format=sha256"):
        pytest.skip("this git makes no SHA-256 repositories")
    b.usual(place.root)


def _reftable(place: Place, folder: Folder) -> None:
    b.setting(folder, "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n")
    (folder / "reftable").mkdir()
    (folder / "reftable/tables.list").write_bytes(b"\xff" * 9_999)


def _shallow(place: Place, folder: Folder) -> None:
    tip = b.commit(folder, b.tree(folder, []), ["99" * 20])
    b.branch(folder, "main", tip)
    (folder / "shallow").write_text(f"{tip}\ngarbage\n" + "99" * 20 + "\n")


def _bare(place: Place) -> None:
    gitrepo.git(place.root, "init", "-q", "--bare")
    (place.root / "hooks").mkdir(exist_ok=True)
    place.put("hooks/post-checkout", f"#!/bin/sh\n{place.touch()}\n")


def _detached(place: Place, folder: Folder) -> None:
    tip = gitrepo.git(place.root, "rev-parse", "HEAD").decode()
    (folder / "HEAD").write_text(tip)


def _linked(place: Place) -> None:
    """The tree is a linked work tree of a repository elsewhere."""
    main = gitrepo.init(place.elsewhere / "main")
    gitrepo.commit(main, "Begin")
    gitrepo.git(main, "worktree", "add", "-q", str(place.elsewhere / "linked"))
    (place.elsewhere / "linked/.git").rename(place.root / ".git")


def _pointer(text: str) -> Callable[[Place], None]:
    def build(place: Place) -> None:
        b.usual(gitrepo.init(place.elsewhere / "other"))
        place.put(".git", text.format(elsewhere=place.elsewhere))

    return build


def _linked_git(target: str) -> Callable[[Place], None]:
    def build(place: Place) -> None:
        b.usual(gitrepo.init(place.elsewhere / "other"))
        place.link(".git", target.format(elsewhere=place.elsewhere))

    return build


def _nested(place: Place, folder: Folder) -> None:
    for name in ("inner", "deep/er/inner"):
        inner = gitrepo.init(place.root / name)
        gitrepo.write(inner, "file.py")
        b.usual(inner)
    place.put("pretender/.git", "gitdir: /nowhere\n")
    place.put("pretender/file.py", "x = 1\n")
    place.put("cased/.GIT/config", "[core]\n")
    place.put("cased/git~1/config", "[core]\n")
    place.put("hollow/.git/HEAD", "")


def _inside_another(place: Place) -> None:
    outer = gitrepo.init(place.outer)
    (outer / "theirs.py").write_text("x = 1\n")
    gitrepo.git(outer, "add", "theirs.py")
    gitrepo.git(outer, "commit", "-q", "-m", "Theirs")
    (outer / ".gitignore").write_text("tree/\n")


def _inside_a_hostile_one(place: Place) -> None:
    folder = b.bare_bones(place.outer)
    (folder / "index").write_bytes(b"DIRC" + b"\xff" * 999)
    os.mkfifo(folder / "info/exclude")
    os.mkfifo(place.outer / ".gitignore")


def _locks(place: Place, folder: Folder) -> None:
    for name in ("index.lock", "HEAD.lock", "config.lock", "refs/heads/main.lock", "packed-refs.lock"):
        (folder / name).write_bytes(b"")
    (folder / "MERGE_HEAD").write_bytes(b"garbage")
    (folder / "gc.pid").write_text("1 host\n")


def _packs(place: Place, folder: Folder) -> None:
    name = "pack-" + "ab" * 20
    (folder / f"objects/pack/{name}.pack").write_bytes(b"PACK\0\0\0\2\xff\xff\xff\xff" + b"\xff" * 5_000)
    (folder / f"objects/pack/{name}.idx").write_bytes(b"\xfftOc\0\0\0\2" + b"\xff" * 5_000)
    (folder / "objects/pack/multi-pack-index").write_bytes(b"MIDX" + b"\xff" * 5_000)
    (folder / "objects/info/commit-graph").write_bytes(b"CGPH" + b"\xff" * 5_000)
    (folder / "objects/info/commit-graphs").mkdir()
    (folder / "objects/info/commit-graphs/commit-graph-chain").write_text("../" * 99 + "\n")
    b.branch(folder, "main", "ab" * 20)


def _pack_pipes(place: Place, folder: Folder) -> None:
    name = "pack-" + "ab" * 20
    os.mkfifo(folder / f"objects/pack/{name}.pack")
    os.mkfifo(folder / f"objects/pack/{name}.idx")
    (folder / "objects/ab").mkdir()
    os.mkfifo(folder / "objects/ab" / ("ab" * 19))
    b.branch(folder, "main", "ab" * 20)


def _replacements(place: Place, folder: Folder) -> None:
    tip = gitrepo.git(place.root, "rev-parse", "HEAD").decode().strip()
    (folder / "refs/replace").mkdir()
    (folder / "refs/replace" / tip).write_text(f"{tip}\n")
    (folder / "info").mkdir(exist_ok=True)
    (folder / "info/grafts").write_text(f"{tip} {tip}\n" * 99)


def _foreign_owner(place: Place, folder: Folder) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    for path in (folder, *folder.rglob("*"), place.root):
        os.chown(path, 12_345, 12_345)


def _unborn(place: Place, folder: Folder) -> None:
    (folder / "HEAD").write_text("ref: refs/heads/\x1b[31m\u202e\n")


def _long_history(place: Place, folder: Folder) -> None:
    """By one stream, since git would take minutes."""
    rows = []
    for at in range(1, 8_001):
        rows.append(
            f"commit refs/heads/main\nmark :{at}\ncommitter A <a@example.invalid> {1_700_000_000 + at} +0000\n"
            f"data 2\nm\n{f'from :{at - 1}' if at > 1 else ''}\nM 644 inline f{at % 50}\ndata 1\nx\n"
        )
    gitrepo.git(place.root, "fast-import", "--quiet", stdin="".join(rows).encode())


def _attributes(place: Place, folder: Folder) -> None:
    place.put(
        ".gitattributes", "[attr]a a\n" * 20_000 + "* " + "a " * 100_000 + "\n" + "*" * 5_000 + "b -x\n"
    )
    place.fifo("sub/.gitattributes")
    place.put(
        ".gitmodules", '[submodule "x"]\n\tpath = ../..\n\turl = --upload-pack=touch\n\tupdate = !touch x\n'
    )
    place.put(".mailmap", "<" * 100_000 + "\n")
    place.put(".git-blame-ignore-revs", "z" * 100_000)


MADE: dict[str, Callable[[Place, Folder], None]] = {
    "tree-bomb": _tree_bomb,
    "deep-trees": _deep_trees,
    "tree-in-itself": _self_tree,
    "commit-its-own-parent": _commit_loop,
    "zlib-bomb-of-a-blob": _zlib_bomb(b"blob"),
    "zlib-bomb-of-a-tree": _zlib_bomb(b"tree"),
    "zlib-bomb-of-a-commit": _zlib_bomb(b"commit"),
    "long-messages": _long_message,
    "huge-header": _huge_header,
    "absurd-dates": _absurd_dates,
    "many-parents": _many_parents,
    "missing-objects": _missing_objects,
    "wrong-kinds-of-objects": _wrong_kinds,
    "odd-names-in-trees": _odd_tree_names,
    "packed-refs-garbage": _packed_refs,
    "hundred-thousand-branches": _many_branches,
    "ref-loops": _ref_loops,
    "deep-refs": _deep_refs,
    "alternates": _alternates,
    "include-loops": _include_loop,
    "odd-config": _odd_config,
    "work-tree-elsewhere": _work_tree_elsewhere,
    "format-of-the-future": _future,
    "reftable": _reftable,
    "shallow": _shallow,
    "corrupt-packs": _packs,
    "packs-and-objects-that-are-fifos": _pack_pipes,
    "long-history": _long_history,
    "unborn-branch-with-an-odd-name": _unborn,
}

BY_GIT: dict[str, Callable[[Place, Folder], None]] = {
    "detached": _detached,
    "nested-repositories": _nested,
    "locks": _locks,
    "replacements-and-grafts": _replacements,
    "foreign-owner": _foreign_owner,
    "attributes": _attributes,
}


STANDALONE = {
    "sha-256": _sha256,
    "bare": _bare,
    "linked-work-tree": _linked,
    "file-points-outside": _pointer("gitdir: {elsewhere}/other/.git\n"),
    "file-points-to-itself": _pointer("gitdir: .git\n"),
    "file-points-to-a-device": _pointer("gitdir: /dev/zero\n"),
    "file-points-to-the-root": _pointer("gitdir: /\n"),
    "file-empty": _pointer(""),
    "file-garbage": _pointer("gitdir: \x1b[31m\u202e\0" * 9_999),
    "file-is-a-fifo": lambda place: place.fifo(".git"),
    "folder-empty": lambda place: (place.root / ".git").mkdir(),
    "link-leaves-the-tree": _linked_git("{elsewhere}/other/.git"),
    "link-to-itself": _linked_git(".git"),
    "link-to-a-device": _linked_git("/dev/zero"),
    "link-to-nothing": _linked_git("nowhere"),
    "folder-in-another-repository": _inside_another,
    "folder-in-a-hostile-repository": _inside_a_hostile_one,
}

CASES = (
    *(Case(f"git-{name}", bones(make)) for name, make in MADE.items()),
    *(Case(f"git-{name}", usual(make)) for name, make in BY_GIT.items()),
    *(Case(f"git-{name}", build) for name, build in STANDALONE.items()),
)
