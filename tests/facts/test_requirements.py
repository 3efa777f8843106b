"""Requirements and constraints files, and single requirements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_audit.facts._requirement import group_of, leading_name, pinned, requirement
from codex_audit.facts.requirements import EXTRACTOR
from tests.facts.support import config

TEXT = """\
# comment
--index-url https://user:secret@example.org/simple
-r base.txt
-rother.txt
--requirement=more/third.txt
-c constraints.txt
Django>=4,<5  # web
requests[socks]==2.31.0 ; python_version > "3" \\
    --hash=sha256:aaaa \\
    --hash=sha256:bbbb
-e git+https://github.com/a/b.git@main#egg=My.Package
--editable=./local
git+ssh://git@example.org/x.git#subdirectory=y&egg=other
https://example.org/wheels/Some_Thing-1.0-py3-none-any.whl
name @ https://token:x@example.org/name.zip
./path/to/pkg
django>=1.11<2.2
broken requirement here
{{ template }}
===
\\
late==1
six==1.*
plain --no-binary plain
"""


def test_lines_of_every_kind() -> None:
    found = config(EXTRACTOR, TEXT, "requirements.txt")
    assert [(one.name, one.specifier, one.line, one.pinned) for one in found.dependencies] == [
        ("django", "<5,>=4", 7, False),
        ("requests", "==2.31.0", 8, True),
        ("my-package", "@ git+https://github.com/a/b.git@main#egg=My.Package", 11, False),
        ("other", "@ git+ssh://[redacted]@example.org/x.git#subdirectory=y&egg=other", 13, False),
        ("some-thing", "@ https://example.org/wheels/Some_Thing-1.0-py3-none-any.whl", 14, False),
        ("name", "@ https://[redacted]@example.org/name.zip", 15, False),
        ("django", ">=1.11<2.2", 17, False),
        ("late", "==1", 22, True),
        ("six", "==1.*", 23, False),
        ("plain", "", 24, False),
    ]
    assert found.includes == (
        ("base.txt", 3),
        ("other.txt", 4),
        ("more/third.txt", 5),
        ("constraints.txt", 6),
    )
    assert {one.group for one in found.dependencies} == {""}
    assert found.problem is None


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("requirements.txt", ""),
        ("base.txt", ""),
        ("requirements-prod.txt", ""),
        ("requirements-dev.txt", "dev"),
        ("dev-requirements.in", "dev"),
        ("requirements_development.txt", "dev"),
        ("test-requirements.txt", "test"),
        ("tests.txt", "test"),
        ("requirements-rtd.txt", "docs"),
        ("docs.txt", "docs"),
        ("requirements-gpu.txt", "gpu"),
        ("mypy.requirements.txt", "mypy"),
        ("requirements-ci-lint.txt", "ci-lint"),
        ("constraints.txt", "constraints"),
        ("constraints-dev.txt", "constraints"),
        ("environment.yml", ""),
    ],
)
def test_the_name_tells_the_group(name: str, group: str) -> None:
    assert group_of(name) == group


def test_groups_reach_the_dependencies() -> None:
    assert config(EXTRACTOR, "a\n", "requirements-dev.txt").dependencies[0].group == "dev"
    assert config(EXTRACTOR, "a==1\n", "requirements.lock").dependencies[0].group == "lock"
    assert config(EXTRACTOR, "a<2\n", "constraints.txt").dependencies[0].group == "constraints"


@pytest.mark.parametrize(
    "path",
    [
        "requirements.txt",
        "a/requirements-dev.txt",
        "x.requirements.in",
        "constraints-3.11.txt",
        "requirements/base.txt",
        "requirements/extras/redis.in",
        "requirements.lock",
        "Requirements.TXT",
    ],
)
def test_accepted(path: str) -> None:
    assert EXTRACTOR.accepts(path)


@pytest.mark.parametrize(
    "path",
    [
        "requirements.md",
        "requirements/README.txt",
        "requirements/LICENSE.txt",
        "notes.txt",
        "requirements/x.py",
    ],
)
def test_refused(path: str) -> None:
    assert not EXTRACTOR.accepts(path)


def test_an_open_continuation_ends_with_the_file() -> None:
    assert [one.name for one in config(EXTRACTOR, "a==1 \\\n", "requirements.txt").dependencies] == ["a"]


@pytest.mark.parametrize(
    "text", ["", "x" * 3_000, "a " + "(" * 50, "a" + "[" * 30 + "b", "https://example.org/", "a b", "-x"]
)
def test_what_names_nothing_is_none(text: str) -> None:
    assert requirement(text, "", 1) is None


@pytest.mark.parametrize(
    ("specifier", "exact"),
    [
        ("==1", True),
        ("===1", True),
        (">=1,==2", True),
        ("==1.*", False),
        (">=1", False),
        ("", False),
        ("!=1", False),
    ],
)
def test_pinned(specifier: str, exact: bool) -> None:
    assert pinned(specifier) is exact


def test_a_marker_that_cannot_be_read_costs_only_itself() -> None:
    found = requirement("a>=1 ; " + "(" * 30 + "b", "", 1)
    assert found is not None
    assert (found.name, found.specifier) == ("a", ">=1")


def test_leading_name() -> None:
    assert leading_name(" My.Name >=1") == "my-name"
    assert leading_name("{x}") is None


@given(st.from_regex(r"[a-z][a-z0-9]{0,8}(\.[a-z]{1,3})?(==|>=|~=)[0-9]\.[0-9]", fullmatch=True))
def test_what_packaging_reads_is_kept(text: str) -> None:
    found = config(EXTRACTOR, f"\n{text}\n", "requirements.txt").dependencies
    assert [(one.line, one.pinned) for one in found] == [(2, "==" in text)]
