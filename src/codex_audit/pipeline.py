"""The story of one audit, top to bottom: numbered steps in the six phases of the cadence.

Phases 3 (construction) and 5 (error capture) have no steps of their own yet: every step captures
its own errors, as values that phase 6 writes out.
"""

import gc
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
from msgspec import Struct, field
from msgspec.structs import asdict

from codex_audit.analyzers.lint import CODES
from codex_audit.domain.artifact import Walk
from codex_audit.domain.capabilities import Pack
from codex_audit.domain.errors import Failure, Step
from codex_audit.domain.facts import NO_WORDS, Vocabulary
from codex_audit.domain.finding import Finding, Rule
from codex_audit.domain.plugins import ProjectAnalyzer, rules_of
from codex_audit.domain.project import Project
from codex_audit.domain.run import Progress, Request, Summary
from codex_audit.extract.crew import Crew, crew
from codex_audit.extract.deal import Extraction, extract
from codex_audit.extract.identity import code_digest, tool_digest, versions
from codex_audit.extract.messages import HistoryTask, Task
from codex_audit.project.citations import with_path
from codex_audit.project.judge import Verdict, judge
from codex_audit.project.link import link
from codex_audit.project.outcomes import file_outcomes
from codex_audit.project.roles import roles
from codex_audit.project.silenced import mark
from codex_audit.project.vocabulary import vocabulary
from codex_audit.registry import discover, file_analyzers, project_analyzers
from codex_audit.repository.cache import Cache
from codex_audit.repository.recall import recall, remember, run_key

if TYPE_CHECKING:
    from codex_audit.domain.report import Machine, Report
    from codex_audit.project.capabilities.judge import Judgement

READ_SETTINGS: Final = Step("1.1", "Read the settings")
DESCRIBE_MACHINE: Final = Step("1.3", "Describe the machine")
WALK: Final = Step("2.1", "Walk the tree")
EXTRACT: Final = Step("2.2", "Extract facts")
LINK: Final = Step("2.3", "Link the project")
ANALYSE: Final = Step("2.4", "Analyse the project")
CAPABILITIES: Final = Step("2.5", "Judge the capabilities")
JUDGE: Final = Step("4.1", "Judge and defer")
REPORT: Final = Step("6.1", "Build the report")
RENDER: Final = Step("6.2", "Render the artefacts")
WRITE: Final = Step("6.3", "Write the artefacts")

COMMIT_LIMIT: Final = 1_000
WINDOW_DAYS: Final = 30
HISTORY_SECONDS: Final = 20.0
READY_WORKERS: Final = 2
QUESTIONS: Final = "Codex_Questions.md"
ERROR_LOG: Final = ".codex/errors.ndjson"

Outcomes = Mapping[str, tuple[str, str]]
T = TypeVar("T")


class Analysis(Struct, frozen=True):
    """A tree understood and judged, before it becomes a report. ``outcomes`` maps a rule to
    status and reason where it did not simply run."""

    project: Project
    rules: Mapping[str, Rule]
    verdict: Verdict
    outcomes: Outcomes
    failures: tuple[Failure, ...]
    incomplete: tuple[str, ...]
    capabilities: "tuple[Judgement, ...] | None" = None

    @property
    def project_rules(self) -> list[str]:
        """The rules that judge the repository as a whole."""
        return sorted(rule.id for one in project_analyzers() for rule in one.rules)


class _Errors(Struct):
    """Collects failures; a step that fails yields its fallback and the run goes on."""

    failures: list[Failure] = field(default_factory=list)

    def attempt(self, step: Step, work: Callable[[], T], fallback: T, instead: str) -> T:
        try:
            return work()
        except Exception as error:
            # Messages of parsers quote source lines: only the type of the error is told.
            self.failures.append(Failure(step, f"{type(error).__name__} was raised.", instead))
            return fallback


