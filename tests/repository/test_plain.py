"""Opening plain files and real folders."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codex_audit.repository import plain
from codex_audit.repository.plain import Descent, bytes_text, open_plain, read_plain, read_up_to
from tests.repository.gitrepo import dig, fill_in


def _open_count() -> int:
    return len(os.listdir("/dev/fd"))


def test_a_plain_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_plain(str(tmp_path / "a"), 5) == b"12345"
    with pytest.raises(OSError, match="larger") as caught:
        read_plain(str(tmp_path / "a"), 4)
    assert caught.value.errno == errno.EFBIG


def test_reading_stops_at_the_limit_and_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 200_000)
    descriptor = open_plain(str(tmp_path / "a"))
    try:
        assert len(read_up_to(descriptor, 70_000)) == 70_000
        assert len(read_up_to(descriptor, 1_000_000)) == 130_000
        assert read_up_to(descriptor, 10) == b""
    finally:
        os.close(descriptor)


@pytest.mark.parametrize(
    ("kind", "code"), [("link", errno.ELOOP), ("fifo", errno.EINVAL), ("folder", errno.EINVAL)]
)
def test_nothing_but_a_plain_file_is_opened(tmp_path: Path, kind: str, code: int) -> None:
    target = tmp_path / "target"
    if kind == "link":
        (tmp_path / "file").write_bytes(b"x")
        target.symlink_to("file")
    elif kind == "fifo":
        os.mkfifo(target)
    else:
        target.mkdir()
    with pytest.raises(OSError, match=r"link|no regular") as caught:
        open_plain(str(target))
    assert caught.value.errno == code


def test_a_link_is_followed_only_on_request(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("file")
    assert read_plain(str(tmp_path / "link"), 9, follow=True) == b"x"


def test_a_file_that_turns_special_after_the_look_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "d").mkdir()
    folder = os.stat(tmp_path / "d")
    before = _open_count()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", lambda _: folder)
        with pytest.raises(OSError, match="no regular") as caught:
            open_plain(str(tmp_path / "a"))
    assert caught.value.errno == errno.EINVAL
    assert _open_count() == before


def test_a_descent_goes_up_and_down(tmp_path: Path) -> None:
    for path in ("a/b/c", "a/d", "ab"):
        (tmp_path / path).mkdir(parents=True)
    with Descent(str(tmp_path)) as descent:
        for path in ("a/b/c", "a/d", "ab", "", "a/b", "a", "a"):
            found = os.fstat(descent.go(path))
            assert found.st_ino == os.stat(tmp_path / path).st_ino
            assert descent.folder == path


def test_a_descent_never_follows_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with Descent(str(tmp_path)) as descent:
        with pytest.raises(OSError, match="link") as caught:
            descent.go("link")
        assert caught.value.errno in {errno.ELOOP, errno.ENOTDIR}
        with pytest.raises(FileNotFoundError):
            descent.go("real/missing")
        assert os.fstat(descent.go("real")).st_ino == os.stat(tmp_path / "real").st_ino


@pytest.mark.parametrize("path", ["..", "a/../..", "./a", "a//b"])
def test_a_descent_takes_only_plain_paths(tmp_path: Path, path: str) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    with Descent(str(tmp_path)) as descent, pytest.raises(OSError, match="no plain path") as caught:
        descent.go(path)
    assert caught.value.errno == errno.EINVAL


def test_a_descent_makes_folders_on_request(tmp_path: Path) -> None:
    with Descent(str(tmp_path)) as descent:
        descent.go("x/y/z", create=True)
    assert (tmp_path / "x/y/z").is_dir()


def test_a_deep_descent_holds_few_folders_open_and_finds_back(tmp_path: Path) -> None:
    dig(tmp_path, 2500)
    before = _open_count()
    with Descent(str(tmp_path)) as descent:
        deepest = os.fstat(descent.go("/".join(["d"] * 2500))).st_ino
        assert _open_count() - before < 60
        for depth in range(2499, 0, -7):
            descent.go("/".join(["d"] * depth))
        assert os.fstat(descent.go("/".join(["d"] * 2500))).st_ino == deepest
    assert _open_count() == before
    fill_in(tmp_path)


def test_a_tree_that_moves_under_a_descent_is_walked_anew(tmp_path: Path) -> None:
    dig(tmp_path, 60)
    (tmp_path / "other").mkdir()
    with Descent(str(tmp_path)) as descent:
        descent.go("/".join(["d"] * 60))
        low = "/".join(["d"] * 11)
        os.rename(tmp_path / low, tmp_path / "other" / "moved")
        expected = os.stat(tmp_path / "/".join(["d"] * 10)).st_ino
        assert os.fstat(descent.go("/".join(["d"] * 10))).st_ino == expected
        with pytest.raises(FileNotFoundError):
            descent.go(low)


def test_a_parent_that_cannot_be_reopened_is_reached_from_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dig(tmp_path, 60)
    real = plain.open_folder

    def refuse(path: str | bytes, **options: int) -> int:
        if path == "..":
            raise PermissionError(errno.EACCES, "no")
        return real(path, **options)

    with Descent(str(tmp_path)) as descent:
        descent.go("/".join(["d"] * 60))
        monkeypatch.setattr(plain, "open_folder", refuse)
        found = os.fstat(descent.go("d/d"))
    assert found.st_ino == os.stat(tmp_path / "d/d").st_ino


def test_names_are_utf8_under_every_locale(tmp_path: Path) -> None:
    (tmp_path / "ü").mkdir()
    (tmp_path / "ü" / "é.txt").write_bytes(b"x")
    script = (
        "import sys\n"
        "from codex_audit.repository.walk import walk\n"
        "from codex_audit.repository.read import Reader\n"
        "for entry in walk(sys.argv[1], frozenset()).entries:\n"
        "    print(ascii(entry.path), Reader(sys.argv[1]).read(entry.path).data)\n"
    )
    source = str(Path(plain.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-W", "ignore::ResourceWarning", "-c", script, str(tmp_path)],
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": source},
        capture_output=True,
        check=True,
    )
    assert done.stdout == b"'\\xfc/\\xe9.txt' b'x'\n"


def test_bytes_that_are_no_utf8_come_back() -> None:
    assert bytes_text(b"a\xff") == "a\udcff"
