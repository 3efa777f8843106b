"""What a repository should hold, and what it should not."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from codex_audit.analyzers import _hygiene_rules as rules
from codex_audit.analyzers._linked import (
    WHOLE,
    counted,
    has_source,
    installable,
    own,
    own_configuration,
    tools,
)
from codex_audit.domain.artifact import MAX_HASHED_BYTES, Kind, Role
from codex_audit.domain.facts import PythonFacts
from codex_audit.domain.finding import Finding
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import ProjectAnalyzer
from codex_audit.domain.project import Project
from codex_audit.project.words import words

_LICENCE: Final = regex(
    r"(?:un)?licen[cs]es?\b|copying|legal|mit-licen[cs]e|apache-licen[cs]e", re.IGNORECASE
)
_CHANGELOG: Final = regex(
    r"(?:change[-_ ]?logs?|changes|history|news|release[-_ ]?notes|releases?|whats[-_]?new|versions)"
    r"(?:[._-].*)?",
    re.IGNORECASE,
)
_CHANGELOG_FOLDERS: Final = words(
    """
    changelog changelogs changelog.d changes changes.d newsfragments news release-notes releasenotes
    .changes release_notes whatsnew
    """
)
_PLACES: Final = words("doc docs doc/source docs/source doc/src docs/src .github") | {""}

_LOCKS: Final = words(
    """
    uv.lock poetry.lock pdm.lock pipfile.lock pixi.lock conda-lock.yml conda-lock.yaml pylock.toml
    requirements.lock requirements-lock.txt requirements.lock.txt
    """
)
_CI: Final = regex(
    r"\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|\.travis\.ya?ml|\.circleci/config\.ya?ml|\.appveyor\.ya?ml"
    r"|appveyor\.ya?ml|azure-pipelines(?:[._-][^/]*)?\.ya?ml|\.azure-pipelines/.+|jenkinsfile|\.drone\.ya?ml"
    r"|\.woodpecker(?:/.+|\.ya?ml)|\.buildkite/.+|\.cirrus\.(?:ya?ml|star)|\.builds/.+|\.build\.ya?ml"
    r"|bitbucket-pipelines\.ya?ml|\.semaphore/.+|cloudbuild\.ya?ml|\.ci/.+|ci/.+|\.tekton/.+|wercker\.ya?ml"
    r"|noxfile\.py|tox\.(?:ini|toml)|\.pre-commit-config\.ya?ml|prek\.toml|lefthook\.ya?ml",
    re.IGNORECASE,
)
_CHECKS: Final = regex(
    r"(?:.*[-_:])?(?:tests?|check|checks|lint|ci|verify|pytest|tox)(?:[-_:].*)?", re.IGNORECASE
)

_TYPE_CHECKERS: Final = frozenset(["mypy", "pyright", "basedpyright", "ty", "pytype", "pyre"])
_TYPED_SHARE: Final = 0.5

_LEFTOVERS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (name, regex(pattern))
    for name, pattern in (
        ("byte code", r"(?:.*/)?__pycache__/.*|.*\.py[co]"),
        ("caches of tools", r"(?:.*/)?\.(?:pytest_cache|mypy_cache|ruff_cache|tox|nox|hypothesis|pytype)/.*"),
        ("coverage data", r"(?:.*/)?(?:\.coverage(?:\.[\w.-]+)?|htmlcov/.*)"),
        ("notebook checkpoints", r"(?:.*/)?\.ipynb_checkpoints/.*"),
        ("files of the desktop", r"(?:.*/)?(?:\.DS_Store|Thumbs\.db|desktop\.ini)"),
        ("swap and backup files", r".*(?:\.sw[op]|\.py\.orig|\.py\.rej|\.py~|\.py\.bak)"),
        ("environment variables", r"(?:.*/)?\.env(?:\.(?:local|prod|production|dev|development|staging))?"),
        ("build artefacts", r"(?:.*/)?[\w.-]+\.egg-info/.*|dist/[^/]+\.(?:whl|tar\.gz|egg)|build/lib/.*"),
    )
)
_FIXTURES: Final = regex(r"(?:^|/)(?:tests?|testing|fixtures|testdata|test_data)/")


def analyse(project: Project) -> Iterator[Finding]:
    """Each rule in turn; those that do not apply to such a repository are silent."""
    for judge in _JUDGES:
        yield from judge(project)


def _absent(rule: str, message: str, looked_for: str, project: Project, path: str = WHOLE) -> Finding:
    files = counted(len(project.artifacts), "file")
    return Finding(rule=rule, message=message, path=path, anchor=rule, searched=f"{looked_for} among {files}")


def _no_licence(project: Project) -> Iterator[Finding]:
    if not any(one.kind is Kind.CODE and own(one) for one in project.snapshot):
        return
    for path in project.artifacts:
        folder, _, name = path.rpartition("/")
        if folder in _PLACES and _LICENCE.match(name):
            return
        if folder.lower() in {"licenses", "licences", "license"}:
            return
    stated = project.metadata.license
    yield Finding(
        rule=rules.NO_LICENCE.id,
        message="No licence file stands at the top of the repository."
        + (
            " Packaging metadata states a licence; its text is absent."
            if stated
            else " Nobody may use or share the code without one."
        ),
        path=WHOLE,
        anchor=rules.NO_LICENCE.id,
        severity=Severity.LOW if stated else Severity.MEDIUM,
        searched=f"LICENSE, LICENCE, COPYING and LICENSES/ among {counted(len(project.artifacts), 'file')}",
    )


def _no_changelog(project: Project) -> Iterator[Finding]:
    if not installable(project) or not has_source(project):
        return
    for path in project.artifacts:
        folder, _, name = path.rpartition("/")
        if folder in _PLACES and _CHANGELOG.fullmatch(name):
            return
        if any(part.lower() in _CHANGELOG_FOLDERS for part in folder.split("/")[:3]):
            return
    yield _absent(
        rules.NO_CHANGELOG.id,
        "No changelog tells users what a release changes; releases described elsewhere cannot be seen from"
        " here.",
        "CHANGELOG, CHANGES, HISTORY, NEWS and release notes in any format",
        project,
    )


def _no_lock_file(project: Project) -> Iterator[Finding]:
    """Applications only: a library leaves the choice of versions to those who use it."""
    groups = {one.dependency.group for one in project.dependencies}
    if project.metadata.name is not None or "" not in groups or "lock" in groups or not has_source(project):
        return
    if any(path.rpartition("/")[2].lower() in _LOCKS for path in project.artifacts):
        return
    run_time = [one.dependency for one in project.dependencies if one.dependency.group == ""]
    if all(one.pinned for one in run_time):
        return
    loose = sum(not one.pinned for one in run_time)
    yield _absent(
        rules.NO_LOCK_FILE.id,
        f"{counted(loose, 'dependency', 'dependencies')} of {len(run_time)} may be installed in any of "
        "several versions, and no lock file fixes which.",
        "lock files of uv, Poetry, PDM, Pipenv, pixi, conda and pip",
        project,
    )


def _no_py_typed(project: Project) -> Iterator[Finding]:
    if not installable(project) or not _typed(project):
        return
    packages = [
        module
        for module in project.modules.values()
        if module.package and module.role is Role.SOURCE and "." not in module.name
    ]
    if not packages or any(path.endswith("/py.typed") for path in project.artifacts):
        return
    first = packages[0]
    yield _absent(
        rules.NO_PY_TYPED.id,
        f"The package {first.name} is type-checked and ships no py.typed: its users' type checkers ignore"
        " its annotations.",
        "py.typed in any package",
        project,
        first.path,
    )


def _typed(project: Project) -> bool:
    """Whether the project checks its types and most of its source imports from ``typing``."""
    commands = (one for _, facts in own_configuration(project) for one in facts.commands)
    if _TYPE_CHECKERS.isdisjoint(tools(project)) and not any(one.name in _TYPE_CHECKERS for one in commands):
        return False
    modules = typed = 0
    for _, facts in project.of(PythonFacts, Role.SOURCE):
        modules += bool(facts.definitions)
        typed += any(
            one.module in {"typing", "typing_extensions", "collections.abc"} for one in facts.imports
        )
    return modules > 0 and typed >= modules * _TYPED_SHARE


def _no_ci(project: Project) -> Iterator[Finding]:
    if not has_source(project) or any(_CI.fullmatch(path) for path in project.artifacts):
        return
    for _, facts in own_configuration(project):
        if any(
            one.kind in {"target", "session", "env", "script"} and _CHECKS.fullmatch(one.name)
            for one in facts.commands
        ):
            return
    yield _absent(
        rules.NO_CI.id,
        "Neither a CI configuration nor a local gate (nox, tox, pre-commit, a make target) says how "
        "changes are checked.",
        "CI configurations, noxfile.py, tox.ini, .pre-commit-config.yaml and check targets",
        project,
    )


def _no_tests(project: Project) -> Iterator[Finding]:
    source = [
        path
        for path, facts in project.of(PythonFacts, Role.SOURCE)
        if facts.definitions and path in project.module_of
    ]
    if not source:
        return
    if any(one.role is Role.TEST and one.path.endswith((".py", ".doctest")) for one in project.snapshot):
        return
    for _, facts in project.of(PythonFacts):
        if any(one.module.partition(".")[0] in {"pytest", "unittest", "doctest"} for one in facts.imports):
            return
    yield _absent(
        rules.NO_TESTS.id,
        f"{counted(len(source), 'module')} with code, and no test.",
        "test folders, test_*.py, *_test.py, and imports of pytest, unittest and doctest",
        project,
    )


def _gitignore_gap(project: Project) -> Iterator[Finding]:
    """One finding for each kind of leftover, at its first file."""
    paths: list[str] = []
    environments: list[str] = []
    for artifact in project.snapshot:
        if artifact.role is Role.ENVIRONMENT:
            environments.append(artifact.path)
        elif not _FIXTURES.search(artifact.path):
            paths.append(artifact.path)
    for name, pattern in _LEFTOVERS:
        hits = [path for path in paths if pattern.fullmatch(path)]
        if hits:
            yield _leftover(hits[0], f"{counted(len(hits), 'file')} of {name}", name)
    if environments:
        what = f"{counted(len(environments), 'file')} of a virtual environment"
        yield _leftover(environments[0], what, "virtual environment")


def _leftover(path: str, what: str, anchor: str) -> Finding:
    return Finding(
        rule=rules.GITIGNORE_GAP.id,
        message=f"The tree holds {what} that a .gitignore should keep out; {path} is the first.",
        path=path,
        anchor=anchor,
    )


def _large_file(project: Project) -> Iterator[Finding]:
    for artifact in project.snapshot:
        if artifact.size > MAX_HASHED_BYTES and artifact.kind is not Kind.LINK:
            yield Finding(
                rule=rules.LARGE_FILE.id,
                message=f"The file has {artifact.size:,} bytes; every clone carries it, in every version.",
                path=artifact.path,
                anchor="large",
                value=artifact.size,
            )


def _generated_file(project: Project) -> Iterator[Finding]:
    """One finding for each folder."""
    folders: dict[str, list[str]] = {}
    for artifact in project.snapshot:
        folder, _, name = artifact.path.rpartition("/")
        generated = artifact.role is Role.GENERATED and name.endswith((".py", ".pyi"))
        if generated and name not in {"_version.py", "__init__.py"}:
            folders.setdefault(folder, []).append(artifact.path)
    # What .gitattributes says of them is not read.
    confidence = Confidence.LOW if ".gitattributes" in project.artifacts else Confidence.MEDIUM
    for paths in folders.values():
        yield Finding(
            rule=rules.GENERATED_FILE.id,
            message=f"By name a program wrote {counted(len(paths), 'file')} here; a check should renew them.",
            path=paths[0],
            anchor="generated",
            confidence=confidence,
        )


_JUDGES: Final[tuple[Callable[[Project], Iterator[Finding]], ...]] = (
    _no_licence,
    _no_changelog,
    _no_lock_file,
    _no_py_typed,
    _no_ci,
    _no_tests,
    _gitignore_gap,
    _large_file,
    _generated_file,
)


def _applies(project: Project) -> str | None:
    return None if project.artifacts else "the tree has no files"


ANALYZER: Final[ProjectAnalyzer] = ProjectAnalyzer("hygiene", rules.RULES, analyse, _applies)
