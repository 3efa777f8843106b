"""What a first test of an empty category would cover, in the repository's own paths."""

from collections.abc import Callable, Iterator
from typing import Final

from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import Definition, PythonFacts, citable
from codex_audit.domain.project import Project
from codex_audit.project.views.score_cases import DATA, DATASET, Tests, tokens
from codex_audit.project.words import words

_SUBJECTS: Final = (Role.SOURCE, Role.SCRIPT)
_DATA_NAMES: Final = (DATA - words("data split prompt prompts schema schemas mel sampling csv")) | {"batch"}
_LAYERS: Final = ("Module", "Model", "Layer", "LightningModule", "PreTrainedModel")
_MEASURES: Final = words("bench benchmark benchmarks profiling perf asv")
_CLOCKS: Final = ("timeit.", "time.perf_counter", "pyperf.", "torch.utils.benchmark.")


def missing(name: str, project: Project, tests: Tests) -> str:
    """A sentence on the empty category, by the repository's own files and counts."""
    return _SENTENCES[name](project, tests)


def _searched(tests: Tests) -> str:
    """What was searched, as the subject of a sentence that denies."""
    if not tests.files:
        return "no file with a test function was found"
    if len(tests.files) == 1:
        return f"the {_tests(len(tests.cases))} in `{tests.files[0]}` do not"
    return f"none of the {_tests(len(tests.cases))} in {len(tests.files)} files does"


def _tests(number: int) -> str:
    return "1 test" if number == 1 else f"{number} tests"


def _gap(project: Project, tests: Tests, what: str, found: tuple[str, Definition]) -> str:
    path, one = found
    target = f"`{one.name}` in `{path}`"
    verb = "extend" if (first := _first_test(project, tests, path))[1] else "go to"
    if not tests.files:
        return f"{_searched(tests)}; a first one for {what} {target} would {verb} `{first[0]}`"
    return f"{what} {target} is imported by no test file of {len(tests.files)}; " + (
        f"a first one would {verb} `{first[0]}`"
    )


def _first_test(project: Project, tests: Tests, path: str) -> tuple[str, bool]:
    """Where a test of this file would stand, and whether that file exists."""
    folder, _, name = path.removesuffix(".py").rpartition("/")
    stem = folder.rpartition("/")[2] if name == "__init__" else name
    homes = sorted({one.rpartition("/")[0] for one in tests.files}, key=lambda one: (one.count("/"), one))
    home = homes[0] if homes else "tests"
    wanted = f"{home}/test_{stem}.py" if home else f"test_{stem}.py"
    return wanted, wanted in project.artifacts


def _untested(
    project: Project, tests: Tests, wanted: Callable[[Definition], bool]
) -> tuple[str, Definition] | None:
    """The first definition of this kind in a module that no test file imports, files whose
    path names it before others."""
    imported = _imported(project, tests)
    for path, one in _definitions(project):
        if path not in imported and wanted(one):
            return path, one
    return None


def _imported(project: Project, tests: Tests) -> frozenset[str]:
    """The modules that test files import, and those that a package's own file passes on."""
    files = frozenset(tests.files)
    pairs = [
        (edge.path, project.modules[edge.imported].path)
        for edge in project.edges
        if edge.imported in project.modules
    ]
    direct = {path for importer, path in pairs if importer in files}
    passed = {path for importer, path in pairs if importer in direct and importer.endswith("__init__.py")}
    return frozenset(direct | passed)


def _definitions(project: Project) -> Iterator[tuple[str, Definition]]:
    """Definitions at the top of source files, shallow paths first."""
    found = [pair for pair in project.of(PythonFacts, *_SUBJECTS) if citable(pair[0])]
    for path, facts in sorted(found, key=lambda pair: (pair[0].count("/"), pair[0])):
        for one in facts.definitions:
            if one.kind in ("class", "function") and not one.name.startswith("_") and one.stub is None:
                yield path, one


def _data(project: Project, tests: Tests) -> str:
    names = _DATA_NAMES if tests.trained else DATASET
    found = _untested(project, tests, lambda one: bool(names.intersection(tokens(one.name))))
    if found is not None:
        return _gap(project, tests, "the data code", found)
    listed = "a dataset, loader, split or tokenizer" if tests.trained else "a dataset or data loader"
    return f"{_denied(tests, f'names {listed}')}; no definition in {_sources(tests)} that no test imports does"


def _model(project: Project, tests: Tests) -> str:
    if not tests.trained:
        return f"no machine-learning library is imported in {_sources(tests)}, so there is no model to test"
    found = _untested(
        project, tests, lambda one: any(base.rpartition(".")[2] in _LAYERS for base in one.bases)
    ) or _untested(
        project, tests, lambda one: bool({"train", "loss", "forward", "model"} & set(tokens(one.name)))
    )
    if found is not None:
        return _gap(project, tests, "the model code", found)
    return _denied(tests, "names or imports model code")


def _infrastructure(project: Project, tests: Tests) -> str:
    imported = _imported(project, tests)
    for point in project.entry_points:
        path = point.module_path
        if path is not None and path not in imported:
            home, there = _first_test(project, tests, path)
            return (
                f"no test file imports `{path}`, the entry point `{point.entry_point.name}`; "
                f"a first test would {'extend' if there else 'go to'} `{home}`"
            )
    found = _untested(
        project, tests, lambda one: bool({"config", "configs", "cli", "main"} & set(tokens(one.name)))
    )
    if found is not None:
        return _gap(project, tests, "the entry or configuration code", found)
    return _denied(tests, "covers configuration, command line or packaging")


def _regression(project: Project, tests: Tests) -> str:
    return _denied(tests, "names a regression or a numbered issue, or compares with a stored snapshot")


def _performance(project: Project, tests: Tests) -> str:
    denied = _denied(tests, "measures time (benchmark names, marks and fixtures, `timeit`, `perf_counter`)")
    bench = _measuring(project)
    return f"{denied}; `{bench}` measures outside the tests" if bench else denied


def _measuring(project: Project) -> str | None:
    """A file that measures, outside the tests."""
    for path, facts in project.of(PythonFacts, *_SUBJECTS, Role.EXAMPLE):
        if _MEASURES.intersection(tokens(path)) and (
            facts.main_guard is not None or any(call.target.startswith(_CLOCKS) for call in facts.calls)
        ):
            return path
        if path.rpartition("/")[2] in ("bench.py", "benchmark.py", "benchmarks.py"):
            return path
    return None


def _denied(tests: Tests, what: str) -> str:
    if not tests.files:
        return f"{_searched(tests)}: nothing {what}"
    if len(tests.files) == 1:
        return f"none of the {_tests(len(tests.cases))} in `{tests.files[0]}` {what}"
    return f"none of the {_tests(len(tests.cases))} in {len(tests.files)} files {what}"


def _sources(tests: Tests) -> str:
    return f"the {tests.sources} source files" if tests.sources != 1 else "the one source file"


_SENTENCES: Final[dict[str, Callable[[Project, Tests], str]]] = {
    "data": _data,
    "model": _model,
    "infrastructure": _infrastructure,
    "regression": _regression,
    "performance": _performance,
}
