"""The checklist's rows on runs: seeds, splits, results."""

import posixpath
from collections import defaultdict
from typing import Final

from codex_audit.domain.artifact import Kind, Role
from codex_audit.domain.facts import PythonFacts, citable
from codex_audit.domain.finding import FOREIGN_ROLES
from codex_audit.domain.patterns import regex
from codex_audit.domain.project import Project
from codex_audit.domain.report import ChecklistRow
from codex_audit.project.views._checklist_code import (
    DETERMINISM,
    LIBRARY_OF,
    MISSING,
    ML,
    NOT_APPLICABLE,
    PARTIAL,
    PRESENT,
    RANDOM,
    Code,
    Site,
    counted,
    imported,
    in_tests,
    listed,
    named,
    none_of,
    row,
    sentence,
)
from codex_audit.project.views.reproducibility import SEEDS
from codex_audit.project.words import words

_SEED_NAMES: Final = frozenset(
    name for name in (target.rpartition(".")[2] for target in SEEDS) if "seed" in name or name == "PRNGKey"
)
"""Last parts by which any module of a library seeds (``torch.random.manual_seed``)."""

_GENERATORS: Final = ("random", "numpy", "torch", "tensorflow", "jax")
_HELPERS: Final = ("transformers", "lightning", "accelerate")
"""Libraries that draw from the generators of others; their helpers seed all of those."""
_SEEDED_BY_HELPERS: Final = ("random", "numpy", "torch")


def seeds(code: Code) -> ChecklistRow:
    """Where each library is seeded, and the imported ones that never are."""
    item = "seeds"
    used = code.uses(*_GENERATORS, *_HELPERS)
    by_library = seeding(code)
    if not used and not by_library:
        return row(item, NOT_APPLICABLE, (), none_of(code, (*RANDOM, *ML)))
    if used == ["random"] and not by_library:
        note = f"only {imported(code, 'random')} is imported, without a seed, and none of {', '.join(ML)}"
        return row(item, NOT_APPLICABLE, (), sentence([note]))
    seeded = {name for name, sites in by_library.items() if any(map(code.central, sites))}
    if seeded & set(_HELPERS):
        seeded.update(_SEEDED_BY_HELPERS)
    if seeded & set(_GENERATORS[2:]):
        seeded.update(_HELPERS)
    never = [name for name in used if name not in seeded]
    sites = [site for name in sorted(by_library) for site in by_library[name]]
    tell = [f"{name} by {named(by_library[name], 2)}" for name in sorted(by_library)]
    for name in never:
        where = "seeded in examples alone" if name in by_library else "never seeded"
        tell.append(f"{imported(code, name)} is imported and {where}")
    if not by_library:
        tell.append(f"no seeding call in {code.scope}")
        tests = in_tests(code.project, SEEDS)
        if tests:
            tell.append(f"only tests seed: {listed(tests, 2)}")
    status = PRESENT if not never else PARTIAL if by_library else MISSING
    return row(item, status, _round(by_library) or sites, sentence(tell))


def _round(by_library: dict[str, list[Site]]) -> list[Site]:
    """The first place of each library, then the others."""
    firsts = [by_library[name][0] for name in sorted(by_library)]
    return firsts + [site for name in sorted(by_library) for site in by_library[name][1:]]


def seeding(code: Code) -> dict[str, list[Site]]:
    """Library -> its seeding calls."""
    found: defaultdict[str, list[Site]] = defaultdict(list)
    for target, sites in code.calls.items():
        top, _, _ = target.partition(".")
        known = target in SEEDS or target.rpartition(".")[2] in _SEED_NAMES
        if known and target != DETERMINISM and top in LIBRARY_OF:
            found[LIBRARY_OF[top]] += sites
    if "torch" in code.imports and "torch" not in found:
        importing = set(code.imports["torch"])
        found["torch"] += [one for one in code.said("method", "manual_seed") if one.path in importing]
    return {name: sites for name, sites in found.items() if sites}


