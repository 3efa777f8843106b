"""The tests of the repository by the categories of the ML Test Score.

The categories are those of Breck et al., The ML Test Score: A Rubric for ML Production Readiness
(IEEE Big Data 2017), with performance and regression apart. Every test has one at most. The first
of these that fits decides:

1. regression: a mark, or a name with ``regression``, a numbered issue or bug, a golden file or
   snapshot, or a fixture that compares with a stored result;
2. performance: a mark, path or name that says benchmark (a name where the sources define no
   class of that name), the ``benchmark`` fixture, or a clock for measuring read in the test;
3. data, model or infrastructure, in this order, by the words of the file's name;
4. the same by the words of class and function, then of the folders, the nearest first;
5. model or data by the words of what the file imports from the repository;
6. model, where the test file or what it imports from the repository imports a machine-learning
   library; infrastructure where it imports other code of the repository. What is left has none.

In a repository whose sources import no machine-learning library, a test is of data where it or
its path names a dataset, and of infrastructure otherwise.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import Definition, PythonFacts, citable
from codex_audit.domain.patterns import regex
from codex_audit.domain.project import Project
from codex_audit.project.words import words

NAMES: Final = ("data", "model", "infrastructure", "regression", "performance")

LIBRARIES: Final = words(
    """
    torch torchvision torchaudio tensorflow keras jax flax haiku optax sklearn xgboost lightgbm catboost
    transformers accelerate datasets lightning pytorch_lightning mxnet paddle mlx timm peft diffusers
    sentence_transformers fastai chainer theano vllm tinygrad deepspeed
    """
)
"""Imports that make a repository one of machine learning."""

LEAST_SHARE: Final = 0.02
"""Of the source files that import one: a printer for its syntax is not machine learning."""

DATASET: Final = words("dataset datasets datamodule")
DATA: Final = DATASET | words(
    """
    data dataloader dataloaders loader loaders tokenizer tokenizers tokenize tokenization vocab vocabulary
    dictionary split splits sampler sampling collate collater collator corpus corpora augmentation augment
    preprocess preprocessing normalizer normalizers shard shards shuffle shuffling wds webdataset csv
    noising iterators spectrogram mel prompt prompts schema schemas binarizer truncation huffman
    """
)
MODEL: Final = words(
    """
    model models modeling train trainer training finetune loss losses criterion forward backward
    checkpoint checkpoints checkpointing gradient gradients grad optim optimizer optimizers scheduler lr fp
    bf amp ema embedding embeddings embedder attention transformer transformers encoder decoder lstm cnn
    conv layer layers inference generate generation beam lora quantize quantization numerics dropout scorer
    fsdp ddp distributed cuda gpu jit onnx entropy smoothing positional rotary eval evaluation evaluator
    metric metrics fusion logits sampled zero shot
    """
)
INFRASTRUCTURE: Final = words(
    """
    config configs configuration cli arg args argparse params install installation package packaging
    version docs io iopath file files download downloads cache server serving client http request import
    imports registry plugin plugins logging log hub dataclass build subprocess docker deploy
    """
)
# Words as common in names of functions as they say little there.
_VAGUE: Final = words(
    """
    data file files zero shot args arg split log build model models fp request lr import params cache io
    shard shards sampling
    """
)
_VAGUE_IMPORTS: Final = words("zero shot arg args file files log build lr import request split")

_REGRESSION: Final = words("regression regressions")
_STORED: Final = words("golden goldens snapshot snapshots")
_FIXTURES: Final = words("snapshot golden data_regression file_regression num_regression image_regression")
_TICKETS: Final = words("issue bug gh ticket")
_PERFORMANCE: Final = words("benchmark benchmarks bench perf performance throughput latency asv")
_MEASURED: Final = words("benchmark benchmarks performance throughput latency")
_TASKS: Final = words("linear logistic ridge lasso polynomial quantile")
_CLOCKS: Final = ("timeit.", "time.perf_counter")
_SUBJECTS: Final = (Role.SOURCE, Role.SCRIPT)
_WORD: Final = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_FILE: Final = regex(r"test_.{0,200}|.{0,200}_tests?|tests?")


class Case(Struct, frozen=True):
    """One test. ``category`` is one of ``NAMES`` or empty; ``strength`` is the step that
    decided, lower being surer."""

    path: str
    name: str
    line: int
    category: str
    strength: int


class Tests(Struct, frozen=True):
    """The tests of a repository, in order of their places. ``files`` hold some; ``trained``:
    its sources import a machine-learning library. ``sources`` counts its Python files, and
    ``learners`` are those that import one in whatever way."""

    cases: tuple[Case, ...]
    files: tuple[str, ...]
    trained: bool
    sources: int
    learners: tuple[str, ...] = ()

    def covered(self, below: Sequence[str] = ()) -> tuple[str, ...]:
        """The categories that have a test, in files below one of these paths if any is given."""
        seen = {
            case.category
            for case in self.cases
            if not below or any(case.path == one or case.path.startswith(f"{one}/") for one in below)
        }
        return tuple(name for name in NAMES if name in seen)


class _File(Struct, frozen=True):
    """A test file: the words of its path, the lines that read a clock, the words that tell of
    measuring in names here, and whether its path alone says regression or performance."""

    path: str
    place: frozenset[str]
    clocks: tuple[int, ...]
    measured: frozenset[str]
    regression: bool
    performance: bool


class _Subjects(Struct, frozen=True):
    """By test file the words of what it imports from the repository: modules, names, and the
    functions called through them. ``learning`` are the files with such a library among their own
    imports or those of the repository's modules that they import, ``plain`` those that import
    modules of the repository at all."""

    words: Mapping[str, frozenset[str]]
    learning: frozenset[str]
    plain: frozenset[str]


def tokens(text: str) -> list[str]:
    """The words of a path or name, in lower case: ``testDataLoader_2`` has four."""
    return [word.lower() for word in _WORD.findall(text[:400])]


def find_tests(project: Project) -> Tests:
    """Every test function and method, with its category."""
    learners, learning = _learners(project)
    sources = [facts for _, facts in project.of(PythonFacts, *_SUBJECTS)]
    subjects = _subjects(project, learning) if len(learners) > LEAST_SHARE * len(sources) else None
    classes = {word for facts in sources for word in _class_words(facts)}
    cases: list[Case] = []
    for path, facts in project.of(PythonFacts, Role.TEST):
        if citable(path):
            file = _file(path, facts, _MEASURED - classes)
            cases.extend(
                Case(path, one.name, one.line, *_category(one, file, subjects)) for one in _tests(path, facts)
            )
    files = tuple(dict.fromkeys(case.path for case in cases))
    importing = sorted(path for path in learning if project.artifacts[path].role in _SUBJECTS)
    return Tests(tuple(cases), files, subjects is not None, len(sources), tuple(importing))


def _class_words(facts: PythonFacts) -> Iterator[str]:
    for one in facts.definitions:
        if one.kind == "class":
            yield from tokens(one.name)


def _file(path: str, facts: PythonFacts, measured: frozenset[str]) -> _File:
    clocks = tuple(call.line for call in facts.calls if call.target.startswith(_CLOCKS))
    place = frozenset(tokens(path.removesuffix(".py")))
    regression = not (_REGRESSION.isdisjoint(place) and _STORED.isdisjoint(place))
    return _File(path, place, clocks, measured, regression, not _PERFORMANCE.isdisjoint(place))


def _learners(project: Project) -> tuple[frozenset[str], frozenset[str]]:
    """The source files, and all files, that import a machine-learning library. For a source
    file an import counts that is neither guarded nor for types alone: a library with optional
    support for one does not learn."""
    source: set[str] = set()
    every: set[str] = set()
    for one in project.external:
        if one.top in LIBRARIES and not one.statement.type_checking:
            every.add(one.path)
            if not one.statement.guarded and project.artifacts[one.path].role in _SUBJECTS:
                source.add(one.path)
    return frozenset(source), frozenset(every)


def _subjects(project: Project, learning: frozenset[str]) -> _Subjects:
    imported: dict[str, set[str]] = defaultdict(set)
    found: dict[str, set[str]] = defaultdict(set)
    calls = {path: _called(facts) for path, facts in project.of(PythonFacts, Role.TEST)}
    for edge in project.edges:
        module = project.modules.get(edge.imported)
        if module is None:
            continue
        imported[edge.path].add(module.path)
        if project.artifacts[edge.path].role is Role.TEST and module.role is not Role.TEST:
            found[edge.path].update(tokens(f"{edge.imported} {edge.symbol or ''}"))
            called = calls.get(edge.path, {})
            found[edge.path].update(called.get(edge.statement.bound, ()))
    own = {
        path: {one for one in paths if project.artifacts[one].role is not Role.TEST}
        for path, paths in imported.items()
    }
    taught = {path for path in own if path in learning}
    for path, paths in own.items():
        # A package's own file passes on what its modules hold.
        reached = paths | {
            inner for one in paths if one.endswith("/__init__.py") for inner in imported.get(one, ())
        }
        if not reached.isdisjoint(learning):
            taught.add(path)
    plain = frozenset(path for path, paths in own.items() if paths)
    return _Subjects(
        {path: frozenset(one) for path, one in found.items()}, frozenset(taught) | learning, plain
    )


def _called(facts: PythonFacts) -> Mapping[str, set[str]]:
    """The words of the functions that a file calls, by the first name of the call."""
    found: dict[str, set[str]] = defaultdict(set)
    for call in facts.calls:
        top, _, rest = call.target.partition(".")
        found[top].update(tokens(rest.rpartition(".")[2]))
    return found


def _tests(path: str, facts: PythonFacts) -> Iterator[Definition]:
    """What test runners would collect: functions in files named as tests, methods of classes
    named ``Test…`` there, and methods of test cases anywhere among the tests."""
    collected = bool(_FILE.fullmatch(path.rpartition("/")[2].removesuffix(".py")))
    classes = {one.name: one for one in facts.definitions if one.kind == "class"}
    for one in facts.definitions:
        owner, _, name = one.name.rpartition(".")
        if not name.startswith("test") or name == "tests" or one.kind not in ("function", "method"):
            continue
        if one.kind == "function":
            if collected and name != "test":
                yield one
        elif owner in classes and _collects(classes[owner], collected):
            yield one


def _collects(owner: Definition, collected: bool) -> bool:
    name = owner.name.rpartition(".")[2]
    cases = any("Test" in base for base in owner.bases)
    return cases or (collected and (name.startswith("Test") or bool(owner.bases)))


def _category(test: Definition, file: _File, subjects: _Subjects | None) -> tuple[str, int]:
    """A test's category and the step of the module's docstring that decided. Without
    ``subjects`` no machine-learning library is imported."""
    named = tokens(test.name)
    marked = [mark.partition("(")[0] for mark in test.decorators if "mark." in mark]
    marks = {word for mark in marked for word in tokens(mark)}
    if _regression(named, file, marks, test, subjects is not None):
        return "regression", 1
    if _performance(named, file, marks, test):
        return "performance", 2
    if subjects is not None:
        return _learned(file.path, named, subjects)
    return ("data", 3) if not DATASET.isdisjoint((*named, *file.place)) else ("infrastructure", 5)


def _learned(path: str, named: list[str], subjects: _Subjects) -> tuple[str, int]:
    """Steps 3 to 6 where models are trained."""
    *folders, stem = path.removesuffix(".py").split("/")
    nearest = [(4, set(tokens(folder))) for folder in reversed(folders)]
    for step, given in [(3, set(tokens(stem))), (4, set(named) - _VAGUE), *nearest]:
        if found := _by_words(given, ("data", "model", "infrastructure")):
            return found, step
    if found := _by_words(set(subjects.words.get(path, ())) - _VAGUE_IMPORTS, ("model", "data")):
        return found, 5
    if path in subjects.learning:
        return "model", 6
    return ("infrastructure" if path in subjects.plain else "", 6)


_WORDS: Final = {"data": DATA, "model": MODEL, "infrastructure": INFRASTRUCTURE}


def _by_words(given: set[str], order: Iterable[str]) -> str:
    return next((name for name in order if not given.isdisjoint(_WORDS[name])), "")


def _regression(named: list[str], file: _File, marks: set[str], test: Definition, trained: bool) -> bool:
    """Whether a test guards against a fault that came back or compares with a stored result.
    Where models are trained, ``regression`` in a name is more often a task."""
    if file.regression or not _REGRESSION.isdisjoint(marks) or not _FIXTURES.isdisjoint(test.parameters):
        return True
    if not trained and not _REGRESSION.isdisjoint(named) and _TASKS.isdisjoint(named):
        return True
    if not _STORED.isdisjoint(named):
        return True
    if _TICKETS.isdisjoint(named):
        return "bugfix" in named
    return any(word in _TICKETS and number.isdigit() for word, number in pairwise(named))


def _performance(named: list[str], file: _File, marks: set[str], test: Definition) -> bool:
    if file.performance or not _PERFORMANCE.isdisjoint(marks) or "benchmark" in test.parameters:
        return True
    if not file.measured.isdisjoint(named):
        return True
    return bool(file.clocks) and any(test.line <= line <= test.end_line for line in file.clocks)
