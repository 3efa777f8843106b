"""JSON that reads well in a diff and is written fast: sections over many lines, a row on one."""

from typing import Final

import msgspec
from pydantic import BaseModel, TypeAdapter

_ANY: Final = TypeAdapter[object](object)
_LINES: Final = msgspec.json.Encoder()
_STEP: Final = " "

_Row = BaseModel | msgspec.Struct


def document(model: BaseModel) -> str:
    """The model as JSON in its own field order, with a newline at the end.

    A model that is a field of the outermost one is a section: each of its fields begins a
    line. A list of models has one on each line. Everything else is compact.
    """
    return f"{_section(model, 0)}\n"


def rows(models: tuple[_Row, ...]) -> str:
    """A list with one model on each line, with a newline at the end."""
    return f"{_rows(models, 0)}\n"


def _section(model: BaseModel, depth: int) -> str:
    indent = _STEP * (depth + 1)
    fields = [
        f"{indent}{_compact(name)}: {_value(getattr(model, name), depth + 1)}"
        for name, field in type(model).model_fields.items()
        if not field.exclude
    ]
    return "{\n" + ",\n".join(fields) + f"\n{_STEP * depth}}}"


def _value(value: object, depth: int) -> str:
    if isinstance(value, BaseModel) and depth == 1:
        return _section(value, depth)
    if isinstance(value, tuple) and value and isinstance(value[0], _Row):
        return _rows(value, depth)
    return _compact(value)


def _rows(models: tuple[_Row, ...], depth: int) -> str:
    if not models:
        return "[]"
    indent = _STEP * (depth + 1)
    between = f",\n{indent}"
    if isinstance(models[0], msgspec.Struct):
        # Within a line no line ends: JSON escapes them.
        lines = _LINES.encode_lines(models).decode().rstrip("\n").replace("\n", between)
    else:
        lines = between.join(map(_compact, models))
    return f"[\n{indent}{lines}\n{_STEP * depth}]"


def _compact(value: object) -> str:
    if isinstance(value, BaseModel):
        return value.__pydantic_serializer__.to_json(value).decode()
    if isinstance(value, msgspec.Struct):
        return msgspec.json.encode(value).decode()
    return _ANY.dump_json(value).decode()
