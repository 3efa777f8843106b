"""Whether modules could be loaded, judged without loading any."""

from typing import Final

from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import Import, PythonFacts, Tier
from codex_audit.domain.project import Project
from codex_audit.domain.report import Load, Place

MAX_BLOCKED: Final = 200


def load(project: Project) -> Load:
    """A module is blocked by a syntax error of its own or by an import of this repository
    that names nothing; it is undeclared where it rests on a distribution that no file
    declares. Imports that are guarded, deferred or for type checking do not count."""
    blocked: dict[str, Place] = {}
    for module in project.modules.values():
        facts = project.files[module.path].get(PythonFacts)
        if facts is not None and facts.tier is not Tier.AST and facts.problem is not None:
            blocked[module.path] = Place(
                path=module.path, line=facts.problem.line, symbol=facts.problem.text, note="syntax error"
            )
    for missing in project.unresolved:
        if _counts(missing.statement) and missing.path not in blocked:
            blocked[missing.path] = Place(
                path=missing.path,
                line=missing.statement.line,
                symbol=missing.statement.name or missing.statement.module,
                note=f"imports {missing.name}, which does not exist here",
            )
    undeclared = _undeclared(project) - blocked.keys()
    rows = [blocked[path] for path in sorted(blocked) if project.artifacts[path].role is Role.SOURCE]
    sources = {m.path for m in project.modules.values() if m.role is Role.SOURCE}
    unloadable = len(blocked.keys() & sources) + len(undeclared & sources)
    return Load(
        modules=len(sources),
        loadable=len(sources) - unloadable,
        undeclared=len(undeclared & sources),
        blocked=tuple(rows[:MAX_BLOCKED]),
    )


def _counts(statement: Import) -> bool:
    return not (statement.guarded or statement.deferred or statement.type_checking)


def _undeclared(project: Project) -> set[str]:
    from codex_audit.project.distributions import declared_imports

    declared = declared_imports(project)
    return {
        one.path
        for one in project.external
        if not one.stdlib and _counts(one.statement) and one.top not in declared
    }
