"""Small repositories as texts by path, read by the real extractors and judged by real packs."""

from collections.abc import Mapping

from codex_audit.domain.artifact import Artifact, Snapshot
from codex_audit.domain.capabilities import Pack
from codex_audit.domain.facts import FileFacts, Source, Vocabulary
from codex_audit.domain.git import History
from codex_audit.domain.languages import classify
from codex_audit.domain.project import Project
from codex_audit.project.capabilities.hits import find
from codex_audit.project.capabilities.judge import Judgement, judge
from codex_audit.project.link import link
from codex_audit.project.packs import build
from codex_audit.project.roles import roles
from codex_audit.project.vocabulary import vocabulary
from codex_audit.registry import discover
from codex_audit.repository.packs import documents, texts

BUILT_IN = build(documents(texts("/", ())))


def project(files: Mapping[str, str], packs: tuple[Pack, ...] = BUILT_IN) -> Project:
    """The linked project of these files."""
    words = vocabulary(packs)
    role_of = roles(files)
    artifacts = []
    for path in sorted(files):
        kind, language = classify(path)
        lines = files[path].count("\n")
        artifacts.append(Artifact(path, kind, language, role_of[path], len(files[path]), None, lines))
    facts = {path: FileFacts(_facts(path, files[path], words)) for path in sorted(files)}
    return link(Snapshot(tuple(artifacts), ()), facts, History())


def _facts(path: str, text: str, words: Vocabulary) -> tuple:
    source = Source(path.rpartition("/")[2], text.encode(), text, words)
    found = [one.extract(source) for one in discover("facts") if one.accepts(path)]
    return tuple(one for one in found if one is not None)


def judged(files: Mapping[str, str], packs: tuple[Pack, ...] = BUILT_IN) -> dict[str, Judgement]:
    """The judgements of all capabilities by id."""
    made = project(files, packs)
    return {one.capability.id: one for one in judge(packs, find(made, packs))}


def pack(text: str) -> tuple[Pack, ...]:
    """A pack of one capability ``one`` with these part tables."""
    import tomllib

    head = 'id = "p"\ntitle = "P"\n[[capability]]\nid = "one"\ntitle = "One"\n'
    rest = 'test = "one"\nstart = "Begin in {main}."\nrollback = "Revert {home}."\n'
    return build([("p.toml", tomllib.loads(head + rest + text))])


def part(name: str, signals: str, more: str = "") -> str:
    """A part table."""
    return f'[[capability.part]]\nid = "{name}"\ntitle = "{name}"\nany = {signals}\ngap = "No {name} in {{main}}."\n{more}\n'
