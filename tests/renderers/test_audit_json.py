"""The JSON contract: one row on a line, the schema holds, nothing of the machine."""

import json

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import asdict

from codex_audit.domain.report import FunctionMetric, Metrics, Report
from codex_audit.domain.text import clean
from codex_audit.renderers import _json, audit_json
from tests.domain.keys import Mint
from tests.renderers.sample import bare, sample

TOP_LEVEL = [
    "schema_version", "tool", "generated_at", "prompt", "repository", "settings", "inventory",
    "readme", "structure", "metrics", "findings", "capabilities", "diffs", "gates",
    "reproducibility", "deferred", "menu", "branches", "coverage", "errors", "complete",
]  # fmt: skip


@pytest.mark.parametrize("report", [sample(), bare()], ids=["sample", "bare"])
def test_the_document_is_the_report(report: Report) -> None:
    document = audit_json.render(report)
    assert json.loads(document) == report.model_dump(mode="json")
    assert list(json.loads(document)) == TOP_LEVEL
    assert document.endswith("}\n")


def test_each_row_has_a_line() -> None:
    report = sample()
    lines = audit_json.render(report).splitlines()
    for row in (*report.findings, *report.inventory.files, *report.metrics.functions, *report.branches.local):
        assert [line.strip().rstrip(",") for line in lines].count(_json._compact(row)) >= 1


def test_the_machine_and_the_prompt_stay_out() -> None:
    document = audit_json.render(sample())
    assert "Imagined CPU" not in document
    assert "Change nothing" not in document
    assert "pip install brook" not in document


def test_text_beyond_ascii_stays_readable() -> None:
    report = sample()
    named = report.model_copy(update={"repository": report.repository.model_copy(update={"name": "brøk 🎉"})})
    assert '"name": "brøk 🎉"' in audit_json.render(named)


def test_empty_lists_are_short() -> None:
    assert _json.rows(()) == "[]\n"
    assert ' "findings": [],\n' in audit_json.render(bare())


@pytest.mark.parametrize("report", [sample(), bare()], ids=["sample", "bare"])
def test_the_schema_holds(report: Report) -> None:
    schema = json.loads(audit_json.schema())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(audit_json.render(report)))


def test_the_schema_is_strict_and_stable() -> None:
    text = audit_json.schema()
    schema = json.loads(text)
    assert text == audit_json.schema()
    assert text.endswith("}\n")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == "codex-audit report"
    assert "$id" not in schema
    assert sorted(schema["required"]) == sorted(TOP_LEVEL)
    assert sorted(schema["properties"]) == sorted(TOP_LEVEL)
    assert not {"Machine", "BacklogItem"} & set(schema["$defs"])
    assert set(schema["$defs"]["FindingRow"]["required"]) == set(schema["$defs"]["FindingRow"]["properties"])
    document = json.loads(audit_json.render(sample()))
    for broken in ({**document, "extra": 1}, {key: document[key] for key in TOP_LEVEL[1:]}):
        assert not Draft202012Validator(schema).is_valid(broken)


def test_rows_of_functions_pass_the_gate() -> None:
    token = "ghp_" + Mint(4).alnum(36)
    row = FunctionMetric("a.py", f"f\n{token}\x1b", "function", 1, 2, 3, "A", 0)
    part = Metrics(functions=(row, row), classes=(), files=())
    assert [one.name for one in part.functions] == [clean(row.name)] * 2
    assert token not in _json.rows(part.functions)
    assert json.loads(_json.rows(part.functions)) == [asdict(one) for one in part.functions]
    assert len(_json.rows(part.functions).splitlines()) == 4
