"""``.pre-commit-config.yaml``: the hooks that run before a commit."""

from collections.abc import Iterator
from typing import Final

from codex_audit.domain.facts import Command, ConfigFacts, Setting, Source
from codex_audit.domain.plugins import Extractor
from codex_audit.facts import _yaml
from codex_audit.facts._credentials import clean, safe_value
from codex_audit.facts._text import MAX_NAME, MAX_VALUE, basename, joined
from codex_audit.facts._yaml import Mapping, Scalar, items_of, scalars_of, text_of

FORMAT: Final = "pre-commit"

_NAMES: Final = frozenset((".pre-commit-config.yaml", ".pre-commit-config.yml"))
_OWN_REPOS: Final = frozenset(("local", "meta", "builtin"))
_SETTINGS: Final = frozenset(
    ("exclude", "files", "fail_fast", "default_stages", "minimum_pre_commit_version")
)


def accepts(path: str) -> bool:
    """The configuration under either of its endings."""
    return basename(path) in _NAMES


def extract(source: Source) -> ConfigFacts:
    """Each hook with ``repository@revision``, or the entry of a local one."""
    documents = _yaml.load(source.text)
    if documents.problem:
        return ConfigFacts(FORMAT, problem=documents.problem, problem_line=documents.problem_line)
    root = documents.root
    return ConfigFacts(FORMAT, commands=tuple(_hooks(root)), settings=tuple(_settings(root)))


def _hooks(root: Mapping) -> Iterator[Command]:
    for repo in items_of(root.get("repos")):
        if not isinstance(repo, Mapping):
            continue
        url, revision = text_of(repo.get("repo")), text_of(repo.get("rev", "sha"))
        for hook in items_of(repo.get("hooks")):
            name = hook.get("id") if isinstance(hook, Mapping) else None
            if isinstance(hook, Mapping) and isinstance(name, Scalar) and name.text and name.citable:
                detail = _entry(hook) if url in _OWN_REPOS else f"{url}@{revision}"
                yield Command("hook", name.text[:MAX_NAME], name.line, clean(detail or url))


def _entry(hook: Mapping) -> str:
    """A local hook's command line."""
    arguments = " ".join(one.text for one in scalars_of(hook.get("args")))
    return f"{text_of(hook.get('entry'))} {arguments}".strip()


def _settings(root: Mapping) -> Iterator[Setting]:
    for key, value in root.pairs:
        if key.text in _SETTINGS:
            shown = joined(one.text for one in scalars_of(value))
            yield Setting(f"pre-commit.{key.text}", safe_value(key.text, shown, MAX_VALUE), key.line)


EXTRACTOR: Final[Extractor] = Extractor("pre-commit", ConfigFacts, accepts, extract)
