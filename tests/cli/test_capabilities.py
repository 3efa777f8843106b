"""Capabilities, packs of the user and the prompt that steers, through the program itself."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from codex_audit.repository.cache import RACY_NS

PACK = """
id = "parcels"
title = "Parcels"
[[capability]]
id = "tracking"
title = "Tracking"
implemented = [["track"]]
test = "track"
start = "Begin in {main}."
rollback = "Revert {home}."
[[capability.part]]
id = "track"
title = "track"
any = ["function:track"]
gap = "No tracking in {main}."
"""
PROMPT = """# Audit

Look at these only.

**Capabilities list:**
- Deployment (packaging, CLI entry points)
- Tracking
- Telepathy

Audit scope:

1. **Repo Map**
2. **Capability Audit Table**
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "parcels"
    (root / "parcels").mkdir(parents=True)
    (root / "parcels/__init__.py").write_text("from parcels.core import track\n\ntrack(1)\n")
    (root / "parcels/core.py").write_text("def track(number):\n    return number\n")
    (root / "pack.toml").write_text(PACK)
    (root / "pyproject.toml").write_text(
        '[project]\nname = "parcels"\nversion = "1"\n[tool.codex-audit]\npacks = ["pack.toml"]\n'
    )
    return root


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-I",
        "-m",
        "codex_audit",
        "run",
        ".",
        "--output-dir",
        str(root.parent / "out"),
    ]
    if "--cache-dir" not in arguments:
        command.append("--no-cache")
    return subprocess.run([*command, *arguments], cwd=root, capture_output=True, text=True, check=False)


def report(root: Path) -> dict:
    return json.loads((root.parent / "out/reports/audit.json").read_text("utf-8"))


def test_the_users_pack_is_judged_behind_the_built_in_ones(repository: Path) -> None:
    assert run(repository, "-q").returncode == 0
    rows = report(repository)["capabilities"]
    assert list(dict.fromkeys(row["pack"] for row in rows)) == ["ml-systems", "python-project", "parcels"]
    last = rows[-1]
    assert (last["id"], last["status"]) == ("tracking", "Implemented")
    assert last["artifacts"] == [
        {"path": "parcels/core.py", "line": 1, "symbol": "track", "note": "function"}
    ]
    assert set(last) >= {"id", "title", "pack", "status", "parts", "artifacts", "gaps", "risks"}
    assert {"name", "status", "evidence"} <= set(last["parts"][0])


def test_a_cache_knows_which_words_were_looked_for(repository: Path) -> None:
    settled = repository / "parcels/core.py"
    settled.write_text('def track(way):\n    return way("zebra-crossing")\n')
    # Files that changed a moment ago are read again anyway.
    time.sleep(RACY_NS / 1e9 + 0.1)
    cache = ("-q", "--timestamp", "2024-05-06T07:08:09Z", "--cache-dir", str(repository.parent / "cache"))
    assert run(repository, *cache).returncode == 0
    (repository / "pack.toml").write_text(PACK.replace('"function:track"', '"string:zebra-crossing"'))
    assert run(repository, *cache).returncode == 0
    found = report(repository)
    assert found["capabilities"][-1]["status"] == "Implemented"
    assert run(repository, *cache[:3]).returncode == 0
    ours = report(repository)
    assert {**found, "machine": None} == {**ours, "machine": None}


def test_a_mistake_in_a_pack_is_an_error_with_its_place(repository: Path) -> None:
    (repository / "pack.toml").write_text(PACK.replace('"function:track"', '"fun:track"'))
    done = run(repository)
    assert done.returncode == 2
    assert "pack.toml, table [[capability]] 1, id 'tracking'" in done.stderr
    assert "no kind of signal is called 'fun'" in done.stderr
    assert run(repository, "--isolated", "-q").returncode == 0


def test_a_prompt_selects_capabilities_and_sections(repository: Path, tmp_path: Path) -> None:
    prompt = tmp_path / "AUDIT_PROMPT.md"
    prompt.write_text(PROMPT)
    done = run(repository, "--prompt-file", str(prompt), "--output-format", "markdown", "-q")
    assert done.returncode == 0
    assert [row["id"] for row in report(repository)["capabilities"]] == ["deployment", "tracking"]
    assert report(repository)["prompt"]["sections"] == [1, 2]
    assert "# 📍parcels: Status Update (" in done.stdout
    assert done.stdout == (tmp_path / "out/reports/status_update.md").read_text("utf-8")
    assert done.stdout.count("Left out: `AUDIT_PROMPT.md` asks for other sections.") == 6
    deferred = report(repository)["deferred"]
    assert any("Telepathy" in item["title"] + item["rationale"] for item in deferred)
