"""INI files."""

import configparser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_audit.domain.facts import ConfigFacts
from codex_audit.facts import _ini
from codex_audit.facts.ini import EXTRACTOR
from tests.facts.support import config


def facts(text: str, name: str = "setup.cfg") -> ConfigFacts:
    return config(EXTRACTOR, text, name)


SETUP = """\
[metadata]
name = parcels
version = attr: parcels.__version__
description = Parcels: tracked
license = MIT
long_description = file: README.rst
license_files =
    LICENSE
    NOTICE
classifiers =
    License :: OSI Approved :: MIT License
    Programming Language :: Python
[options]
packages = find:
package_dir =
    =src
python-requires = >=3.8
install_requires =
    requests>=2  # why
    attrs==23.1 ; python_version < "4"
    file: requirements.txt
setup_requires = wheel; setuptools_scm
tests_require =
    pytest
scripts =
    bin/one, bin/two
[options.extras_require]
docs = sphinx
redis =
    redis
[options.entry_points]
console_scripts =
    parcels = parcels.cli:main  # go
    broken
parcels.plugins = post = parcels.post:Post [extra]
[options.packages.find]
where = src
[tool:pytest]
addopts = -ra
    --strict
[flake8]
ignore = E203,W503
per-file-ignores =
    tests/*, docs/*: E501
    __init__.py: F401,
        F403
    # a comment
[mypy]
strict = True
[mypy-numpy.*]
ignore_missing_imports = True
[coverage:report]
fail_under = 90
[aliases]
test = pytest
[bdist_wheel]
universal = 1
"""


def test_dependencies_of_setup_cfg() -> None:
    assert [
        (one.name, one.specifier, one.group, one.line, one.pinned) for one in facts(SETUP).dependencies
    ] == [
        ("requests", ">=2", "", 19, False),
        ("attrs", "==23.1", "", 20, True),
        ("wheel", "", "build", 22, False),
        ("setuptools-scm", "", "build", 22, False),
        ("pytest", "", "test", 24, False),
        ("sphinx", "", "docs", 28, False),
        ("redis", "", "redis", 30, False),
    ]


def test_entry_points_and_scripts() -> None:
    assert [(one.group, one.name, one.target, one.line) for one in facts(SETUP).entry_points] == [
        ("scripts", "one", "bin/one", 26),
        ("scripts", "two", "bin/two", 26),
        ("console_scripts", "parcels", "parcels.cli:main", 33),
        ("parcels.plugins", "post", "parcels.post:Post [extra]", 35),
    ]


def test_settings_of_setup_cfg() -> None:
    assert {one.key: (one.value, one.line) for one in facts(SETUP).settings} == {
        "project.name": ("parcels", 2),
        "project.description": ("Parcels: tracked", 4),
        "project.license": ("MIT", 5),
        "project.long_description": ("README.rst", 6),
        "project.license_files": ("LICENSE, NOTICE", 7),
        "project.classifiers": ("License :: OSI Approved :: MIT License", 10),
        "options.packages": ("find:", 14),
        "options.package_dir": ("=src", 15),
        "project.python-requires": (">=3.8", 17),
        "options.packages.find.where": ("src", 37),
        "tool.pytest.ini_options.addopts": ("-ra, --strict", 39),
        "tool.flake8.ignore": ("E203,W503", 42),
        "tool.flake8.per-file-ignores.tests/*": ("E501", 44),
        "tool.flake8.per-file-ignores.docs/*": ("E501", 44),
        "tool.flake8.per-file-ignores.__init__.py": ("F401, F403", 45),
        "tool.mypy.strict": ("True", 49),
        "tool.mypy.overrides.numpy.*.ignore_missing_imports": ("True", 51),
        "tool.coverage.report.fail_under": ("90", 53),
    }


def test_tools_commands_includes_and_dynamic_fields() -> None:
    found = facts(SETUP)
    assert found.format == "setup-cfg"
    assert found.tools == (("pytest", 38), ("flake8", 41), ("mypy", 48), ("coverage", 52))
    assert [(one.kind, one.name, one.detail) for one in found.commands] == [("script", "test", "pytest")]
    assert found.includes == (("README.rst", 6), ("requirements.txt", 21))
    assert found.dynamic == ("version", "long_description")


