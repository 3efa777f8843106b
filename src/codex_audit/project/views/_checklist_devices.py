"""The checklist's rows on devices: deterministic kernels, the fingerprint of the hardware."""

from typing import Final

from codex_audit.domain.report import ChecklistRow
from codex_audit.project.views._checklist_code import (
    DETERMINISM,
    MISSING,
    ML,
    NOT_APPLICABLE,
    PARTIAL,
    PRESENT,
    Code,
    Site,
    imported,
    in_tests,
    listed,
    named,
    none_of,
    row,
    sentence,
)
from codex_audit.project.views._checklist_runs import seeding

_SURE_KERNELS: Final = (
    DETERMINISM,
    "torch.set_deterministic",
    "tensorflow.config.experimental.enable_op_determinism",
)
_TRAINERS: Final = (
    "lightning.Trainer",
    "lightning.pytorch.Trainer",
    "pytorch_lightning.Trainer",
    "lightning.Fabric",
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
        note = none_of(code, ("torch", "tensorflow", "lightning", "keras"))
        if variables:
            note = f"{note.removesuffix('.')}; {named(variables)} is set or read."
        return row(item, NOT_APPLICABLE, variables, note)
    trainers = {one.path for one in code.sites(_TRAINERS)}
    sure = code.sites(_SURE_KERNELS) + [
        one
        for one in code.said("keyword", "deterministic")
        if one.word == "deterministic=True" and one.path in trainers
    ]
    flags, beside = _flags(code, {path for name in used for path in code.imports[name]})
    firm = any(map(code.central, sure))
    tell = [f"asked for by {named(sure)}{'' if firm else ', an example'}"] if sure else []
    if flags:
        where = listed([one.at for one in flags], 2)
        tell.append(f"`deterministic` is assigned{beside} in {where}, value not read")
    if variables:
        tell.append(f"variables: {named(variables)}")
    if not tell:
        return row(item, MISSING, (), sentence(_no_kernels(code, used[0])))
    return row(item, PRESENT if firm else PARTIAL, [*sure, *flags, *variables], sentence(tell))


def _no_kernels(code: Code, library: str) -> list[str]:
    names = "assignment of cudnn's `deterministic`, no " if code.read.names else ""
    absent = f"no torch.use_deterministic_algorithms, no {names}{listed(_KERNEL_VARIABLES, 2)}"
    tell = [f"{imported(code, library)} is imported; {absent} in {code.scope}"]
    tests = in_tests(code.project, _SURE_KERNELS)
    if tests:
        tell.append(f"only tests ask for it: {listed(tests, 2)}")
    if not code.read.names:
        tell.append("assignments to torch.backends.cudnn were not looked for")
    return tell


def _flags(code: Code, files: set[str]) -> tuple[list[Site], str]:
    """Assignments that are cudnn's ``deterministic`` as a rule: beside ``benchmark``, an import
    of ``torch.backends`` or a seed of torch (elsewhere samplers and policies have one); and
    whether ``benchmark`` stands beside."""
    tuned = {one.path for one in code.said("name", "benchmark")}
    near = {one.path for one in code.project.external if one.statement.module.startswith("torch.backends")}
    near.update(one.path for one in seeding(code).get("torch", ()))
    flags = [
        one
        for one in code.said("name", "deterministic")
        if one.path in files and one.path in near | tuned and not one.word.endswith("=False")
    ]
    return flags, " beside `benchmark`" if any(one.path in tuned for one in flags) else ""


def _declared(code: Code, names: tuple[str, ...]) -> list[Site]:
    """Variables that configuration files declare."""
    return [
        Site(path, line, name, name)
        for path, facts in code.configuration
        for name, line in facts.environment
        if name in names
    ]


_IDENTITY: Final = (
    "torch.cuda.get_device_name",
    "torch.utils.collect_env.*",
    "pynvml.nvmlDeviceGetName",
    "cpuinfo.get_cpu_info",
    "platform.processor",
    "tensorflow.config.experimental.get_device_details",
)
_STATE: Final = (
    "torch.cuda.get_device_properties",
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
    known = set(identity)
    state = [one for one in code.sites(_STATE) if one not in known]
    if identity:
        return row(
            item, PRESENT, [*identity, *state], sentence([f"the device is named by {named(identity)}"])
        )
    if state and used:
        note = f"read by {named(state)}; no call that names the device in {code.scope}"
        return row(item, PARTIAL, state, sentence([note]))
    if not used:
        return row(item, NOT_APPLICABLE, (), none_of(code, ML))
    looked = "torch.cuda.get_device_name, get_device_properties, pynvml, psutil or platform.processor"
    note = f"{imported(code, used[0])} is imported; no call of {looked} in {code.scope}"
    return row(item, MISSING, (), sentence([note]))
