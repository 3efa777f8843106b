"""The documents of the sample Report, kept in tests/golden/."""

import difflib
from pathlib import Path

import pytest

from codex_audit.domain.plugins import Renderer
from codex_audit.domain.report import Report
from codex_audit.registry import discover
from codex_audit.renderers import _questions
from tests.renderers.sample import bare, sample

GOLDEN = Path(__file__).parents[1] / "golden"


def compare(path: Path, text: str, update: bool) -> None:
    """Fails with a diff unless the file holds exactly the text, or writes it."""
    actual = text.encode("utf-8", "surrogateescape")
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(actual)
        return
    expected = path.read_bytes() if path.exists() else b""
    if actual != expected:
        difference = difflib.unified_diff(
            expected.decode("utf-8", "replace").splitlines(keepends=True),
            actual.decode("utf-8", "replace").splitlines(keepends=True),
            f"golden/{path.name}",
            "rendered",
        )
        pytest.fail(f"{path.name} differs; --update-goldens accepts it\n{''.join(difference)}", pytrace=False)


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-goldens"))


@pytest.mark.parametrize("renderer", discover("renderers"), ids=lambda one: one.id)
@pytest.mark.parametrize(
    ("folder", "report"), [("sample", sample()), ("bare", bare())], ids=["sample", "bare"]
)
def test_golden(renderer: Renderer, folder: str, report: Report, update: bool) -> None:
    compare(GOLDEN / folder / renderer.path.removeprefix("reports/"), renderer.render(report), update)


def test_golden_error_blocks(update: bool) -> None:
    report = sample()
    entries = "\n".join(_questions.entry(error, report.settings.addressee) for error in report.errors)
    compare(GOLDEN / "sample" / "Codex_Questions.md", entries, update)
    lines = "".join(map(_questions.ndjson_line, report.errors))
    compare(GOLDEN / "sample" / "errors.ndjson", lines, update)


def test_a_difference_is_shown(tmp_path: Path) -> None:
    golden = tmp_path / "a.md"
    compare(golden, "one\n", update=True)
    compare(golden, "one\n", update=False)
    with pytest.raises(pytest.fail.Exception, match=r"(?s)-one\n\+two"):
        compare(golden, "two\n", update=False)
