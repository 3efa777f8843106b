"""Every case, family by family, and the trees in which they are audited."""

import pkgutil
from importlib import import_module

from tests.hostile.place import Case, together

SHARED = 8
"""Cases in one tree. An audit's start costs more than most of them."""

FAMILIES: dict[str, tuple[Case, ...]] = {
    name: import_module(f"{__name__}.{name}").CASES
    for name in sorted(one.name for one in pkgutil.iter_modules(__path__))
}

CASES: tuple[Case, ...] = tuple(case for cases in FAMILIES.values() for case in cases)


def _trees() -> list[Case]:
    trees = [case for case in CASES if not case.shared]
    for name, cases in FAMILIES.items():
        shared = [case for case in cases if case.shared]
        trees += [
            together(f"{name.replace('_', '-')}-{at // SHARED + 1}", shared[at : at + SHARED])
            for at in range(0, len(shared), SHARED)
        ]
    return trees


TREES = _trees()
"""Every case once, alone or with others of its family."""
