"""ruff's arguments and output."""

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import msgspec
import pytest

from codex_audit.domain.facts import LintFacts, LintHit
from codex_audit.facts._ruff import INVALID_SYNTAX, MAX_TEXT, arguments, parse, split_lines

RUFF = Path(sysconfig.get_path("scripts")) / "ruff"


def run(*paths: Path, select: tuple[str, ...] = ("S102", "B006")) -> dict[str, LintFacts]:
    output = subprocess.run(
        [str(RUFF), *arguments(select), "--", *map(str, paths)], capture_output=True, check=True
    )
    return parse(output.stdout, lambda path: split_lines(Path(path).read_text("utf-8")))


def line(path: str, code: str | None, row: int = 1, column: int = 1, cell: int | None = None) -> bytes:
    place = {"row": row, "column": column}
    return msgspec.json.encode(
        {
            "cell": cell,
            "code": code,
            "filename": path,
            "fix": {"edits": [{"content": "x" * 50}]},
            "location": place,
            "end_location": {"row": row, "column": column + 3},
            "message": f"about {code}",
        }
    )


def test_hits_carry_place_and_text_in_order() -> None:
    output = b"\n".join((line("/b.py", "S102", 2, 5), line("/b.py", "B006", 2, 1), line("/a.py", "S102", 1)))
    facts = parse(output, {"/a.py": ["  exec(a)  "], "/b.py": ["", "\tfoo = exec(b)"]})
    assert list(facts) == ["/a.py", "/b.py"]
    assert facts["/a.py"].hits == (LintHit("S102", "about S102", 1, 1, 1, "exec(a)"),)
    assert [hit.code for hit in facts["/b.py"].hits] == ["B006", "S102"]
    assert facts["/b.py"].hits[1].text == "foo = exec(b)"


def test_long_lines_are_cut_and_missing_ones_empty() -> None:
    output = line("/a.py", "S102", 1) + b"\n" + line("/a.py", "S102", 9)
    first, second = parse(output, {"/a.py": ["x" * 500]})["/a.py"].hits
    assert first.text == "x" * MAX_TEXT
    assert second.text == ""


def test_cells_and_diagnostics_without_code_or_place_are_left_out() -> None:
    nowhere = msgspec.json.encode({"filename": "/a.py", "code": "E902", "message": "gone"})
    output = b"\n".join((line("/a.ipynb", "S102", cell=3), line("/a.py", None), nowhere))
    assert parse(output, {}) == {}
    assert parse(b"", {}) == {}


def test_a_hit_without_end_ends_where_it_begins() -> None:
    raw = {"filename": "/a.py", "code": "X1", "message": "m", "location": {"row": 3, "column": 2}}
    (hit,) = parse(msgspec.json.encode(raw), {"/a.py": ["", "", "abc"]})["/a.py"].hits
    assert (hit.line, hit.column, hit.end_line, hit.text) == (3, 2, 3, "abc")


def test_only_the_first_syntax_error_of_a_file_is_kept() -> None:
    output = b"\n".join(line("/a.py", INVALID_SYNTAX, row) for row in (3, 1, 2))
    assert [hit.line for hit in parse(output, {"/a.py": ["a", "b", "c"]})["/a.py"].hits] == [1]


def test_output_of_another_shape_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        parse(b"error: no such rule\n", {})
    with pytest.raises(KeyError):
        parse(line("/a.py", "S102"), {})


def test_lines_are_counted_as_ruff_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"a = 1\r\nb = 2\rc = 3\n\x0cexec(c)\n")
    (hit,) = run(path)[str(path)].hits
    assert (hit.line, hit.text) == (4, "exec(c)")


CODE = """\
# ruff: noqa
# flake8: noqa
# ruff: disable[S102]
# ruff: file-ignore[S102]
exec("a")  # noqa
exec("b")  # noqa: S102
exec("c")  # ruff: ignore[S102]
match 1:
    case 1:
        pass
def f(x=[]):  # ruff: ignore
    exec(x)
"""

CONFIG = """\
required-version = "==0.0.1"
exclude = ["*"]
force-exclude = true
target-version = "py37"
cache-dir = "cache"
fix = true
extend = "/nowhere/ruff.toml"
[per-file-target-version]
"*.py" = "py37"
[lint]
ignore = ["ALL"]
per-file-ignores = {"*" = ["ALL"]}
"""


def test_nothing_of_the_repository_is_obeyed_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("pkg", "build", ".venv"):
        (tmp_path / folder).mkdir()
    (tmp_path / "ruff.toml").write_text(CONFIG)
    (tmp_path / ".ruff.toml").write_text(CONFIG)
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\n" + re.sub(r"(?m)^\[", "[tool.ruff.", CONFIG))
    (tmp_path / ".gitignore").write_text("*\n")
    (tmp_path / ".ignore").write_text("*\n")
    paths = [tmp_path / name for name in ("pkg/a.py", "build/b.py", ".venv/c.py", "script")]
    for path in paths:
        path.write_text(CODE)
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    facts = run(*paths)
    assert sorted(facts) == sorted(map(str, paths))
    for one in facts.values():
        assert [(hit.code, hit.line) for hit in one.hits] == [
            ("S102", 5),
            ("S102", 6),
            ("S102", 7),
            ("B006", 11),
            ("S102", 12),
        ]
    assert sorted(tmp_path.rglob("*")) == before
    assert all(path.read_text() == CODE for path in paths)


def test_a_path_cannot_pose_as_an_option(tmp_path: Path) -> None:
    path = tmp_path / "--fix"
    path.write_text('exec("a")\n')
    assert len(run(path)[str(path)].hits) == 1


def test_a_file_that_does_not_parse_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("print 'a'\nexec 'b'\nx = = 1\n")
    assert [hit.code for hit in run(path)[str(path)].hits if hit.code == INVALID_SYNTAX] == [INVALID_SYNTAX]


def test_parsing_loads_no_heavy_library() -> None:
    code = "import sys, codex_audit.facts._ruff; print('libcst' in sys.modules, 'pydantic' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["False", "False"]
