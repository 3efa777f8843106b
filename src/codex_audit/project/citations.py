"""What findings of single files cite, once their file is known."""

from typing import Final

import msgspec

from codex_audit.domain.facts import citable
from codex_audit.domain.finding import Finding

OF_THE_TEXT: Final = ("secret/", "text/")
"""Families whose lines are those of the file itself, in notebooks too."""


def with_path(finding: Finding, path: str) -> Finding:
    """A file-scope finding with its path, and with it that of its related evidence."""
    related = tuple(msgspec.structs.replace(one, path=path) for one in finding.related)
    return msgspec.structs.replace(finding, path=path, related=related)


def cited(finding: Finding) -> Finding:
    """The finding without lines that are none of the file's own: those of notebooks' cells."""
    related = tuple(one for one in finding.related if citable(one.path))
    if citable(finding.path) or finding.line is None or finding.rule.startswith(OF_THE_TEXT):
        same = len(related) == len(finding.related)
        return finding if same else msgspec.structs.replace(finding, related=related)
    searched = (
        finding.searched or f"the code cells of the notebook, joined; it is line {finding.line} of them"
    )
    return msgspec.structs.replace(
        finding, line=None, end_line=None, column=None, related=related, searched=searched
    )
