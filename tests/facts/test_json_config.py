"""JSON that configures tools."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_audit.facts import json_config
from codex_audit.facts.json_config import EXTRACTOR
from tests.facts.support import config

TEXT = """\
{
  // a comment with "quotes": 1
  "name": "x", "private": true, /* more
  lines */ "version": '1.0',
  "scripts": {
    "test": "jest --ci",
    "nested": {"no": "x"},
  },
  "files": ["a", "b", ["c"], {"d": 1}],
  "npmToken": "abc",
  bare: 3,
}
"""


def test_keys_at_the_top() -> None:
    found = config(EXTRACTOR, TEXT, "package.json")
    assert found.format == "package-json"
    assert [(one.key, one.value, one.line) for one in found.settings] == [
        ("name", "x", 3),
        ("private", "true", 3),
        ("version", "1.0", 4),
        ("scripts", "", 5),
        ("files", "a, b, c", 9),
        ("npmToken", "[redacted]", 10),
        ("bare", "3", 11),
    ]
    assert [(one.kind, one.name, one.line, one.detail) for one in found.commands] == [
        ("script", "test", 6, "jest --ci")
    ]
    assert found.tools == ()


def test_the_file_is_the_tool_of_its_name() -> None:
    found = config(EXTRACTOR, '{"strict": true}', "pyrightconfig.json")
    assert found.tools == (("pyright", 1),)
    assert found.commands == ()
    assert config(EXTRACTOR, "", "pyrightconfig.json").tools == ()


@pytest.mark.parametrize("text", ["]]}", '{"a" "b" }', '{"a": "open', "/* open", "{@}", '{"a": 1}}', "1"])
def test_odd_text_is_tolerated(text: str) -> None:
    assert config(EXTRACTOR, text, "renovate.json").problem is None


def test_a_script_whose_value_stands_on_a_later_line_is_cited_where_its_name_stands() -> None:
    text = '{"scripts": {"test":\n    "jest",\n  "build"\n:\n\n["tsc",\n"-b"]}}'
    commands = config(EXTRACTOR, text, "package.json").commands
    assert [(one.name, one.line, one.detail) for one in commands] == [
        ("test", 1, "jest"),
        ("build", 3, "tsc"),
        ("build", 3, "-b"),
    ]


def test_sizes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_config, "MAX_KEYS", 2)
    assert len(config(EXTRACTOR, '{"a": 1, "b": 2, "c": 3}', "renovate.json").settings) == 2
    monkeypatch.setattr(json_config, "MAX_CHARACTERS", 3)
    assert config(EXTRACTOR, '{"a": 1}', "renovate.json").problem == "too large to be read as JSON"


_KEYS = st.text("abc", min_size=1, max_size=3)
_VALUES = st.recursive(
    st.integers(0, 9) | st.text("ab{}[],:", max_size=4) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(_KEYS, _VALUES, max_size=4))
def test_the_keys_are_those_of_json(table: dict[str, object]) -> None:
    found = config(EXTRACTOR, json.dumps(table, indent=1), "renovate.json")
    assert [one.key for one in found.settings] == list(table)
    for one in found.settings:
        value = table[one.key]
        if isinstance(value, str):
            assert one.value == value.strip()
