"""The story's errors: what fails costs only itself, and is told."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from codex_audit import pipeline
from codex_audit.cli._commands import _place
from codex_audit.cli._terminal import Silent
from codex_audit.domain.finding import Evidence, Finding
from codex_audit.domain.run import Request, Summary
from codex_audit.domain.settings import Settings
from codex_audit.extract.crew import crew
from codex_audit.project.citations import cited, with_path
from codex_audit.registry import discover, project_analyzers
from tests import trees


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    root = trees.write(trees.LIBRARY, tmp_path / "tree")
    return Request(str(root), str(tmp_path / "out"), "2024-05-06T07:08:09Z", 1, None, b"p", "p", Settings())


def fail(*args: object) -> None:
    raise ValueError("the repository's own text")


def test_an_analyzer_that_fails_makes_its_rules_incomplete(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tuple(replace(one, analyse=fail) if one.id == "cycles" else one for one in project_analyzers())
    assert broken != project_analyzers()
    monkeypatch.setattr(pipeline, "project_analyzers", lambda: broken)
    with crew(request_.root, 1) as workers:
        analysis = pipeline.analyse(request_, Silent(), workers)
    assert analysis.outcomes["imports/cycle"] == ("incomplete", "the analyzer failed")
    assert [failure.message for failure in analysis.failures] == ["ValueError was raised."]
    assert analysis.incomplete == ("steps that failed: 1; see errors",)


def test_a_renderer_that_fails_costs_only_its_document(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderers = tuple(
        replace(one, render=fail) if one.id == "audit-md" else one for one in discover("renderers")
    )
    monkeypatch.setattr(
        pipeline, "discover", lambda family: renderers if family == "renderers" else discover(family)
    )
    summary = pipeline.run(request_, Silent())
    output = Path(request_.output)
    assert not (output / "reports/audit.md").exists()
    assert "reports/audit.md was not written" in (output / "reports/audit.json").read_text()
    assert "own text" not in (output / "Codex_Questions.md").read_text()
    assert isinstance(summary, Summary)
    assert not summary.complete


def test_what_is_found_in_a_notebook_cites_no_line() -> None:
    place = Evidence("n.ipynb", 3, "x")
    found = cited(Finding("lint/eval", "M.", path="n.ipynb", line=3, symbol="x", related=(place,)))
    assert (found.line, found.related) == (None, ())
    assert "line 3" in found.searched
    for rule in ("secret/token", "text/invisible"):
        own = Finding(rule, "M.", path="n.ipynb", line=3, symbol="x")
        assert cited(own) is own
    mixed = cited(Finding("a/b", "M.", path="a.py", line=1, related=(place, Evidence("b.py", 1, "y"))))
    assert mixed.line == 1
    assert [one.path for one in mixed.related] == ["b.py"]


def test_file_findings_get_their_path_everywhere() -> None:
    found = with_path(Finding("a/b", "M.", line=1, related=(Evidence("", 2, "x"),)), "c.py")
    assert (found.path, found.related[0].path) == ("c.py", "c.py")


def test_an_internal_error_names_our_own_place_only() -> None:
    with pytest.raises(AttributeError) as caught:
        cited(None)  # type: ignore[arg-type]
    assert _place(caught.value).startswith(" in codex_audit.project.citations:")
    assert _place(ValueError("elsewhere")) == ""


def test_rules_on_every_text_ran_where_nothing_is_found(request_: Request) -> None:
    with crew(request_.root, 1) as workers:
        analysis = pipeline.analyse(request_, Silent(), workers)
    rules = {rule for rule in analysis.rules if rule.startswith(("text/", "secret/"))}
    assert len(rules) > 5
    assert rules.isdisjoint(rule for rule, (status, _) in analysis.outcomes.items() if status != "ran")
