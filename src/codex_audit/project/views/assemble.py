"""Puts the Report together."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

import codex_audit
from codex_audit.domain.errors import Failure
from codex_audit.domain.facts import NO_WORDS, Vocabulary
from codex_audit.domain.finding import Rule
from codex_audit.domain.project import Project
from codex_audit.domain.report import (
    CapabilityRow,
    ErrorRow,
    FindingRow,
    Prompt,
    Report,
    Repository,
    Settings,
    Tool,
)
from codex_audit.domain.run import Request
from codex_audit.domain.text import clean
from codex_audit.project.capabilities.judge import Judgement
from codex_audit.project.capabilities.registries import registries
from codex_audit.project.capabilities.rows import Layout
from codex_audit.project.capabilities.rows import rows as capability_rows
from codex_audit.project.judge import Verdict
from codex_audit.project.metadata import is_name
from codex_audit.project.steering import Steering, steer
from codex_audit.project.views.backlog import backlog
from codex_audit.project.views.checklist import checklist
from codex_audit.project.views.coverage import coverage, deferred
from codex_audit.project.views.gates import gates
from codex_audit.project.views.git import branches
from codex_audit.project.views.highlights import highlights
from codex_audit.project.views.inventory import inventory, metrics
from codex_audit.project.views.put_off import capability_deferrals, steering_deferrals
from codex_audit.project.views.readme import readme
from codex_audit.project.views.reproducibility import reproducibility
from codex_audit.project.views.rows import finding_row
from codex_audit.project.views.structure import structure

TRAINING: Final = "training_engine"
LOOP: Final = "loop"
"""Where the packs judge how models are trained."""


def assemble(
    request: Request,
    versions: tuple[str, Mapping[str, str]],
    project: Project,
    rules: Mapping[str, Rule],
    verdict: Verdict,
    outcomes: Mapping[str, tuple[str, str]],
    failures: Sequence[Failure],
    incomplete: Sequence[str],
    judgements: Sequence[Judgement] | None = None,
    vocabulary: Vocabulary = NO_WORDS,
) -> Report:
    """The whole Report, without the machine. ``versions`` are Python's minor version and
    those of the dependencies that can change a result; ``judgements`` are null where no
    capability was judged, ``vocabulary`` the words that were looked for."""
    titles = {one.capability.id: one.capability.title for one in judgements or ()}
    steering = steer(request.prompt.decode("utf-8", "replace"), titles)
    shown = _capabilities(project, judgements, steering) if judgements is not None else None
    rows = shown or ()
    return Report(
        tool=Tool(
            name="codex-audit",
            version=codex_audit.__version__,
            python=versions[0],
            dependencies=dict(versions[1]),
        ),
        generated_at=request.timestamp,
        prompt=_prompt(request, steering),
        repository=_repository(project),
        settings=_settings(request),
        inventory=inventory(project.snapshot),
        readme=readme(project, verdict.findings),
        structure=structure(project),
        metrics=metrics(project),
        findings=tuple(FindingRow(**finding_row(one)) for one in verdict.findings),
        capabilities=shown,
        gates=gates(project),
        reproducibility=reproducibility(project, checklist(project, vocabulary, _start(judgements or ()))),
        deferred=(
            *deferred(project, failures, outcomes),
            *capability_deferrals(rows, Layout(project).searched),
            *steering_deferrals(steering),
        ),
        branches=branches(project),
        coverage=coverage(project, rules, outcomes, verdict, request.settings, incomplete),
        errors=tuple(error_row(failure, request.timestamp) for failure in failures),
        complete=not incomplete,
        highlights=highlights(verdict.findings, rows),
        registries=registries(project) if shown is not None else (),
        backlog=backlog(project),
    )


def _start(judgements: Sequence[Judgement]) -> str:
    """The file in which training begins: the best place of the loop of a pack that judges it."""
    for one in judgements:
        for part in one.parts if one.capability.id == TRAINING else ():
            if part.part.id == LOOP and part.state == "present":
                return part.evidence[0].path
    return ""


def _capabilities(
    project: Project, judgements: Sequence[Judgement], steering: Steering
) -> tuple[CapabilityRow, ...]:
    chosen = steering.capabilities
    wanted = [one for one in judgements if chosen is None or one.capability.id in chosen]
    return capability_rows(project, wanted)


def _prompt(request: Request, steering: Steering) -> Prompt:
    text = request.prompt.decode("utf-8", "surrogateescape")
    return Prompt(
        source=request.prompt_source,
        sha256=hashlib.sha256(request.prompt).hexdigest(),
        redacted=has_secret(text),
        capabilities=steering.capabilities,
        sections=steering.sections,
        content=request.prompt,
    )


def has_secret(text: str) -> bool:
    """Whether the gate would redact something in this text."""
    from codex_audit.domain.secrets import find

    return bool(find(text))


def _repository(project: Project) -> Repository:
    metadata, history = project.metadata, project.history
    return Repository(
        name=metadata.name or _name_of(history.remote) or "unnamed",
        version=metadata.version,
        description=metadata.description,
        license=metadata.license,
        requires_python=metadata.requires_python,
        remote=history.remote,
        head=history.head,
        branch=history.head_branch,
        git=history.head is not None or bool(history.branches),
    )


def _name_of(remote: str | None) -> str | None:
    if remote is None:
        return None
    name = remote.rstrip("/").removesuffix(".git").replace(":", "/").rpartition("/")[2]
    return name if is_name(name) else None


def _settings(request: Request) -> Settings:
    chosen = request.settings
    return Settings(
        select=chosen.select,
        ignore=chosen.ignore,
        min_severity=chosen.min_severity.label,
        fail_on=chosen.fail_on.label if chosen.fail_on is not None else "never",
        addressee=chosen.addressee,
        thresholds=dict(sorted(chosen.thresholds.items())),
        isolated=chosen.isolated,
        source=chosen.source,
    )


def error_row(failure: Failure, timestamp: str) -> ErrorRow:
    """A failure as it stands in the report and in the error block."""
    return ErrorRow(
        timestamp=timestamp,
        step=failure.step.number,
        description=failure.step.description,
        message=failure.message,
        context=failure.context if failure.path is None else f"{failure.context} File: {clean(failure.path)}",
        path=failure.path,
        fingerprint=failure.fingerprint,
    )
