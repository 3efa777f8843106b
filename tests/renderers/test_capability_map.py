"""The capability map names files, classes, functions, uses and stubs."""

import json

from codex_audit.domain.report import CapabilityRow, PartRow, Place, RegistryRow
from codex_audit.renderers import capability_map
from tests.renderers.sample import bare, sample

MODEL = Place(path="src/brook/model.py", line=4, symbol="Net", note="base")
BUILD = Place(path="src/brook/model.py", line=40, symbol="build", note="function")
SAVE = Place(path="src/brook/train.py", line=9, symbol="save", note="call")
STUB = Place(path="src/brook/lora.py", line=2, symbol="apply_lora", note="function")


def _row() -> CapabilityRow:
    return CapabilityRow(
        pack="ml-systems",
        id="modeling",
        title="Modeling",
        status="Partially Implemented",
        parts=(
            PartRow(id="init", name="init", core=True, status="present", evidence=(BUILD, MODEL, SAVE)),
            PartRow(id="lora", name="LoRA", core=False, status="stubbed", evidence=(STUB,)),
            PartRow(id="dtype", name="dtype", core=False, status="absent", evidence=()),
        ),
        artifacts=(MODEL,),
        gaps=(),
        risks=(),
        patch_plan=(),
        rollback_plan="Revert `src/brook/model.py`.",
    )


def test_each_capability_has_its_files_and_symbols() -> None:
    registry = RegistryRow(name="brook.readers", place=Place(path="setup.cfg", line=7, symbol="x"), entries=0)
    report = sample().model_copy(update={"capabilities": (_row(),), "registries": (registry,)})
    document = json.loads(capability_map.render(report))
    (entry,) = document["capabilities"]
    assert entry["files"] == ["src/brook/model.py", "src/brook/train.py"]
    assert entry["classes"] == [{"path": "src/brook/model.py", "line": 4, "symbol": "Net"}]
    assert entry["functions"] == [{"path": "src/brook/model.py", "line": 40, "symbol": "build"}]
    assert entry["uses"] == [{"path": "src/brook/train.py", "line": 9, "symbol": "save"}]
    assert entry["stubs"] == [{"path": "src/brook/lora.py", "line": 2, "symbol": "apply_lora"}]
    assert entry["parts"] == {"init": "present", "lora": "stubbed", "dtype": "absent"}
    assert document["registries"] == [
        {"path": "setup.cfg", "line": 7, "symbol": "x", "name": "brook.readers", "entries": 0, "empty": True}
    ]


def test_stubs_of_the_report_stand_with_the_files_of_a_capability() -> None:
    stub = sample().structure.stubs[0]
    row = _row().model_copy(
        update={
            "parts": (
                PartRow(
                    id="a",
                    name="a",
                    core=True,
                    status="present",
                    evidence=(MODEL.model_copy(update={"path": stub.path}),),
                ),
            )
        }
    )
    report = sample().model_copy(update={"capabilities": (row,)})
    (entry,) = json.loads(capability_map.render(report))["capabilities"]
    assert {"path": stub.path, "line": stub.line, "symbol": stub.name} in entry["stubs"]


def test_without_a_judgement_the_map_is_empty() -> None:
    assert json.loads(capability_map.render(bare()))["capabilities"] == []
