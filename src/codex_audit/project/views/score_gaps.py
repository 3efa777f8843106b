"""What a first test of an empty category would cover, in the repository's own paths."""

from collections.abc import Callable, Iterator
from typing import Final

from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import Definition, PythonFacts, citable
from codex_audit.domain.project import Project
from codex_audit.project.views.score_cases import DATA, DATASET, Tests, tokens
from codex_audit.project.words import words

_SUBJECTS: Final = (Role.SOURCE, Role.SCRIPT)
_VAGUE: Final = words("data split prompt prompts schema schemas mel sampling csv huffman truncation")
_DATA_NAMES: Final = (DATA - _VAGUE) | {"batch"}
_LAYERS: Final = words("Module Model Layer LightningModule PreTrainedModel")
_TRAINING: Final = words("train trainer loss forward model")
_SETUP: Final = words("config configs configuration cli main")
_MEASURES: Final = words("bench benchmark benchmarks profiling perf asv")
_CLOCKS: Final = ("timeit.", "time.perf_counter", "pyperf.", "torch.utils.benchmark.")

_STORED: Final = (
    "is marked as a regression test, named after a numbered issue or a golden file, or takes a snapshot"
)
_TIMED: Final = (
    "is marked as a benchmark, takes the `benchmark` fixture, stands in a path named for performance, "
    "or calls `timeit` or `perf_counter`"
)

Found = tuple[str, Definition]


def missing(name: str, project: Project, tests: Tests) -> str:
    """A sentence on the empty category, by the repository's own files and counts."""
    return _SENTENCES[name](project, tests)


def _denied(tests: Tests, what: str) -> str:
    """That no test does something, with the number of those that were searched."""
    if not tests.files:
        return f"no test function stands in the {_files(tests.sources)}, so that none {what}"
    if len(tests.cases) == 1:
        return f"the only test, in `{tests.files[0]}`, is none that {what}"
    where = f"`{tests.files[0]}`" if len(tests.files) == 1 else f"{len(tests.files)} files"
    return f"none of the {len(tests.cases)} tests in {where} {what}"


def _files(number: int) -> str:
    return "1 source file" if number == 1 else f"{number} source files"


def _gap(project: Project, tests: Tests, found: Found) -> str:
    """That nothing imports the module of this definition, and where its test would stand."""
    path, one = found
    wanted, there = _first_test(project, tests, path)
    verb = "extend" if there else "go to"
    number = len(tests.files)
    searched = "the only test file does not import" if number == 1 else f"none of {number} test files imports"
    if not number:
        return (
            f"no test function stands in the {_files(tests.sources)}: "
            f"a first one for `{one.name}` in `{path}` would {verb} `{wanted}`"
        )
    return f"{searched} `{path}`: a first test of its `{one.name}` would {verb} `{wanted}`"


def _first_test(project: Project, tests: Tests, path: str) -> tuple[str, bool]:
    """Where a test of this file would stand, and whether that file exists."""
    folder, _, name = path.removesuffix(".py").rpartition("/")
    stem = name.strip("_") if name != "__init__" else folder.rpartition("/")[2]
    homes = sorted({one.rpartition("/")[0] for one in tests.files}, key=lambda one: (one.count("/"), one))
    home = homes[0] if homes else "tests"
    wanted = f"{home}/test_{stem}.py" if home else f"test_{stem}.py"
    return wanted, wanted in project.artifacts


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


def _best(
    project: Project, wanted: Callable[[Definition], bool], without: frozenset[str] = frozenset()
) -> Found | None:
    """The longest definition of this kind in the first file that has one: shallow paths before
    deep ones, none of those ``without``, and nothing that measures."""
    for path, facts in sorted(_sources(project), key=lambda pair: (pair[0].count("/"), pair[0])):
        found = [one for one in _definitions(facts) if wanted(one)] if path not in without else []
        if found and not _MEASURES.intersection(tokens(path)):
            return path, max(found, key=lambda one: (one.end_line - one.line, -one.line))
    return None


def _sources(project: Project) -> list[tuple[str, PythonFacts]]:
    return [pair for pair in project.of(PythonFacts, *_SUBJECTS) if citable(pair[0])]


def _definitions(facts: PythonFacts) -> Iterator[Definition]:
    """What a test would call: public, at the top of the module, and no stub."""
    for one in facts.definitions:
        if one.kind in ("class", "function") and not one.name.startswith("_") and one.stub is None:
            yield one