def test_tox() -> None:
    found = facts(
        """\
[tox]
envlist = py{39,310}, lint
[base]
deps = x
[testenv]
deps =
    -rrequirements.txt
    -c {toxinidir}/constraints.txt
    py39: mock>=1
    !lint: pytest
    {[base]deps}
    git+https://example.org/a.git#egg=a
commands =
    py39: pytest \\
        -x
    - coverage report
[testenv:lint]
commands = flake8 src
[testenv:empty]
skip_install = true
[gh-actions]
python = 3.9
""",
        "tox.ini",
    )
    assert found.format == "tox"
    assert [(one.kind, one.name, one.line, one.detail) for one in found.commands] == [
        ("env", "testenv", 5, "pytest -x; coverage report"),
        ("env", "lint", 17, "flake8 src"),
        ("env", "empty", 19, ""),
    ]
    assert [(one.name, one.group, one.line) for one in found.dependencies] == [
        ("mock", "tox", 9),
        ("pytest", "tox", 10),
        ("a", "tox", 12),
    ]
    assert found.includes == (("requirements.txt", 7), ("constraints.txt", 8))
    assert found.tools == (("tox", 1),)
    assert [one.key for one in found.settings] == ["tool.tox.envlist"]


@pytest.mark.parametrize(
    ("name", "text", "tool", "key"),
    [
        (".coveragerc", "[run]\nbranch = True\n", "coverage", "tool.coverage.run.branch"),
        (".coveragerc", "[coverage:run]\nbranch = True\n", "coverage", "tool.coverage.run.branch"),
        (
            ".pylintrc",
            "[MESSAGES CONTROL]\ndisable = C0114,\n  C0115\n",
            "pylint",
            "tool.pylint.messages control.disable",
        ),
        (".style.yapf", "[style]\nbased_on_style = pep8\n", "yapf", "tool.yapf.style.based_on_style"),
    ],
)
def test_the_name_of_a_file_tells_whose_it_is(name: str, text: str, tool: str, key: str) -> None:
    found = facts(text, name)
    assert found.tools == ((tool, 1),)
    assert found.settings[0].key == key


def test_settings_of_other_programs_are_not_kept() -> None:
    found = facts("[alembic]\nsqlalchemy.url = postgres://u:p@h/d\n[loggers]\nkeys = root\n", "alembic.ini")
    assert found.tools == (("alembic", 1),)
    assert found.settings == ()


def test_credentials_are_masked() -> None:
    assert facts("[tox]\npypi_token = abcdefgh\n", "tox.ini").settings[0].value == "[redacted]"


@pytest.mark.parametrize(("text", "line"), [("no section\n", 1), ("# c\n\nkey = 1\n", 3)])
def test_text_outside_sections_is_a_problem(text: str, line: int) -> None:
    found = facts(text)
    assert (found.problem, found.problem_line) == ("a line outside any section", line)


def test_odd_lines_cost_nothing_else() -> None:
    found = facts("before = 1\n[flake8]\n= nothing\nselect\nignore : E1\n[unclosed\nx = 2\n")
    assert found.problem is None
    assert [(one.key, one.value) for one in found.settings] == [
        ("tool.flake8.select", ""),
        ("tool.flake8.ignore", "E1"),
        ("tool.flake8.[unclosed", ""),
        ("tool.flake8.x", "2"),
    ]


def test_per_file_ignores_without_a_pattern_are_dropped() -> None:
    assert facts("[flake8]\nper-file-ignores = E501\n").settings == ()


def test_a_long_run_of_spaces_is_read_at_once() -> None:
    found = facts("[flake8]\nselect" + " " * 500_000 + "\nignore = E1\n", ".flake8")
    assert [one.value for one in found.settings] == ["", "E1"]


_NAME = st.text("abc_", min_size=1, max_size=5)
_VALUE = st.lists(st.text("abc =:", max_size=6).map(str.strip), min_size=1, max_size=3)


@settings(max_examples=120, deadline=None)
@given(st.dictionaries(_NAME, st.dictionaries(_NAME, _VALUE, max_size=3), max_size=3))
def test_values_are_those_of_configparser(tree: dict[str, dict[str, list[str]]]) -> None:
    text = "".join(
        f"[{section}]\n"
        + "".join(f"{key} = " + "\n    ".join(lines) + "\n" for key, lines in options.items())
        for section, options in tree.items()
    )
    parser = configparser.RawConfigParser(default_section="")
    parser.read_string(text)
    read, bad = _ini.read(text)
    assert bad is None
    assert [section.name for section in read] == parser.sections()
    for section in read:
        for option in section.options:
            expected = [line.strip() for line in parser[section.name][option.key].split("\n") if line.strip()]
            assert [value for value, _ in option.values] == expected
