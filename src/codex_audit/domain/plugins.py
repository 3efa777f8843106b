"""What a plug-in of each family is. Each plug-in module ends in one constant of its type."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from codex_audit.domain.facts import AnyFacts, FileFacts, Source
from codex_audit.domain.finding import Finding, Rule
from codex_audit.domain.project import Project

if TYPE_CHECKING:
    from codex_audit.domain.report import Report


class Extractor(Struct, frozen=True):
    """MAP: one artifact's bytes -> facts. Pure.

    ``accepts`` judges by the POSIX path alone. ``version`` is raised when the facts of the
    same bytes change.
    """

    id: str
    produces: type[AnyFacts]
    accepts: Callable[[str], bool]
    extract: Callable[[Source], AnyFacts | None]
    version: int = 1


class FileAnalyzer(Struct, frozen=True):
    """REDUCE, one file: facts -> findings without path. Pure; runs beside the extractors and
    is cached with them."""

    id: str
    rules: tuple[Rule, ...]
    needs: tuple[type[AnyFacts], ...]
    analyse: Callable[[FileFacts], Iterable[Finding]]


class ProjectAnalyzer(Struct, frozen=True):
    """REDUCE, the whole project: facts -> findings with path. Pure.

    ``applies`` returns the reason why the analyzer has nothing to judge in this project, or
    ``None``; its rules are then reported as not applicable. ``incomplete`` returns why what it
    needs was not wholly there, or ``None``; "no finding" is then reported as unknown.
    """

    id: str
    rules: tuple[Rule, ...]
    analyse: Callable[[Project], Iterable[Finding]]
    applies: Callable[[Project], str | None] = field(default=lambda project: None)
    incomplete: Callable[[Project], str | None] = field(default=lambda project: None)


Analyzer = FileAnalyzer | ProjectAnalyzer


class Renderer(Struct, frozen=True):
    """Report -> text. ``path`` is where the artefact goes under the root or the output folder;
    ``format`` its name for ``--output-format``, where it has one."""

    id: str
    path: str
    render: Callable[["Report"], str]
    format: str | None = None


def rules_of(analyzers: Iterable[Analyzer]) -> Mapping[str, Rule]:
    """All rules by id, sorted."""
    rules = {rule.id: rule for analyzer in analyzers for rule in analyzer.rules}
    return dict(sorted(rules.items()))
