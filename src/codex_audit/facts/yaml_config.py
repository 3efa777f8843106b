"""Every other YAML file: its keys, the services of Compose, MkDocs' pages, conda environments."""

import re
from collections.abc import Iterator
from typing import Final

from codex_audit.domain.facts import Command, ConfigFacts, Setting, Source
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import Extractor
from codex_audit.facts import _conda, _yaml, ci, lockfile, pre_commit
from codex_audit.facts._credentials import clean, safe_value
from codex_audit.facts._requirement import group_of
from codex_audit.facts._shell import steps_of
from codex_audit.facts._text import MAX_NAME, MAX_VALUE, joined
from codex_audit.facts._toml_facts import first
from codex_audit.facts._yaml import Documents, Mapping, Node, Scalar, Sequence, scalars_of, text_of, walk

MAX_KEYS: Final = 50

_COMPOSE = regex(r"(?:docker-)?compose(?:[._-][\w.-]{1,80})?\.ya?ml")
_CONDA = regex(r"(?:conda[-_.])?(?:[\w.-]{0,80}[-_.])?(?:environment|env|conda)(?:[-_.][\w.-]{1,80})?\.ya?ml")


def accepts(path: str) -> bool:
    """``.yml`` and ``.yaml`` that no other extractor reads."""
    if not path.endswith((".yml", ".yaml")):
        return False
    return not (ci.accepts(path) or pre_commit.accepts(path) or lockfile.accepts(path))


def extract(source: Source) -> ConfigFacts:
    """The first keys of each document as settings, and what the file's kind adds."""
    documents = _yaml.load(source.text)
    kind = _kind(source.name, documents.root)
    if documents.problem:
        return ConfigFacts(kind, problem=documents.problem, problem_line=documents.problem_line)
    root = documents.root
    settings = [one for document in documents.roots for one in _keys(document, documents)][:MAX_KEYS]
    if kind == "compose":
        return ConfigFacts(
            kind,
            settings=tuple(settings),
            commands=tuple(_services(root)),
            environment=first(_environment(root)),
        )
    if kind == "conda":
        group = group_of(source.name)
        return ConfigFacts(
            kind,
            dependencies=tuple(_conda.dependencies(root, group)),
            settings=(*settings, *_conda.python(root)),
        )
    if kind == "mkdocs":
        return ConfigFacts(kind, settings=tuple(settings), includes=first(_pages(root)))
    if kind == "taskfile":
        return ConfigFacts(kind, settings=tuple(settings), commands=tuple(_tasks(root, documents)))
    return ConfigFacts(kind, settings=tuple(settings))


def _kind(name: str, root: Mapping) -> str:
    """The file's kind by its name and, where a name is common, by its keys."""
    if _COMPOSE.fullmatch(name):
        return "compose"
    if name in ("mkdocs.yml", "mkdocs.yaml"):
        return "mkdocs"
    if name.lower() in ("taskfile.yml", "taskfile.yaml"):
        return "taskfile"
    if _CONDA.fullmatch(name.lower()) and isinstance(root.get("dependencies"), Sequence):
        return "conda"
    return "yaml"


def _keys(root: Node, documents: Documents) -> Iterator[Setting]:
    """The keys at the top with scalars and lists of scalars as values; tables only by name."""
    for key, value in root.pairs[:MAX_KEYS] if isinstance(root, Mapping) else ():
        name = key.text[:MAX_NAME]
        if not name or name not in documents.lines[key.line - 1]:
            continue
        shown = "" if isinstance(value, Mapping) else joined(one.text for one in scalars_of(value))
        yield Setting(name, safe_value(name, shown, MAX_VALUE), key.line)


def _services(root: Mapping) -> Iterator[Command]:
    """Compose: each service with its image, or the folder that it is built from."""
    services = root.get("services")
    for key, value in services.pairs if isinstance(services, Mapping) else ():
        if isinstance(value, Mapping):
            build = value.get("build")
            folder = text_of(build.get("context")) if isinstance(build, Mapping) else text_of(build)
            image = text_of(value.get("image")) or (f"build {folder}" if folder else "")
            yield Command("service", key.text[:MAX_NAME], key.line, clean(image))


def _environment(root: Mapping) -> Iterator[tuple[str, int]]:
    """Compose: the variables' names, from mappings and from ``NAME=value`` lists."""
    for key, node in walk(root):
        if key != "environment":
            continue
        names = [name for name, _ in node.pairs] if isinstance(node, Mapping) else scalars_of(node)
        for scalar in names:
            name = scalar.text.partition("=")[0].strip()
            if re.fullmatch(r"[A-Za-z_]\w{0,100}", name):
                yield name, scalar.line


def _pages(root: Mapping) -> Iterator[tuple[str, int]]:
    """MkDocs: the files of the navigation, relative to ``docs_dir``."""
    nav = root.get("nav", "pages")
    for _, node in walk(nav) if nav is not None else ():
        if isinstance(node, Scalar) and re.fullmatch(
            r"[\w./ -]{1,200}\.(?:md|markdown|ipynb|html)", node.text
        ):
            yield node.text, node.line


def _tasks(root: Mapping, documents: Documents) -> Iterator[Command]:
    """go-task: each task with its first command."""
    tasks = root.get("tasks")
    for key, value in tasks.pairs if isinstance(tasks, Mapping) else ():
        cmds = value.get("cmds", "cmd") if isinstance(value, Mapping) else value
        details = (step.detail for scalar in scalars_of(cmds) for step in steps_of(scalar, documents))
        yield Command("target", key.text[:MAX_NAME], key.line, next(details, ""))


EXTRACTOR: Final[Extractor] = Extractor("yaml", ConfigFacts, accepts, extract)
