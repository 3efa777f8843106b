"""``branch_analysis.md``: the local branches, the most active one, and recent changes."""

from typing import Final

from codex_audit.domain.plugins import Renderer
from codex_audit.domain.report import Report
from codex_audit.renderers import _markdown
from codex_audit.renderers._views import cut, identity


def render(report: Report) -> str:
    """The analysis; what was not read is named rather than left out."""
    branches = report.branches
    return _markdown.render(
        "branch_analysis.md.j2",
        report=report,
        **identity(report),
        branches=branches,
        local=cut(branches.local, 100),
        recent=cut(branches.recent, 25),
        churn=cut(branches.churn, 25),
    )


RENDERER: Final = Renderer("branch-analysis", "reports/branch_analysis.md", render)