_CALL_LINES: Final = 10
_SPLITS: Final = tuple(
    sorted(
        {
            f"sklearn.model_selection.{name}"
            for name in words(
                """
            GroupKFold GroupShuffleSplit KFold LeaveOneOut PredefinedSplit RepeatedKFold
            RepeatedStratifiedKFold ShuffleSplit StratifiedGroupKFold StratifiedKFold
            StratifiedShuffleSplit TimeSeriesSplit train_test_split
            """
            )
        }
        | {"torch.utils.data.random_split", "torch.utils.data.dataset.random_split"}
    )
)
_LOADS: Final = ("datasets.load_dataset", "datasets.load.load_dataset", "tensorflow_datasets.load")
_SAMPLERS: Final = (
    "torch.utils.data.distributed.DistributedSampler",
    "torch.utils.data.DistributedSampler",
    "torch.utils.data.RandomSampler",
    "torch.utils.data.SubsetRandomSampler",
    "torch.utils.data.WeightedRandomSampler",
)
_LOADERS: Final = (
    "torch.utils.data.DataLoader",
    "torch.utils.data.dataloader.DataLoader",
    "torchvision.datasets.*",
)
_DATASETS: Final = words("Dataset IterableDataset LightningDataModule ConcatDataset ImageFolder")
_DATA_NAMES: Final = regex(
    r"[A-Z]\w*(?:Dataset|DataLoader|DataModule)"
    r"|(?:(?:build|create|get|load|make|prepare)_)(?:\w+_)?(?:datasets?|data_?loaders?)"
)
_SPLIT_STEM: Final = regex(
    r"(train|training|valid|validation|val|dev|test)(?:[-_.](?:split|ids|list|set|data|files))?"
)
_DATA_ENDS: Final = words(".txt .csv .tsv .json .jsonl .parquet .bin .npy .npz .lst .list .arrow .h5 .pkl")


def splits(code: Code) -> ChecklistRow:
    """Whether data is split alike in every run."""
    item = "data-splits"
    used = code.uses(*ML)
    if not used:
        return row(item, NOT_APPLICABLE, (), none_of(code, ML))
    calls = [*code.sites(_SPLITS), *code.said("method", "train_test_split")]
    loads, samplers, files = code.sites(_LOADS), code.sites(_SAMPLERS), _split_files(code.project)
    fixed = _near(code.said("keyword", "random_state", "generator", "seed"), [*calls, *samplers])
    chosen = _near(code.said("keyword", "split"), loads)
    sites = [*calls, *fixed, *chosen, *loads, *samplers, *files]
    if not sites:
        return _no_split(code, used)
    tell = []
    if calls:
        seeded = f", with {named(fixed)}" if fixed else ", arguments that fix it not seen"
        tell.append(f"data is split by {named(calls)}{seeded if code.read.keywords else ''}")
    if loads:
        tell.append(f"loaded by {named(loads)}{f' with {named(chosen)}' if chosen else ''}")
    if samplers:
        with_seed = f" with {named(fixed)}" if fixed and not calls else ""
        tell.append(f"sampled by {named(samplers)}{with_seed}")
    if files:
        tell.append(f"fixed split files: {listed([one.path for one in files])}")
    same_file = {one.path for group in seeding(code).values() for one in group}
    sure = [*fixed, *chosen, *(one for one in calls if one.path in same_file)]
    firm = bool(files) or any(map(code.central, sure))
    return row(item, PRESENT if firm else PARTIAL, sites, sentence(tell))


def _near(keywords: list[Site], calls: list[Site]) -> list[Site]:
    """Keywords that stand within the few lines that a call takes. In notebooks, whose lines
    count otherwise, the file decides."""
    by_file: defaultdict[str, list[int]] = defaultdict(list)
    for one in calls:
        by_file[one.path].append(one.line or 0)
    return [
        one
        for one in keywords
        if any(0 <= (one.line or 0) - line <= _CALL_LINES for line in by_file.get(one.path, ()))
    ]


def _no_split(code: Code, used: list[str]) -> ChecklistRow:
    """Code that loads no data has nothing to split."""
    item = "data-splits"
    handled = [one for one in code.sites(_LOADERS) if code.central(one)]
    handled += _data_code(code.project)
    looked = "train_test_split, random_split, load_dataset and seeded samplers"
    if not handled:
        built = "but its source and scripts define no dataset and build no DataLoader"
        note = f"imports {imported(code, used[0])} {built} ({code.scope} read)"
        return row(item, NOT_APPLICABLE, (), sentence([note]))
    note = f"data is handled by {named(handled)}; no call of {looked} in {code.scope}, and no split files"
    return row(item, MISSING, handled, sentence([note]))


