"""The script of the status update, run in folders of its own."""

import ast
import json
import os
import py_compile
import re
import stat
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from codex_audit.domain.report import Report
from codex_audit.renderers import status_update
from codex_audit.renderers._status_script import MAX_GAPS, script
from tests.renderers._judged import capability, judged
from tests.renderers._structure import fences
from tests.renderers._twist import twisted
from tests.renderers.hostile import SAMPLES
from tests.renderers.sample import bare

JUDGED = judged()
EPOCH = "1759665600"
STAMP = "2025-10-05T12:00:00Z"
NETWORK = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "asyncio", "requests", "xmlrpc"}
README = """\
# Brook

See [the guide](docs/guide.md), [case](docs/GUIDE.md#start), [gone](docs/none.md) and [web](https://a.org/x).
`[code](not/a/link.md)` and [outside](../../issues) and [spaced](docs/a%20b.md).

```bash
$ pip install brook
# a remark
```

TODO: say more
"""


def tree(folder: Path) -> Path:
    """A work tree with a README with a broken link and one that is wrong in its case alone."""
    (folder / "docs").mkdir(parents=True)
    (folder / "README.md").write_bytes(README.replace("TODO", "TODO\r").encode())
    (folder / "docs" / "guide.md").write_text("# Guide\n\n[up](../README.md)\n")
    (folder / "docs" / "a b.md").write_text("x\n")
    reader = folder / "src" / "brook" / "io" / "readers.py"
    reader.parent.mkdir(parents=True)
    reader.write_text("class Reader:\n    def seek(self):\n        raise NotImplementedError\n")
    return folder


