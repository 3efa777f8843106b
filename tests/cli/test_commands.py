"""The commands as their users call them: output, exit codes, streams."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import trees

TIMESTAMP = "2024-05-06T07:08:09Z"


def audit(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-m", "codex_audit", *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = trees.write(trees.LIBRARY, tmp_path_factory.mktemp("cli") / "tree")
    trees.commit(root)
    return root


@pytest.fixture
def out(tmp_path: Path) -> str:
    return str(tmp_path / "out")


def test_version_and_help(tmp_path: Path) -> None:
    assert audit("--version", cwd=tmp_path).stdout.startswith("codex-audit, version ")
    shown = audit("--help", cwd=tmp_path)
    assert shown.returncode == 0
    for name in ("run", "check", "explain", "rules", "schema"):
        assert f"  {name} " in shown.stdout
    assert audit("frobnicate", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "banned"),
    [
        (
            ["--version"],
            ("pydantic", "jinja2", "libcst", "rich", "yaml", "markdown_it", "msgspec", "sqlite3"),
        ),
        (["--help"], ("pydantic", "jinja2", "libcst", "rich", "yaml", "markdown_it", "msgspec", "sqlite3")),
        (
            ["check", "--no-cache", "src/parcels/core.py"],
            ("pydantic", "jinja2", "libcst", "rich", "yaml", "markdown_it"),
        ),
    ],
)
def test_start_up_imports_only_what_is_needed(
    tree: Path, arguments: list[str], banned: tuple[str, ...]
) -> None:
    code = (
        "import sys; from codex_audit.cli._commands import cli\n"
        f"try: cli.main({arguments!r}, standalone_mode=False)\n"
        "finally: print('\\n', *sys.modules)"
    )
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=tree, env=plain, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not loaded & set(banned)


def test_run_says_plain_lines_and_a_summary_on_standard_error(tree: Path, out: str) -> None:
    done = audit("run", ".", "--output-dir", out, "--no-cache", cwd=tree)
    assert done.returncode == 0
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert "2.2 Extract facts" in lines
    assert any(line.startswith("parcels: 9 files") for line in lines)
    assert any("critical" in line and "info" in line for line in lines)
    assert lines[-1].startswith(f"Reports: {out}/reports/")
    assert len(lines) < 40
    assert "\x1b" not in done.stderr


def test_quiet_and_verbose(tree: Path, out: str) -> None:
    assert audit("run", ".", "--output-dir", out, "--no-cache", "-q", cwd=tree).stderr == ""
    assert (
        "  reports/audit.json" in audit("run", ".", "--output-dir", out, "--no-cache", "-v", cwd=tree).stderr
    )


def test_colour_is_a_choice(tree: Path, out: str) -> None:
    command = ("run", ".", "--output-dir", out, "--no-cache")
    assert "\x1b[" in audit(*command, "--color", "always", cwd=tree).stderr
    assert "\x1b[" in audit(*command, cwd=tree, FORCE_COLOR="1").stderr
    assert "\x1b[" not in audit(*command, cwd=tree, FORCE_COLOR="1", NO_COLOR="1").stderr


@pytest.mark.parametrize(
    ("name", "path"), [("markdown", "reports/status_update.md"), ("json", "reports/audit.json")]
)
def test_a_document_on_standard_output(tree: Path, out: str, name: str, path: str) -> None:
    done = audit("run", ".", "--output-dir", out, "--no-cache", "--output-format", name, cwd=tree)
    assert done.stdout == (Path(out) / path).read_text(encoding="utf-8")


def test_the_report_validates_against_its_schema(tree: Path, out: str) -> None:
    from jsonschema import Draft202012Validator

    audit("run", ".", "--output-dir", out, "--no-cache", cwd=tree)
    schema = json.loads(audit("schema", cwd=tree).stdout)
    report = json.loads((Path(out) / "reports/audit.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(report)
    assert (
        list(report)
        == (
            "schema_version tool generated_at prompt repository settings inventory readme structure metrics "
            "findings capabilities diffs gates reproducibility deferred menu branches coverage errors complete"
        ).split()
    )


def test_the_gate_and_its_exit_codes(tree: Path, out: str) -> None:
    command = ("run", ".", "--output-dir", out, "--no-cache", "-q")
    assert audit(*command, cwd=tree).returncode == 0
    assert audit(*command, "--fail-on", "info", cwd=tree).returncode == 1
    assert audit(*command, "--fail-on", "info", "--output-format", "json", cwd=tree).returncode == 1
    assert audit(*command, "--fail-on", "info", "--require-complete", cwd=tree).returncode == 1
    assert (
        audit(
            *command, "--fail-on", "info", "--select", "hygiene/no-ci", "--min-severity", "critical", cwd=tree
        ).returncode
        == 0
    )


def test_incomplete_comes_before_the_gate(tree: Path, tmp_path: Path, out: str) -> None:
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-a", str(tree), str(copy)], check=True)
    (copy / ".git" / "index").write_bytes(b"no index")
    command = ("run", str(copy), "--output-dir", out, "--no-cache", "-q", "--fail-on", "info")
    assert audit(*command, cwd=tmp_path).returncode == 1
    assert audit(*command, "--require-complete", cwd=tmp_path).returncode == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "nonexistent"], "does not exist"),
        (["run", "README.md"], "is a file"),
        (["run", ".", "--timestamp", "yesterday"], "expected YYYY-MM-DDTHH:MM:SSZ"),
        (["run", ".", "--select", "imports/cycel"], "the nearest is 'imports/cycle'"),
        (["run", ".", "--frobnicate"], "No such option"),
        (["check", "nonexistent.py"], "no such file"),
        (["check", "/etc/passwd"], "lies outside"),
        (["check", "src"], "is a folder"),
        (["explain", "imports/cycel"], "the nearest is 'imports/cycle'"),
    ],
)
def test_usage_errors(tree: Path, arguments: list[str], message: str) -> None:
    done = audit(*arguments, cwd=tree)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tree / "reports").exists()


def test_mistakes_in_the_environment_and_the_configuration(tree: Path, tmp_path: Path, out: str) -> None:
    done = audit("run", ".", "--output-dir", out, cwd=tree, SOURCE_DATE_EPOCH="soon")
    assert (done.returncode, "SOURCE_DATE_EPOCH" in done.stderr) == (2, True)
    config = tmp_path / "own.toml"
    config.write_text("selct = []\n")
    done = audit("run", ".", "--output-dir", out, "--config", str(config), cwd=tree)
    assert (done.returncode, "the nearest is 'select'" in done.stderr) == (2, True)


def test_source_date_epoch_is_the_time_of_the_report(tree: Path, out: str) -> None:
    audit("run", ".", "--output-dir", out, "--no-cache", cwd=tree, SOURCE_DATE_EPOCH="86400")
    report = json.loads((Path(out) / "reports/audit.json").read_text(encoding="utf-8"))
    assert report["generated_at"] == "1970-01-02T00:00:00Z"


def test_check_prints_findings_of_the_given_files_only(tree: Path) -> None:
    done = audit("check", "--no-cache", "src/parcels/core.py", "README.md", cwd=tree)
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert lines
    assert all(line.startswith(("src/parcels/core.py:", "README.md:")) for line in lines)
    assert any(" lint/eval " in line for line in lines)
    assert "project rules did not run (--project runs them)" in done.stderr
    assert audit("check", "--no-cache", "--fail-on", "never", "src/parcels/core.py", cwd=tree).returncode == 0


def test_check_from_a_subfolder_names_paths_from_the_root(tree: Path) -> None:
    done = audit("check", "--no-cache", "core.py", cwd=tree / "src/parcels")
    assert done.stdout.startswith("src/parcels/core.py:")


def test_check_as_json(tree: Path) -> None:
    done = audit("check", "--no-cache", "--format", "json", "src/parcels/core.py", cwd=tree)
    document = json.loads(done.stdout)
    assert done.returncode == 1
    assert {finding["path"] for finding in document["findings"]} == {"src/parcels/core.py"}
    assert "imports/cycle" in document["not_run"]
    fields = set(document["findings"][0])
    assert {
        "rule",
        "severity",
        "confidence",
        "message",
        "path",
        "line",
        "fingerprint",
        "menu",
        "fixable",
    } <= fields


def test_check_finds_what_run_finds(tree: Path, out: str) -> None:
    audit("run", ".", "--output-dir", out, "--no-cache", cwd=tree)
    report = json.loads((Path(out) / "reports/audit.json").read_text(encoding="utf-8"))
    document = json.loads(audit("check", "--no-cache", "--format", "json", "--project", cwd=tree).stdout)
    assert document["findings"] == report["findings"]
    assert document["not_run"] == []


def test_check_of_everything(tree: Path) -> None:
    done = audit("check", "--no-cache", "-v", cwd=tree)
    assert done.returncode == 1
    assert "imports/cycle" in done.stderr


def test_check_skips_what_is_no_file(tmp_path: Path) -> None:
    root = trees.write({"a.py": "x = 1\n"}, tmp_path / "tree")
    (root / ".git").mkdir()
    os.mkfifo(root / "pipe.py")
    (root / "link.py").symlink_to("/etc/passwd")
    done = audit("check", "--no-cache", "a.py", "pipe.py", "link.py", cwd=root)
    assert done.returncode == 0
    assert "skipped pipe.py: special file" in done.stderr


def test_check_writes_nothing_in_the_work_tree(tree: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in tree.rglob("*")}
    audit("check", "src/parcels/core.py", cwd=tree, XDG_CACHE_HOME=str(tree.parent / "cache"))
    assert {path: path.stat().st_mtime_ns for path in tree.rglob("*")} == before


def test_check_of_files_uses_the_cache_where_it_pays(tmp_path: Path) -> None:
    code = "def f(x):\n    return eval(x)\n"
    files = {"pyproject.toml": "", "small.py": code, "large.py": code + "# a comment\n" * 50_000}
    root = trees.write(files, tmp_path / "tree")
    cache = tmp_path / "cache"
    assert "lint/eval" in audit("check", "small.py", "--cache-dir", str(cache), cwd=root).stdout
    assert not cache.exists()
    for _ in range(2):
        assert "lint/eval" in audit("check", "large.py", "--cache-dir", str(cache), cwd=root).stdout
        assert cache.exists()


def test_check_in_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = f"cd {gone} && rmdir {gone} && {sys.executable} -I -m codex_audit check a.py"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "codex-audit: error: the working directory is gone; change to one that exists\n"


def test_suppressions_are_obeyed_told_and_ignored_when_isolated(tmp_path: Path) -> None:
    code = "def f(x):\n    return eval(x)  # codex-audit: ignore[lint/eval] -- x is ours\n"
    root = trees.write({"pyproject.toml": "", "a.py": code}, tmp_path / "tree")
    assert "lint/eval" not in audit("check", "--no-cache", "a.py", cwd=root).stdout
    assert "lint/eval" in audit("check", "--no-cache", "--isolated", "a.py", cwd=root).stdout
    out = tmp_path / "out"
    audit("run", ".", "--no-cache", "--output-dir", str(out), cwd=root)
    silenced = json.loads((out / "reports/audit.json").read_text())["coverage"]["silenced"]
    assert {"source": "# codex-audit: ignore", "findings": 1, "applied": True} in silenced


def test_explain_and_rules(tree: Path) -> None:
    shown = audit("explain", "imports/cycle", cwd=tree)
    assert shown.returncode == 0
    assert shown.stdout.startswith("imports/cycle: ")
    listed = audit("rules", cwd=tree).stdout
    assert "imports/cycle" in listed
    assert audit("rules", "--format", "markdown", cwd=tree).stdout.startswith("# Rules\n")


def test_the_cache_can_be_seen_and_removed(tree: Path, out: str, tmp_path: Path) -> None:
    from codex_audit.repository.cache import FILE

    folder = tmp_path / "cache"
    asked = ("--cache-dir", str(folder))
    assert audit("cache", "info", *asked, cwd=tree).stdout == f"no cache in {folder}\n"
    assert not folder.exists()
    assert audit("run", ".", "--output-dir", out, *asked, cwd=tree).returncode == 0
    size = (folder / FILE).stat().st_size
    shown = audit("cache", "info", *asked, cwd=tree).stdout
    assert shown.startswith(f"{folder}/{FILE}: {size:,} bytes\n")
    assert shown.endswith("1 trees, 1 runs\n") or shown.endswith("1 trees, 0 runs\n")
    assert audit("cache", "clear", *asked, cwd=tree).stdout == f"{size:,} bytes removed from {folder}\n"
    assert list(folder.iterdir()) == []
    (folder / FILE).mkdir()
    assert audit("cache", "clear", *asked, cwd=tree).stdout == f"0 bytes removed from {folder}\n"


def test_a_reader_that_leaves_early_is_no_error(tree: Path, out: str) -> None:
    command = f"{sys.executable} -I -m codex_audit run . --output-dir {out} --no-cache -q --output-format json | head -c 10"
    done = subprocess.run(["bash", "-c", command], cwd=tree, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert len(done.stdout) == 10


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_end_the_run_with_all_its_processes(tmp_path: Path, number: int, code: int) -> None:
    big = {f"m{index}.py": "x = [" + "1, " * 20_000 + "]\n" for index in range(500)}
    root = trees.write(big, tmp_path / "tree")
    process = subprocess.Popen(
        [sys.executable, "-I", "-m", "codex_audit", "run", str(root), "--no-cache"],
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    )
    assert process.stderr is not None
    while b"Extract" not in process.stderr.readline():
        pass
    assert eventually(lambda: bool(_children(process.pid)))
    workers = _children(process.pid)
    process.send_signal(number)
    assert process.wait(60) == code
    process.stderr.close()
    assert eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    assert not (root / "reports").exists()


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether something comes true within a minute."""
    deadline = time.monotonic() + 60
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(part) for part in text.split()]


