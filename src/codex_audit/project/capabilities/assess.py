"""The whole way from a linked project to judged capabilities."""

from codex_audit.domain.capabilities import Pack
from codex_audit.domain.project import Project
from codex_audit.project.capabilities.hits import find
from codex_audit.project.capabilities.judge import Judgement, judge


def assess(project: Project, packs: tuple[Pack, ...]) -> tuple[Judgement, ...]:
    """The judgements of all capabilities, in the order of the packs."""
    return judge(packs, find(project, packs))