def program(folder: Path, body: str) -> str:
    """A folder for PATH whose ``codex-audit`` runs the body after writing down its arguments."""
    folder.mkdir()
    path = folder / "codex-audit"
    path.write_text(
        f"#!{sys.executable} -I\nimport json, pathlib, sys\n"
        f"pathlib.Path({str(folder / 'arguments')!r}).write_text(json.dumps(sys.argv[1:]))\n{body}"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(folder)


def answering(rows: list[dict[str, object]], code: int) -> str:
    found: object = rows
    return (
        "out = pathlib.Path(sys.argv[4], 'reports')\nout.mkdir(parents=True)\n"
        f"(out / 'audit.json').write_text({json.dumps({'capabilities': found})!r})\nsys.exit({code})\n"
    )


def run(
    folder: Path, *options: str, report: Report = JUDGED, path: str = "", before: str = "", **environ: str
) -> "subprocess.CompletedProcess[str]":
    """The script, as a user runs it, with no program of PATH but those of ``path``."""
    work = folder / "codex_workdir"
    work.mkdir(exist_ok=True)
    (work / "codex_status_update.py").write_text(before + script(report))
    return subprocess.run(
        [sys.executable, "-I", "codex_workdir/codex_status_update.py", *options],
        cwd=folder,
        env={"PATH": path, "SOURCE_DATE_EPOCH": EPOCH, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


ABSENT = "import importlib.util\nimportlib.util.find_spec = lambda name: None\n"
"""Makes the script believe that the package is not importable."""


def without_audit(folder: Path, *options: str, report: Report = JUDGED) -> "subprocess.CompletedProcess[str]":
    """The script where codex-audit is absent."""
    work = folder / "codex_workdir"
    work.mkdir(exist_ok=True)
    (work / "main.py").write_text(script(report))
    start = f"{ABSENT}import runpy, sys\nsys.argv[0] = 'main.py'\nrunpy.run_path('codex_workdir/main.py', run_name='__main__')\n"
    return subprocess.run(
        [sys.executable, "-I", "-c", start, *options],
        cwd=folder,
        env={"PATH": "", "SOURCE_DATE_EPOCH": EPOCH},
        capture_output=True,
        text=True,
        check=False,
    )


def loaded(folder: Path, name: str) -> object:
    return json.loads((folder / "codex_workdir" / name).read_text())


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "codex_workdir" not in path.parts
    }


@pytest.mark.parametrize("report", [JUDGED, bare()], ids=["judged", "bare"])
def test_it_is_python_for_the_standard_library_without_network(report: Report, tmp_path: Path) -> None:
    (block,) = [one for one in fences(status_update.render(report)) if one.info == "python"]
    assert block.content == script(report)
    file = tmp_path / "s.py"
    file.write_text(block.content)
    py_compile.compile(str(file), str(tmp_path / "s.pyc"), doraise=True)
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(block.content))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    assert imported <= set(sys.stdlib_module_names)
    assert not imported & NETWORK
    assert "shell" not in block.content.replace('"shell"', "")
    assert ".github" not in block.content
    data = block.content.count("\n    (")
    assert len(block.content.splitlines()) - data < 270


def test_a_formatter_of_the_repository_leaves_it_alone(tmp_path: Path) -> None:
    """ruff formats the Python of fences in Markdown, too."""
    (tmp_path / "status_update.md").write_text(status_update.render(JUDGED))
    (tmp_path / "script.py").write_text(script(JUDGED))
    ruff = Path(sysconfig.get_path("scripts")) / "ruff"
    done = subprocess.run(
        [ruff, "format", "--isolated", "--no-cache", "--check", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "text", [*SAMPLES, '"""', "'''", "\\", "\\N{DIGIT ONE}", '"\n)]\nimport os', "\u2028x\x85"]
)
def test_no_name_breaks_out_of_its_literal(text: str) -> None:
    hostile = twisted(JUDGED, lambda old: text + old)
    usual, found = ast.parse(script(JUDGED)), ast.parse(script(hostile))
    assert script(hostile).isascii()
    kinds = [
        [type(node).__name__ for node in ast.walk(tree) if not isinstance(node, ast.Constant)]
        for tree in (usual, found)
    ]
    # a name of a stub that ends in .py may be gone, nothing else may differ
    assert kinds[0] == kinds[1]
    values = {
        target.id: node.value
        for node in found.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert ast.literal_eval(values["REPOSITORY"]) == " ".join(hostile.repository.name.split())[:2_000]
    assert len(ast.literal_eval(values["GAPS"])) == 11


def test_the_gaps_are_bounded() -> None:
    rows = tuple(capability(f"part_{number}", "Missing", 9) for number in range(40))
    report = JUDGED.model_copy(update={"capabilities": rows})
    assert len(re.findall(r"^    \(\"part_", script(report), re.MULTILINE)) == MAX_GAPS


def test_without_codex_audit_it_reads_the_documents_and_leaves_the_tree_alone(tmp_path: Path) -> None:
    folder = tree(tmp_path / "r")
    before = snapshot(folder)
    done = without_audit(folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "2.1:Read the documents: documents: 3, broken relative links: 2, documents mended: 0",
        "2.2:Look for recorded stubs: recorded stubs: 1, still defined: 1",
        "3.1:Run the audit again: skipped: codex-audit is neither on PATH nor importable",
        "4.1:Check the gaps again: recorded gaps: 11, closed: 0",
        "6.1:Write the change log segment: unresolved gaps: 11, in codex_workdir/CHANGELOG_segment.md",
    ]
    documents = loaded(folder, "documents.json")
    assert documents["README.md"] == {
        "blocks": [[6, "bash"]],
        "commands": [[7, "pip install brook"]],
        "todo": [[11, "TODO"]],
        "broken": [[3, "docs/GUIDE.md", "guide.md"], [3, "docs/none.md", None]],
    }
    assert set(documents) == {"README.md", "docs/a b.md", "docs/guide.md"}
    gaps = loaded(folder, "gaps.json")
    assert [row["state"] for row in gaps] == ["unverified"] * 11
    assert gaps[0]["id"] == "checkpointing_resume-1"
    assert gaps[0]["path"] == "src/brook/checkpointing_resume_1.py"
    assert gaps[0]["file"] == "absent"
    segment = (folder / "codex_workdir" / "CHANGELOG_segment.md").read_text()
    assert segment.startswith(
        "<!-- codex-audit gaps: begin -->\n### Unresolved gaps, 2025-10-05: 11 of 11\n\n```text\n"
    )
    assert "\ntraining_engine-2 (unverified): `src/brook/training_engine_2.py` is absent" in segment
    assert (folder / "codex_workdir" / ".gitignore").read_text() == "*\n"
    assert not (folder / "codex_workdir" / "error_log.md").exists()
    assert snapshot(folder) == before


def test_it_is_deterministic(tmp_path: Path) -> None:
    found = []
    for name in ("a", "b"):
        folder = tree(tmp_path / name)
        without_audit(folder)
        without_audit(folder)
        found.append({path.name: path.read_bytes() for path in (folder / "codex_workdir").iterdir()})
    assert found[0] == found[1]


def test_with_write_it_mends_the_case_of_links_and_keeps_the_segment(tmp_path: Path) -> None:
    folder = tree(tmp_path / "r")
    (folder / "CHANGELOG.md").write_bytes(b"# Log\r\n\r\n- one \xff\r\n")
    (folder / "README.md").chmod(0o640)
    before = snapshot(folder)
    done = without_audit(folder, "--write")
    assert done.returncode == 0, done.stderr
    after = snapshot(folder)
    assert after["README.md"] == before["README.md"].replace(b"docs/GUIDE.md#", b"docs/guide.md#")
    assert stat.S_IMODE((folder / "README.md").stat().st_mode) == 0o640
    assert after["CHANGELOG.md"].startswith(b"# Log\r\n\r\n- one \xff\n\n<!-- codex-audit gaps: begin -->\n")
    assert {name for name in after if after[name] != before[name]} == {"README.md", "CHANGELOG.md"}
    (folder / "CHANGELOG.md").write_bytes(after["CHANGELOG.md"] + b"\nbelow\n")
    assert without_audit(folder, "--write").returncode == 0
    assert (folder / "CHANGELOG.md").read_bytes() == after["CHANGELOG.md"] + b"\nbelow\n"
    (folder / "CHANGELOG.md").unlink()
    assert without_audit(folder, "--write").returncode == 0
    assert (
        (folder / "CHANGELOG.md").read_text().startswith("# Changelog\n\n<!-- codex-audit gaps: begin -->\n")
    )


def test_it_runs_the_audit_again_and_checks_each_gap(tmp_path: Path) -> None:
    folder = tree(tmp_path / "r")
    checkpoints = JUDGED.capabilities[2]
    # one gap with another count, four gone; one gap that reads differently; the rest is not judged
    rows: list[dict[str, object]] = [
        {"id": "checkpointing_resume", "gaps": [checkpoints.gaps[0].replace("6 Python", "7 Python")]},
        {"id": "experiment_tracking", "gaps": ["no tracker"]},
    ]
    path = program(tmp_path / "bin", answering(rows, 1))
    done = run(folder, path=path)
    assert done.returncode == 0, done.stderr
    assert "3.1:Run the audit again: codex-audit ended with 1; capabilities judged: 2" in done.stdout
    assert json.loads((tmp_path / "bin" / "arguments").read_text()) == [
        *("run", ".", "--output-dir", "codex_workdir/audit")
    ]
    states = {row["id"]: row["state"] for row in loaded(folder, "gaps.json")}
    assert states["checkpointing_resume-1"] == "open"
    assert [states[f"checkpointing_resume-{number}"] for number in range(2, 6)] == ["closed"] * 4
    assert states["experiment_tracking-1"] == "unverified"
    assert states["training_engine-1"] == "unverified"
    segment = (folder / "codex_workdir" / "CHANGELOG_segment.md").read_text()
    assert "### Unresolved gaps, 2025-10-05: 7 of 11\n" in segment
    assert "checkpointing_resume-2" not in segment


def test_closed_gaps_leave_an_empty_segment(tmp_path: Path) -> None:
    folder = tree(tmp_path / "r")
    rows = [{"id": row.id, "gaps": []} for row in JUDGED.capabilities]
    done = run(folder, path=program(tmp_path / "bin", answering(rows, 3)))
    assert done.returncode == 0, done.stderr
    assert (folder / "codex_workdir" / "CHANGELOG_segment.md").read_text() == (
        "<!-- codex-audit gaps: begin -->\n### Unresolved gaps, 2025-10-05: 0 of 11\n\n<!-- codex-audit gaps: end -->\n"
    )


def test_the_tool_itself_answers(tmp_path: Path) -> None:
    folder = tree(tmp_path / "r")
    done = run(
        folder,
        HOME=str(tmp_path),
        XDG_CACHE_HOME=str(tmp_path / "cache"),
        PYTHONPATH=os.pathsep.join(sys.path),
    )
    assert "4.1:Check the gaps again: recorded gaps: 11" in done.stdout
    if done.returncode == 0:
        assert (folder / "codex_workdir" / "audit" / "reports" / "audit.json").exists()
    else:
        # where the package is not installed, the isolated interpreter cannot find it
        assert "3.1:Run the audit again: failed" in done.stdout or "skipped" in done.stdout


def test_a_failing_step_leaves_an_error_block_and_the_rest_goes_on(tmp_path: Path) -> None:
    folder = tree(tmp_path / "r")
    (folder / "README.md").unlink()
    path = program(tmp_path / "bin", "sys.stderr.write('```\\nbroken\\n')\nsys.exit(2)\n")
    done = run(folder, path=path)
    assert done.returncode == 1
    assert "2.1:Read the documents: failed: see error_log.md" in done.stdout
    assert "2.2:Look for recorded stubs: recorded stubs: 1, still defined: 1" in done.stdout
    assert "6.1:Write the change log segment: unresolved gaps: 11" in done.stdout
    log = (folder / "codex_workdir" / "error_log.md").read_text()
    blocks = fences(log)
    assert [block.content.splitlines()[:4] for block in blocks] == [
        [
            f"Question for ChatGPT-5 @codex {STAMP}:",
            "While performing [2.1:Read the documents], encountered the following error:",
            "FileNotFoundError: README.md is gone or has become a link since the status update",
            "Context: Reading README.md, docs/.",
        ],
        [
            f"Question for ChatGPT-5 @codex {STAMP}:",
            "While performing [3.1:Run the audit again], encountered the following error:",
            "RuntimeError: codex-audit ended with 2: ``` broken",
            "Context: Auditing brook, last at commit 9f2c4e6a8b0d1f3e5a7c9b1d3f5e7a9c0b2d4f6e.",
        ],
    ]
    question = (
        "What are the possible causes, and how can this be resolved while preserving intended functionality?"
    )
    assert all(block.content.splitlines()[4:] == [question] for block in blocks)
    assert done.stderr == "".join(block.content for block in blocks)
    assert run(folder, path=path).returncode == 1
    assert (folder / "codex_workdir" / "error_log.md").read_text() == log


def test_it_never_writes_through_links(tmp_path: Path) -> None:
    folder = tree(tmp_path / "r")
    outside = tmp_path / "outside.md"
    outside.write_text("[case](Outside.md)\n")
    (folder / "CHANGELOG.md").symlink_to(outside)
    (folder / "docs" / "link.md").symlink_to(outside)
    done = without_audit(folder, "--write")
    assert done.returncode == 1
    assert "6.1:Write the change log segment: failed" in done.stdout
    assert outside.read_text() == "[case](Outside.md)\n"
    assert "docs/link.md" not in loaded(folder, "documents.json")
    linked = tree(tmp_path / "s")
    (tmp_path / "elsewhere").mkdir()
    (linked / "away").symlink_to(tmp_path / "elsewhere")
    done = without_audit(linked, "--workdir", "away")
    assert done.returncode == 2
    assert not list((tmp_path / "elsewhere").iterdir())


def test_damaged_markers_are_an_error(tmp_path: Path) -> None:
    folder = tree(tmp_path / "r")
    text = "# Log\n\n<!-- codex-audit gaps: begin -->\nno end\n"
    (folder / "CHANGELOG.md").write_text(text)
    assert without_audit(folder, "--write").returncode == 1
    assert (folder / "CHANGELOG.md").read_text() == text
    assert "the markers of the change log segment" in (folder / "codex_workdir" / "error_log.md").read_text()


def test_the_script_of_an_empty_folder_runs(tmp_path: Path) -> None:
    done = without_audit(tmp_path, report=bare())
    assert done.returncode == 0, done.stderr
    assert "documents: 0, broken relative links: 0" in done.stdout
