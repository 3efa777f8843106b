"""The checklist's rows on what surrounds a run: environment, versions, locks, builds."""

from typing import Final

from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import ConfigFacts, Dependency, DocumentFacts, PythonFacts, citable
from codex_audit.domain.patterns import regex
from codex_audit.domain.report import ChecklistRow
from codex_audit.project.views._checklist_code import (
    MISSING,
    ML,
    NOT_APPLICABLE,
    OWN,
    PARTIAL,
    PRESENT,
    Code,
    Site,
    counted,
    listed,
    named,
    row,
    sentence,
)

_RECORDS: Final = (
    "torch.utils.collect_env.*",
    "platform.platform",
    "platform.processor",
)
_PACKAGES: Final = (
    "importlib.metadata.distributions",
    "importlib_metadata.distributions",
    "pkg_resources.working_set.*",
)
"""Also what a tool calls whose subject is packages: the list alone is no record of a run."""
_VERSIONS: Final = (
    "platform.python_version",
    "platform.python_implementation",
    "platform.version",
    "platform.release",
    "importlib.metadata.version",
    "importlib_metadata.version",
    "pkg_resources.get_distribution",
)
_PINS_PYTHON: Final = (".python-version", ".tool-versions", "runtime.txt")
_WHOLE: Final = ("dockerfile", "conda", "devcontainer")


def environment(code: Code) -> ChecklistRow:
    """Whether interpreter, packages and machine are recorded or described."""
    item = "environment-capture"
    recorded = [*code.sites(_RECORDS), *code.said("string", "pip freeze")]
    packages = [*code.sites(_PACKAGES), *code.said("string", "freeze")]
    versions = code.sites(_VERSIONS)
    described = _descriptions(code, OWN)
    examples = _descriptions(code, (Role.EXAMPLE, Role.DOCS))
    pins = [
        Site(path, None, "", path.rpartition("/")[2])
        for path in code.project.artifacts
        if path in _PINS_PYTHON
    ]
    tell = []
    if recorded:
        tell.append(f"recorded by {named(recorded)}")
    if described:
        tell.append(f"described by {_files(described)}")
    if packages:
        tell.append(f"packages are listed by {named(packages)}")
    if versions:
        tell.append(f"single versions read by {named(versions)}")
    if pins:
        tell.append(f"interpreter named in {listed([one.path for one in pins])}")
    if examples and not described:
        tell.append(f"described for examples or docs by {_files(examples)}")
    sites = [*recorded, *described, *packages, *versions, *pins, *examples]
    if recorded or described:
        return row(item, PRESENT, sites, sentence(tell))
    if sites:
        return row(item, PARTIAL, sites, sentence(tell))
    note = (
        "no platform.platform, importlib.metadata.distributions or torch.utils.collect_env in "
        f"{code.scope}; no Dockerfile, conda environment, devcontainer or .python-version among "
        f"{counted(len(code.project.artifacts), 'file')}"
    )
    return row(item, MISSING, (), sentence([note]))


def _files(sites: list[Site]) -> str:
    return listed(list(dict.fromkeys(f"{one.path} ({one.word})" for one in sites)), 3)


def _descriptions(code: Code, roles: tuple[Role, ...]) -> list[Site]:
    """Files that describe a whole environment, the nearest to the top first."""
    found = []
    for path, facts in code.project.of(ConfigFacts, *roles):
        if facts.format not in _WHOLE:
            continue
        stage = next((one for one in facts.commands if one.kind == "stage"), None)
        lists = next((one for one in facts.settings if one.key == "dependencies"), None)
        line = stage.line if stage else lists.line if lists else None
        symbol = stage.name if stage else "dependencies" if lists else ""
        word = "conda environment" if facts.format == "conda" else facts.format
        found.append(Site(path, line, symbol, word))
    return sorted(found, key=lambda one: (one.path.count("/"), one.path))


_SCM: Final = (
    "hatch-vcs",
    "pbr",
    "poetry-dynamic-versioning",
    "setuptools-git-versioning",
    "setuptools-scm",
    "uv-dynamic-versioning",
    "versioneer",
    "versioningit",
)
_COMMIT: Final = ("git.Repo", "git.repo.Repo", "git.repo.base.Repo", "pygit2.Repository", "dulwich.repo.Repo")
_ASKS: Final = ("rev-parse", "git rev-parse HEAD", "git rev-parse --short HEAD")
_CHANGES: Final = regex(
    r"(?:docs?/)?(?:change[-_]?log|changes|history|news|releases|release[-_]notes)(?:\.\w{1,10})?"
)
_PLAIN: Final = regex(r"[\w .:()-]{3,80}")


