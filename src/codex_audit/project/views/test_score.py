"""The categories of the ML Test Score with their tests, or with what a first one would cover."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from codex_audit.domain.project import Project
from codex_audit.domain.report import Place, TestCategory
from codex_audit.project.views.score_cases import NAMES, Case, Tests
from codex_audit.project.views.score_gaps import missing

MAX_PLACES: Final = 3


def rows(project: Project, tests: Tests) -> tuple[TestCategory, ...]:
    """The five categories, the empty ones with what a first test would cover."""
    by_name: dict[str, list[Case]] = {name: [] for name in NAMES}
    for case in tests.cases:
        if case.category:
            by_name[case.category].append(case)
    return tuple(
        TestCategory(
            name=name,
            files=len({case.path for case in cases}),
            tests=len(cases),
            places=tuple(_places(cases)),
            missing=None if cases else missing(name, project, tests),
        )
        for name, cases in by_name.items()
    )


def _places(cases: Sequence[Case]) -> Iterator[Place]:
    """The surest tests, one a file, files with most of them first."""
    count: dict[str, int] = defaultdict(int)
    for case in cases:
        count[case.path] += 1
    best = sorted(cases, key=lambda case: (case.strength, -count[case.path], case.path, case.line))
    by_file: dict[str, Case] = {}
    for case in best:
        by_file.setdefault(case.path, case)
    for case in list(by_file.values())[:MAX_PLACES]:
        number = count[case.path]
        note = f"{number} of this category in the file" if number > 1 else ""
        yield Place(path=case.path, line=case.line, symbol=case.name.rpartition(".")[2], note=note)
