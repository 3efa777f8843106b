"""The Codex-ready task sequence: six phases, filled with the work that the audit found."""

from collections.abc import Callable, Sequence
from typing import Final

from codex_audit.domain.report import ErrorRow, Report
from codex_audit.renderers import _questions
from codex_audit.renderers._markdown import count
from codex_audit.renderers._status_rows import gates, merged, open_rows
from codex_audit.renderers._status_script import documents
from codex_audit.renderers._status_text import at_line, brief, plainly, quoted
from codex_audit.renderers._views import complex_functions

MAX_CONSTRUCTION: Final = 20
MAX_PRUNING: Final = 6
MAX_ERRORS: Final = 3
_PLAN_STEPS: Final = 3
_OPEN: Final = ("missing", "partial")
_DEEP: Final = 2
_OWN_ROLES: Final = frozenset({"source", "script"})
_LAUNCHER: Final = frozenset({"LOCAL_RANK", "MASTER_ADDR", "MASTER_PORT", "RANK", "WORLD_SIZE"})
"""Variables that a launcher of several processes sets by itself."""

_LOGS: Final = ("CHANGELOG", "CHANGES", "CHANGE_LOG", "HISTORY", "NEWS", "RELEASES", "RELEASE_NOTES")
_CAPABILITY: Final = ("capability", "capabilities")
_WORKFLOWS: Final = (".github/workflows/", ".gitlab-ci.yml", ".circleci/", "azure-pipelines.yml")


def sequence(report: Report) -> str:
    """The text of the sequence, at most about 60 lines; each numbered step is one line."""
    lines = ["Codex-ready Task Sequence:"]
    for number, (title, phase) in enumerate(PHASES, 1):
        headline, steps = phase(report)
        lines.append(f"  {number}. {title}: {headline}")
        lines += [f"     {number}.{at} {step}" for at, step in enumerate(steps, 1)]
        if phase is _errors:
            lines += [f"         {line}".rstrip() for line in _form(report)]
    return "\n".join(lines) + "\n"


Phase = tuple[str, list[str]]


def _preparation(report: Report) -> Phase:
    repository = report.repository
    at = f" at commit {quoted(repository.head[:12])}" if repository.head else ""
    headline = f"work on {quoted(repository.name)}{at}, and write only below `codex_workdir/` until 3.1."
    return headline, [
        *_branch_step(report),
        *_install_step(report),
        *_backlog_step(report),
        *_baseline(report),
    ]


def _branch_step(report: Report) -> list[str]:
    branches = report.branches
    active = next((row for row in branches.local if row.name == branches.most_active), None)
    if active is None:
        return []
    activity = f"{_n(active.activity, 'commit')} in the {_n(branches.window_days, 'day')} up to {(branches.window_end or '')[:10]}"
    total = len(branches.local)
    rank = "the only local branch" if total == 1 else f"the most active of {total:,} local branches"
    step = f"Check out {quoted(active.name)}, {rank} ({activity})"
    if branches.checked_out is not None and branches.checked_out != active.name:
        step += f", or stay on {quoted(branches.checked_out)}, which this audit describes"
    return [f"{step}."]


def _install_step(report: Report) -> list[str]:
    facts = report.reproducibility
    python = f" for Python {quoted(facts.requires_python)}" if facts.requires_python else ""
    where = f"into a virtual environment outside the tree{python}"
    if facts.locks:
        lock = facts.locks[0]
        return [f"Install the {_n(lock.packages, 'distribution')} that {quoted(lock.path)} pins {where}."]
    declaring = {row.path for row in report.structure.dependencies}
    if not declaring:
        return []
    # what stands nearest to the root; packaging metadata sorts before requirements
    path = min(declaring, key=lambda one: (one.count("/"), one))
    return [
        (
            f"Install what {quoted(path)} declares {where}, and write the exact versions to "
            f"`codex_workdir/requirements.lock`: no lock file stands among {_n(len(report.inventory.files), 'file')}."
        )
    ]


def _backlog_step(report: Report) -> list[str]:
    places = documents(report)
    if not places:
        return []
    counts = [
        _n(sum(item.type == kind for item in report.backlog), word)
        for kind, word in (("code_block", "code block"), ("command", "command"), ("marker", "marker"))
    ]
    return [
        f"Parse {_list(places, 4)} with the script below; the audit counts {', '.join(counts)} in the repository."
    ]


