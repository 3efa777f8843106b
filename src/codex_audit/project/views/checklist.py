"""The reproducibility checklist: what the repository does so that a run can be repeated."""

from codex_audit.domain.facts import NO_WORDS, Vocabulary
from codex_audit.domain.project import Project
from codex_audit.domain.report import ChecklistRow
from codex_audit.project.capabilities.rows import Layout
from codex_audit.project.views import _checklist_build as build
from codex_audit.project.views import _checklist_devices as devices
from codex_audit.project.views import _checklist_runs as runs
from codex_audit.project.views._checklist_advice import advise
from codex_audit.project.views._checklist_code import gather


def checklist(project: Project, read: Vocabulary = NO_WORDS, start: str = "") -> tuple[ChecklistRow, ...]:
    """The rows in their order. ``read`` are the words that this run looked for in Python files:
    only what was looked for is called absent. ``start`` is the file in which training begins."""
    code = gather(project, read)
    rows = (
        runs.seeds(code),
        build.environment(code),
        build.versioning(code),
        build.locking(code),
        runs.splits(code),
        devices.kernels(code),
        runs.results(code),
        devices.hardware(code),
        build.builds(code),
    )
    layout = Layout(project)
    return tuple(row.model_copy(update={"advice": advise(row, code, layout, start)}) for row in rows)
