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
    torch_files = {path for name in used for path in code.imports[name]}
    trainers = {one.path for one in code.sites(_TRAINERS)}
    sure = code.sites(_SURE_KERNELS) + [
        one
        for one in code.said("keyword", "deterministic")
        if one.word == "deterministic=True" and one.path in trainers
    ]
    assigned = [one for one in code.said("name", "deterministic") if one.path in torch_files]
    tuned = [one for one in code.said("name", "benchmark") if one.path in torch_files]
    flags = [one for one in assigned if one.path in _cudnn_files(code, tuned)]
    tell = []
    if sure:
        tell.append(f"asked for by {named(sure)}{'' if any(map(code.central, sure)) else ', an example'}")
    if flags:
        beside = " beside `benchmark`" if {one.path for one in flags} & {one.path for one in tuned} else ""
        tell.append(
            f"`deterministic` is assigned{beside} in {listed([one.at for one in flags], 2)}, value not read"
        )
    if variables:
        tell.append(f"variables: {named(variables)}")
    firm = any(map(code.central, sure))
    status = PRESENT if firm else PARTIAL if sure or flags or variables else MISSING
    if status is MISSING:
        names = "assignment of cudnn's `deterministic`, no " if code.read.names else ""
        tell.append(
            f"{imported(code, used[0])} is imported; no torch.use_deterministic_algorithms, no {names}"
            f"{listed(_KERNEL_VARIABLES, 2)} in {code.scope}"
        )
        if not code.read.names:
            tell.append("assignments to torch.backends.cudnn were not looked for")
    return row(item, status, [*sure, *flags, *variables, *tuned], sentence(tell))


def _cudnn_files(code: Code, tuned: list[Site]) -> set[str]:
    """Files where an attribute called ``deterministic`` is cudnn's as a rule: beside
    ``benchmark``, an import of ``torch.backends`` or a seed of torch. Elsewhere samplers and
    policies have one."""
    imported = {
        one.path for one in code.project.external if one.statement.module.startswith("torch.backends")
    }
    return {one.path for one in (*tuned, *seeding(code).get("torch", ()))} | imported


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
