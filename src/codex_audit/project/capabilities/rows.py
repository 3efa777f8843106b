"""Judgements become rows whose sentences name the repository's own files and symbols."""

import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from codex_audit.domain.artifact import Kind, Role
from codex_audit.domain.capabilities import Part, Status
from codex_audit.domain.facts import ConfigFacts, PythonFacts
from codex_audit.domain.patterns import regex
from codex_audit.domain.project import Project
from codex_audit.domain.report import CapabilityRow, PartRow, Place
from codex_audit.project.capabilities.hits import Hit
from codex_audit.project.capabilities.judge import Judgement, PartJudged

MAX_ARTIFACTS: Final = 6
MAX_SENTENCES: Final = 6
ROLLBACK: Final = "Revert the commit that adds it under {main}, and delete {test}."
_FIELD: Final = regex(r"\{([a-z_]+(?::[a-z_]+)?)\}")
_OWN: Final = frozenset({Role.SOURCE, Role.SCRIPT, Role.CONFIG, Role.DOCS})
_MANIFESTS: Final = ("pyproject.toml", "setup.cfg", "setup.py", "requirements.txt", "environment.yml")


class Layout:
    """The places of a repository that texts name: its main folder or script, its tests, its
    manifest, its README."""

    def __init__(self, project: Project) -> None:
        paths = frozenset(project.artifacts)
        self.python = [path for path, _ in project.of(PythonFacts, Role.SOURCE, Role.SCRIPT)]
        self.main = _main(project) or "the repository's root"
        self.tests = _tests_folder(project)
        self.tested = any(True for _ in project.of(PythonFacts, Role.TEST))
        self.manifest = next((name for name in _MANIFESTS if name in paths), "")
        self.declared = _declared(project, self.manifest)
        self.readme = next((path for path in sorted(paths) if path.lower().startswith("readme")), "")
        self.searched = _files(self.python)
        self.checks = _checks(project)

    def test_file(self, topic: str) -> str:
        """Where a test of this topic would stand."""
        return posixpath.join(self.tests, f"test_{topic}.py")


def _main(project: Project) -> str:
    """The package with the most source; without a package the largest module, those at the top
    first."""
    own = [one for one in project.modules.values() if one.role in (Role.SOURCE, Role.SCRIPT)]
    packages = {(one.root, one.name) for one in own if one.package and "." not in one.name}
    sizes: Counter[str] = Counter()
    for one in own:
        top = (one.root, one.name.partition(".")[0])
        if top in packages:
            sizes[posixpath.join(*top) + "/"] += project.artifacts[one.path].lines or 0
    if sizes:
        return max(sorted(sizes), key=lambda name: sizes[name])
    code = [project.artifacts[one.path] for one in own]
    code = code or [one for one in project.artifacts.values() if one.kind is Kind.CODE]
    best = max(code, key=lambda one: (-one.path.count("/"), one.lines or 0, one.path), default=None)
    return best.path if best is not None else ""


def _files(paths: Sequence[str]) -> str:
    return f"`{paths[0]}`" if len(paths) == 1 else f"the {len(paths)} Python files"


def _checks(project: Project) -> str:
    """The subject of a sentence about what no hook or job does."""
    count = sum(len(facts.commands) for _, facts in project.of(ConfigFacts))
    if not count:
        return "no hook, session, target or job is configured that would"
    return f"none of the {count} hooks, sessions, targets and steps of the configuration would"


def _declared(project: Project, manifest: str) -> str:
    """How many dependencies are declared, and where, for a sentence."""
    named = [
        one
        for one in project.dependencies
        if one.dependency.group not in ("build", "lock") and project.artifacts[one.path].role in _OWN
    ]
    if not named:
        return f"`{manifest}` declares no dependencies" if manifest else "no file declares dependencies"
    pinned = sum(one.dependency.pinned for one in named)
    if len(named) == 1:
        return (
            f"the only dependency that `{named[0].path}` declares is {'pinned' if pinned else 'not pinned'}"
        )
    return f"{pinned} of the {len(named)} dependencies that `{named[0].path}`" + (
        " and others declare are pinned" if len({one.path for one in named}) > 1 else " declares are pinned"
    )


def _tests_folder(project: Project) -> str:
    counts: dict[str, int] = {}
    for path, _ in project.of(PythonFacts, Role.TEST):
        folder = posixpath.dirname(path)
        counts[folder] = counts.get(folder, 0) + 1
    return min(counts, key=lambda folder: (folder.count("/"), -counts[folder], folder)) if counts else "tests"


def rows(project: Project, judgements: Iterable[Judgement]) -> tuple[CapabilityRow, ...]:
    """A row for each judgement."""
    layout = Layout(project)
    return tuple(_row(one, layout) for one in judgements)


