"""``repo_map.md``: what stands where, what depends on what, and what does nothing yet."""

import posixpath
from typing import Final

from codex_audit.domain.plugins import Renderer
from codex_audit.domain.report import Report
from codex_audit.renderers import _markdown
from codex_audit.renderers._views import RESOLVED, cut, identity, paths, python_tests, tally


def _folder(path: str) -> str:
    return f"{posixpath.dirname(path) or '.'}/"


def render(report: Report) -> str:
    """The map, each list cut at a screenful; the rest stands in ``audit.json``."""
    structure = report.structure
    tests = python_tests(report)
    return _markdown.render(
        "repo_map.md.j2",
        report=report,
        **identity(report),
        top_level=cut(structure.top_level, 100),
        quoted=paths(report),
        key_files=cut(structure.key_files, 40),
        languages=cut(report.inventory.languages, 25),
        packages=cut(structure.packages, 60),
        modules=cut([row for row in structure.ranked_modules if row.dependents], 25),
        entry_points=cut(structure.entry_points, 50),
        stubs=cut(structure.stubs, 50),
        test_files=len(tests),
        test_folders=cut(tally(tests, _folder), 12),
        resolved=RESOLVED,
    )


RENDERER: Final = Renderer("repo-map", "reports/repo_map.md", render)
