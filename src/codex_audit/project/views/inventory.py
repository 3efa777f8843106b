"""The inventory and the metrics of the Report."""

from collections import defaultdict
from collections.abc import Iterator

from codex_audit.domain.artifact import Artifact, Snapshot
from codex_audit.domain.facts import PythonFacts, Tier, citable
from codex_audit.domain.project import Project
from codex_audit.domain.report import (
    FileMetric,
    FunctionMetric,
    Inventory,
    InventoryFile,
    LanguageTotal,
    Metrics,
    SkippedPath,
)
from codex_audit.domain.text import trust


def inventory(snapshot: Snapshot) -> Inventory:
    """Every artifact and skipped path, with totals by language."""
    return Inventory(
        files=tuple(InventoryFile.model_validate(one) for one in snapshot),
        skipped=tuple(SkippedPath(path=one.path, reason=one.reason) for one in snapshot.skipped),
        languages=_languages(snapshot),
        lines=sum(one.lines or 0 for one in snapshot),
        bytes=sum(one.size for one in snapshot),
    )


def _languages(snapshot: Snapshot) -> tuple[LanguageTotal, ...]:
    groups: dict[str, list[Artifact]] = defaultdict(list)
    for artifact in snapshot:
        if artifact.language is not None:
            groups[artifact.language].append(artifact)
    totals = [
        LanguageTotal(
            language=language,
            files=len(group),
            lines=sum(one.lines or 0 for one in group),
            bytes=sum(one.size for one in group),
        )
        for language, group in groups.items()
    ]
    return tuple(sorted(totals, key=lambda total: (-total.lines, total.language)))


def metrics(project: Project) -> Metrics:
    """radon's numbers for every block and file that has them."""
    blocks = list(_blocks(project))
    return Metrics(
        functions=tuple(block for block in blocks if block.kind != "class"),
        classes=tuple(block for block in blocks if block.kind == "class"),
        files=tuple(_file_metrics(project)),
    )


def _blocks(project: Project) -> Iterator[FunctionMetric]:
    for path, facts in project.of(PythonFacts):
        if facts.tier is not Tier.AST or not citable(path):
            continue
        if project.files[path].plain:
            trust(one.name for one in facts.definitions)
        for one in facts.definitions:
            yield FunctionMetric(
                path,
                one.name,
                one.kind,
                one.line,
                one.end_line,
                one.complexity,
                one.rank,
                len(one.parameters),
            )


def _file_metrics(project: Project) -> Iterator[FileMetric]:
    for path, facts in project.of(PythonFacts):
        raw = facts.raw
        if raw is None or facts.mi is None or facts.halstead is None or not citable(path):
            continue
        yield FileMetric(
            path=path,
            loc=raw.loc,
            lloc=raw.lloc,
            sloc=raw.sloc,
            comments=raw.comments,
            multi=raw.multi,
            blank=raw.blank,
            single_comments=raw.single_comments,
            mi=facts.mi,
            halstead_volume=facts.halstead.volume,
        )
