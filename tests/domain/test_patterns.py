"""Patterns that are compiled late still have to be patterns."""

import importlib
import pkgutil
import re

import pytest

import codex_audit
from codex_audit.domain import patterns
from codex_audit.domain.patterns import regex


def _lazy_patterns() -> list[tuple[str, re.Pattern[str]]]:
    modules = pkgutil.walk_packages(codex_audit.__path__, "codex_audit.")
    return [
        (f"{info.name}.{name}", value)
        for info in modules
        if not info.name.endswith("__main__")
        for name, value in vars(importlib.import_module(info.name)).items()
        if isinstance(value, patterns._Lazy)
    ]


def test_every_pattern_of_the_program_compiles() -> None:
    found = _lazy_patterns()
    assert len(found) > 100
    for name, one in found:
        assert one.flags is not None, name


def test_a_lazy_pattern_does_what_the_pattern_does() -> None:
    lazy, plain = regex(r"(?P<a>\w)(\d)?", re.ASCII), re.compile(r"(?P<a>\w)(\d)?", re.ASCII)
    assert (lazy.pattern, lazy.flags, lazy.groups) == (plain.pattern, plain.flags, plain.groups)
    assert lazy.sub("-", "a1 b") == plain.sub("-", "a1 b")
    assert regex(b"a+").findall(b"aa b a") == [b"aa", b"a"]


def test_mistakes_show_at_the_first_use_and_other_names_are_none() -> None:
    with pytest.raises(re.error):
        regex("(").search("")
    with pytest.raises(AttributeError):
        _ = regex("a").compile  # type: ignore[attr-defined]
