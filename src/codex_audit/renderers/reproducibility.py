"""``reproducibility.md``: the machine of the run, and what the repository does to be
reproducible. The one artefact that differs between machines."""

from typing import Final

from codex_audit.domain.plugins import Renderer
from codex_audit.domain.report import Report
from codex_audit.renderers import _markdown
from codex_audit.renderers._views import cut, identity


def render(report: Report) -> str:
    """Interpreter, system, hardware, packages, settings, seeds and environment variables."""
    return _markdown.render(
        "reproducibility.md.j2",
        report=report,
        **identity(report),
        machine=report.machine,
        declared=report.reproducibility.pinned + report.reproducibility.unpinned,
        seeds=cut(report.reproducibility.seeds, 50),
        environment=cut(report.reproducibility.environment, 100),
    )


RENDERER: Final = Renderer("reproducibility", "reports/reproducibility.md", render)