def _baseline(report: Report) -> list[str]:
    steps = []
    if gates(report):
        commands = [row.command for row in gates(report)]
        steps.append(f"Run {_list(commands, 4)} before any change and keep their output as the baseline.")
    roles = {file.path: file.role for file in report.inventory.files}
    required = [
        row
        for row in report.reproducibility.environment
        if row.required
        and row.name not in _LAUNCHER
        and any(roles.get(place.path) in _OWN_ROLES for place in row.places)
    ]
    if required:
        first = required[0]
        steps.append(
            f"Set {_list([row.name for row in required], 4)}: read without a default, the first at "
            f"{at_line(first.places[0].path, first.places[0].line)}."
        )
    return steps


def _mapping(report: Report) -> Phase:
    structure = report.structure
    headline = (
        f"{_n(structure.modules, 'Python module')}, {_n(len(structure.stubs), 'stub')}, "
        f"{_n(len(structure.entry_points), 'entry point')}, {_n(len(report.findings), 'finding')}."
    )
    return headline, [*_module_steps(report), *_hook_steps(report), *_registry_step(report)]


def _module_steps(report: Report) -> list[str]:
    structure = report.structure
    steps = []
    central = [row for row in structure.ranked_modules if row.dependents]
    if central:
        step = f"Begin with {quoted(central[0].path)}, imported by {_n(central[0].dependents, 'module')}, directly or through others"
        more = [row.path for row in central[1:]]
        steps.append(f"{step}; go on with {_list(more, 3)}." if more else f"{step}.")
    if structure.load.blocked:
        places = [at_line(one.path, one.line) for one in structure.load.blocked]
        steps.append(f"Find why modules do not load: {_joined(places, 4)}.")
    if structure.stubs:
        places = [f"{quoted(one.name)} at {at_line(one.path, one.line)}" for one in structure.stubs]
        steps.append(f"Decide for each stub whether to write or to remove it: {_joined(places, 4)}.")
    functions, _ = complex_functions(report)
    if functions:
        worst = functions[0]
        steps.append(
            f"Read {quoted(worst.name)} at {at_line(worst.path, worst.line)} (complexity {worst.complexity:,}) "
            "before changing what it calls."
        )
    return steps


def _hook_steps(report: Report) -> list[str]:
    entries = report.structure.entry_points
    dangling = [
        f"{quoted(one.name)} at {at_line(one.path, one.line)}" for one in entries if one.resolved is False
    ]
    if dangling:
        return [f"Trace the entry points whose target does not resolve: {_joined(dangling, 4)}."]
    return [f"Follow the entry points {_list([one.name for one in entries], 4)}."] if entries else []


def _registry_step(report: Report) -> list[str]:
    rows = report.registries
    if not rows:
        return []
    words = [
        f"{quoted(one.name)} at {at_line(one.place.path, one.place.line)} ({_n(one.entries, 'entry', 'entries')})"
        for one in sorted(rows, key=lambda row: row.entries)
    ]
    return [f"List what each registry holds, the emptiest first: {_joined(words, 4)}."]


def _construction(report: Report) -> Phase:
    name = quoted(report.repository.name)
    if report.capabilities is None:
        return f"the capabilities of {name} were not assessed in this run.", []
    rows = open_rows(report)
    if not rows:
        return f"no gap was found in {_n(len(report.capabilities or ()), *_CAPABILITY)} of {name}.", []
    # Capabilities of different packs may need the same work.
    needed: dict[str, list[str]] = {}
    for row in rows:
        for step in (row.patch_plan or [f"Decide whether this is wanted. {gap}" for gap in row.gaps])[
            :_PLAN_STEPS
        ]:
            needed.setdefault(step, []).append(f"{row.title} ({row.status})")
    steps = [plainly(f"{'; '.join(names)}: {step}", 360) for step, names in needed.items()]
    total = len({step for row in rows for step in row.patch_plan or row.gaps})
    shown = steps[:MAX_CONSTRUCTION]
    if total > len(shown):
        shown.append(
            f"Then {_n(total - len(shown), 'further step')} of `capabilities` in `reports/audit.json`."
        )
    gaps = sum(len(row.gaps) for row in rows)
    return f"close {_n(gaps, 'gap')} in {_n(len(rows), *_CAPABILITY)} of {name}.", shown


