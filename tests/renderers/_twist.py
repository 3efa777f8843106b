"""Rebuilding a Report with other text in its string fields."""

from collections.abc import Callable
from typing import Literal, TypeVar, get_origin

from codex_audit.domain.report import Model

M = TypeVar("M", bound=Model)


def twisted(model: M, change: Callable[[str], str]) -> M:
    """The model with ``change`` applied to every string in it that is not empty, but for the
    words of a fixed choice."""
    fields = {
        name: value if get_origin(field.annotation) is Literal else _value(value, change)
        for name, field in type(model).model_fields.items()
        for value in [getattr(model, name)]
    }
    return type(model)(**fields)


def _value(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value) if value else value
    if isinstance(value, Model):
        return twisted(value, change)
    if isinstance(value, tuple):
        return tuple(_value(item, change) for item in value)
    if isinstance(value, dict):
        return {_value(key, change): _value(item, change) for key, item in value.items()}
    return value


def thinned(model: M) -> M:
    """The model with one item in each of its lists."""
    fields = {name: _first(getattr(model, name)) for name in type(model).model_fields}
    return type(model)(**fields)


def _first(value: object) -> object:
    if isinstance(value, Model):
        return thinned(value)
    if isinstance(value, tuple) and not all(isinstance(item, str) for item in value):
        return tuple(_first(item) for item in value[:1])
    return value


def strings(model: Model) -> list[str]:
    """Every string in the model that is not empty, in order."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    twisted(model, note)
    return found
