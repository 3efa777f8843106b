"""The gates that the repository offers for checking itself, found statically; none is run."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from codex_audit.domain.project import Project
from codex_audit.domain.report import GateRow, Gates, Place
from codex_audit.project.views import command_lines as lines
from codex_audit.project.views.command_lines import AIMS, Part
from codex_audit.project.views.gate_sources import (
    CI,
    MAX_TOOLS,
    SCRIPT,
    TOOL,
    Gate,
    configurations,
    configured,
    found_gates,
)
from codex_audit.project.views.score_cases import NAMES, Tests, find_tests, tokens
from codex_audit.project.views.test_score import rows

MAX_ROWS: Final = 20
NOT_RUN: Final = "not run"

_TITLES: Final = {
    "tests": "tests",
    "coverage": "coverage report",
    "lint": "lint",
    "format": "formatting check",
    "types": "types",
    "hooks": "pre-commit hooks",
    "security": "security scan",
    "check": "checks",
    "performance": "benchmarks",
    "package": "package check",
    "build": "package build",
    "docs": "documentation build",
}


def gates(project: Project) -> Gates:
    """The commands by which the repository can be checked on the spot, the most useful first,
    and its tests by category. What cannot be read as a check is left out."""
    tests = find_tests(project)
    return Gates(commands=tuple(_commands(project, tests)), categories=rows(project, tests))


def _commands(project: Project, tests: Tests) -> list[GateRow]:
    found = _distinct(found_gates(project))
    found = [gate for gate in found if gate.parts or _adds(gate, found)]
    found += _bare(project, tests, found)
    found.sort(key=lambda gate: (AIMS.index(gate.aims[0]), gate.rank, gate.place.path, gate.place.line or 0))
    limits = _limits(project)
    return [
        GateRow(
            command=gate.command,
            purpose=_purpose(gate, limits, project),
            output=NOT_RUN,
            categories=_categories(gate, project, tests),
            place=gate.place,
        )
        for gate in _first(found)
    ]


def _first(found: Sequence[Gate]) -> list[Gate]:
    """The rows that are shown: where there are too many, each first aim keeps some."""
    if len(found) <= MAX_ROWS:
        return list(found)
    order: list[tuple[int, int]] = []
    seen: dict[str, int] = {}
    for place, gate in enumerate(found):
        aim = gate.aims[0]
        seen[aim] = seen.get(aim, 0) + 1
        order.append((seen[aim], place))
    return [found[place] for _, place in sorted(sorted(order)[:MAX_ROWS], key=lambda one: one[1])]


def _distinct(found: Sequence[Gate]) -> list[Gate]:
    """Each command once, at its best place."""
    best: dict[str, Gate] = {}
    for gate in sorted(found, key=lambda one: one.rank):
        if gate.aims:
            best.setdefault(gate.command, gate)
    return list(best.values())


def _adds(gate: Gate, found: Sequence[Gate]) -> bool:
    """Whether a gate of which the name alone is known is worth a row. Targets that only group
    others also install or publish: one counts where nothing else at hand serves its aim."""
    if gate.starts:
        return True
    served = {aim for one in found if one.rank < CI and (one.parts or one.starts) for aim in one.aims}
    return "tests" not in gate.aims or not served.issuperset(gate.aims)


def _bare(project: Project, tests: Tests, found: Sequence[Gate]) -> Iterator[Gate]:
    """``pytest`` where no gate runs the tests, and the coverage threshold that no gate asks."""
    aims = {aim for gate in found for aim in gate.aims}
    if tests.cases and "tests" not in aims:
        place = configured(project, "pytest")
        if place is None:
            files = Counter(case.path for case in tests.cases)
            case = max(tests.cases, key=lambda one: (files[one.path], one.path, -one.line))
            place = Place(path=case.path, line=case.line, symbol=case.name.rpartition(".")[2])
        number = "the only test" if len(tests.cases) == 1 else f"the {len(tests.cases)} tests"
        purpose = f"tests (pytest); no session, target or step that was read runs {number}"
        yield Gate("pytest", TOOL, place, (Part("pytest", "tests"),), purpose=purpose)
    limits = _limits(project)
    if (
        "coverage" in limits
        and "pytest" not in limits
        and not any(_threshold(gate, limits) for gate in found)
    ):
        part = Part("coverage", "coverage", ("report",))
        yield Gate("coverage report", TOOL, limits["coverage"][1], (part,))


def _limits(project: Project) -> dict[str, tuple[str, Place]]:
    """The least coverage that the configuration demands of ``coverage report``, and of
    ``pytest`` where its own options collect coverage."""
    found: dict[str, tuple[str, Place]] = {}
    collected: tuple[str, Place] | None = None
    for path, facts in configurations(project):
        for setting in facts.settings if "/" not in path else ():
            key = setting.key.rpartition(".")[2]
            place = Place(path=path, line=setting.line, symbol=key)
            if setting.key.endswith("coverage.report.fail_under"):
                found.setdefault("coverage", (setting.value, place))
            elif setting.key.endswith("pytest.ini_options.addopts") and "--cov" in setting.value:
                collected = (lines.threshold(setting.value.replace(", ", " ").split()), place)
    if collected is not None and (collected[0] or "coverage" in found):
        found["pytest"] = (collected[0] or found["coverage"][0], collected[1])
    return found


def _purpose(gate: Gate, limits: Mapping[str, tuple[str, Place]], project: Project) -> str:
    if gate.purpose:
        return gate.purpose
    if not gate.parts:
        titles = ", ".join(_TITLES[aim] for aim in gate.aims)
        if gate.rank == SCRIPT:
            return f"{titles}, by its name; what the script runs is not read"
        recipe = (
            f"its first command is `{gate.starts}`" if gate.starts else "no check was read in its commands"
        )
        return f"{titles}, by its name; {recipe}"
    texts = []
    for aim in gate.aims:
        tools = list(dict.fromkeys(part.tool for part in gate.parts if part.aim == aim))
        shown = ", ".join(tools[:MAX_TOOLS])
        measured = " under coverage" if any(one.measured for one in gate.parts if one.aim == aim) else ""
        texts.append(f"{_TITLES[aim]}{measured}{_selection(gate, aim)} ({shown})")
    least = _threshold(gate, limits)
    return ", ".join(texts) + (f", coverage threshold {least} %" if least else "") + _isolation(gate, project)


def _selection(gate: Gate, aim: str) -> str:
    """The expression that picks some tests."""
    chosen = [lines.selected(part.words) for part in gate.parts if part.aim == aim == "tests"]
    return f" that `{chosen[0]}` selects" if len(chosen) == 1 and chosen[0] else ""


def _isolation(gate: Gate, project: Project) -> str:
    """What a build fetches, unless it is told to use what is installed."""
    option = next((_ISOLATED[part.tool] for part in gate.parts if part.tool in _ISOLATED), None)
    if option is None or any(option in part.words for part in gate.parts):
        return ""
    needed = sorted({one.dependency.name for one in project.dependencies if one.dependency.group == "build"})
    fetched = ", ".join(needed[:MAX_TOOLS])
    return f"; fetches {fetched} unless given `{option}`" if needed else ""


_ISOLATED: Final = {"build": "--no-isolation", "uv": "--no-build-isolation"}


def _threshold(gate: Gate, limits: Mapping[str, tuple[str, Place]]) -> str:
    """The coverage that a gate demands: as its own option, or by the configuration where it
    reports coverage."""
    for part in gate.parts:
        if part.aim in ("tests", "coverage") and (own := lines.threshold(part.words)):
            return own
        if part.tool == "pytest" and "pytest" in limits:
            return limits["pytest"][0]
        reports = part.aim == "coverage" or any(word.startswith("--cov") for word in part.words)
        if reports and "coverage" in limits:
            return limits["coverage"][0]
    return ""


def _categories(gate: Gate, project: Project, tests: Tests) -> tuple[str, ...]:
    """The categories that a gate covers: those of the tests that it runs, else infrastructure."""
    covered: set[str] = set()
    reads = gate.rank == SCRIPT or not gate.starts
    named = tuple(Part("", aim if reads else "check") for aim in gate.named)
    for part in gate.parts or named:
        if part.aim == "tests" and lines.selected(part.words):
            told = set(tokens(lines.selected(part.words)))
            covered.update({"regression", "performance"} & told)
        elif part.aim == "tests":
            below = [word for word in lines.positional(part.words) if _exists(word, tests)]
            covered.update(tests.covered(below))
        else:
            covered.add("performance" if part.aim == "performance" else "infrastructure")
    return tuple(name for name in NAMES if name in covered)


def _exists(path: str, tests: Tests) -> bool:
    return any(one == path or one.startswith(f"{path}/") for one in tests.files)
