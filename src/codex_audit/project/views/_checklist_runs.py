"""The checklist's rows on runs: seeds, splits, kernels, results, hardware."""

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
    LIBRARY_OF,
    ML,
    MISSING,
    NOT_APPLICABLE,
    PARTIAL,
    PRESENT,
    RANDOM,
    Code,
    Site,
    counted,
    listed,
    named,
    row,
    sentence,
)
from codex_audit.project.views.reproducibility import SEEDS
from codex_audit.project.words import words

_DETERMINISM: Final = "torch.use_deterministic_algorithms"
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
    by_library = _seeding(code)
    if not used and not by_library:
        return row(item, NOT_APPLICABLE, (), _none_of(code, (*RANDOM, *ML)))
    seeded = set(by_library)
    if seeded & set(_HELPERS):
        seeded.update(_SEEDED_BY_HELPERS)
    if seeded & set(_GENERATORS[2:]):
        seeded.update(_HELPERS)
    never = [name for name in used if name not in seeded]
    sites = [site for name in sorted(by_library) for site in by_library[name]]
    tell = [f"{name} by {named(by_library[name], 2)}" for name in sorted(by_library)]
    if never:
        tell.append("imported and never seeded: " + listed([_imported(code, name) for name in never], 3))
    if not by_library:
        tell.append(f"no seeding call in {code.scope}")
        tell += _seeded_in_tests(code.project)
    status = PRESENT if not never else PARTIAL if by_library else MISSING
    return row(item, status, _round(by_library) or sites, sentence(tell))


def _round(by_library: dict[str, list[Site]]) -> list[Site]:
    """The first place of each library, then the others."""
    firsts = [by_library[name][0] for name in sorted(by_library)]
    return firsts + [site for name in sorted(by_library) for site in by_library[name][1:]]


def _seeding(code: Code) -> dict[str, list[Site]]:
    found: defaultdict[str, list[Site]] = defaultdict(list)
    for target, sites in code.calls.items():
        top, _, _ = target.partition(".")
        known = target in SEEDS or target.rpartition(".")[2] in _SEED_NAMES
        if known and target != _DETERMINISM and top in LIBRARY_OF:
            found[LIBRARY_OF[top]] += sites
    if "torch" in code.imports and "torch" not in found:
        importing = set(code.imports["torch"])
        found["torch"] += [one for one in code.said("method", "manual_seed") if one.path in importing]
    return {name: sites for name, sites in found.items() if sites}


def _imported(code: Code, library: str) -> str:
    paths = code.imports[library]
    return f"{library} ({counted(len(paths), 'file')}, first {paths[0]})"


def _seeded_in_tests(project: Project) -> list[str]:
    paths = [
        path
        for path, facts in project.of(PythonFacts, Role.TEST)
        if any(call.target in SEEDS for call in facts.calls)
    ]
    return [f"only tests seed: {listed(paths, 2)}"] if paths else []


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
_SPLIT_STEM: Final = regex(
    r"(train|training|valid|validation|val|dev|test)(?:[-_.](?:split|ids|list|set|data|files))?"
)
_DATA_ENDS: Final = words(".txt .csv .tsv .json .jsonl .parquet .bin .npy .npz .lst .list .arrow .h5 .pkl")


def splits(code: Code) -> ChecklistRow:
    """Whether data is split alike in every run."""
    item = "data-splits"
    used = code.uses(*ML)
    if not used:
        return row(item, NOT_APPLICABLE, (), _none_of(code, ML))
    calls = [*code.sites(_SPLITS), *code.said("method", "train_test_split")]
    loads, samplers, files = code.sites(_LOADS), code.sites(_SAMPLERS), _split_files(code.project)
    fixed = [
        one
        for one in code.said("keyword", "random_state", "generator", "seed")
        if one.path in {site.path for site in calls}
    ]
    chosen = [one for one in code.said("keyword", "split") if one.path in {site.path for site in loads}]
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
        tell.append(f"sampled by {named(samplers)}")
    if files:
        tell.append(f"fixed split files: {listed([one.path for one in files])}")
    same_file = {one.path for group in _seeding(code).values() for one in group}
    sure = fixed or chosen or files or any(one.path in same_file for one in calls)
    return row(item, PRESENT if sure else PARTIAL, sites, sentence(tell))


def _no_split(code: Code, used: list[str]) -> ChecklistRow:
    """Code that loads no data has nothing to split."""
    item = "data-splits"
    handled = [*code.sites(_LOADERS), *_dataset_classes(code.project)]
    looked = "train_test_split, random_split, load_dataset and seeded samplers"
    if not handled:
        note = f"imports {_imported(code, used[0])} but builds no DataLoader or Dataset in {code.scope}"
        return row(item, NOT_APPLICABLE, (), sentence([note]))
    note = f"data is loaded by {named(handled)}; no call of {looked} in {code.scope}, and no split files"
    return row(item, MISSING, handled, sentence([note]))


def _dataset_classes(project: Project) -> list[Site]:
    return [
        Site(path, one.line if citable(path) else None, one.name.rpartition(".")[2], f"class {one.name}")
        for path, facts in project.of(PythonFacts, Role.SOURCE, Role.SCRIPT)
        for one in facts.definitions
        if one.kind == "class" and any(base.rpartition(".")[2] in _DATASETS for base in one.bases)
    ]


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