class _Run(Struct, frozen=True):
    """What all steps of one run share. ``tool`` is the identity of the tool and of the words
    that it looks for, which only a cache needs."""

    request: Request
    progress: Progress
    cache: Cache
    workers: Crew
    tool: bytes
    started_ns: int
    packs: tuple[Pack, ...] = ()
    vocabulary: Vocabulary = NO_WORDS


def run(request: Request, progress: Progress, held: list[object] | None = None) -> Summary:
    """Audit the tree of ``request`` and write the artefacts; what is unchanged since the last
    run stays untouched. ``held`` takes what was made on the way and is large."""
    with crew(request.root, request.jobs) as workers, _begin(request, progress, workers, words=True) as run:
        cache = run.cache
        if not cache.knows(request.root, run.tool):
            # No earlier run can be recalled: the workers get ready while the tree is walked.
            run.workers.pool.start(READY_WORKERS)
        tree = _walk(request, progress)
        key = run_key(request, tree, run.tool, run.started_ns) if request.cache else None
        known = recall(cache, key, request.output) if key else None
        if known is not None:
            return known
        report, texts = render(audit(run, tree, held), request, progress)
        progress.step(WRITE)
        from codex_audit.project.views.summary import summarise

        summary = summarise(report, write(report, texts, request))
        # What a clock decided may be decided otherwise next time.
        if key and report.complete:
            remember(cache, key, request.output, summary)
        cache.evict()
        if held is not None:
            held.append(report)
        return summary


def audit(run: _Run, tree: Walk, held: list[object] | None = None) -> "Report":
    """Understand a walked tree, judge it, and build the report."""
    from codex_audit.extract.templates import Compiler

    errors = _Errors()
    machine: Machine | None = None

    def beside() -> None:
        nonlocal machine
        instead = "The machine is unknown."
        machine = errors.attempt(DESCRIBE_MACHINE, lambda: _machine(run.request), None, instead)
        # They take time to load, which the workers give.
        discover("renderers")

    with Compiler() as templates:
        # The workers rest by then.
        analysis = _understand(run, tree, errors, beside, templates.begin)
        run.progress.step(REPORT)
        report = _report(run.request, analysis, run.vocabulary)
        templates.finish()
    if held is not None:
        held.append(analysis)
    return report.model_copy(update={"machine": machine})


def analyse(request: Request, progress: Progress, workers: Crew, *, words: bool = False) -> Analysis:
    """Everything up to the judged findings, for a whole tree; with ``words`` its facts hold the
    words of the packs even if they are not kept in a cache."""
    with _begin(request, progress, workers, words=words) as run:
        return _understand(msgspec.structs.replace(run, packs=()), _walk(request, progress), _Errors())


def _walk(request: Request, progress: Progress) -> Walk:
    # The check of single files needs none of it.
    from codex_audit.repository.walk import walk

    progress.step(WALK)
    return walk(request.root, request.own)


def check_files(request: Request, tree: Walk, progress: Progress, workers: Crew) -> Analysis:
    """The judged findings of some files, by the file-scope rules alone."""
    with _begin(request, progress, workers) as run:
        extraction = _extract(run, tree)
        project = link(extraction.snapshot, extraction.files, extraction.history)
        found, outcomes = _file_findings(project)
        return _conclude(
            request, project, found, outcomes, extraction.failures, _incomplete(tree, extraction, project)
        )


def _understand(
    run: _Run,
    tree: Walk,
    errors: _Errors,
    beside: Callable[[], object] = lambda: None,
    after: Callable[[], object] = lambda: None,
) -> Analysis:
    """Phases 1, 2 and 4. ``beside`` is called while the workers are at it, ``after`` when they
    are done."""
    request, progress = run.request, run.progress
    progress.step(EXTRACT)
    history = HistoryTask(os.fsencode(request.root), COMMIT_LIMIT, WINDOW_DAYS, HISTORY_SECONDS)
    extraction = _extract(run, tree, history, beside)
    after()
    progress.step(LINK)
    project = link(extraction.snapshot, extraction.files, extraction.history)
    progress.step(ANALYSE)
    found, outcomes = _file_findings(project)
    _project_findings(project, errors, found, outcomes)
    capabilities = _capabilities(run, project, errors)
    progress.step(JUDGE)
    failures = (*errors.failures, *extraction.failures)
    incomplete = _incomplete(tree, extraction, project)
    analysis = _conclude(request, project, found, outcomes, failures, incomplete)
    return msgspec.structs.replace(analysis, capabilities=capabilities)


