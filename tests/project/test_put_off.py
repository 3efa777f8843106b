"""What is put off: capabilities that lack core parts, and what the prompt asked for in vain."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_audit.domain.report import CapabilityRow, DeferredItem, PartRow, Place
from codex_audit.project.steering import Steering, steer
from codex_audit.project.views.put_off import capability_deferrals, steering_deferrals


def part(title: str, status: str = "absent", *evidence: Place, core: bool = True) -> PartRow:
    return PartRow(id=title, name=title, core=core, status=status, evidence=evidence)


def place(line: int, symbol: str, path: str = "train.py") -> Place:
    return Place(path=path, line=line, symbol=symbol, note="call")


def row(status: str, *parts: PartRow, **more: Any) -> CapabilityRow:
    values: dict[str, Any] = {
        "pack": "ml-systems",
        "id": "checkpointing_resume",
        "title": "Checkpointing & Resume",
        "artifacts": (),
        "gaps": (),
        "risks": (),
        "patch_plan": (),
        "rollback_plan": "",
    }
    return CapabilityRow(status=status, parts=parts, **(values | more))


SAVE = place(286, "torch.save")
PARTIAL = row(
    "Partially Implemented",
    part("weights", "present", SAVE, place(290, "state_dict")),
    part("RNG state"),
    part("scheduler"),
    part("best-k retention", core=False),
    artifacts=(SAVE,),
    risks=("A run resumed at `train.py:286` draws other numbers", "Another."),
    patch_plan=(
        "Store `random.getstate()` beside `torch.save`",
        "Test it in `tests/test_resume.py`.",
        "Third.",
    ),
)


def test_a_partial_capability_names_what_it_lacks_and_where_it_would_go() -> None:
    assert capability_deferrals([PARTIAL]) == (
        DeferredItem(
            kind="capability",
            title="Checkpointing & Resume lacks RNG state and scheduler",
            rationale="Complexity: 3 absent of 4 parts of Checkpointing & Resume; 2 of 3 core parts would "
            "have to be built. Ownership: what works of it is weights at `torch.save` (`train.py:286`). "
            "Risk: A run resumed at `train.py:286` draws other numbers.",
            menu="Fix folder",
            places=(
                Place(path="train.py", line=286, symbol="torch.save"),
                Place(path="train.py", line=290, symbol="state_dict"),
            ),
            migration="It plugs in at `torch.save` (`train.py:286`). Store `random.getstate()` beside "
            "`torch.save`. Test it in `tests/test_resume.py`.",
        ),
    )


def test_a_stub_is_where_the_work_would_go() -> None:
    stub = row(
        "Stubbed",
        part("MLflow tracking", "stubbed", place(12, "start_run", "brook/mlflow.py")),
        id="experiment_tracking",
        title="Experiment Tracking",
        artifacts=(place(3, "mlflow"),),
    )
    (item,) = capability_deferrals([stub])
    assert item.title == "Experiment Tracking is a stub: MLflow tracking"
    assert item.rationale == (
        "Complexity: 1 stubbed of 1 part of Experiment Tracking; 1 of 1 core part would "
        "have to be built. Ownership: placeholders alone stand for it, MLflow tracking at `start_run` "
        "(`brook/mlflow.py:12`)."
    )
    assert item.menu == "Observability"
    assert [one.path for one in item.places] == ["train.py", "brook/mlflow.py"]


def test_a_missing_capability_says_what_was_searched() -> None:
    missing = row(
        "Missing",
        part("secrets scanning"),
        part("lock file", core=False),
        id="security_safety",
        title="Security & Safety",
        patch_plan=("Add a lock file beside `pyproject.toml`.",),
    )
    (item,) = capability_deferrals([missing], "41 Python files")
    assert item.title == "Security & Safety is missing: secrets scanning"
    assert item.rationale == (
        "Complexity: 2 absent of 2 parts of Security & Safety; 1 of 1 core part would have to be built. "
        "Ownership: no sign of secrets scanning and lock file stands in 41 Python files."
    )
    assert (item.menu, item.places) == ("Security", ())
    assert item.migration == "Add a lock file beside `pyproject.toml`."
    (other,) = capability_deferrals([missing])
    assert other.rationale.endswith("stands in any file that was read.")


def test_a_missing_capability_that_something_touches() -> None:
    once = row("Missing", part("loop"), part("precision", "present", SAVE, core=False))
    (item,) = capability_deferrals([once])
    assert item.title == "Checkpointing & Resume is missing: loop"
    assert "nothing implements it; it is touched only at `torch.save` (`train.py:286`)." in item.rationale
    twice = row(
        "Missing", part("loop", "absent", SAVE), artifacts=(Place(path="a`b.py", line=None, symbol="a"),)
    )
    (item,) = capability_deferrals([twice])
    assert "nothing implements it; 2 places touch it, first `ab.py`." in item.rationale
    assert item.migration == "It plugs in at `ab.py`."


def test_what_has_its_core_is_not_put_off() -> None:
    whole = row("Implemented", part("weights", "present", SAVE), part("scheduler"))
    extra = row("Partially Implemented", part("weights", "present", SAVE), part("retention", core=False))
    assert capability_deferrals([whole, extra]) == ()
    stubbed = row("Partially Implemented", part("weights", "present", SAVE), part("RNG state", "stubbed"))
    (item,) = capability_deferrals([stubbed])
    assert item.title == "Checkpointing & Resume lacks RNG state"
    assert "Complexity: 1 stubbed of 2 parts of Checkpointing & Resume; 1 of 2" in item.rationale


def test_long_lists_are_cut() -> None:
    (item,) = capability_deferrals([row("Missing", *(part(f"p{number}") for number in range(9)))])
    assert item.title == "Checkpointing & Resume is missing: p0, p1, p2, p3, p4, p5 and 3 more"
    many = tuple(place(line, "save") for line in range(1, 30))
    (item,) = capability_deferrals([row("Missing", part("a", "absent", *many, *many))])
    assert [one.line for one in item.places] == list(range(1, 11))


def test_a_row_without_parts() -> None:
    (item,) = capability_deferrals([row("Missing")], "3 Python files")
    assert item.title == "Checkpointing & Resume is missing"
    assert item.rationale == "Ownership: no sign of Checkpointing & Resume stands in 3 Python files."
    (item,) = capability_deferrals([row("Missing", part("extra", core=False))])
    assert item.rationale.startswith("Complexity: 1 absent of 1 part of Checkpointing & Resume. Ownership:")


@pytest.mark.parametrize(
    ("name", "menu"),
    [
        ("internal_ci_test", "Quality gates"),
        ("documentation_examples", "Docs polish"),
        ("logging_monitoring", "Observability"),
        ("training_engine", "Performance"),
        ("dependency-hygiene", "Security"),
        ("release_changelog", "Self-management"),
        ("own/Typing", "Quality gates"),
        ("tokenization", "Fix folder"),
    ],
)
def test_menu_items(name: str, menu: str) -> None:
    (item,) = capability_deferrals([row("Missing", part("a"), id=name)])
    assert item.menu == menu


def bare(title: str, **more: Any) -> CapabilityRow:
    return row("Missing", part("a"), part("b"), id=title.lower(), title=title, **more)


def test_a_pack_of_another_kind_is_one_item() -> None:
    rows = [
        bare("Tokenization", patch_plan=("Begin in `brook/tokens.py`.", "More.")),
        PARTIAL,
        bare("Modeling"),
        bare("Packaging", pack="python-project"),
        bare("Training", patch_plan=("Begin in `brook/train.py`",)),
    ]
    items = capability_deferrals(rows, "41 Python files")
    assert [one.title for one in items] == [
        "Checkpointing & Resume lacks RNG state and scheduler",
        "3 of the 4 capabilities of the pack ml-systems have no trace in the repository",
        "Packaging is missing: a and b",
    ]
    assert items[1] == DeferredItem(
        kind="capability",
        title=items[1].title,
        rationale="None of their 6 parts was found in 41 Python files, nor a stub of one: Tokenization (2), "
        "Modeling (2), Training (2). It has something for Checkpointing & Resume.",
        menu="Self-management",
        places=(),
        migration="Tokenization: Begin in `brook/tokens.py`. Training: Begin in `brook/train.py`.",
    )


def test_few_missing_rows_stay_apart() -> None:
    assert len(capability_deferrals([bare("A"), bare("B")])) == 2
    assert len(capability_deferrals([bare("A"), bare("B"), bare("C"), PARTIAL, PARTIAL, PARTIAL])) == 6
    (item,) = capability_deferrals([bare("A"), bare("B"), bare("C")])
    assert item.rationale.endswith("It has something for no other row.")
    touched = row("Missing", part("a", "absent", SAVE))
    assert len(capability_deferrals([touched] * 3)) == 3


STATES = st.sampled_from(["present", "stubbed", "absent"])
ROWS = st.builds(
    lambda status, states, pack: row(
        status,
        *(
            part(f"p{n}", one, *([SAVE] if one != "absent" else []), core=n < 2)
            for n, one in enumerate(states)
        ),
        pack=pack,
    ),
    st.sampled_from(["Implemented", "Partially Implemented", "Stubbed", "Missing"]),
    st.lists(STATES, max_size=4),
    st.sampled_from(["a", "b"]),
)


@given(st.lists(ROWS, max_size=8))
def test_every_missing_row_is_named_once(rows: list[CapabilityRow]) -> None:
    items = capability_deferrals(rows, "3 Python files")
    together = [one for one in items if one.title[0].isdigit()]
    gathered = sum(int(one.title.split()[0]) for one in together)
    missing = sum(one.status in ("Missing", "Stubbed") for one in rows)
    partial = sum(
        one.status == "Partially Implemented" and any(p.core and p.status != "present" for p in one.parts)
        for one in rows
    )
    assert len(items) - len(together) + gathered == missing + partial
    assert all(one.kind == "capability" and one.rationale.endswith(".") for one in items)


def test_what_the_prompt_asks_in_vain() -> None:
    prompt = "//fetch https://a.example\n//fetch https://b.example\n\nRun pytest.\n\n//fetch c\n"
    fetch, tests = steering_deferrals(steer(prompt, {}))
    assert (fetch.kind, fetch.title, fetch.places) == ("audit", "Fetching over the network", ())
    assert fetch.rationale.startswith(
        "Lines 1, 2 and 6 of the prompt ask for it. An audit opens no connection"
    )
    assert tests.title == "Running tests and gates"
    assert tests.rationale.startswith("Line 4 of the prompt asks for it. An audit runs no program")
    assert "example" not in fetch.rationale


def test_what_the_prompt_names_and_nobody_knows() -> None:
    prompt = "Capabilities:\n- Telepathy\n\n# Audit scope\n\n1. **Repo Map**\n2. **Cost`s**\n"
    one, two = steering_deferrals(steer(prompt, {"a": "A"}))
    assert one.title == "The prompt asks for a capability that is not known: `Telepathy`"
    assert one.rationale == "Line 2 of the prompt names it, and no pack of this run has one of that name."
    assert two.title == "The prompt asks for a section that is not known: `Costs`"
    assert two.rationale == "Line 7 of the prompt names it, and the status update has none of that name."
    assert {one.menu, two.menu} == {"Self-management"}
    assert steering_deferrals(Steering()) == ()


def test_a_mixed_capability_counts_both() -> None:
    mixed = row("Partially Implemented", part("a"), part("b", "stubbed", SAVE), part("c", "stubbed"))
    (item,) = capability_deferrals([mixed])
    assert "Complexity: 1 absent and 2 stubbed of 3 parts of Checkpointing & Resume; 3 of 3" in item.rationale
    (item,) = capability_deferrals([row("Missing", part("a", "present", SAVE, core=False))])
    assert item.rationale.startswith("Complexity: none absent of 1 part of Checkpointing & Resume. Ownership")
