"""Rebuilding a Report with other text in its string fields."""

from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace

from codex_audit.domain.report import FunctionMetric, Model

M = TypeVar("M", bound=Model)


def twisted(model: M, change: Callable[[str], str]) -> M:
    """The model with ``change`` applied to every string in it that is not empty."""
    fields = {name: _value(getattr(model, name), change) for name in type(model).model_fields}
    return type(model)(**fields)


def _value(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value) if value else value
    if isinstance(value, Model):
        return twisted(value, change)
    if isinstance(value, FunctionMetric):
        return replace(value, path=change(value.path), name=change(value.name))
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
