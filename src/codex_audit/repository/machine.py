"""The machine of a run, for ``reproducibility.md`` alone."""

import os
import platform
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from msgspec import Struct

from codex_audit.domain.patterns import regex

VARIABLES: Final = (
    "CUDA_VISIBLE_DEVICES",
    "LANG",
    "LC_ALL",
    "NO_COLOR",
    "OMP_NUM_THREADS",
    "PYTHONHASHSEED",
    "PYTHONUTF8",
    "SOURCE_DATE_EPOCH",
    "TZ",
)
"""Only these are shown: others may hold secrets or say who ran the audit."""

_DIST_INFO: Final = regex(r"([^-]+)-([^-]+)\.dist-info")
_NVIDIA: Final = Path("/proc/driver/nvidia/gpus")


class MachineFacts(Struct, frozen=True):
    """What was found. ``packages`` are the installed distributions, sorted by name."""

    python: str
    implementation: str
    executable_bits: int
    system: str
    cpu: str
    cpus: int
    gpu: str
    packages: tuple[tuple[str, str], ...]
    environment: tuple[tuple[str, str], ...]


def describe(environment: Mapping[str, str] = os.environ) -> MachineFacts:
    """Describe the interpreter and the hardware without starting any program."""
    # Most of platform's functions start programs; these and os.uname do not.
    system = os.uname()
    return MachineFacts(
        python=platform.python_version(),
        implementation=platform.python_implementation(),
        executable_bits=sys.maxsize.bit_length() + 1,
        system=f"{system.sysname} {system.release} ({system.machine})",
        cpu=_cpu(),
        cpus=os.cpu_count() or 0,
        gpu=_gpu(),
        packages=packages(),
        environment=variables(environment),
    )


def packages() -> tuple[tuple[str, str], ...]:
    """Installed distributions by the names of their ``dist-info`` folders, which say name and
    version (the packaging specification on recording installed projects); reading each one's
    metadata would take half a second."""
    found: dict[str, str] = {}
    for folder in reversed(sys.path):
        with suppress(OSError):
            for entry in os.listdir(folder):
                match = _DIST_INFO.fullmatch(entry)
                if match is not None:
                    found[re.sub(r"[-_.]+", "-", match[1]).lower()] = match[2]
    return tuple(sorted(found.items()))


def variables(environment: Mapping[str, str] = os.environ) -> tuple[tuple[str, str], ...]:
    """The environment variables that are shown, those that are set."""
    return tuple((name, environment[name]) for name in VARIABLES if name in environment)


def _cpu() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return "unknown"


def _gpu() -> str:
    names = []
    with suppress(OSError):
        for folder in sorted(_NVIDIA.iterdir()):
            text = (folder / "information").read_text(encoding="utf-8", errors="replace")
            names += [
                line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("Model")
            ]
    return ", ".join(names) or "none found"