_SURE_KERNELS: Final = (
    _DETERMINISM,
    "torch.set_deterministic",
    "tensorflow.config.experimental.enable_op_determinism",
)
_KERNEL_VARIABLES: Final = (
    "CUBLAS_WORKSPACE_CONFIG",
    "PYTHONHASHSEED",
    "TF_CUDNN_DETERMINISTIC",
    "TF_DETERMINISTIC_OPS",
)


def kernels(code: Code) -> ChecklistRow:
    """Whether kernels are asked for that give the same result each time."""
    item = "deterministic-kernels"
    used = code.uses("torch", "tensorflow", "lightning", "keras")
    variables = [
        *(site for name in _KERNEL_VARIABLES for site in code.environment.get(name, ())),
        *code.said("string", *_KERNEL_VARIABLES),
        *_declared(code, _KERNEL_VARIABLES),
    ]
    if not used:
        note = _none_of(code, ("torch", "tensorflow", "lightning", "keras"))
        if variables:
            note = f"{note.removesuffix('.')}; {named(variables)} is set or read."
        return row(item, NOT_APPLICABLE, variables, note)
    torch_files = {path for name in used for path in code.imports[name]}
    sure = code.sites(_SURE_KERNELS) + [
        one for one in code.said("keyword", "deterministic") if one.word == "deterministic=True"
    ]
    flags = [one for one in code.said("name", "deterministic") if one.path in torch_files]
    tuned = [one for one in code.said("name", "benchmark") if one.path in torch_files]
    both = {one.path for one in flags} & {one.path for one in tuned}
    tell = []
    if sure:
        tell.append(f"asked for by {named(sure)}")
    if flags:
        tell.append(f"`deterministic` is assigned in {listed([one.at for one in flags], 2)}")
    if tuned:
        tell.append(f"`benchmark` is assigned in {listed([one.at for one in tuned], 2)}")
    if variables:
        tell.append(f"variables: {named(variables)}")
    status = PRESENT if sure or both else PARTIAL if flags or variables else MISSING
    if status is MISSING:
        names = "assignment of `deterministic`, no " if code.read.names else ""
        tell.append(
            f"{_imported(code, used[0])} is imported; no torch.use_deterministic_algorithms, no {names}"
            f"{listed(_KERNEL_VARIABLES, 2)} in {code.scope}"
        )
        if not code.read.names:
            tell.append("assignments to torch.backends.cudnn were not looked for")
    return row(item, status, [*sure, *flags, *variables, *tuned], sentence(tell))


def _declared(code: Code, names: tuple[str, ...]) -> list[Site]:
    """Variables that configuration files declare."""
    return [
        Site(path, line, name, name)
        for path, facts in code.configuration
        for name, line in facts.environment
        if name in names
    ]


_TESTS_OF_RUNS: Final = regex(
    r"(?:.*_)?(?:determinis\w{0,20}|nondeterminis\w{0,20}|reproducib\w{0,20}|reproduces|same_seeds?"
    r"|fixed_seeds?|golden|goldens)(?:_.*)?"
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
    used = code.uses(*_GENERATORS, *_HELPERS)
    looked = (
        "deterministic, reproducible, same_seed or golden in a test's name, or folders of expected results"
    )
    if not used:
        note = _none_of(code, (*RANDOM, *ML)).removesuffix(".")
        return row(item, NOT_APPLICABLE, (), f"{note}; {counted(count, 'test function')} checked by name.")
    if not count:
        note = f"no test function in {counted(files, 'test file')}; {_imported(code, used[0])} is imported"
        return row(item, MISSING, (), sentence([note]))
    note = f"none of {counted(count, 'test function')} in {counted(files, 'test file')} has {looked}"
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


_IDENTITY: Final = (
    "torch.cuda.get_device_name",
    "torch.cuda.get_device_properties",
    "torch.utils.collect_env.*",
    "pynvml.nvmlDeviceGetName",
    "cpuinfo.get_cpu_info",
    "platform.processor",
    "tensorflow.config.experimental.get_device_details",
)
_STATE: Final = (
    "torch.cuda.get_device_capability",
    "pynvml.*",
    "psutil.*",
    "GPUtil.*",
    "platform.machine",
    "jax.devices",
)


def hardware(code: Code) -> ChecklistRow:
    """Whether a run notes the device it ran on."""
    item = "hardware-fingerprint"
    used = code.uses(*ML)
    identity = [*code.sites(_IDENTITY), *code.said("string", "nvidia-smi")]
    state = [one for one in code.sites(_STATE) if one not in identity]
    if identity:
        return row(
            item, PRESENT, [*identity, *state], sentence([f"the device is named by {named(identity)}"])
        )
    if state and used:
        note = f"read by {named(state)}; no call that names the device in {code.scope}"
        return row(item, PARTIAL, state, sentence([note]))
    if not used:
        return row(item, NOT_APPLICABLE, (), _none_of(code, ML))
    looked = "torch.cuda.get_device_name, get_device_properties, pynvml, psutil or platform.processor"
    note = f"{_imported(code, used[0])} is imported; no call of {looked} in {code.scope}"
    return row(item, MISSING, (), sentence([note]))


def _none_of(code: Code, libraries: tuple[str, ...]) -> str:
    if not code.files:
        return "There is no Python file of source, scripts or examples."
    return f"None of {', '.join(libraries)} is imported by source or scripts ({code.scope} read)."
