"""Lock files and ``Pipfile``."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_audit.facts import lockfile
from codex_audit.facts.lockfile import EXTRACTOR
from tests.facts.support import config

TABLES = """\
version = 1
[[package]]
name = "First_One"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "second" },
]
[package.metadata]
name = "not-this"
[[package]]
version = "2.0"
name = 'second'
[[package]]
name = "own"
version = "0.1"
source = { editable = "." }
[[package]]
name = "no-version"
[[other]]
name = "x"
version = "1"
[[package]]
name = "last"
version = "3"
"""


@pytest.mark.parametrize("name", ["poetry.lock", "uv.lock", "pdm.lock"])
def test_tables(name: str) -> None:
    found = config(EXTRACTOR, TABLES, name)
    assert found.format == "lock"
    assert [(one.name, one.specifier, one.line) for one in found.dependencies] == [
        ("first-one", "==1.0", 3),
        ("second", "==2.0", 13),
        ("last", "==3", 24),
    ]
    assert {(one.group, one.pinned) for one in found.dependencies} == {("lock", True)}


def test_pylock() -> None:
    text = '[[packages]]\nname = "a"\nversion = "1"\n'
    assert config(EXTRACTOR, text, "pylock.dev.toml").dependencies[0].line == 2


@pytest.mark.parametrize("indent", ["", "  "])
def test_conda_lock(indent: str) -> None:
    text = (
        f"package:\n{indent}- name: numpy\n{indent}  version: 1.26.0\n{indent}  manager: conda\n"
        f"{indent}- name: x\n{indent}- name: y\n{indent}  version: '2'\n"
    )
    found = config(EXTRACTOR, text, "conda-lock.yml")
    assert [(one.name, one.specifier, one.line) for one in found.dependencies] == [
        ("numpy", "==1.26.0", 2),
        ("y", "==2", 6),
    ]


def test_pipfile_lock() -> None:
    text = json.dumps(
        {
            "_meta": {"hash": {"sha256": "x"}},
            "default": {
                "b": {"version": "==1.0"},
                "a": {"version": "==2", "markers": "x"},
                "git": {"ref": "y"},
            },
            "develop": {"a": {"version": "==3"}, "odd": 3, "loose": {"version": "*"}},
            "other": 3,
        },
        indent=4,
    )
    found = config(EXTRACTOR, text, "Pipfile.lock")
    assert [(one.name, one.specifier, one.line) for one in found.dependencies] == [
        ("b", "==1.0", 8),
        ("a", "==2", 11),
        ("a", "==3", 20),
    ]


def test_names_with_escapes_have_no_line() -> None:
    text = '{"default": {"\\u0061": {"version": "==1"}, "b": {"version": "==1"}}}'
    assert config(EXTRACTOR, text, "Pipfile.lock").dependencies == ()


@pytest.mark.parametrize("text", ["", "[1]", "{", '{"a": ' * 100_000])
def test_json_that_is_none(text: str) -> None:
    assert config(EXTRACTOR, text, "Pipfile.lock").problem == "not valid JSON"


def test_size_of_json_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lockfile, "MAX_JSON", 3)
    assert config(EXTRACTOR, "{   }", "Pipfile.lock").problem == "not valid JSON"


def test_pipfile() -> None:
    found = config(
        EXTRACTOR,
        """\
[packages]
Django = "==4.2"
flask = {version = ">=2", extras = ["x"]}
any = "*"
local = {path = "."}
[dev-packages]
pytest = "*"
[requires]
python_version = "3.11"
[scripts]
test = "pytest -x"
""",
        "Pipfile",
    )
    assert found.format == "pipfile"
    assert [(one.name, one.specifier, one.group, one.pinned) for one in found.dependencies] == [
        ("django", "==4.2", "", True),
        ("flask", ">=2", "", False),
        ("any", "", "", False),
        ("local", "@ .", "", False),
        ("pytest", "", "dev", False),
    ]
    assert [(one.key, one.value) for one in found.settings] == [("project.python_version", "3.11")]
    assert [(one.name, one.detail) for one in found.commands] == [("test", "pytest -x")]
    assert config(EXTRACTOR, "[", "Pipfile").problem == "not valid TOML"


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[a-z]{1,6}", fullmatch=True), st.from_regex(r"[0-9]\.[0-9]", fullmatch=True)
        ),
        max_size=6,
    )
)
def test_every_table_is_found(packages: list[tuple[str, str]]) -> None:
    text = "".join(f'[[package]]\nname = "{name}"\nversion = "{version}"\n\n' for name, version in packages)
    found = config(EXTRACTOR, text, "uv.lock").dependencies
    assert [(one.name, one.specifier[2:]) for one in found] == packages