def versioning(code: Code) -> ChecklistRow:
    """Whether a result can be traced to the code that gave it."""
    item, project = "code-versioning", code.project
    commit = [*code.sites(_COMMIT), *code.said("string", *_ASKS)]
    scm = _scm(code)
    source = project.metadata.sources.get("version")
    stated = [Site(*source, "version", f"version {project.metadata.version}")] if source else []
    named_in_code = [
        Site(path, None, "__version__", "__version__")
        for path, facts in project.of(PythonFacts, Role.SOURCE)
        if "__version__" in facts.assigned
    ]
    named_in_code.sort(key=lambda one: one.path.count("/"))
    changes = _changes(code)[:1]
    tell = []
    if commit:
        tell.append(f"the commit is asked for by {named(commit)}")
    if scm:
        tell.append(f"the version comes from git by {named(scm)}")
    if stated:
        tell.append(f"{stated[0].word} in {stated[0].at}")
    elif named_in_code:
        tell.append(f"__version__ in {listed([one.path for one in named_in_code], 2)}")
    if changes:
        tell.append(f"changes told in {changes[0].path}")
    version = scm or stated or named_in_code
    sites = [*commit, *scm, *stated, *changes, *named_in_code]
    if sites:
        absent = [_no_commit(code)] if code.uses(*ML) and not commit else []
        # Elsewhere the commit that code asks for may be that of another repository.
        sure = scm or (version and changes) or (commit and code.uses(*ML))
        status = PRESENT if sure else PARTIAL
        return row(item, status, sites, sentence([*tell, *absent]))
    note = (
        f"no version in packaging metadata, no __version__, no changelog among "
        f"{counted(len(project.artifacts), 'file')}; {_no_commit(code)}"
    )
    return row(item, MISSING, (), sentence([note]))


def _no_commit(code: Code) -> str:
    asked = (
        "git.Repo, pygit2.Repository or `rev-parse`" if code.read.strings else "git.Repo or pygit2.Repository"
    )
    return f"no {asked} that would record the commit in {code.scope}"


def _scm(code: Code) -> list[Site]:
    found = [
        Site(path, line, name, name)
        for path, facts in code.configuration
        for name, line in facts.tools
        if name.replace("_", "-") in _SCM
    ]
    seen = {one.path for one in found}
    found += [
        Site(one.path, one.dependency.line, one.dependency.name.split("-")[0], one.dependency.name)
        for one in code.project.dependencies
        if one.dependency.group == "build" and one.dependency.name in _SCM and one.path not in seen
    ]
    return found


def _changes(code: Code) -> list[Site]:
    found = []
    for path in code.project.artifacts:
        if not _CHANGES.fullmatch(path.lower()):
            continue
        bundle = code.project.files.get(path)
        facts = bundle.get(DocumentFacts) if bundle else None
        heading = next((one for one in facts.headings if _PLAIN.fullmatch(one.text)), None) if facts else None
        found.append(
            Site(path, heading.line if heading else None, heading.text if heading else "", "changelog")
        )
    return sorted(found, key=lambda one: (one.path.count("/"), one.path))


_NO_REQUEST: Final = ("lock", "build", "constraints")


def locking(code: Code) -> ChecklistRow:
    """Lock files with their numbers, and how many declared dependencies are pinned."""
    item = "dependency-locking"
    locks = lock_files(code)
    declared = [(path, one) for path, one in _dependencies(code) if one.group not in _NO_REQUEST]
    pinned = [(path, one) for path, one in declared if one.pinned]
    files = sorted({path for path, _ in declared})
    tell = [f"{one.path} ({one.word})" for one in locks[:3]]
    if declared:
        tell.append(
            f"{len(pinned):,} of {len(declared):,} declared dependencies are pinned ({listed(files, 3)})"
        )
    if locks:
        return row(item, PRESENT, locks, sentence(tell))
    third = sorted(
        {
            one.top
            for one in code.project.external
            if not one.stdlib and citable(one.path) and code.project.artifacts[one.path].role is Role.SOURCE
        }
    )
    if not declared and not third:
        note = f"no dependency is declared and {code.scope} import none from outside the standard library"
        return row(item, NOT_APPLICABLE, (), sentence([note]))
    if not declared:
        tell.append(f"no dependency is declared while source imports {listed(third)}")
    tell.append(f"no lock file with packages among {counted(len(code.project.artifacts), 'file')}")
    sites = [site for path, one in pinned if (site := _pin(path, one))]
    return row(item, PARTIAL if pinned else MISSING, sites, sentence(tell))


def _dependencies(code: Code) -> list[tuple[str, Dependency]]:
    return [(path, one) for path, facts in code.configuration for one in facts.dependencies]


