"""gitignore semantics, held against git itself."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_audit.repository._glob import NeverMatchesError, expression, literal_length
from codex_audit.repository.ignore import Budget, IgnoreFile, Scope, match_text, patterns
from tests.repository.gitrepo import git, init, needs_git


def excluded(data: bytes, path: str) -> bool:
    """Whether one ignore file at the top excludes a path, or a folder above it; a trailing
    slash makes it a folder."""
    scope = Scope(IgnoreFile(data, Budget()), 0, "why")
    parts = path.removesuffix("/").split("/")
    for count in range(1, len(parts) + 1):
        folder = count < len(parts) or path.endswith("/")
        if scope.ignored(match_text("/".join(parts[:count])), match_text(parts[count - 1]), folder):
            return True
    return False


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("*.pyc", ["a.pyc", "x/y/b.pyc", ".pyc"], ["a.py", "pyc"]),
        ("build", ["build", "x/build", "build/a"], ["builds", "a/xbuild"]),
        ("/build", ["build", "build/a"], ["x/build"]),
        ("build/", ["build/", "x/build/", "build/a"], ["build"]),
        ("a/b", ["a/b", "a/b/c"], ["x/a/b"]),
        ("a/*", ["a/b", "a/b/c"], ["a", "b"]),
        ("a/**", ["a/b", "a/b/c"], ["a", "a/"]),
        ("**/b", ["b", "a/b", "a/c/b"], ["ab"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb"]),
        ("a**/b", ["ab/b", "a/b", "axx/b"], ["b"]),
        ("?.x", ["a.x"], ["ab.x", ".x"]),
        ("[a-c]1", ["a1", "c1"], ["d1", "A1"]),
        ("[!a]1", ["b1"], ["a1"]),
        ("[^a]1", ["b1"], ["a1"]),
        ("[[:digit:]]x", ["1x"], ["ax"]),
        ("[]]x", ["]x"], ["x"]),
        ("[a\\]]x", ["]x", "ax"], ["\\x"]),
        ("[\\a-\\c]x", ["bx"], ["dx", "-x"]),
        ("[a-]x", ["ax", "-x"], ["bx"]),
        ("[[:x]y", ["[y", ":y", "xy"], ["y"]),
        ("[[a]y", ["[y", "ay"], ["y"]),
        ("[a", [], ["a", "[a"]),
        ("[a\\", [], ["a", "[a"]),
        ("[a-\\", [], ["a"]),
        ("[a[:b", [], ["a", "[a"]),
        ("[[:nope:]]", [], ["a", "[[:nope:]]"]),
        ("[/]", [], ["a", "/"]),
        ("x\\", [], ["x", "x\\"]),
        ("\\#a", ["#a"], ["a"]),
        ("#a", [], ["#a", "a"]),
        ("\\!a", ["!a"], ["a"]),
        ("a\\ ", ["a "], ["a"]),
        ("a ", ["a"], ["a "]),
        ("a\\\\ ", ["a\\"], ["a\\ "]),
        ("a\r", ["a"], ["a\r"]),
        ("a\\*", ["a*"], ["ab", "a"]),
        ("a\\/b", ["a/b"], ["a\\/b"]),
        ("x/**\\/b", ["x/a/b"], ["x/b"]),
        ("*", ["a", "a/b"], []),
        ("**", ["a", "a/b"], []),
        ("a*b*c", ["abc", "axbxc", "abcbc"], ["ab", "acb"]),
        ("*a*", ["a", "bab"], ["b"]),
        ("x*/y*z", ["x/yz", "xx/yaz"], ["xyz"]),
        ("é?", ["éa"], ["éé"]),
        ("/", [], ["a"]),
        ("", [], ["a"]),
        ("!a", [], ["a"]),
    ],
)
def test_patterns(pattern: str, yes: list[str], no: list[str]) -> None:
    data = pattern.encode()
    assert [path for path in yes if not excluded(data, path)] == []
    assert [path for path in no if excluded(data, path)] == []


def test_the_last_pattern_that_matches_decides() -> None:
    data = b"*.log\n!keep.log\n!important/\nimportant/x.log\n"
    assert excluded(data, "a.log")
    assert not excluded(data, "keep.log")
    assert excluded(data, "important/x.log")
    assert not excluded(b"a/\n!a/b\n", "b")
    assert excluded(b"a/\n!a/b\n", "a/b")


def test_a_byte_order_mark_is_no_part_of_the_first_pattern() -> None:
    assert excluded(b"\xef\xbb\xbfa\n", "a")


def test_many_endings_are_looked_up_by_length() -> None:
    data = b"".join(b"*.x%d\n" % number for number in range(500))
    assert excluded(data, "dir/a.x499")
    assert not excluded(data, "a.x500")
    assert not excluded(data, "x")


def test_the_nearest_ignore_file_decides_first() -> None:
    outer = Scope(IgnoreFile(b"*.x\n", Budget()), 0, "outer")
    inner = Scope(IgnoreFile(b"!a.x\n/b\n", Budget()), 2, "inner", outer)
    assert inner.ignored("d/a.x", "a.x", folder=False) is None
    assert inner.ignored("d/c.x", "c.x", folder=False) == "outer"
    assert inner.ignored("d/b", "b", folder=False) == "inner"
    assert inner.ignored("d/e", "e", folder=False) is None


def test_lines_are_split_as_git_splits_them() -> None:
    found = [(one.text, one.negative, one.folders_only) for one in patterns(b"a\r\n\n#c\n!b/\nd\0e\nf")]
    assert found == [("a", False, False), ("b", True, True), ("d", False, False), ("f", False, False)]


HOSTILE = [
    "*a" * 60 + "b",
    "*" * 5000 + "b",
    "**/" * 200 + "b",
    "**/a" * 60 + "/b",
    "a*" * 100 + "/" + "*a" * 100 + "b",
    "[!b]*" * 80 + "c",
    "?*" * 100 + "b",
    "**/*a*a*a*a*a*a*a*a*/" * 8 + "b",
]


@pytest.mark.parametrize("pattern", HOSTILE)
def test_no_pattern_backtracks(pattern: str) -> None:
    compiled = re.compile(expression(pattern, 0), re.DOTALL)
    paths = ["a" * 250, "/".join(["a" * 30] * 100), "/".join("a" * 2000)]
    before = time.process_time()
    for path in paths:
        assert compiled.match(path) is None
    assert time.process_time() - before < 2.0


def test_a_costly_ignore_file_is_cut_off_and_says_so() -> None:
    budget = Budget(source=1000, tries=100)
    file = IgnoreFile(b"a*b?c\n" * 200, budget)
    assert budget.spent
    assert file.verdict("axbxc", "axbxc", folder=False) is True
    budget = Budget(tries=10)
    file = IgnoreFile(b"*.x\n", budget)
    assert [file.verdict("a.x", "a.x", folder=False) for _ in range(12)][-1] is None
    assert budget.spent


def test_a_pattern_longer_than_any_path_matches_nothing() -> None:
    with pytest.raises(NeverMatchesError):
        expression("?" * 40_000, 0)
    assert not excluded(b"a?" * 20_000, "a")


def test_the_literal_part_ends_at_the_first_wildcard() -> None:
    assert [literal_length(text) for text in ("abc", "a*c", "\\a", "")] == [3, 1, 0, 0]


PIECES = [
    "a",
    "b",
    "c",
    "/",
    "*",
    "**",
    "?",
    "[ab]",
    "[!a]",
    "\\",
    "!",
    "#",
    " ",
    "**/",
    "/**/",
    "[",
    "]",
    "-",
]
PIECES += ["[[:alpha:]]", "[a-", "é", "\\/", "[[:", ":]", "[b-a]", "\r", "."]
LINE = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join)
NAME = st.text("abc[]!#-é \\*", min_size=1, max_size=4)
PATH = st.lists(NAME, min_size=1, max_size=4).map("/".join)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return init(tmp_path_factory.mktemp("ignore"))


@needs_git
@settings(max_examples=100, deadline=None)
@given(lines=st.lists(LINE, min_size=1, max_size=4), paths=st.sets(PATH, min_size=20, max_size=60))
def test_equality_with_git(scratch: Path, lines: list[str], paths: set[str]) -> None:
    data = "\n".join(lines).encode()
    (scratch / ".gitignore").write_bytes(data)
    asked = b"\0".join(f"./{path}".encode() for path in sorted(paths))
    answer = git(scratch, "check-ignore", "-z", "--stdin", "--no-index", stdin=asked, check=False)
    theirs = {name.decode()[2:] for name in answer.split(b"\0") if name}
    assert {path for path in paths if excluded(data, path)} == theirs


@needs_git
@pytest.mark.parametrize(
    "name",
    [
        "alnum",
        "alpha",
        "blank",
        "cntrl",
        "digit",
        "graph",
        "lower",
        "print",
        "punct",
        "space",
        "upper",
        "xdigit",
    ],
)
def test_every_byte_of_every_class_is_as_in_git(scratch: Path, name: str) -> None:
    names = [bytes([code]) for code in range(1, 256) if code not in b"./"]
    for pattern in (f"[[:{name}:]]", f"[^[:{name}:]]"):
        (scratch / ".gitignore").write_text(pattern)
        asked = b"\0".join(b"./" + one for one in names)
        answer = git(scratch, "check-ignore", "-z", "--stdin", "--no-index", stdin=asked, check=False)
        ours = [one for one in names if excluded(pattern.encode(), one.decode("utf-8", "surrogateescape"))]
        assert ours == [one[2:] for one in answer.split(b"\0") if one]