def _data_code(project: Project) -> list[Site]:
    """Classes of datasets, and functions and classes that are named as building or being one."""
    found = []
    for path, facts in project.of(PythonFacts, Role.SOURCE, Role.SCRIPT):
        for one in facts.definitions:
            name = one.name.rpartition(".")[2]
            derived = any(base.rpartition(".")[2] in _DATASETS for base in one.bases)
            if one.kind in ("class", "function") and (derived or _DATA_NAMES.fullmatch(name[:100])):
                line = one.line if citable(path) else None
                found.append(Site(path, line, name, f"{one.kind} {one.name}"))
    return found


def _split_files(project: Project) -> list[Site]:
    """Data files that are named as the parts of one split, beside each other."""
    folders: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for artifact in project.snapshot:
        if artifact.role in FOREIGN_ROLES or artifact.role is Role.TEST:
            continue
        folder, name = posixpath.split(artifact.path)
        stem, end = posixpath.splitext(name.lower())
        found = _SPLIT_STEM.fullmatch(stem) if end in _DATA_ENDS else None
        if found is not None:
            folders[folder].setdefault(found[1], artifact.path)
    return [
        Site(path, None, "", "split file")
        for folder in sorted(folders)
        if len(folders[folder]) > 1 and any(part.startswith("train") for part in folders[folder])
        for path in sorted(folders[folder].values())
    ]


_TESTS_OF_RUNS: Final = regex(
    r"(?:.*_)?(?:determinis\w{0,20}|nondeterminis\w{0,20}|reproducib\w{0,20}|reproduces|same_seeds?"
    r"|fixed_seeds?|goldens?(?!_ratio))(?:_.*)?"
)
_GOLDEN_FOLDERS: Final = words(
    "golden goldens gold __snapshots__ snapshots expected expected_outputs expected_output"
)
_SNAPSHOT_TOOLS: Final = (
    "syrupy",
    "pytest-regressions",
    "pytest-snapshot",
    "inline-snapshot",
    "pytest-golden",
)


def results(code: Code) -> ChecklistRow:
    """Whether tests would notice that the same run gives another result."""
    item, project = "results-determinism", code.project
    functions, count, files = _test_functions(project)
    golden = [
        Site(one.path, None, "", "expected result")
        for one in project.snapshot
        if one.role is Role.TEST
        and one.kind is not Kind.CODE
        and not _GOLDEN_FOLDERS.isdisjoint(one.path.lower().split("/")[:-1])
    ]
    tools = sorted({one.dependency.name for one in project.dependencies} & set(_SNAPSHOT_TOOLS))
    tell = []
    if functions:
        tell.append(f"{counted(len(functions), 'test')} by name: {named(functions)}")
    if golden:
        tell.append(f"{counted(len(golden), 'expected result')} to compare with, first {golden[0].path}")
    if tools:
        tell.append(f"{', '.join(tools)} declared")
    if functions or golden or tools:
        status = PRESENT if functions or (golden and tools) else PARTIAL
        return row(item, status, [*functions, *golden], sentence(tell))
    used = code.uses(*_GENERATORS[1:], *_HELPERS)
    if not used:
        note = none_of(code, ("numpy.random", *ML)).removesuffix(".")
        return row(item, NOT_APPLICABLE, (), f"{note}; {counted(count, 'test function')} checked by name.")
    if not count:
        note = f"no test function in {counted(files, 'test file')}; {imported(code, used[0])} is imported"
        return row(item, MISSING, (), sentence([note]))
    note = (
        f"none of {counted(count, 'test function')} in {counted(files, 'test file')} is named for it "
        "(deterministic, reproducible, same_seed, golden), and no test folder holds expected results"
    )
    return row(item, MISSING, (), sentence([note]))


def _test_functions(project: Project) -> tuple[list[Site], int, int]:
    """Tests whose names speak of same results, and how many tests in how many files."""
    found, count, files = [], 0, 0
    for path, facts in project.of(PythonFacts, Role.TEST):
        files += 1
        for one in facts.definitions:
            name = one.name.rpartition(".")[2]
            if one.kind not in ("function", "method") or not name.startswith("test"):
                continue
            count += 1
            if _TESTS_OF_RUNS.fullmatch(name.lower()[:200]):
                found.append(Site(path, one.line if citable(path) else None, name, name))
    return found, count, files
