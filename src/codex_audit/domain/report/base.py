"""What all parts of the Report are made of."""

from inspect import getdoc
from typing import Annotated, Any

import msgspec
from pydantic import AfterValidator, BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import core_schema

from codex_audit.domain.text import clean

Text = Annotated[str, AfterValidator(clean)]


class Model(BaseModel):
    """Base of all parts: frozen, closed, buildable from the domain's own types."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class Row(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Base of rows of which there may be a hundred thousand: they are made and written faster than a ``Model``.
    The field that holds them has to pass their text through the gate."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.is_instance_schema(
            cls,
            ref=f"{cls.__module__}.{cls.__qualname__}:0",
            serialization=core_schema.plain_serializer_function_ser_schema(msgspec.structs.asdict),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, core: core_schema.CoreSchema, handler: Any) -> dict[str, Any]:
        schema: dict[str, Any] = msgspec.json.schema_components([cls])[1][cls.__name__]
        return {**schema, "description": getdoc(cls)}
