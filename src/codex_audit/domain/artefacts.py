"""The paths that a run writes, which never enter an inventory."""

from typing import Final

FILES: Final = (
    ".codex/errors.ndjson",
    "CODEBASE_AUDIT.md",
    "Codex_Questions.md",
    "OPEN_QUESTIONS.md",
    "docs/status_update_outstanding_questions.md",
    "reports/audit.json",
    "reports/audit.md",
    "reports/audit.sarif",
    "reports/backlog.json",
    "reports/branch_analysis.md",
    "reports/capability_map.json",
    "reports/deferred.md",
    "reports/diffs/*.patch",
    "reports/prompt_copy.md",
    "reports/repo_map.md",
    "reports/report_templates.md",
    "reports/reproducibility.md",
    "reports/status_update.md",
)


def own_paths(prefix: str) -> tuple[str, ...]:
    """All own paths below a prefix; a star stands for any name in its folder."""
    return tuple(prefix + path for path in FILES)