def _named(names: frozenset[str]) -> Callable[[Definition], bool]:
    return lambda one: not names.isdisjoint(tokens(one.name))


def _is_layer(one: Definition) -> bool:
    return any(base.rpartition(".")[2] in _LAYERS for base in one.bases)


def _data(project: Project, tests: Tests) -> str:
    wanted = _named(_DATA_NAMES if tests.trained else DATASET)
    found = _best(project, wanted, _imported(project, tests))
    if found is not None:
        return _gap(project, tests, found)
    what = (
        "was taken for one of a dataset, loader, split or tokenizer" if tests.trained else "names a dataset"
    )
    known = _best(project, wanted)
    if known is not None:
        return f"{_denied(tests, what)}, though `{known[1].name}` stands in `{known[0]}`"
    if tests.files:
        verb = "defines" if tests.sources == 1 else "define"
        return f"{_denied(tests, what)}, and the {_files(tests.sources)} {verb} none"
    return _denied(tests, what)


def _model(project: Project, tests: Tests) -> str:
    if not tests.trained:
        return _unlearned(tests)
    imported = _imported(project, tests)
    found = _best(project, _is_layer, imported) or _best(project, _named(_TRAINING), imported)
    if found is not None:
        return _gap(project, tests, found)
    return _denied(tests, "was taken for one of a model or its training")


def _unlearned(tests: Tests) -> str:
    if not tests.learners:
        return f"no machine-learning library is imported in the {_files(tests.sources)}: no model to test"
    number = len(tests.learners)
    verb = "imports" if number == 1 else "import"
    return (
        f"{number} of the {_files(tests.sources)} {verb} a machine-learning library "
        f"(`{tests.learners[0]}`), too few for a model to test"
    )


def _infrastructure(project: Project, tests: Tests) -> str:
    if (point := _uncalled(project, tests)) is not None:
        return point
    found = _best(project, _named(_SETUP), _imported(project, tests))
    if found is not None:
        return _gap(project, tests, found)
    return _denied(tests, "was taken for one of configuration, command line or packaging")


def _uncalled(project: Project, tests: Tests) -> str | None:
    """An entry point of the repository that no test file imports or calls."""
    used = {edge.symbol for edge in project.edges if edge.path in set(tests.files)}
    for path, facts in project.of(PythonFacts, Role.TEST):
        if path in tests.files:
            used.update(call.target.rpartition(".")[2] for call in facts.calls)
    for one in project.entry_points:
        attribute = one.entry_point.target.partition(":")[2].rpartition(".")[2].strip()
        if one.module_path is None or not attribute or attribute in used:
            continue
        wanted, there = _first_test(project, tests, one.module_path)
        verb = "extend" if there else "go to"
        return (
            f"{_denied(tests, 'imports or calls')} `{attribute}` of `{one.module_path}`, the entry point "
            f"`{one.entry_point.name}`: a first one would {verb} `{wanted}`"
        )
    return None


def _regression(project: Project, tests: Tests) -> str:
    denied = _denied(tests, _STORED)
    sources = {path for path, _ in _sources(project) if "version" not in path and "__init__" not in path}
    churn = [(-count, path) for path, count in project.history.churn.items() if path in sources]
    if not churn:
        return denied
    count, path = min(churn)
    return f"{denied}; `{path}` changed most ({-count} of the last {project.history.commits_read} commits)"


def _performance(project: Project, tests: Tests) -> str:
    denied = _denied(tests, _TIMED)
    bench = _measuring(project)
    return f"{denied}; `{bench}` measures outside the tests" if bench else denied


def _measuring(project: Project) -> str | None:
    """A file that measures, outside the tests."""
    for path, facts in project.of(PythonFacts, *_SUBJECTS, Role.EXAMPLE):
        if _MEASURES.isdisjoint(tokens(path.rpartition("/")[2])):
            continue
        if any(call.target.startswith((*_CLOCKS, "time.time")) for call in facts.calls):
            return path
    return None


_SENTENCES: Final[dict[str, Callable[[Project, Tests], str]]] = {
    "data": _data,
    "model": _model,
    "infrastructure": _infrastructure,
    "regression": _regression,
    "performance": _performance,
}
