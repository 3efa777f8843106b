"""What would settle an open item of the checklist, and where."""

from collections.abc import Mapping
from typing import Final

from codex_audit.domain.report import ChecklistRow
from codex_audit.project.capabilities.rows import Layout
from codex_audit.project.views._checklist_code import MISSING, PARTIAL, Code

_ADVICE: Final[Mapping[str, str]] = {
    "seeds": "Seed all of them in one function that {start} calls first, from an option.",
    "environment-capture": (
        "Write `platform.platform()` and the versions of `importlib.metadata.distributions()` beside what "
        "{start} writes."
    ),
    "code-versioning": "Record `git rev-parse HEAD` beside what {start} writes.",
    "dependency-locking": (
        "Lock {manifest} (`uv lock`, or `pip-compile --generate-hashes`) and install from the lock in the gates."
    ),
    "data-splits": "Give the split at {place} a fixed seed and keep the indices of its parts.",
    "deterministic-kernels": "Call {kernels} behind an option where {start} begins.",
    "results-determinism": (
        "Add {test}, which runs a small case of {start} twice with one seed and compares what comes out."
    ),
    "hardware-fingerprint": "Record {device} beside what {start} writes.",
    "reproducible-builds": "Pin the build requirements in {manifest} and build with `SOURCE_DATE_EPOCH` set.",
}
_KERNELS: Final = {
    "torch": "`torch.use_deterministic_algorithms(True)`",
    "tensorflow": "`tf.config.experimental.enable_op_determinism()`",
}
_DEVICES: Final = {
    "torch": "`torch.cuda.get_device_name()`",
    "jax": "`jax.devices()`",
    "tensorflow": '`tf.config.list_physical_devices("GPU")`',
}


def advise(row: ChecklistRow, code: Code, layout: Layout, start: str) -> str:
    """A sentence for an item that is missing or partial; nothing where none would be specific.
    ``start`` is the file in which training begins, or empty."""
    if row.status not in (MISSING, PARTIAL):
        return ""
    values = {
        "start": _quoted(start),
        "manifest": _quoted(layout.manifest) or "the dependencies, once a `pyproject.toml` declares them",
        "test": _quoted(layout.test_file("determinism")),
        "kernels": next((call for name, call in _KERNELS.items() if name in code.imports), ""),
        "device": next(
            (call for name, call in _DEVICES.items() if name in code.imports), "`platform.processor()`"
        ),
        "place": _quoted(f"{row.places[0].path}:{row.places[0].line}") if row.places else "",
    }
    template = _ADVICE[row.id]
    needed = [name for name in values if f"{{{name}}}" in template]
    return template.format(**values) if all(values[name] for name in needed) else ""


def _quoted(text: str) -> str:
    return f"`{text}`" if text and "`" not in text else ""
