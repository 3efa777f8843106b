"""What the repository does for reproducible runs."""

from collections import defaultdict
from typing import Final

from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import ConfigFacts, PythonFacts, citable
from codex_audit.domain.project import Project
from codex_audit.domain.report import (
    ChecklistRow,
    EnvironmentVariable,
    LockFile,
    Place,
    Reproducibility,
    SeedCall,
)

SEEDS: Final = frozenset(
    {
        "jax.random.PRNGKey",
        "jax.random.key",
        "lightning.seed_everything",
        "lightning.pytorch.seed_everything",
        "numpy.random.RandomState",
        "numpy.random.default_rng",
        "numpy.random.seed",
        "pytorch_lightning.seed_everything",
        "random.Random",
        "random.seed",
        "tensorflow.random.set_seed",
        "tensorflow.set_random_seed",
        "torch.cuda.manual_seed",
        "torch.cuda.manual_seed_all",
        "torch.manual_seed",
        "torch.use_deterministic_algorithms",
        "transformers.set_seed",
        "accelerate.utils.set_seed",
    }
)

_ROLES: Final = (Role.SOURCE, Role.SCRIPT, Role.EXAMPLE)
_MAX_PLACES: Final = 5


def reproducibility(project: Project, checklist: tuple[ChecklistRow, ...] = ()) -> Reproducibility:
    """Seeds, environment variables, locks and pins of the repository, with its checklist."""

    declared = [
        one.dependency for one in project.dependencies if one.dependency.group not in ("lock", "build")
    ]
    return Reproducibility(
        seeds=tuple(
            SeedCall(path=path, line=call.line, target=call.target)
            for path, facts in project.of(PythonFacts, *_ROLES)
            for call in facts.calls
            if call.target in SEEDS and citable(path)
        ),
        environment=_environment(project),
        locks=tuple(
            LockFile(path=path, packages=locked)
            for path, facts in project.of(ConfigFacts)
            if (locked := sum(one.group == "lock" for one in facts.dependencies))
        ),
        pinned=sum(one.pinned for one in declared),
        unpinned=sum(not one.pinned for one in declared),
        requires_python=project.metadata.requires_python,
        checklist=checklist,
    )


def _environment(project: Project) -> tuple[EnvironmentVariable, ...]:
    places: dict[str, list[Place]] = defaultdict(list)
    required: set[str] = set()
    for path, facts in project.of(PythonFacts, *_ROLES):
        for read in facts.environment:
            line = read.line if citable(path) else None
            places[read.name].append(Place(path=path, line=line, symbol=read.name))
            if read.required:
                required.add(read.name)
    return tuple(
        EnvironmentVariable(name=name, required=name in required, places=tuple(places[name][:_MAX_PLACES]))
        for name in sorted(places)
    )