def _row(judgement: Judgement, layout: Layout) -> CapabilityRow:
    capability = judgement.capability
    fields = _fields(judgement, layout)
    if not judgement.applicable:
        return _outside(judgement, fields)
    nothing = judgement.status in (Status.MISSING, Status.STUBBED)
    # Of what is wholly missing, the extras are not missed one by one.
    absent = [
        one
        for one in judgement.parts
        if one.state == "stubbed"
        or (one.state == "absent" and one.relevant and (one.part.core or not nothing))
    ]
    wanted = sorted(absent, key=lambda one: not one.part.core)
    return CapabilityRow(
        pack=judgement.pack.id,
        id=capability.id,
        title=capability.title,
        status=judgement.status,
        parts=tuple(_part_row(one) for one in judgement.parts),
        artifacts=tuple(_place(hit) for hit in judgement.artifacts[:MAX_ARTIFACTS]),
        gaps=tuple(filter(None, (_gap(one, fields) for one in wanted)))[:MAX_SENTENCES],
        risks=tuple(_risks(judgement, wanted, fields))[:MAX_SENTENCES],
        patch_plan=tuple(_plan(judgement, wanted, fields))[:MAX_SENTENCES],
        rollback_plan=(_fill(capability.rollback, fields) or _fill(ROLLBACK, fields)) if wanted else "",
    )


def _plan(judgement: Judgement, wanted: Sequence[PartJudged], fields: Mapping[str, str]) -> list[str]:
    nothing = judgement.status in (Status.MISSING, Status.STUBBED)
    start = _fill(judgement.capability.start, fields)
    if nothing and start:
        return [start]
    steps = [step for one in wanted if (step := _fill(one.part.plan, fields))]
    # The plans of parts speak of each other; where none can be said, a core part is begun afresh.
    return steps or [start for one in wanted if one.part.core and start][:1]


def _outside(judgement: Judgement, fields: Mapping[str, str]) -> CapabilityRow:
    return CapabilityRow(
        pack=judgement.pack.id,
        id=judgement.capability.id,
        title=judgement.capability.title,
        status=judgement.status,
        applicable=False,
        parts=tuple(_part_row(one) for one in judgement.parts),
        artifacts=(),
        gaps=(_fill(judgement.pack.outside, fields),),
        risks=(),
        patch_plan=(),
        rollback_plan="",
    )


def _fields(judgement: Judgement, layout: Layout) -> Mapping[str, str]:
    """What a template's ``{names}`` stand for; ``{home}`` is the best place of the capability,
    ``{at:part}`` that of one of its parts, where there are any."""
    fields = {
        "main": _code(layout.main),
        "manifest": _code(layout.manifest or "pyproject.toml"),
        "no_manifest": "" if layout.manifest else " (to be added)",
        "readme": _code(layout.readme or "README.md"),
        "declared": layout.declared,
        "scripts_absent": f"`{layout.manifest}` declares no scripts"
        if layout.manifest
        else "there is no packaging metadata to declare any",
        "test": _code(layout.test_file(judgement.capability.test)),
        "searched": layout.searched,
        "checks": layout.checks,
    }
    if layout.tested:
        fields["tests"] = _code(f"{layout.tests}/")
    if judgement.artifacts:
        fields["home"] = _named(judgement.artifacts[0])
    for one in judgement.parts:
        if one.state == "present":
            fields[f"at:{one.part.id}"] = _named(one.evidence[0])
    return fields


def _fill(template: str, fields: Mapping[str, str]) -> str:
    """The sentence of a template; empty where it speaks of something that is not there."""
    if not template or any(found[1] not in fields for found in _FIELD.finditer(template)):
        return ""
    text = _FIELD.sub(lambda found: fields[found[1]], template)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _gap(one: PartJudged, fields: Mapping[str, str]) -> str:
    if one.state == "stubbed":
        return f"{one.part.title}: only a placeholder stands at {_named(one.evidence[0])}."
    text = _fill(one.part.gap, fields)
    if text or "{at:" in one.part.gap or "{home}" in one.part.gap:
        return text
    title = one.part.title
    return f"{title[:1].upper()}{title[1:]}: none found in {fields['searched']}."


def _risks(judgement: Judgement, absent: Sequence[PartJudged], fields: Mapping[str, str]) -> list[str]:
    guarded = [
        f"`{one.guarded.symbol}` is imported in a `try` at `{one.guarded.path}:{one.guarded.line}`: "
        f"where it is not installed, {one.part.title} may be disabled without notice."
        for one in judgement.parts
        if one.guarded is not None
    ]
    texts = [_fill(one.part.risk, fields) for one in absent]
    return list(dict.fromkeys((*guarded, *filter(None, texts))))


def _part_row(one: PartJudged) -> PartRow:
    part: Part = one.part
    return PartRow(
        id=part.id,
        name=part.title,
        core=part.core,
        status=one.state,
        evidence=tuple(_place(hit) for hit in one.evidence),
    )


def _place(hit: Hit) -> Place:
    return Place(path=hit.path, line=hit.line, symbol=hit.symbol, note=hit.signal.kind)


def _code(text: str) -> str:
    return f"`{text.replace('`', '')}`"


def _named(hit: Hit) -> str:
    place = hit.path if hit.line is None else f"{hit.path}:{hit.line}"
    return f"{_code(hit.symbol)} ({_code(place)})" if hit.line is not None else _code(place)