def lock_files(code: Code) -> list[Site]:
    """Files of resolved dependencies: locks, and requirements that a sibling ``.in`` gave."""
    found = []
    for path, facts in code.configuration:
        locked = sum(one.group == "lock" for one in facts.dependencies)
        compiled = (
            facts.format == "requirements"
            and path.endswith(".txt")
            and f"{path.removesuffix('.txt')}.in" in code.project.artifacts
            and bool(facts.dependencies)
            and all(one.pinned for one in facts.dependencies)
        )
        if locked or compiled:
            count = locked or len(facts.dependencies)
            found.append(Site(path, None, "", f"{counted(count, 'package')} resolved"))
    return found


def _pin(path: str, one: Dependency) -> Site | None:
    """A pin by its version, which stands on its line as written."""
    version = one.specifier.lstrip("= ")
    return Site(path, one.line, version, f"{one.name} {one.specifier}") if "," not in version else None


_FROM_LOCK: Final = regex(
    r".*?(?:--frozen|--locked|--require-hashes|\buv sync\b|\bpoetry (?:install|sync)\b|\bpip-sync\b"
    r"|\bpdm (?:sync|install)\b|\bpipenv (?:sync|install --deploy)\b|\bconda-lock install\b)"
)
_EPOCH: Final = "SOURCE_DATE_EPOCH"
_TAG: Final = regex(r"[^\s:@]{1,200}(?::\d{1,5}/[^\s:@]{1,200})?:(?!latest\b)[\w.-]{1,100}")


def builds(code: Code) -> ChecklistRow:
    """Whether the same source gives the same package or image."""
    item = "reproducible-builds"
    required = [(path, one) for path, one in _dependencies(code) if one.group == "build"]
    fixed = [(path, one) for path, one in required if one.pinned]
    images = _images(code)
    exact = [one for one in images if "@sha256:" in one.word]
    tagged = [one for one in images if one not in exact and _TAG.fullmatch(one.word)]
    epoch = _epoch(code)
    installs = _installs(code)
    packaged = [
        path
        for path, facts in code.configuration
        if facts.format in ("pyproject", "setup-script", "setup-cfg")
    ]
    if not (required or images or packaged):
        note = (
            "no pyproject.toml, setup.py, setup.cfg or Dockerfile among "
            f"{counted(len(code.project.artifacts), 'file')}: nothing is built"
        )
        return row(item, NOT_APPLICABLE, (), sentence([note]))
    tell = []
    if required:
        path, one = required[0]
        names = listed(list(dict.fromkeys(each.name for _, each in required)))
        total = counted(len(required), "build requirement")
        tell.append(f"{len(fixed)} of {total} pinned ({names}; {path}:{one.line})")
    elif packaged:
        tell.append(f"{packaged[0]} names no build requirement")
    if images:
        tell.append(f"{len(exact)} of {counted(len(images), 'image')} by digest: {named(images, 2)}")
    tell.append(f"{_EPOCH} in {epoch[0].at}" if epoch else f"no {_EPOCH}")
    tell.append(
        f"installed from a lock by {named(installs, 2)}"
        if installs
        else f"no step of {counted(len(code.configuration), 'configuration file')} installs from a lock"
    )
    pins = [site for path, one in fixed if (site := _pin(path, one))]
    strong = sum((bool(required) and len(fixed) == len(required), bool(exact) and len(exact) == len(images)))
    strong += bool(epoch) + bool(installs)
    status = PRESENT if strong > 1 else PARTIAL if strong or fixed or exact or tagged else MISSING
    return row(item, status, [*epoch, *installs, *exact, *pins, *tagged, *images], sentence(tell))


def _images(code: Code) -> list[Site]:
    """Base images of Dockerfiles, without stages that build on earlier ones."""
    found = []
    for path, facts in code.configuration:
        if facts.format != "dockerfile":
            continue
        stages: set[str] = set()
        for one in facts.commands:
            if one.kind != "stage":
                continue
            if one.detail not in stages and one.detail != "scratch":
                found.append(Site(path, one.line, one.name, one.detail))
            if one.name != one.detail:
                stages.add(one.name)
    return found


def _epoch(code: Code) -> list[Site]:
    declared = [
        Site(path, line, name, name)
        for path, facts in code.configuration
        for name, line in facts.environment
        if name == _EPOCH
    ]
    commands = [
        Site(path, one.line, one.name, f"{_EPOCH} in a command")
        for path, facts in code.configuration
        for one in facts.commands
        if _EPOCH in one.detail
    ]
    return [*declared, *commands, *code.environment.get(_EPOCH, ()), *code.said("string", _EPOCH)]


def _installs(code: Code) -> list[Site]:
    """Commands that install what a lock file resolved."""
    if not lock_files(code):
        return []
    return [
        Site(path, one.line, one.name, one.detail[:80])
        for path, facts in code.configuration
        for one in facts.commands
        if one.kind in ("step", "target", "env", "session", "script") and _FROM_LOCK.match(one.detail)
    ]