def _capabilities(run: _Run, project: Project, errors: _Errors) -> "tuple[Judgement, ...] | None":
    if not run.packs:
        return None
    from codex_audit.project.capabilities.assess import assess

    run.progress.step(CAPABILITIES)
    return errors.attempt(CAPABILITIES, lambda: assess(project, run.packs), None, "No capability was judged.")


def _conclude(
    request: Request,
    project: Project,
    found: list[Finding],
    outcomes: Outcomes,
    failures: tuple[Failure, ...],
    incomplete: tuple[str, ...],
) -> Analysis:
    rules = rules_of(discover("analyzers"))
    found = mark(found, {rule.id: code for code, rule in CODES.items()}, project)
    role_of = {path: artifact.role for path, artifact in project.artifacts.items()}
    verdict = judge(found, rules, role_of, request.settings, project.files)
    if failures:
        incomplete = (*incomplete, f"steps that failed: {len(failures)}; see errors")
    return Analysis(project, rules, verdict, outcomes, failures, incomplete)


@contextmanager
def _begin(request: Request, progress: Progress, workers: Crew, *, words: bool = False) -> Iterator[_Run]:
    """The cache and the identity of a run, without the garbage collector: a run makes a
    million objects and hardly a cycle. With ``words`` it looks for those of the packs, as it
    does for the cache, whose facts are the same for every command."""
    gc.disable()
    try:
        with closing(Cache(request.cache)) as cache:
            if not (words or request.cache):
                yield _Run(request, progress, cache, workers, b"", time.time_ns())
                return
            from codex_audit.extract.packs import load

            code = code_digest() if request.cache else b""
            packs = load(request.root, request.settings.packs, cache, code)
            asked = vocabulary(packs)
            tool = tool_digest(code, asked) if request.cache else b""
            yield _Run(request, progress, cache, workers, tool, time.time_ns(), packs, asked)
    finally:
        # What lives on need not be walked once the collector is back.
        gc.freeze()
        gc.enable()


def _extract(
    run: _Run,
    tree: Walk,
    history: HistoryTask | None = None,
    beside: Callable[[], object] = lambda: None,
) -> Extraction:
    return extract(
        Task(
            os.fsencode(run.request.root),
            (),
            run.tool,
            run.cache.path,
            run.workers.ruff,
            vocabulary=run.vocabulary,
        ),
        tree,
        run.workers.pool,
        cache=run.cache,
        roles=roles([entry.path for entry in tree.entries]),
        jobs=run.request.jobs,
        started_ns=run.started_ns,
        history=history,
        beside=beside,
        progress=run.progress.advance,
    )


def _file_findings(project: Project) -> tuple[list[Finding], dict[str, tuple[str, str]]]:
    """The findings that came with the facts, and the rules that did not simply run."""
    findings = [
        with_path(finding, path) for path, bundle in project.files.items() for finding in bundle.findings
    ]
    return findings, file_outcomes(file_analyzers(), project)


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


def _incomplete(tree: Walk, extraction: Extraction, project: Project) -> tuple[str, ...]:
    notes = list(tree.incomplete)
    if extraction.clocked:
        notes.append("a time limit decided about a file: another run might say more")
    if tree.git:
        notes += [f"git data: {reason}" for reason in project.history.unknown]
    return tuple(notes)


def _report(request: Request, analysis: Analysis, vocabulary: Vocabulary) -> "Report":
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
        analysis.capabilities,
        vocabulary,
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