def _pruning(report: Report) -> Phase:
    items = merged(report.deferred)
    if not items:
        return f"nothing was deferred in {quoted(report.repository.name)}.", []
    steps = []
    for item in items[:MAX_PRUNING]:
        # phase 3 has the steps of a capability; what speaks against them stands here
        why = item.rationale if item.kind == "capability" else item.migration or item.rationale
        step = plainly(f"{item.title.rstrip('.')}. {why}", 320)
        if item.places:
            step += f" See {at_line(item.places[0].path, item.places[0].line)}."
        steps.append(step)
    rest = len(items) - len(steps)
    if rest:
        steps.append(f"Then {_n(rest, 'further item')} of `reports/deferred.md`.")
    return f"{_n(len(items), 'deferred item')}, each to be taken up or kept with its rationale.", steps


def _errors(report: Report) -> Phase:
    steps = [
        plainly(f"Resolve {brief(f'{one.step}:{one.description}', 80)}, which failed: {one.message}", 280)
        for one in report.errors[:MAX_ERRORS]
    ]
    rest = len(report.errors) - len(steps)
    if rest:
        steps.append(f"Resolve {_n(rest, 'further failure')} in `Codex_Questions.md`.")
    headline = f"{_n(len(report.errors), 'failure')} recorded for {quoted(report.repository.name)}."
    return headline, [*steps, "Append each new failure to `codex_workdir/error_log.md` in this form:"]


def _form(report: Report) -> list[str]:
    """The lines of the question block with its placeholders."""
    empty = ErrorRow(
        timestamp="{{timestamp}}",
        step="STEP_NUMBER",
        description="STEP_DESCRIPTION",
        message="[ERROR_MESSAGE]",
        context="[BRIEF_CONTEXT]",
        path=None,
        fingerprint="",
    )
    return _questions.block(empty, report.settings.addressee).splitlines()


def _finalisation(report: Report) -> Phase:
    names = {file.path for file in report.inventory.files}
    log = next(
        (
            name
            for name in sorted(names)
            if name.rpartition("/")[2].partition(".")[0].upper() in _LOGS and name.count("/") < _DEEP
        ),
        None,
    )
    steps = []
    if gates(report):
        steps.append(f"Run {_list([row.command for row in gates(report)], 4)} again and compare.")
    absent = [row.item for row in report.reproducibility.checklist if row.status in _OPEN]
    if absent:
        steps.append(plainly(f"Settle of the reproducibility checklist: {'; '.join(absent[:6])}", 320))
    if log:
        steps.append(f"Record what changed and which gaps stay in {quoted(log)}.")
    else:
        steps.append(
            "Record what changed and which gaps stay in `codex_workdir/CHANGELOG_segment.md`: no "
            f"change log stands at the root among {_n(len(names), 'file')}."
        )
    steps.append(
        f"Run the script below, or `codex-audit run .`: fewer than {_n(len(report.findings), 'finding')} should remain."
        if report.findings
        else "Run `codex-audit run .`: it should report no finding, as this audit did."
    )
    hosted = sorted(name for name in names if name.startswith(_WORKFLOWS))
    if hosted:
        steps.append(f"Leave {_list(hosted, 4)} as they are: every gate of this sequence runs locally.")
    return f"prove the result on {quoted(report.repository.name)}; commit locally, push nothing.", steps


def _n(value: int, one: str, many: str | None = None) -> str:
    return str(count(value, one, many))


def _list(names: Sequence[str], limit: int) -> str:
    return _joined([quoted(name) for name in names], limit)


def _joined(words: Sequence[str], limit: int) -> str:
    rest = len(words) - limit
    return ", ".join(words[:limit]) + (f" and {rest:,} more" if rest > 0 else "")


PHASES: Final[tuple[tuple[str, Callable[[Report], Phase]], ...]] = (
    ("Preparation", _preparation),
    ("Search & Mapping", _mapping),
    ("Best-Effort Construction", _construction),
    ("Controlled Pruning", _pruning),
    ("Error Capture", _errors),
    ("Finalization", _finalisation),
)
