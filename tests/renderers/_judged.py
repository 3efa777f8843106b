"""The sample Report with capabilities, gates, highlights and a checklist."""

from codex_audit.domain.report import (
    CapabilityRow,
    ChecklistRow,
    DeferredItem,
    GateRow,
    Gates,
    Highlight,
    PartRow,
    Place,
    RegistryRow,
    Report,
    TestCategory,
)
from tests.renderers.sample import sample

CORE = Place(path="src/brook/core.py", line=410, symbol="Stream.merge")
READERS = Place(path="src/brook/io/readers.py", line=88, symbol="Reader.seek")
TESTS = Place(path="tests/test_core.py", line=9, symbol="test_everything")


def capability(name: str, status: str, total: int, **more: object) -> CapabilityRow:
    """A row with so many gaps, the first of which names a file that is not there."""
    texts = tuple(
        f"`src/brook/{name}_{number}.py` is absent: part {number} of {name} was searched in 6 Python files."
        for number in range(1, total + 1)
    )
    values: dict[str, object] = {
        "pack": "ml-systems",
        "id": name,
        "title": name.replace("_", " ").capitalize(),
        "status": status,
        "parts": (PartRow(id="core", name="core", core=True, status="absent", evidence=()),),
        "artifacts": (CORE,) if status != "Missing" else (),
        "gaps": texts,
        "risks": (f"`Stream.merge` drops the state of {name} | silently.",) if total else (),
        "patch_plan": tuple(
            f"Add `src/brook/{name}_{number}.py` with a test in `tests/test_{name}.py`."
            for number in range(1, total + 1)
        ),
        "rollback_plan": f"Delete `src/brook/{name}_1.py`; `src/brook/core.py` stays as it is.",
    }
    return CapabilityRow(**(values | more))


def _gates() -> Gates:
    def category(name: str, tests: int, missing: str | None) -> TestCategory:
        places = (TESTS,) if tests else ()
        return TestCategory(name=name, files=min(tests, 1), tests=tests, places=places, missing=missing)

    return Gates(
        commands=(
            GateRow(
                command="nox -s tests | tee log",
                purpose="runs 14 tests with pytest",
                output="not run",
                categories=("infrastructure", "model"),
                place=Place(path="noxfile.py", line=8, symbol="tests"),
            ),
            GateRow(
                command="pre-commit run ruff",
                purpose="lints `src/brook`",
                output="not run",
                categories=(),
                place=Place(path=".pre-commit-config.yaml", line=4, symbol="ruff"),
            ),
        ),
        categories=(
            category("data", 0, "the schema that `Reader.seek` reads"),
            category("model", 3, None),
            category("infrastructure", 11, None),
            category("regression", 0, "the result of `Stream.merge` on a fixed input"),
            category("performance", 0, None),
        ),
    )


def judged() -> Report:
    """The Report of ``brook`` with every part that the status update shows."""
    report = sample()
    rows = (
        capability("tokenization", "Implemented", 0),
        capability("training_engine", "Partially Implemented", 2, artifacts=(CORE, READERS)),
        capability("checkpointing_resume", "Stubbed", 5, artifacts=(READERS,) * 7),
        capability("experiment_tracking", "Missing", 1),
        capability("deployment", "Implemented", 1),
        capability("extensibility", "Missing", 1, patch_plan=(), risks=(), rollback_plan=""),
        capability("data_handling", "Missing", 1, pack="python-project"),
    )
    checklist = tuple(
        ChecklistRow(id=name, item=name.capitalize(), status=status, places=places, note=note, advice=advice)
        for name, status, places, note, advice in (
            ("seeds", "partial", (CORE,) * 5, "`random` is seeded, numpy is not", "Seed it in `main.py`."),
            ("locks", "present", (), "`uv.lock` pins 41 distributions", ""),
            ("hardware", "missing", (), "no call of platform.* in 6 Python files", ""),
        )
    )
    highlights = tuple(
        Highlight(
            title=f"Import cycle {number} of `brook.core`",
            detail="`brook.core` and `brook.legacy` import each other at load",
            severity="high",
            reach=2,
            places=(CORE, READERS) if number % 2 else (),
            rules=("structure/import-cycle",),
        )
        for number in range(1, 24)
    )
    missing = DeferredItem(
        kind="capability",
        title="Experiment tracking",
        rationale="No call of a tracker stands in 6 Python files.",
        menu="Observability",
        places=(CORE,),
        migration="It would plug in behind `Stream.merge`",
    )
    return report.model_copy(
        update={
            "repository": report.repository.model_copy(
                update={"remote": "ssh://git.example.org/team/brook.git"}
            ),
            "highlights": highlights,
            "capabilities": rows,
            "registries": (
                RegistryRow(name="READERS", place=READERS, entries=3),
                RegistryRow(name="WRITERS", place=CORE, entries=0),
            ),
            "gates": _gates(),
            "deferred": (missing, *(item for item in report.deferred if item.kind != missing.kind)),
            "reproducibility": report.reproducibility.model_copy(update={"checklist": checklist}),
        }
    )
