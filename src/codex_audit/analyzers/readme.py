"""The README: its gaps, its links, and what it names."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from codex_audit.analyzers import _readme_rules as rules
from codex_audit.analyzers._commands import Named, named_by
from codex_audit.analyzers._linked import WHOLE, counted, own, own_configuration
from codex_audit.analyzers._paths import Tree, link_path, placeholder
from codex_audit.domain.artifact import Kind, Role
from codex_audit.domain.facts import DocumentFacts
from codex_audit.domain.finding import Finding, Rule
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import ProjectAnalyzer
from codex_audit.domain.project import Project

_README: Final = regex(r"(?:\.github/|docs?/)?readme(?:\.[\w.-]{1,20})?", re.IGNORECASE)
_ANY_README: Final = regex(r"readme\.(?:md|markdown|rst)", re.IGNORECASE)
_LICENCE_FILE: Final = regex(r"(?:un)?licen[cs]e|copying|licen[cs]es/", re.IGNORECASE)

_INSTALL: Final = regex(
    r"install|set[- ]?up|getting started|get started|quick ?start|requirement|prerequisite|dependenc|download"
    r"|deploy|build|environment"
    r"|pip3? |conda |uv (?:add|tool|pip)|poetry |brew |apt(?:-get)? |git clone|docker|setup\.py",
    re.IGNORECASE,
)
_USAGE: Final = regex(
    r"usage|use\b|using|example|how to|how do|quick ?start|quick look|getting started|get started|tutorial"
    r"|guide|docs?\b|documentation|api\b|reference|manual|commands?\b|cli\b|run|train|sample|demo|feature"
    r"|basics|introduction|readthedocs",
    re.IGNORECASE,
)
_TESTING: Final = regex(
    r"test|develop|contribut|hacking|pytest|\btox\b|\bnox\b|unittest|make check|build from source",
    re.IGNORECASE,
)
_LICENCE: Final = regex(r"licen[cs]|copyright|\bMIT\b|\bBSD\b|apache|\bGPL|public domain", re.IGNORECASE)

_CODE_ENDS: Final = (".py", ".sh", ".md", ".rst", ".toml", ".cfg", ".ini", ".ipynb")
_TOP_LINES: Final = 12
_CUSTOMARY: Final = frozenset(["setup.py", "noxfile.py", "conftest.py", "tasks.py"])


def analyse(project: Project) -> Iterator[Finding]:
    """Gaps of the primary README, then broken links and unknown paths."""
    primary = _primary(project)
    if primary is None:
        if _worth_one(project):
            yield _absence(
                rules.MISSING, "No README stands at the top, in .github/ or in docs/.", WHOLE, project
            )
    else:
        facts = project.files[primary].get(DocumentFacts) if primary in project.files else None
        if facts is not None:
            yield from _gaps(project, primary, facts)
    tree = Tree(project)
    for path, document in project.of(DocumentFacts):
        if _linked_document(project, path):
            yield from _broken_links(path, document, tree)
        if path == primary:
            yield from _unknown_paths(project, path, document, tree)


def _primary(project: Project) -> str | None:
    """The README that a visitor sees: the one nearest the top that can be read as a document."""
    found = [path for path in project.artifacts if _README.fullmatch(path)]
    return min(found, key=lambda path: (path.count("/"), not _ANY_README.fullmatch(path), path), default=None)


def _worth_one(project: Project) -> bool:
    return any(one.kind in {Kind.CODE, Kind.CONFIG, Kind.NOTEBOOK} and own(one) for one in project.snapshot)


def _absence(rule: Rule, message: str, path: str, project: Project, looked: str = "") -> Finding:
    searched = looked or f"names beginning with README among {counted(len(project.artifacts), 'file')}"
    return Finding(rule=rule.id, message=message, path=path, anchor=rule.id, searched=searched)


def _gaps(project: Project, path: str, facts: DocumentFacts) -> Iterator[Finding]:
    looked = (
        f"{counted(len(facts.headings), 'heading')}, {counted(len(facts.fences), 'code block')} and"
        f" {counted(len(facts.links), 'link')} of 1 file"
    )
    said = _said(facts)
    for rule, applies, present in (
        (rules.NO_TITLE, True, _titled(facts)),
        (rules.NO_PURPOSE, True, facts.paragraph is not None),
        (rules.NO_INSTALL, _has_code(project), _INSTALL.search(said)),
        (
            rules.NO_USAGE,
            _has_code(project),
            _USAGE.search(said) or any(one.language for one in facts.fences),
        ),
        (rules.NO_TEST_SECTION, _has_tests(project), _TESTING.search(said)),
        (rules.NO_LICENCE_SECTION, not _has_licence(project), _LICENCE.search(said)),
    ):
        if applies and not present:
            yield _absence(
                rule, f"{rule.title}: {rule.help[0].lower()}{rule.help[1:]}", path, project, looked
            )


def _said(facts: DocumentFacts) -> str:
    """Headings, code, link texts and targets and the first paragraph as one text."""
    parts = [heading.text for heading in facts.headings]
    parts += [text for text, _ in facts.code_spans]
    parts += [fence.content for fence in facts.fences]
    parts += [f"{link.text} {link.target}" for link in facts.links]
    return "\n".join((*parts, facts.paragraph or ""))


def _titled(facts: DocumentFacts) -> bool:
    """A heading anywhere near the top, or a picture: many READMEs show a logo for a title."""
    return any(one.line <= _TOP_LINES or one.level == 1 for one in facts.headings) or any(
        one.image and one.line <= _TOP_LINES for one in facts.links
    )


def _has_code(project: Project) -> bool:
    return any(module.role is Role.SOURCE for module in project.modules.values())


def _has_tests(project: Project) -> bool:
    return any(module.role is Role.TEST for module in project.modules.values())


def _has_licence(project: Project) -> bool:
    return any(_LICENCE_FILE.match(path) for path in project.artifacts) or not _has_code(project)


def _linked_document(project: Project, path: str) -> bool:
    """READMEs anywhere and the documents at the top: what hosting sites show as they lie.
    Other documents are built, and their links lead through the built pages."""
    artifact = project.artifacts[path]
    if not own(artifact) or artifact.role is Role.TEST:
        return False
    return "/" not in path or _ANY_README.fullmatch(posixpath.basename(path)) is not None


def _broken_links(path: str, facts: DocumentFacts, tree: Tree) -> Iterator[Finding]:
    seen: set[tuple[str, int]] = set()
    for link in facts.links:
        target = link_path(link.target, path)
        if target is None or tree.has(target) or (link.target, link.line) in seen:
            continue
        seen.add((link.target, link.line))
        what = "image" if link.image else "link"
        yield Finding(
            rule=rules.BROKEN_LINK.id,
            message=f"The {what} {link.target} leads to {target}, which is not in this repository.",
            path=path,
            line=link.line,
            symbol=link.target,
        )


def _unknown_paths(project: Project, path: str, facts: DocumentFacts, tree: Tree) -> Iterator[Finding]:
    seen: set[str] = set()
    known = _runnable(project)
    for text, line in facts.code_spans:
        if text not in seen and _unknown_span(text, path, tree):
            seen.add(text)
            yield _unknown(path, line, text, f"{text} is not in this repository.")
    for fence in facts.fences:
        for named in named_by(fence):
            why = _unknown_named(named, path, tree, known)
            if why is not None and named.name not in seen:
                seen.add(named.name)
                yield _unknown(path, named.line, named.name, why)


def _unknown(path: str, line: int, symbol: str, message: str) -> Finding:
    return Finding(rule=rules.UNKNOWN_PATH.id, message=message, path=path, line=line, symbol=symbol)


def _unknown_span(text: str, document: str, tree: Tree) -> bool:
    """A span is a path of this repository if its first folder is one and its end is that of
    code or text; then nothing in the tree may end in it."""
    if "/" not in text or not text.endswith(_CODE_ENDS) or placeholder(text):
        return False
    plain = posixpath.normpath(text)
    if plain.partition("/")[0] not in tree.folders:
        return False
    return not _exists(plain, document, tree)


def _exists(path: str, document: str, tree: Tree) -> bool:
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(document), path))
    return tree.has(path) or tree.has(beside) or tree.ends(path)


def _of_this_tree(path: str, tree: Tree) -> bool:
    """Whether a path that does not exist would be expected here: its first folder exists, or
    it has none and scripts of its kind lie at the top. A lone name may be an example's."""
    first, slash, _ = path.partition("/")
    if slash:
        return first in tree.folders
    kind = posixpath.splitext(path)[1]
    return any("/" not in one and one.endswith(kind) and one not in _CUSTOMARY for one in tree.files)


