"""What project-scope analyzers share: evidence for imports, words on coverage."""

from codex_audit.domain.artifact import Artifact, Role
from codex_audit.domain.facts import ConfigFacts, DocumentFacts, Import, PythonFacts, Tier
from codex_audit.domain.finding import FOREIGN_ROLES, Evidence
from codex_audit.domain.project import Edge, Project

WHOLE = "."
"""The path of findings on the repository as a whole."""

MAX_RELATED = 4
PYTHON_ENDS = (".py", ".pyw", ".pyi")


def import_symbol(statement: Import) -> str:
    """Text that the statement's line contains: the module as written, with its dots."""
    return "." * statement.level + statement.module


def import_text(statement: Import) -> str:
    """The statement as it would stand alone."""
    if statement.name is None:
        return f"import {statement.module}"
    return f"from {import_symbol(statement)} import {statement.name}"


def edge_evidence(edge: Edge) -> Evidence:
    """The import statement behind an edge."""
    return Evidence(
        edge.path, edge.statement.line, import_symbol(edge.statement), import_text(edge.statement)
    )


def is_notebook(path: str) -> bool:
    """Notebooks count lines through their cells: no line of theirs can be cited."""
    return path.endswith(".ipynb")


def python_files(project: Project) -> int:
    """How many files gave Python facts."""
    return sum(1 for _ in project.of(PythonFacts))


def unparsed(project: Project) -> str | None:
    """Why a judgement on all Python files is incomplete, or ``None``."""
    total = below = 0
    for _, facts in project.of(PythonFacts):
        total += 1
        below += facts.tier is not Tier.AST
    return f"{below} of {total} Python files did not reach the tier ast" if below else None


def no_python(project: Project) -> str | None:
    """Why rules on modules have nothing to judge, or ``None``."""
    return None if project.modules else "the repository has no Python modules"


def own(artifact: Artifact) -> bool:
    """Whether the file is the repository's own work."""
    return artifact.role not in FOREIGN_ROLES


def has_source(project: Project) -> bool:
    """Whether there is Python source beside tests, docs and scripts."""
    return any(module.role is Role.SOURCE for module in project.modules.values())


def installable(project: Project) -> bool:
    """Whether packaging metadata makes this a distribution."""
    return project.metadata.name is not None or bool(project.entry_points)


def tools(project: Project) -> frozenset[str]:
    """Tools that any own configuration file has a table or section for."""
    return frozenset(name for _, facts in own_configuration(project) for name, _ in facts.tools)


def own_configuration(project: Project) -> list[tuple[str, ConfigFacts]]:
    """Configuration files that are neither foreign nor a test's fixture."""
    return [
        (path, facts)
        for path, facts in project.of(ConfigFacts)
        if own(project.artifacts[path]) and project.artifacts[path].role is not Role.TEST
    ]


def searched(project: Project) -> str:
    """What was searched in vain, and in how many files."""
    configuration = sum(1 for _ in project.of(ConfigFacts))
    documents = sum(1 for _ in project.of(DocumentFacts))
    return (
        f"imports and string constants of {python_files(project)} Python files,"
        f" {configuration} configuration files and {documents} documents"
    )


def holds_tests(path: str, facts: PythonFacts | None) -> bool:
    """Whether a file below a test folder holds tests itself; others there are material that
    runs elsewhere, or never."""
    stem = path.rpartition("/")[2].partition(".")[0]
    if stem == "conftest":
        return True
    if facts is None or not (stem.startswith("test_") or stem.endswith("_test")):
        return False
    return any(one.name.lower().startswith("test") for one in facts.definitions)


def counted(number: int, word: str, plural: str = "") -> str:
    """``1 file``, ``2 files``."""
    return f"{number:,} {word if number == 1 else plural or word + 's'}"