def test_progress_is_live_on_a_terminal(tree: Path, out: str) -> None:
    import pty

    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-I", "-m", "codex_audit", "run", ".", "--output-dir", out, "--no-cache"],
        cwd=tree,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"},
    )
    os.close(follower)
    shown = b""
    try:
        while block := os.read(leader, 65536):
            shown += block
    except OSError:
        pass
    assert process.wait(60) == 0
    os.close(leader)
    assert b"Extract facts" in shown
    assert b"\x1b[" in shown
    assert b"parcels: 9 files" in shown


@pytest.fixture
def no_alarm() -> Iterator[None]:
    before = signal.getsignal(signal.SIGALRM)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("no_alarm")
def test_a_request_to_end_is_no_error_that_a_step_survives() -> None:
    from codex_audit import cli, pipeline
    from codex_audit.domain.errors import Step

    handler = cli._terminated
    errors = pipeline._Errors()
    with pytest.raises(cli._Terminated) as caught:
        errors.attempt(Step("1.1", "x"), lambda: handler(signal.SIGTERM, None), None, "")
    assert caught.value.args == (143,)
    assert errors.failures == []


@pytest.mark.usefixtures("no_alarm")
def test_a_request_that_was_lost_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from codex_audit import cli

    monkeypatch.setattr(cli, "AGAIN_SECONDS", 0.05)
    with pytest.raises(cli._Terminated):
        cli._terminated(signal.SIGINT, None)
    with pytest.raises(cli._Terminated) as caught:
        time.sleep(60)
    assert caught.value.args == (130,)
