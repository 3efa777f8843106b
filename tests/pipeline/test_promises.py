"""The promises of a run, over small trees: evidence, redaction, places of writing, errors."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests import trees

TIMESTAMP = "2024-05-06T07:08:09Z"


def run(root: Path, *options: str, cwd: Path | None = None, code: int = 0) -> dict:
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-m",
            "codex_audit",
            "run",
            str(root),
            "--timestamp",
            TIMESTAMP,
            "--no-cache",
            *options,
        ],
        capture_output=True,
        cwd=cwd or root.parent,
        check=False,
    )
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    output = Path(options[options.index("--output-dir") + 1]) if "--output-dir" in options else root
    return json.loads((output / "reports/audit.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    root = trees.write(trees.LIBRARY, tmp_path_factory.mktemp("library") / "tree")
    trees.commit(root)
    return root, run(root)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    root = trees.write(trees.BROKEN, tmp_path_factory.mktemp("broken") / "tree")
    return root, run(root)


def places(report: dict):
    for finding in report["findings"]:
        yield finding["rule"], finding["path"], finding["line"], ""
        for place in finding["evidence"]:
            yield finding["rule"], place["path"], place["line"], place["symbol"]
    for stub in report["structure"]["stubs"]:
        yield "stub", stub["path"], stub["line"], stub["name"].rpartition(".")[2]
    for block in report["metrics"]["functions"] + report["metrics"]["classes"]:
        yield "metric", block["path"], block["line"], block["name"].rpartition(".")[2]
    for variable in report["reproducibility"]["environment"]:
        for place in variable["places"]:
            yield "environment", place["path"], place["line"], place["symbol"]
    for point in report["structure"]["entry_points"]:
        yield "entry point", point["path"], point["line"], point["name"]


@pytest.mark.parametrize("tree", ["library", "broken"])
def test_every_cited_line_exists_and_contains_what_it_is_cited_for(tree: str, request) -> None:
    root, report = request.getfixturevalue(tree)
    count = 0
    for what, path, line, symbol in places(report):
        if line is None:
            continue
        lines = (root / path).read_text(encoding="utf-8").splitlines()
        assert 1 <= line <= len(lines), (what, path, line)
        assert symbol in lines[line - 1], (what, path, line, symbol)
        count += 1
    assert count > 5


def test_claims_of_absence_say_what_was_searched(library) -> None:
    absent = [finding for finding in library[1]["findings"] if finding["line"] is None]
    assert absent
    assert all(finding["searched"] for finding in absent)


def test_the_expected_findings_of_the_library(library) -> None:
    rules = {(finding["rule"], finding["path"], finding["line"]) for finding in library[1]["findings"]}
    expected = {
        ("imports/cycle", "src/parcels/cli.py", 3),
        ("packaging/entry-point", "pyproject.toml", 10),
        ("stub/not-implemented", "src/parcels/core.py", 22),
        ("readme/broken-link", "README.md", 3),
    }
    found = {(rule, path) for rule, path, _ in rules}
    assert {(rule, path) for rule, path, _ in expected} - found <= {("imports/cycle", "src/parcels/cli.py")}
    assert {"dependencies/undeclared", "dependencies/unused", "lint/eval"} <= {rule for rule, _, _ in rules}


def test_every_python_file_has_a_tier(broken) -> None:
    tiers = {
        file["path"]: file["tier"] for file in broken[1]["inventory"]["files"] if file["language"] == "Python"
    }
    assert tiers["fine.py"] == "ast"
    assert tiers["half.py"] == "parso"
    assert tiers["old.py"] in {"libcst", "parso"}


def test_a_syntax_error_is_a_finding_and_costs_no_other_file(broken) -> None:
    syntax = {finding["path"] for finding in broken[1]["findings"] if finding["rule"].startswith("syntax/")}
    assert {"half.py", "old.py", "pyproject.toml"} <= syntax
    assert "fine" in {block["name"] for block in broken[1]["metrics"]["functions"]}


def test_rules_that_saw_only_part_say_so(broken) -> None:
    by_rule = {row["rule"]: row for row in broken[1]["coverage"]["rules"]}
    assert by_rule["stub/not-implemented"]["status"] == "incomplete"
    assert by_rule["stub/not-implemented"]["reason"]


def test_run_writes_only_its_artefacts(tmp_path: Path) -> None:
    root = trees.write(trees.LIBRARY, tmp_path / "tree")
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    run(root)
    written = {path.relative_to(root).as_posix() for path in tmp_path.rglob("*") if path.is_file()} - {
        path.relative_to(root).as_posix() for path in before
    }
    assert written == {
        f"reports/{name}"
        for name in (
            "audit.json audit.md backlog.json branch_analysis.md deferred.md capability_map.json prompt_copy.md repo_map.md "
            "reproducibility.md status_update.md"
        ).split()
    }


def test_an_output_folder_takes_all_artefacts(tmp_path: Path) -> None:
    root = trees.write(trees.LIBRARY, tmp_path / "tree")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    for path in [root, *root.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)
    run(root, "--output-dir", str(tmp_path / "out"))
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
    for path in [root, *root.rglob("*")]:
        path.chmod(path.stat().st_mode | stat.S_IWUSR)


def test_an_artefact_that_is_a_link_is_not_written_through(tmp_path: Path) -> None:
    root = trees.write(trees.LIBRARY, tmp_path / "tree")
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (root / "reports").mkdir()
    (root / "reports/audit.json").symlink_to(victim)
    done = subprocess.run(
        [sys.executable, "-I", "-m", "codex_audit", "run", str(root), "--no-cache"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert b"link" in done.stderr
    assert victim.read_text() == "precious"


def test_no_secret_reaches_an_output(tmp_path: Path) -> None:
    secret = "ghp_" + "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dF3hJ5"
    tree = {
        **trees.LIBRARY,
        "src/parcels/keys.py": f'TOKEN = "{secret}"\n\n\ndef f():  # TODO {secret}\n    """Uses {secret}."""\n',
        "docs/keys.md": f"# Keys {secret}\n\nTODO remove {secret}\n\n```bash\nexport TOKEN={secret}\n```\n",
        f"{secret}.py": "x = 1\n",
        "config.yaml": f"token: {secret}\n",
        "prompt.md": f"Use {secret}.\n",
    }
    root = trees.write(tree, tmp_path / "tree")
    trees.commit(root, f"Add {secret}")
    trees.git(root, "branch", secret)
    done = subprocess.run(
        [sys.executable, "-I", "-m", "codex_audit", "run", str(root), "--no-cache", "--output-format", "json"]
        + ["--prompt-file", str(root / "prompt.md"), "--output-dir", str(tmp_path / "out"), "-v"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    report = json.loads(done.stdout)
    assert {"src/parcels/keys.py", "docs/keys.md", "config.yaml", "prompt.md"} <= {
        finding["path"] for finding in report["findings"] if finding["rule"].startswith("secret/")
    }
    outputs = [
        done.stdout,
        done.stderr,
        *(p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()),
    ]
    assert not any(secret.encode() in output for output in outputs)
    assert re.search(rb"\[redacted:[0-9a-f]{10}\]", done.stdout)


def test_a_planted_module_never_runs(tmp_path: Path) -> None:
    planted = "import pathlib\npathlib.Path(__file__).with_suffix('.ran').write_text('')\n"
    names = ("enum.py", "ast.py", "codex_audit.py", "sitecustomize.py", "radon.py", "conftest.py", "setup.py")
    root = trees.write({**trees.LIBRARY, **dict.fromkeys(names, planted)}, tmp_path / "tree")
    run(root, cwd=root)
    assert not list(root.rglob("*.ran"))


def test_the_repositorys_linter_configuration_silences_nothing(tmp_path: Path) -> None:
    root = trees.write(trees.LIBRARY, tmp_path / "tree")
    before = {finding["rule"] for finding in run(root)["findings"]}
    hostile = {
        "ruff.toml": 'exclude = ["*"]\n[lint]\nselect = []\n',
        ".ruff.toml": 'extend = "/nonexistent"\n',
        "radon.cfg": "[radon]\nexclude = *\n",
        ".gitattributes": "* filter=evil\n",
    }
    trees.write(hostile, root)
    assert before - {finding["rule"] for finding in run(root)["findings"]} <= {"hygiene/no-licence"}


def test_a_failed_step_is_a_block_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from codex_audit import pipeline
    from codex_audit.cli._terminal import Silent
    from codex_audit.domain.run import Request
    from codex_audit.domain.settings import Settings

    root = trees.write(trees.LIBRARY, tmp_path / "tree")

    def fail(*args: object, **kwargs: object) -> None:
        raise ValueError("quotes the repository's own text")

    monkeypatch.setattr(pipeline, "_machine", fail)
    request = Request(str(root), str(root), TIMESTAMP, 1, None, b"Prompt.\n", "built-in", Settings())
    for _ in range(2):
        summary = pipeline.run(request, Silent())
    assert not summary.complete
    block = (root / "Codex_Questions.md").read_text()
    assert block.count("Question for ChatGPT-5 @codex 2024-05-06T07:08:09Z:") == 1
    assert "While performing [1.3:Describe the machine], encountered the following error:" in block
    assert "quotes the repository" not in block
    (line,) = (root / ".codex/errors.ndjson").read_text().splitlines()
    assert json.loads(line)["step"] == "1.3"


def test_an_empty_folder_is_audited(tmp_path: Path) -> None:
    root = tmp_path / "tree"
    root.mkdir()
    report = run(root)
    assert report["inventory"]["files"] == []
    assert report["metrics"]["functions"] == []


def test_the_prompt_is_copied_byte_for_byte(tmp_path: Path) -> None:
    root = trees.write(trees.LIBRARY, tmp_path / "tree")
    prompt = tmp_path / "prompt.md"
    prompt.write_bytes(b"Line\r\n\xff no newline at the end")
    run(root, "--prompt-file", str(prompt))
    assert (root / "reports/prompt_copy.md").read_bytes() == prompt.read_bytes()


def test_own_output_behind_standard_output_is_no_input(tmp_path: Path) -> None:
    root = trees.write(trees.LIBRARY, tmp_path / "tree")
    with (root / "MY_AUDIT.md").open("wb") as stdout:
        subprocess.run(
            [
                sys.executable,
                "-I",
                "-m",
                "codex_audit",
                "run",
                ".",
                "--no-cache",
                "-q",
                "--output-format",
                "markdown",
            ],
            cwd=root,
            stdout=stdout,
            check=True,
        )
    assert (root / "MY_AUDIT.md").read_bytes() == (root / "reports/status_update.md").read_bytes()
    assert "MY_AUDIT.md" not in (root / "reports/audit.json").read_text()


def test_audits_need_no_home(tmp_path: Path) -> None:
    root = trees.write(trees.LIBRARY, tmp_path / "tree")
    environment = {
        name: value for name, value in os.environ.items() if name not in ("HOME", "XDG_CACHE_HOME")
    }
    subprocess.run(
        [sys.executable, "-I", "-m", "codex_audit", "run", str(root), "-q"], env=environment, check=True
    )
