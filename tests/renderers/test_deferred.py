"""``deferred.md`` with capabilities that lack core parts."""

import pytest

from codex_audit.domain.report import CapabilityRow, DeferredItem, Place
from codex_audit.renderers import deferred
from tests.renderers._structure import kinds, shape
from tests.renderers._twist import twisted
from tests.renderers.hostile import SAMPLES
from tests.renderers.sample import sample
from tests.renderers.test_goldens import GOLDEN, compare
from tests.renderers.test_hostile import FORBIDDEN, keeping, numbered

PARTIAL = DeferredItem(
    kind="capability",
    title="Checkpointing & Resume lacks RNG state and scheduler",
    rationale="Complexity: 2 absent of 5 parts of Checkpointing & Resume; 2 of 4 core parts would have to be "
    "built. Ownership: what works of it is weights at `save` (`src/brook/core.py:210`). Risk: a resumed run "
    "draws other numbers.",
    menu="Fix folder",
    places=(
        Place(path="src/brook/core.py", line=210, symbol="save"),
        *(Place(path="src/brook/core.py", line=line, symbol="load_state") for line in range(240, 245)),
    ),
    migration="It plugs in at `save` (`src/brook/core.py:210`). Store `random.getstate()` there.",
)
MISSING = DeferredItem(
    kind="capability",
    title="Deployment is missing: packaging and container",
    rationale="Complexity: 2 absent of 2 parts of Deployment.",
    menu="Fix folder",
    places=(),
)
WITHOUT = sample().model_copy(update={"capabilities": None})
LACKING = WITHOUT.model_copy(update={"deferred": (*WITHOUT.deferred, PARTIAL, MISSING)})
KINDS = frozenset({"audit", "capability", "code"})
HEADING = "\n## Capabilities that lack core parts\n\n"


def section(document: str) -> str:
    """What stands below the heading of the capabilities."""
    return document.partition(HEADING)[2].partition("\n## ")[0]


def test_golden_with_capabilities(request: pytest.FixtureRequest) -> None:
    update = bool(request.config.getoption("--update-goldens"))
    compare(GOLDEN / "sample" / "deferred_capabilities.md", deferred.render(LACKING), update)


def test_capabilities_have_a_migration_path_and_places() -> None:
    first, second = section(deferred.render(LACKING)).strip().split("\n- ")
    assert first.startswith("- Checkpointing & Resume lacks RNG state and scheduler. Complexity: 2 absent")
    assert "\n  - Migration path: It plugs in at `save` (`src/brook/core.py:210`). Store" in first
    assert "\n  - `src/brook/core.py:210`: `save`\n" in first
    assert "\n  - `src/brook/core.py:243`: `load_state`\n  - and 1 more in `audit.json`" in first
    assert second == (
        "Deployment is missing: packaging and container. Complexity: 2 absent of 2 parts of Deployment. "
        "Menu item: Fix folder."
    )


def test_the_audit_comes_first_and_the_code_last() -> None:
    document = deferred.render(LACKING)
    places = [document.index(text) for text in ("2.2:Extract facts", HEADING, "23 markers in source")]
    assert places == sorted(places)
    assert document.count("Checkpointing & Resume lacks") == 1


def test_no_capability_to_put_off() -> None:
    assert section(deferred.render(WITHOUT)) == "Capabilities were not judged, so none is called absent.\n"
    row = CapabilityRow(
        pack="python-project",
        id="packaging",
        title="Packaging",
        status="Implemented",
        parts=(),
        artifacts=(),
        gaps=(),
        risks=(),
        patch_plan=(),
        rollback_plan="",
    )
    for rows, text in (((row,), "1 capability was"), ((row, row), "2 capabilities were")):
        judged = rows
        document = deferred.render(WITHOUT.model_copy(update={"capabilities": judged}))
        assert section(document) == f"{text} judged, and none lacks a core part.\n"


def test_items_that_differ_in_their_places_alone_are_one() -> None:
    elsewhere = PARTIAL.model_copy(update={"migration": "It plugs in elsewhere."})
    twice = WITHOUT.model_copy(update={"deferred": (PARTIAL, elsewhere, PARTIAL)})
    text = section(deferred.render(twice))
    assert text.count("lacks RNG state") == 2
    assert "\n  - and 7 more in `audit.json`\n" in text
    assert "Migration path: It plugs in elsewhere.\n" in text


def test_long_texts_are_cut() -> None:
    long = PARTIAL.model_copy(
        update={"title": "t" * 9_000, "rationale": "r " * 9_000, "migration": "<" * 9_000}
    )
    document = deferred.render(WITHOUT.model_copy(update={"deferred": (long,) * 3}))
    assert len(section(document).encode()) < 3_000


@pytest.mark.parametrize("text", SAMPLES)
def test_hostile_text_changes_no_structure(text: str) -> None:
    usual = shape(deferred.render(twisted(LACKING, keeping(KINDS, numbered(["word"])))))
    document = deferred.render(twisted(LACKING, keeping(KINDS, numbered([text]))))
    assert shape(document) == usual
    assert not kinds(document) & FORBIDDEN
