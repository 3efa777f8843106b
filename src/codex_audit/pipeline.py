"""The story of one audit, top to bottom: numbered steps in the six phases of the cadence.

Phases 3 (construction) and 5 (error capture) have no steps of their own yet: every step captures
its own errors, as values that phase 6 writes out.
"""

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from codex_audit.analyzers.lint import CODES
from codex_audit.domain.artifact import Role, Walk
from codex_audit.domain.errors import Failure, Step
from codex_audit.domain.facts import LintFacts, PythonFacts, Tier, citable
from codex_audit.domain.finding import Finding, Rule, Severity
from codex_audit.domain.git import History
from codex_audit.domain.plugins import FileAnalyzer, ProjectAnalyzer, rules_of
from codex_audit.domain.project import Project
from codex_audit.domain.run import Progress, Request, Summary, Worst
from codex_audit.extract.deal import Extraction, extract
from codex_audit.extract.identity import ruff_program, tool_digest, versions
from codex_audit.project.judge import Verdict, judge
from codex_audit.project.link import link
from codex_audit.project.roles import roles
from codex_audit.project.silenced import mark
from codex_audit.registry import discover, file_analyzers, project_analyzers
from codex_audit.repository.cache import Cache
from codex_audit.repository.git import read_history
from codex_audit.repository.recall import recall, remember, run_key
from codex_audit.repository.walk import walk
from codex_audit.workers import programs
from codex_audit.workers.guard import guarded

if TYPE_CHECKING:
    from codex_audit.domain.report import Machine, Report

READ_SETTINGS: Final = Step("1.1", "Read the settings")
READ_HISTORY: Final = Step("1.2", "Read branches and history")
DESCRIBE_MACHINE: Final = Step("1.3", "Describe the machine")
WALK: Final = Step("2.1", "Walk the tree")
EXTRACT: Final = Step("2.2", "Extract facts")
LINK: Final = Step("2.3", "Link the project")
ANALYSE: Final = Step("2.4", "Analyse the project")
JUDGE: Final = Step("4.1", "Judge and defer")
REPORT: Final = Step("6.1", "Build the report")
RENDER: Final = Step("6.2", "Render the artefacts")
WRITE: Final = Step("6.3", "Write the artefacts")

COMMIT_LIMIT: Final = 1_000
WINDOW_DAYS: Final = 30
HISTORY_SECONDS: Final = 60.0
WORST: Final = 5
QUESTIONS: Final = "Codex_Questions.md"
ERROR_LOG: Final = ".codex/errors.ndjson"

