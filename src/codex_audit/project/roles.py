"""Which part each file plays, judged by the layout of the whole tree."""

import posixpath
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from codex_audit.domain.artifact import Role, path_key
from codex_audit.domain.patterns import regex
from codex_audit.project import _layout as names


class Layout(Struct, frozen=True):
    """What the tree as a whole says of its folders: ``packages`` hold an ``__init__.py``,
    ``tested`` hold files named as tests, ``environments`` are installed interpreters,
    ``tasks`` are handed out to be solved, each with the name of its folder that holds the grader."""

    packages: frozenset[str] = frozenset()
    tested: frozenset[str] = frozenset()
    environments: frozenset[str] = frozenset()
    tasks: Mapping[str, str] = {}


EMPTY = Layout()

_MIXED: Final = regex(r"tests?[-_][\w-]{1,60}|[\w-]{1,60}[-_](?:tests|examples)|examples?[-_][\w-]{1,60}")


def layout(paths: Sequence[str], environments: Sequence[str] = ()) -> Layout:
    """Read the layout from all paths of a tree.

    ``environments`` names folders already known to be virtual environments; those that show
    their own marks (``pyvenv.cfg``, ``conda-meta``) are found here.
    """
    packages: set[str] = set()
    tested: set[str] = set()
    found = set(environments)
    for path in paths:
        folder, _, name = path.rpartition("/")
        if name == "__init__.py":
            packages.add(folder)
        elif name == "pyvenv.cfg":
            found.add(folder)
        elif folder.rpartition("/")[2] == "conda-meta":
            found.add(folder.rpartition("/")[0])
        elif _test_file(name):
            tested.update(_ancestors(folder))
    found.discard("")
    return Layout(frozenset(packages), frozenset(tested), frozenset(found), _tasks(paths))


def _tasks(paths: Sequence[str]) -> Mapping[str, str]:
    """Neighbouring folders that each keep a grader in a folder of the same name: what else they
    hold is not the repository's own work, but what somebody is to work on."""
    beside: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path in paths:
        folder, _, name = path.rpartition("/")
        if name.partition(".")[0] in names.GRADER_STEMS:
            task, _, place = folder.rpartition("/")
            if task:
                beside[task.rpartition("/")[0], place].add(task)
    return {
        task: place for (_, place), many in beside.items() if len(many) >= names.LEAST_TASKS for task in many
    }


def role_of(path: str, tree: Layout = EMPTY) -> Role:
    """The role of one file. The first that fits counts, from foreign to own:
    environment, vendored, generated, test, docs, example, script, config, source."""
    folder, _, name = path.rpartition("/")
    role = _folder_role(folder, tree)
    if role in {Role.ENVIRONMENT, Role.VENDORED}:
        return role
    return _foreign_file(name) or role or _file_role(folder, name, tree)


def roles(paths: Sequence[str], environments: Sequence[str] = ()) -> Mapping[str, Role]:
    """The role of every file, in path order."""
    tree = layout(paths, environments)
    by_folder: dict[str, Role | None] = {}
    result: dict[str, Role] = {}
    for path in sorted(paths, key=path_key):
        folder, _, name = path.rpartition("/")
        if folder not in by_folder:
            by_folder[folder] = _folder_role(folder, tree)
        role = by_folder[folder]
        if role is not Role.ENVIRONMENT and role is not Role.VENDORED:
            role = _foreign_file(name) or role
        result[path] = role or _file_role(folder, name, tree)
    return result


def _ancestors(folder: str) -> list[str]:
    """The folder and all above it, the top apart."""
    chain = []
    while folder:
        chain.append(folder)
        folder = folder.rpartition("/")[0]
    return chain


def _test_file(name: str) -> bool:
    stem, suffix = posixpath.splitext(name)
    return suffix == ".py" and (stem.startswith("test_") or stem.endswith("_test") or stem == "conftest")


def _foreign_file(name: str) -> Role | None:
    if name in names.VENDOR_FILES:
        return Role.VENDORED
    if name in names.GENERATED_FILES or name.endswith(names.GENERATED_ENDS):
        return Role.GENERATED
    return None


def _folder_role(folder: str, tree: Layout) -> Role | None:
    """The strongest role that any folder on the way gives, if one does. A test's own vendored
    fixture stays a test's."""
    best: Role | None = None
    above = ""
    for part in folder.split("/") if folder else ():
        here = f"{above}/{part}" if above else part
        role = _part_role(part, here, above, tree)
        if role is Role.VENDORED and best is Role.TEST:
            role = None
        if role is not None and (best is None or _STRENGTH[role] > _STRENGTH[best]):
            best = role
        above = here
    return best


_STRENGTH: Mapping[Role, int] = {
    Role.ENVIRONMENT: 7,
    Role.VENDORED: 6,
    Role.GENERATED: 5,
    Role.TEST: 4,
    Role.DOCS: 3,
    Role.EXAMPLE: 2,
    Role.SCRIPT: 1,
    Role.CONFIG: 0,
}


def _part_role(part: str, here: str, above: str, tree: Layout) -> Role | None:
    """What one folder's name says. Weak names count only outside packages: ``pkg/tools`` is
    as a rule part of the program, ``tools`` beside it is not."""
    if here in tree.environments:
        return Role.ENVIRONMENT
    if tree.tasks.get(above, part) != part:
        return Role.EXAMPLE
    if part in names.ROLE_OF_FOLDER or part.endswith(".egg-info"):
        return names.ROLE_OF_FOLDER.get(part, Role.GENERATED)
    if here not in tree.packages and _MIXED.fullmatch(part):
        return Role.EXAMPLE if "example" in part else Role.TEST
    if part in names.TEST_FOLDERS_ON_EVIDENCE:
        return Role.TEST if not above or (here in tree.tested and part == "test") else None
    if above and (above in tree.packages or part in names.CONFIG_FOLDERS):
        return None
    return names.ROLE_OUTSIDE_PACKAGES.get(part)


def _file_role(folder: str, name: str, tree: Layout) -> Role:
    """The role of a file in an ordinary folder, by its own name."""
    if _test_file(name):
        return Role.TEST
    lower = name.lower()
    if lower.endswith(".py"):
        script = name in names.SCRIPT_FILES and folder not in tree.packages
        return Role.SCRIPT if script else Role.SOURCE
    stem = lower.partition(".")[0]
    if lower.endswith(names.DOCS_ENDS) or (stem in names.DOCS_STEMS and lower.endswith((stem, ".txt"))):
        return Role.DOCS
    if _configuration(lower, stem, folder):
        return Role.CONFIG
    return Role.SOURCE


def _configuration(lower: str, stem: str, folder: str) -> bool:
    if lower in names.CONFIG_FILES or lower.startswith(("dockerfile.", "requirements", "constraints")):
        return True
    if lower.endswith(names.CONFIG_ENDS):
        return True
    return not stem and not folder
