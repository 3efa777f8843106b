"""Rows speak of the repository at hand, and every place that they cite holds its symbol."""

import re
from pathlib import Path

import click
import jinja2
import pytest

from codex_audit.domain.report import CapabilityRow
from codex_audit.project.capabilities.assess import assess
from codex_audit.project.capabilities.registries import registries
from codex_audit.project.capabilities.rows import Layout, rows
from tests.project.capabilities.trees import BUILT_IN, project

TRAIN = """import torch
from net import Net

try:
    import wandb
except ImportError:
    wandb = None


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for batch in loader:
        optimizer.zero_grad()
        model(batch).sum().backward()
        optimizer.step()
    torch.save({"model": model.state_dict()}, "last.pt")
    wandb.log({})


train(Net(), [])
"""
FLAT = {
    "README.md": "# Net\n\n```sh\npython train.py\n```\n",
    "net.py": "import torch.nn as nn\n\n\nclass Net(nn.Module):\n    def forward(self, x):\n        return x\n",
    "train.py": TRAIN,
}


def made(files: dict[str, str]) -> dict[str, CapabilityRow]:
    whole = project(files)
    return {row.id: row for row in rows(whole, assess(whole, BUILT_IN))}


def texts(row: CapabilityRow) -> list[str]:
    return [*row.gaps, *row.risks, *row.patch_plan, *filter(None, [row.rollback_plan])]


def test_a_flat_repository_is_judged_by_its_scripts() -> None:
    found = made(FLAT)
    assert found["training_engine"].status == "Implemented"
    assert found["modeling"].status == "Implemented"
    assert found["checkpointing_resume"].status == "Partially Implemented"
    assert found["experiment_tracking"].status == "Partially Implemented"
    assert found["tokenization"].status == "Missing"
    assert found["modeling"].artifacts[0].model_dump() == {
        "path": "net.py", "line": 4, "symbol": "Net", "note": "class"
    }  # fmt: skip


def test_gaps_and_plans_name_places_of_the_repository() -> None:
    row = made(FLAT)["checkpointing_resume"]
    saved = next(place for place in row.artifacts if place.symbol == "save")
    assert f"{saved.path}:{saved.line}" == "train.py:16"
    assert any("`save` (`train.py:16`)" in gap for gap in row.gaps)
    assert any("tests/test_checkpoint.py" in step for step in row.patch_plan)


def test_an_import_that_may_fail_is_a_risk_with_its_place() -> None:
    risks = made(FLAT)["experiment_tracking"].risks
    assert risks[0].startswith("`wandb` is imported in a `try` at `train.py:5`: ")


def test_stubs_are_named() -> None:
    files = {**FLAT, "lora.py": "def apply_lora(model):\n    raise NotImplementedError\n\n\napply_lora(1)\n"}
    gaps = made(files)["modeling"].gaps
    assert "LoRA or PEFT hooks: only a placeholder stands at `apply_lora` (`lora.py:1`)." in gaps


@pytest.mark.parametrize("files", [FLAT, {"pkg/__init__.py": "", "pkg/a.py": "x = 1\n"}, {"a.txt": "x"}, {}])
def test_no_field_of_a_template_is_left_and_each_sentence_is_specific(files: dict[str, str]) -> None:
    for row in made(files).values():
        assert bool(row.rollback_plan) == (row.applicable and bool(row.gaps))
        for text in texts(row):
            assert not re.search(r"\{[a-z_:]+\}", text), text
            assert text.endswith((".", "!", "?"))
            assert "`" in text or re.search(r"\d", text) or "no file" in text or "No " in text, text


def test_what_is_missing_has_one_step_to_begin_with() -> None:
    row = made(FLAT)["extensibility"]
    assert row.status == "Missing"
    assert len(row.patch_plan) == 1
    assert "`train.py`" in row.patch_plan[0]


@pytest.mark.parametrize("package", [click, jinja2], ids=lambda one: one.__name__)
def test_every_cited_line_holds_its_symbol(package) -> None:
    folder = Path(package.__file__).parent
    files = {f"{folder.name}/{file.name}": file.read_text("utf-8") for file in sorted(folder.glob("*.py"))}
    checked = 0
    for row in made(files).values():
        places = [*row.artifacts, *(place for part in row.parts for place in part.evidence)]
        for place in places:
            if place.line is None:
                assert place.path in files
                continue
            checked += 1
            assert place.symbol in files[place.path].splitlines()[place.line - 1], place
    assert checked > 5


@pytest.mark.parametrize(
    ("files", "main"),
    [
        (FLAT, "train.py"),
        ({"src/pkg/__init__.py": "", "src/pkg/a.py": "x = 1\n" * 9, "setup.py": "y = 1\n" * 99}, "src/pkg/"),
        ({"one/__init__.py": "x = 1\n", "two/__init__.py": "x = 1\n" * 5}, "two/"),
        ({}, "the repository's root"),
    ],
)
def test_the_main_place(files: dict[str, str], main: str) -> None:
    assert Layout(project(files)).main == main


def test_dependencies_are_counted_in_a_sentence() -> None:
    manifest = '[project]\nname = "p"\nversion = "1"\ndependencies = ["a==1", "b", "c>=2"]\n'
    assert Layout(project({"pyproject.toml": manifest})).declared.startswith("1 of the 3 dependencies that")
    assert Layout(project({})).declared == "no file declares dependencies"


def test_registries_count_what_is_registered() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/registry.py": "def register_model(f):\n    return f\n\n\ndef register_loss(f):\n    return f\n",
        "pkg/models.py": "from pkg.registry import register_model\n\n\n@register_model\ndef tiny():\n    return 1\n",
        "pkg/kinds.py": "def a(): ...\ndef b(): ...\ndef c(): ...\nKINDS = {'a': a, 'b': b, 'c': c}\n"
        "PAIR = {'a': a, 'b': b}\n",
        "pyproject.toml": '[project]\nname = "p"\nversion = "1"\n[project.scripts]\nx = "pkg:x"\n'
        '[project.entry-points."p.plugins"]\na = "pkg.models:tiny"\n',
    }
    found = {(row.name, row.entries) for row in registries(project(files))}
    assert found == {("register_model", 1), ("register_loss", 0), ("KINDS", 3), ("p.plugins", 1)}
