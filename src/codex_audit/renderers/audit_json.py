"""``audit.json``: the whole Report, the contract that programs read; and its JSON Schema."""

import json
from typing import TYPE_CHECKING, Final

from codex_audit.domain.plugins import Renderer
from codex_audit.domain.report import Report
from codex_audit.renderers import _json

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def render(report: Report) -> str:
    """The Report as JSON: keys in the order of the model, one row on a line."""
    return _json.document(report)


def schema() -> str:
    """The JSON Schema of ``audit.json``, generated from the model, with sorted keys.

    Every key of the contract is required: a part that is not assessed is null, never absent.
    """
    from pydantic.json_schema import GenerateJsonSchema

    class Contract(GenerateJsonSchema):
        def field_is_required(self, *_: object, **__: object) -> bool:
            return True

    body: JsonSchemaValue = Report.model_json_schema(mode="serialization", schema_generator=Contract)
    body |= {"$schema": DIALECT, "title": "codex-audit report"}
    return json.dumps(body, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


RENDERER: Final = Renderer("audit-json", "reports/audit.json", render, "json")
