"""What command lines run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_audit.project.views import command_lines as lines


@pytest.mark.parametrize(
    ("line", "tools"),
    [
        ("", []),
        ("X=1 sudo pytest -q", [("pytest", "tests")]),
        (". venv/bin/activate && ruff check . && mypy src", [("ruff", "lint"), ("mypy", "types")]),
        ("uv run --group dev -- pytest", [("pytest", "tests")]),
        ("poetry run python -W error -m unittest", [("unittest", "tests")]),
        ("uv run -m pytest", [("pytest", "tests")]),
        ("coverage run --branch -m pytest", [("pytest", "tests")]),
        ("coverage run tests/run.py", [("run.py", "")]),
        ("python setup.py test", [("setup.py", "tests")]),
        ("python site/manage.py test app", [("manage.py", "tests")]),
        ("python manage.py migrate", [("manage.py", "")]),
        ("python -c 'import x'", []),
        ("python", []),
        ("${PREFIX}mypy src", [("mypy", "types")]),
        ("$(PYTEST) -q", [("pytest", "tests")]),
        ("$(VENV_BIN)/python -m build", [("build", "build")]),
        ("ruff format --check", [("ruff", "format")]),
        ("ruff format", [("ruff", "rewrite")]),
        ("ruff rule E501", [("ruff", "")]),
        ("mkdocs serve", [("mkdocs", "")]),
        ("mkdocs build", [("mkdocs", "docs")]),
        ("sphinx-build -b linkcheck docs out", [("sphinx-build", "")]),
        ("a | pytest", [("a", "")]),
        ("scripts/mypy", [("mypy", "")]),
        ("pytest > out 2>&1", [("pytest", "tests")]),
        ("echo 'pytest && mypy'", []),
        ("uv run uv run uv run uv run uv run uv run uv run uv run uv run pytest", []),
    ],
)
def test_command_lines(line: str, tools: list[tuple[str, str]]) -> None:
    assert [(part.tool, part.aim) for part in lines.parts(line)] == tools


@given(st.text(st.sampled_from("pytest mypy -m.&|;'\"${}()=@>/\\\0é")))
def test_any_line_is_read(text: str) -> None:
    for part in lines.parts(text):
        assert part.aim in {*lines.AIMS, "rewrite", ""}
        assert part.tool == part.tool.strip()
        assert lines.threshold(part.words).replace(".", "", 1).isdigit() or not lines.threshold(part.words)
    assert "\0" not in "".join(word for segment in lines.segments(text) for word in segment) or "\0" in text
