"""The house itself: plug-ins conform, documents are current, the package is whole."""

import ast
import json
import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from codex_audit.domain import facts
from codex_audit.domain.plugins import Extractor, FileAnalyzer, ProjectAnalyzer, Renderer, rules_of
from codex_audit.registry import discover

ROOT = Path(__file__).parent.parent
FAMILIES = {"analyzers": (FileAnalyzer, ProjectAnalyzer), "facts": (Extractor,), "renderers": (Renderer,)}


@pytest.mark.parametrize("family", FAMILIES)
def test_plugins_conform_and_have_unique_ids(family) -> None:
    plugins = discover(family)
    assert plugins
    assert all(isinstance(plugin, FAMILIES[family]) for plugin in plugins)
    assert len({plugin.id for plugin in plugins}) == len(plugins)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_plugin_has_a_test_of_its_own(family) -> None:
    modules = {
        path.stem
        for path in (ROOT / "src/codex_audit" / family).iterdir()
        if not path.name.startswith("_") and (path.suffix == ".py" or (path / "__init__.py").is_file())
    }
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests" / family).rglob("test_*.py")]
    untested = {module for module in modules if not any(re.search(rf"\b{module}\b", text) for text in texts)}
    assert untested == set()


def test_rules_are_complete_and_unique() -> None:
    analyzers = discover("analyzers")
    rules = rules_of(analyzers)
    assert len(rules) == sum(len(analyzer.rules) for analyzer in analyzers)
    for rule in rules.values():
        assert rule.id == rule.id.lower()
        assert rule.id.count("/") == 1
        assert "_" not in rule.id
        assert rule.title
        assert len(rule.help) > 20, rule.id


def test_the_catalogue_is_current() -> None:
    from codex_audit.renderers._catalogue import catalogue

    assert (ROOT / "docs/rules.md").read_text(encoding="utf-8") == catalogue(rules_of(discover("analyzers")))


def test_the_schema_is_current_and_valid() -> None:
    from jsonschema import Draft202012Validator

    from codex_audit.renderers.audit_json import schema

    text = (ROOT / "docs/audit.schema.json").read_text(encoding="utf-8")
    assert text == schema()
    Draft202012Validator.check_schema(json.loads(text))


def test_every_field_of_facts_has_a_reader() -> None:
    """What nothing reads is not worth extracting, sending and caching."""
    rooms = (
        "analyzers",
        "domain/facts",
        "facts/python/mentions.py",
        "extract",
        "pipeline.py",
        "project",
        "renderers",
    )
    package = ROOT / "src/codex_audit"
    files = [file for room in rooms for file in (package / room, *(package / room).rglob("*.py"))]
    read = {
        node.attr
        for file in files
        if file.suffix == ".py"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }
    types = [getattr(facts, name) for name in facts.__all__]
    structs = [one for one in types if isinstance(one, type) and issubclass(one, msgspec.Struct)]
    assert len(structs) > 15
    unread = {
        f"{one.__name__}.{name}" for one in structs for name in one.__struct_fields__ if name not in read
    }
    assert unread == set()


def test_packaging_names_every_package() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    source = ROOT / "src"
    found = {".".join(path.parent.relative_to(source).parts) for path in source.rglob("__init__.py")}
    assert set(declared) == found | {"codex_audit.templates"}
    assert declared == sorted(declared)


def test_every_string_of_the_report_passes_the_gate() -> None:
    """Each string in the validators of the Report is wrapped by a call of ``clean``."""
    from codex_audit.domain.report import Report
    from codex_audit.domain.text import clean

    seen = 0
    waiting: list[tuple[object, bool]] = [(Report.__pydantic_core_schema__, False)]
    while waiting:
        node, wrapped = waiting.pop()
        if isinstance(node, list | tuple):
            waiting += [(one, False) for one in node]
        elif isinstance(node, dict):
            if node.get("type") == "str":
                assert wrapped, node
                seen += 1
            inside = node.get("type") == "function-after" and node["function"]["function"] is clean
            waiting += [
                (value, inside and key == "schema") for key, value in node.items() if key != "serialization"
            ]
    assert seen > 50
