"""Every word by which configuration, documents and code may name a module."""

from collections.abc import Iterator
from typing import Final

from codex_audit.domain.facts import ConfigFacts, DocumentFacts, PythonFacts
from codex_audit.domain.patterns import regex
from codex_audit.domain.project import Module, Project

MAX_PARTS: Final = 16
"""Nobody writes out more of a path than this."""

_WORD: Final = regex(r"[\w./\\-]+")


def mentions(project: Project) -> frozenset[str]:
    """Words of string constants, settings, commands, code and links: paths, dotted names,
    plain names. Text before a ``:`` counts apart (``module:attribute``)."""
    words: set[str] = set()
    for _, python in project.of(PythonFacts):
        for reference in python.references:
            words.update(_forms(reference))
    for text in _texts(project):
        for word in _WORD.findall(text):
            words.update(_forms(word))
    return frozenset(words)


def _forms(text: str) -> Iterator[str]:
    """The text, its part before a colon, and what it looks like without path and suffix."""
    for part in (text, text.partition(":")[0]):
        plain = part.replace("\\", "/").strip("./-")
        yield plain
        stem = plain.removesuffix(".py")
        yield stem
        yield stem.rpartition("/")[2]
        # The last names of a dotted path may be a module's attribute and its own name.
        yield stem.rpartition(".")[0]


def _texts(project: Project) -> Iterator[str]:
    for _, config in project.of(ConfigFacts):
        yield from (setting.value for setting in config.settings)
        yield from (setting.key for setting in config.settings)
        yield from (command.detail for command in config.commands)
        yield from (entry.target for entry in config.entry_points)
        yield from (path for path, _ in config.includes)
    for _, document in project.of(DocumentFacts):
        yield from (text for text, _ in document.code_spans)
        yield from (fence.content for fence in document.fences)
        yield from (link.target for link in document.links)
        yield from (heading.text for heading in document.headings)


def mentioned(module: Module, words: frozenset[str]) -> bool:
    """Whether any word may mean this module: its path, its dotted name or the end of it, its
    file's name."""
    stem = module.path.removesuffix(".py")
    parts = stem.split("/")[-MAX_PARTS:]
    if any("/".join(parts[start:]) in words for start in range(len(parts))):
        return True
    names = module.name.split(".")[-MAX_PARTS:]
    return any(".".join(names[start:]) in words for start in range(len(names)))
