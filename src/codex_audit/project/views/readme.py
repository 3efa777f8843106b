"""The README part of the Report, and the choice of the primary document."""

from collections.abc import Iterable

from codex_audit.domain.facts import DocumentFacts
from codex_audit.domain.finding import Judged
from codex_audit.domain.project import Project
from codex_audit.domain.report import Readme, ReadmeHeading

_ENDINGS = (".md", ".markdown", ".rst", ".rest", ".txt", "")
_FOLDERS = ("", ".github/", "docs/", "doc/")


def primary(project: Project) -> str | None:
    """The README that a visitor sees first: by folder, then by format."""
    by_lower = {path.lower(): path for path in sorted(project.artifacts, reverse=True)}
    for folder in _FOLDERS:
        for ending in _ENDINGS:
            path = by_lower.get(f"{folder}readme{ending}")
            if path is not None:
                return path
    return None


def readme(project: Project, findings: Iterable[Judged]) -> Readme | None:
    """Summary of the README; its gaps are the titles of the findings on it."""
    path = primary(project)
    if path is None:
        return None
    bundle = project.files.get(path)
    facts = bundle.get(DocumentFacts) if bundle else None
    if facts is None:
        facts = DocumentFacts()
    gaps = {one.rule.title for one in findings if one.rule.family == "readme" and one.finding.path == path}
    return Readme(
        path=path,
        title=next((heading.text for heading in facts.headings), None),
        purpose=facts.paragraph,
        purpose_line=facts.paragraph_line,
        headings=tuple(ReadmeHeading(level=h.level, text=h.text, line=h.line) for h in facts.headings[:100]),
        links=len(facts.links),
        code_blocks=len(facts.fences),
        gaps=tuple(sorted(gaps)),
    )
