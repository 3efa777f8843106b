"""The tool's own artefacts."""

import pytest

from codex_audit.repository.own import OwnPaths, is_leftover, temporary_name

OWN = OwnPaths({"a.md", "reports/x.json", "reports/diffs/*.patch", "out/deep/folder/"})


@pytest.mark.parametrize("path", ["a.md", "reports/x.json", "reports/diffs/1.patch", "out/deep/folder/a/b"])
def test_own_paths(path: str) -> None:
    assert OWN.anywhere(path)


@pytest.mark.parametrize(
    "path",
    ["b.md", "x/a.md", "reports/y.json", "reports/diffs/1.txt", "reports/diffs/a/1.patch", "out/deep/a"],
)
def test_other_paths(path: str) -> None:
    assert not OWN.anywhere(path)


def test_what_is_being_written_beside_own_files_is_own() -> None:
    name = temporary_name("0123456789abcdef")
    assert OWN.file("", name)
    assert OWN.anywhere(f"reports/diffs/{name}")
    assert not OWN.anywhere(f"src/{name}")
    assert not OwnPaths(()).file("", name)


def test_folders_on_the_way_to_own_paths_are_known() -> None:
    assert [
        folder for folder in ("reports", "reports/diffs", "out", "out/deep") if not OWN.below(folder)
    ] == []
    assert not OWN.below("src")
    assert OWN.folder("out/deep/folder")
    assert not OWN.folder("out/deep")


def test_temporary_names_are_recognised() -> None:
    assert is_leftover(temporary_name("0123456789abcdef"))
    assert not is_leftover(".codex-audit-cache")
    assert not is_leftover("x.tmp")
