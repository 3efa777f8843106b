"""The backlog: code blocks, commands and markers of the documents and the code."""

from collections.abc import Iterator
from typing import Final

from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import DocumentFacts, Fence, PythonFacts, citable
from codex_audit.domain.finding import FOREIGN_ROLES
from codex_audit.domain.project import Project
from codex_audit.domain.report import BacklogItem

SHELLS: Final = frozenset(
    {"bash", "console", "cmd", "powershell", "pwsh", "sh", "shell", "shell-session", "zsh"}
)
_SESSIONS: Final = frozenset({"console", "shell-session"})


def backlog(project: Project) -> tuple[BacklogItem, ...]:
    """Items in order of path and line; vendored and generated files are left out."""
    items: list[BacklogItem] = []
    roles = tuple(role for role in Role if role not in FOREIGN_ROLES)
    for path, document in project.of(DocumentFacts, *roles):
        for fence in document.fences:
            items.extend(_fence(path, fence))
        items.extend(
            BacklogItem(type="marker", path=path, line=m.line, language=None, content=m.text)
            for m in document.markers
        )
    for path, python in project.of(PythonFacts, *roles):
        if not citable(path):
            continue
        items.extend(
            BacklogItem(type="marker", path=path, line=m.line, language="python", content=m.text)
            for m in python.markers
        )
    return tuple(sorted(items, key=lambda item: (item.path, item.line, item.type, item.content)))


def _fence(path: str, fence: Fence) -> Iterator[BacklogItem]:
    language = fence.language.lower() or None
    yield BacklogItem(type="code_block", path=path, line=fence.line, language=language, content=fence.content)
    if (language or "") not in SHELLS:
        return
    for offset, text in enumerate(fence.content.split("\n"), start=1):
        command = _command(text, language in _SESSIONS)
        if command:
            yield BacklogItem(
                type="command", path=path, line=fence.line + offset, language=language, content=command
            )


def _command(text: str, session: bool) -> str:
    """The command on a line of a shell block; in a recorded session only prompts count."""
    stripped = text.strip()
    if stripped.startswith(("$ ", "> ", "% ")):
        return stripped[2:].strip()
    return "" if session or stripped.startswith("#") else stripped