def _runnable(project: Project) -> dict[str, frozenset[str] | None]:
    """Names of make targets, nox sessions and tox environments; null where the file is absent
    or includes others."""
    found: dict[str, frozenset[str] | None] = {}
    for path, facts in own_configuration(project):
        for kind, name in (("target", "makefile"), ("session", "noxfile.py"), ("env", "tox.ini")):
            if path.lower() == name:
                names = {one.name for one in facts.commands if one.kind == kind}
                names.update(
                    word
                    for one in facts.settings
                    if one.key == ".PHONY"
                    for word in re.split(r"[,\s]+", one.value)
                )
                found[kind] = None if facts.includes and kind == "target" else frozenset(names) or None
    return found


def _unknown_named(
    named: Named, document: str, tree: Tree, known: dict[str, frozenset[str] | None]
) -> str | None:
    """Why what a command names does not exist, or ``None``."""
    if placeholder(named.name):
        return None
    if named.kind in {"file", "requirements"}:
        plain = posixpath.normpath(named.name)
        if _exists(plain, document, tree) or posixpath.basename(plain) in tree.names:
            return None
        # A lone name in a block that goes elsewhere is a file of that place, or the reader's.
        if named.moved or not _of_this_tree(plain, tree):
            return None
        return (
            f"The command runs {named.name}, which is not in this repository."
            if named.kind == "file"
            else (f"The command reads {named.name}, which is not in this repository.")
        )
    names = known.get(named.kind)
    if names is None or named.moved:
        return None
    wanted = [word for word in named.name.split(",") if word]
    missing = [word for word in wanted if not _among(word, names, named.kind)]
    label = {"target": "make target", "session": "nox session", "env": "tox environment"}[named.kind]
    return f"There is no {label} {missing[0]}." if missing else None


_FACTOR: Final = regex(r"py(?:py)?\d{0,3}(?:\.\d{1,2})?|\d.*|.*[-{}()].*")


def _among(word: str, names: frozenset[str], kind: str) -> bool:
    """Sessions take parameters, environments are made of factors."""
    if word in names or (kind != "target" and _FACTOR.fullmatch(word)):
        return True
    return any(name.split("-")[0] == word or word in re.split(r"[-,{}]", name) for name in names)


def _applies(project: Project) -> str | None:
    if not project.artifacts:
        return "the tree has no files"
    return None


def _incomplete(project: Project) -> str | None:
    primary = _primary(project)
    if primary is not None and (
        primary not in project.files or project.files[primary].get(DocumentFacts) is None
    ):
        return "the README is in a format that is not read"
    return None


ANALYZER: Final[ProjectAnalyzer] = ProjectAnalyzer("readme", rules.RULES, analyse, _applies, _incomplete)
