"""The template engine: what a template forgets to filter is escaped, and nothing else prints."""

import subprocess
import sys
from importlib.resources import files
from itertools import pairwise

import msgspec
import pytest
from jinja2 import Environment, TemplateError, UndefinedError, nodes

from codex_audit.renderers import _markdown, audit_md
from tests.renderers.sample import sample

NAMES = sorted(entry.name for entry in files(_markdown.TEMPLATES).iterdir() if entry.name.endswith(".j2"))
JOINING = (
    nodes.Concat,
    nodes.Add,
    nodes.Mod,
    nodes.FilterBlock,
    nodes.CallBlock,
    nodes.ScopedEvalContextModifier,
)


def rendered(source: str, **values: object) -> str:
    engine = _markdown.environment()
    return engine.from_string(source).render(values)


def test_a_forgotten_filter_escapes() -> None:
    assert rendered("{{ x }}", x="<b> **\n# z") == r"&lt;b&gt; \*\* # z"


def test_filtered_text_is_escaped_once() -> None:
    assert rendered("{{ x|prose }}|{{ x|code }}", x="<b>") == "&lt;b&gt;|`<b>`"


def test_macros_do_not_escape_twice() -> None:
    assert rendered("{% macro m(y) %}[{{ y|code }}]{% endmacro %}{{ m(x) }}", x="<b>") == "[`<b>`]"


def test_numbers_print_and_flags_and_nulls_do_not() -> None:
    assert rendered("{{ a }} {{ b }}", a=3, b=1.5) == "3 1.5"
    for value in (None, True, ("x",), b"x"):
        with pytest.raises(TypeError):
            rendered("{{ a }}", a=value)


def test_unknown_names_are_errors() -> None:
    with pytest.raises((TypeError, UndefinedError)):
        rendered("{{ missing }}")
    with pytest.raises(UndefinedError):
        rendered("{{ missing|code }}")
    with pytest.raises(UndefinedError):
        rendered("{% for x in missing %}{% endfor %}")


@pytest.mark.parametrize("source", ["{{ x|safe }}", "{{ x|join }}", "{{ x|e }}", "{{ x|replace('a', 'b') }}"])
def test_there_are_no_filters_but_ours(source: str) -> None:
    with pytest.raises(TemplateError):
        rendered(source, x="<b>")


def test_values_are_never_templates() -> None:
    assert rendered("{{ x|code }}", x="{{ 7 * 7 }}") == "`{{ 7 * 7 }}`"


def test_templates_are_compiled_once() -> None:
    engine = _markdown.environment()
    assert engine is _markdown.environment()
    assert engine.get_template("audit.md.j2") is engine.get_template("audit.md.j2")


def test_there_are_templates() -> None:
    assert "audit.md.j2" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_templates_join_no_strings(name: str) -> None:
    """Joined strings would escape the finished half for HTML, or not at all."""
    tree = Environment(trim_blocks=True).parse(files(_markdown.TEMPLATES).joinpath(name).read_text("utf-8"))
    assert not list(tree.find_all(JOINING))
    used = {node.name for node in tree.find_all(nodes.Filter)}
    assert used <= set(_markdown.FILTERS)


@pytest.mark.parametrize("name", NAMES)
def test_no_two_values_touch(name: str) -> None:
    """A value right behind another could complete its markup."""
    tree = Environment(trim_blocks=True, lstrip_blocks=True).parse(
        files(_markdown.TEMPLATES).joinpath(name).read_text("utf-8")
    )
    for output in tree.find_all(nodes.Output):
        literal = [isinstance(node, nodes.TemplateData) for node in output.nodes]
        assert all(left or right for left, right in pairwise(literal)), name


def test_templates_that_another_process_compiled_render_the_same() -> None:
    code = (
        "import sys; from codex_audit.renderers._markdown import compiled_templates; "
        "sys.stdout.buffer.write(compiled_templates())"
    )
    compiled = subprocess.run([sys.executable, "-I", "-c", code], check=True, capture_output=True).stdout
    here = audit_md.render(sample())
    _markdown._compiled.clear()
    _markdown.environment.cache_clear()
    _markdown.adopt(compiled)
    assert set(_markdown._compiled) == set(msgspec.msgpack.decode(_markdown.compiled_templates(), type=dict))
    assert audit_md.render(sample()) == here