Outcomes = Mapping[str, tuple[str, str]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Analysis:
    """A tree understood and judged, before it becomes a report. ``outcomes`` maps a rule to
    status and reason where it did not simply run."""

    project: Project
    rules: Mapping[str, Rule]
    verdict: Verdict
    outcomes: Outcomes
    failures: tuple[Failure, ...]
    incomplete: tuple[str, ...]

    @property
    def project_rules(self) -> list[str]:
        """The rules that judge the repository as a whole."""
        return sorted(rule.id for one in project_analyzers() for rule in one.rules)


@dataclass(slots=True)
class _Errors:
    """Collects failures; a step that fails yields its fallback and the run goes on."""

    failures: list[Failure] = field(default_factory=list)

    def attempt(self, step: Step, work: Callable[[], T], fallback: T, instead: str) -> T:
        try:
            return work()
        except Exception as error:
            # Messages of parsers quote source lines: only the type of the error is told.
            self.failures.append(Failure(step, f"{type(error).__name__} was raised.", instead))
            return fallback


@dataclass(frozen=True, slots=True)
class _Run:
    """What all steps of one run share."""

    request: Request
    progress: Progress
    cache: Cache
    tool: bytes
    started_ns: int


def run(request: Request, progress: Progress) -> Summary:
    """Audit the tree of ``request`` and write the artefacts; what is unchanged since the last
    run stays untouched."""
    with guarded(_programs(request.root)), closing(Cache(request.cache)) as cache, _uncollected():
        progress.step(WALK)
        started = time.time_ns()
        tree = walk(request.root, request.own)
        tool = _tool(request)
        key = run_key(request, tree, tool, started) if request.cache else None
        known = recall(cache, key, request.output) if key else None
        if known is not None:
            return known
        report, texts = render(audit(_Run(request, progress, cache, tool, started), tree), request, progress)
        progress.step(WRITE)
        summary = summarise(report, write(report, texts, request))
        # What a clock decided may be decided otherwise next time.
        if key and report.complete:
            remember(cache, key, request.output, summary)
        cache.evict()
        return summary


def audit(run: _Run, tree: Walk) -> "Report":
    """Understand a walked tree, judge it, and build the report."""
    errors = _Errors()
    run.progress.step(DESCRIBE_MACHINE)
    machine = errors.attempt(DESCRIBE_MACHINE, lambda: _machine(run.request), None, "The machine is unknown.")
    analysis = _understand(run, tree, errors)
    run.progress.step(REPORT)
    return _report(run.request, analysis).model_copy(update={"machine": machine})


def analyse(request: Request, progress: Progress) -> Analysis:
    """Everything up to the judged findings, for a whole tree."""
    with guarded(_programs(request.root)), closing(Cache(request.cache)) as cache:
        run = _Run(request, progress, cache, _tool(request), time.time_ns())
        progress.step(WALK)
        return _understand(run, walk(request.root, request.own), _Errors())


def check_files(request: Request, tree: Walk, progress: Progress) -> Analysis:
    """The judged findings of some files, by the file-scope rules alone."""
    with guarded(_programs(request.root)), closing(Cache(request.cache)) as cache:
        run = _Run(request, progress, cache, _tool(request), time.time_ns())
        role_of = roles([entry.path for entry in tree.entries])
        extraction = _extract(run, tree, role_of)
        project = link(extraction.snapshot, extraction.files, History())
        found, outcomes = _file_findings(project)
        return _conclude(
            request, project, found, outcomes, extraction.failures, _incomplete(tree, extraction, project)
        )


def _understand(run: _Run, tree: Walk, errors: _Errors) -> Analysis:
    """Phases 1, 2 and 4."""
    request, progress = run.request, run.progress
    with ThreadPoolExecutor(max_workers=1) as beside:
        progress.step(READ_HISTORY)
        # git runs while the workers parse: it waits for the disk, they for the processor.
        history = beside.submit(_history, request, errors)
        progress.step(EXTRACT)
        role_of = roles([entry.path for entry in tree.entries])
        extraction = _extract(run, tree, role_of)
        progress.step(LINK)
        project = link(extraction.snapshot, extraction.files, history.result())
    progress.step(ANALYSE)
    found, outcomes = _file_findings(project)
    _project_findings(project, errors, found, outcomes)
    progress.step(JUDGE)
    failures = (*errors.failures, *extraction.failures)
    return _conclude(request, project, found, outcomes, failures, _incomplete(tree, extraction, project))


def _conclude(
    request: Request,
    project: Project,
    found: list[Finding],
    outcomes: Outcomes,
    failures: tuple[Failure, ...],
    incomplete: tuple[str, ...],
) -> Analysis:
    rules = rules_of(discover("analyzers"))
    found = mark(map(cited, found), {rule.id: code for code, rule in CODES.items()}, project)
    role_of = {path: artifact.role for path, artifact in project.artifacts.items()}
    verdict = judge(found, rules, role_of, request.settings, project.files)
    if failures:
        incomplete = (*incomplete, f"steps that failed: {len(failures)}; see errors")
    return Analysis(project, rules, verdict, outcomes, failures, incomplete)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: a run makes a million objects and hardly a cycle."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _tool(request: Request) -> bytes:
    """The tool's identity, which only a cache needs."""
    return tool_digest() if request.cache else b""


def _programs(root: str) -> list[str]:
    found = (ruff_program(root), programs.find("git", outside=root))
    return [program for program in found if program is not None]


def _history(request: Request, errors: _Errors) -> History:
    return errors.attempt(
        READ_HISTORY,
        lambda: read_history(
            request.root, commit_limit=COMMIT_LIMIT, window_days=WINDOW_DAYS, timeout=HISTORY_SECONDS
        ),
        History(unknown=("reading the git data failed",)),
        "Branches, history and churn are unknown.",
    )


def _extract(run: _Run, tree: Walk, role_of: Mapping[str, Role]) -> Extraction:
    return extract(
        run.request.root,
        tree,
        cache=run.cache,
        tool=run.tool,
        roles=role_of,
        jobs=run.request.jobs,
        started_ns=run.started_ns,
        progress=run.progress.advance,
    )


def _file_findings(project: Project) -> tuple[list[Finding], dict[str, tuple[str, str]]]:
    """The findings that came with the facts, and the rules that did not simply run."""
    findings = [
        with_path(finding, path) for path, bundle in project.files.items() for finding in bundle.findings
    ]
    unparsed = _unparsed(project)
    outcomes = {}
    for analyzer in file_analyzers():
        status = _file_outcome(analyzer, project, unparsed)
        outcomes.update({rule.id: status for rule in analyzer.rules if status})
    return findings, outcomes


def _project_findings(
    project: Project, errors: _Errors, findings: list[Finding], outcomes: dict[str, tuple[str, str]]
) -> None:
    """Add what the project-scope analyzers find, and what became of their rules."""
    for one in project_analyzers():
        reason = one.applies(project)
        if reason is not None:
            outcomes.update({rule.id: ("not-applicable", reason) for rule in one.rules})
            continue
        before = len(errors.failures)
        instead = f"The rules of {one.id} are incomplete."
        findings += errors.attempt(ANALYSE, _all(one, project), [], instead)
        reason = "the analyzer failed" if len(errors.failures) > before else one.incomplete(project)
        if reason is not None:
            outcomes.update({rule.id: ("incomplete", reason) for rule in one.rules})


def _all(analyzer: ProjectAnalyzer, project: Project) -> Callable[[], list[Finding]]:
    return lambda: list(analyzer.analyse(project))


def with_path(finding: Finding, path: str) -> Finding:
    """A file-scope finding with its path, and with it that of its related evidence."""
    related = tuple(msgspec.structs.replace(one, path=path) for one in finding.related)
    return msgspec.structs.replace(finding, path=path, related=related)


def cited(finding: Finding) -> Finding:
    """The finding without lines that are none of the file's own: those of notebooks' cells."""
    related = tuple(one for one in finding.related if citable(one.path))
    if citable(finding.path) or finding.line is None or finding.rule.startswith("secret/"):
        same = len(related) == len(finding.related)
        return finding if same else msgspec.structs.replace(finding, related=related)
    searched = (
        finding.searched or f"the code cells of the notebook, joined; it is line {finding.line} of them"
    )
    return msgspec.structs.replace(
        finding, line=None, end_line=None, column=None, related=related, searched=searched
    )


def _unparsed(project: Project) -> str:
    """Why the rules on Python are incomplete, or nothing."""
    tiers = [facts.tier for _, facts in project.of(PythonFacts)]
    below = sum(tier is not Tier.AST for tier in tiers)
    return f"{below} of {len(tiers)} Python files did not reach the tier ast" if below else ""


def _file_outcome(analyzer: FileAnalyzer, project: Project, unparsed: str) -> tuple[str, str] | None:
    bundles = project.files.values()
    plugins = {analyzer.id, "ruff"} if LintFacts in analyzer.needs else {analyzer.id}
    failed = sum(problem.plugin in plugins for bundle in bundles for problem in bundle.problems)
    if failed:
        return "incomplete", f"{failed} files could not be judged"
    if not any(isinstance(one, analyzer.needs) for bundle in bundles for one in bundle.facts):
        return "not-applicable", "no file holds what the rule judges"
    python = not {PythonFacts, LintFacts}.isdisjoint(analyzer.needs)
    return ("incomplete", unparsed) if python and unparsed and analyzer.id != "syntax" else None


def _incomplete(tree: Walk, extraction: Extraction, project: Project) -> tuple[str, ...]:
    notes = list(tree.incomplete)
    if extraction.clocked:
        notes.append("a time limit decided about a file: another run might say more")
    if tree.git:
        notes += [f"git data: {reason}" for reason in project.history.unknown]
    return tuple(notes)


def _report(request: Request, analysis: Analysis) -> "Report":
    from codex_audit.project.views.assemble import assemble

    return assemble(
        request,
        versions(),
        analysis.project,
        analysis.rules,
        analysis.verdict,
        analysis.outcomes,
        analysis.failures,
        analysis.incomplete,
    )


def _machine(request: Request) -> "Machine | None":
    from codex_audit.domain.report import Machine
    from codex_audit.repository.machine import describe

    settings = (("jobs", str(request.jobs)), ("cache", "off" if request.cache is None else "on"))
    return Machine.model_validate({**asdict(describe()), "settings": settings})


def render(report: "Report", request: Request, progress: Progress) -> tuple["Report", dict[str, str]]:
    """Every artefact's text by its path; a renderer that fails costs only its own document,
    and the report says so."""
    from codex_audit.project.views.assemble import error_row

    progress.step(RENDER)
    texts: dict[str, str] = {}
    renderers = sorted(discover("renderers"), key=lambda one: one.format == "json")
    for renderer in renderers:
        try:
            texts[renderer.path] = renderer.render(report)
        except Exception as error:
            failure = Failure(
                RENDER, f"{type(error).__name__} was raised.", f"{renderer.path} was not written."
            )
            row = error_row(failure, request.timestamp)
            report = report.model_copy(update={"errors": (*report.errors, row), "complete": False})
    return report, texts


def write(report: "Report", texts: Mapping[str, str], request: Request) -> list[str]:
    """Write the artefacts, and the error blocks where a step failed; their paths, in order.

    Raises ``OSError`` or the writer's own error where a path cannot be written safely.
    """
    from codex_audit.renderers import _questions as questions
    from codex_audit.repository.write import append_block, write_file

    for path, text in texts.items():
        write_file(request.output, path, text.encode("utf-8", "surrogateescape"))
    if not report.errors:
        return list(texts)
    addressee = request.settings.addressee
    blocks = [questions.entry(row, addressee) for row in report.errors]
    lines = [questions.ndjson_line(row) for row in report.errors]
    append_block(request.output, QUESTIONS, blocks)
    append_block(request.output, ERROR_LOG, lines)
    return [*texts, QUESTIONS, ERROR_LOG]


def summarise(report: "Report", written: Sequence[str]) -> Summary:
    """What the terminal shows of a report."""
    counts = Counter(finding.severity for finding in report.findings)
    return Summary(
        name=report.repository.name,
        files=len(report.inventory.files),
        lines=report.inventory.lines,
        skipped=len(report.inventory.skipped),
        counts={one.label: counts[one.label] for one in sorted(Severity, reverse=True)},
        worst=tuple(
            Worst(
                one.severity,
                one.path if one.line is None else f"{one.path}:{one.line}",
                one.message,
                one.rule,
            )
            for one in report.findings[:WORST]
        ),
        incomplete=report.coverage.incomplete,
        complete=report.complete,
        written=tuple(written),
    )
