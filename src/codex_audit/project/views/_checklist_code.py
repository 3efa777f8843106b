"""What the checklist reads: the repository's own code and configuration, indexed once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct, field

from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import ConfigFacts, Mention, PythonFacts, Vocabulary, citable
from codex_audit.domain.project import Project
from codex_audit.domain.report import ChecklistRow, Place

ROLES: Final = (Role.SOURCE, Role.SCRIPT, Role.EXAMPLE)
"""Code whose runs should be reproducible, best evidence first."""

OWN: Final = (Role.SOURCE, Role.CONFIG, Role.SCRIPT)
"""Configuration that is the repository's own, and no example's or test's."""

ML: Final = ("torch", "tensorflow", "jax", "transformers", "lightning", "accelerate", "keras", "sklearn")
RANDOM: Final = ("random", "numpy")

LIBRARY_OF: Final = {
    **{name: name for name in (*ML, *RANDOM)},
    "flax": "jax",
    "lightning_fabric": "lightning",
    "pytorch_lightning": "lightning",
    "torchvision": "torch",
}
"""Top-level name of an import -> the library that it belongs to."""

ITEMS: Final = {
    "seeds": "Seeds",
    "environment-capture": "Environment capture",
    "code-versioning": "Code versioning",
    "dependency-locking": "Dependency locking",
    "data-splits": "Deterministic data splits",
    "deterministic-kernels": "Deterministic kernels",
    "results-determinism": "Results determinism",
    "hardware-fingerprint": "Hardware fingerprint",
    "reproducible-builds": "Reproducible builds",
}
MAX_PLACES: Final = 4

PRESENT: Final = "present"
PARTIAL: Final = "partial"
MISSING: Final = "missing"
NOT_APPLICABLE: Final = "not-applicable"


class Site(Struct, frozen=True):
    """Where something was seen. ``line`` is null where none can be cited; it contains
    ``symbol``. ``word`` names what was seen: a call's target, a variable, a word."""

    path: str
    line: int | None
    symbol: str
    word: str

    @property
    def at(self) -> str:
        """The place as a sentence names it."""
        return self.path if self.line is None else f"{self.path}:{self.line}"


class Code(Struct):
    """Code of the roles above. ``imports`` maps libraries to their importing source files and
    scripts, ``read`` says which words ``mentions`` were looked for in this run."""

    project: Project
    read: Vocabulary
    files: int = 0
    calls: dict[str, list[Site]] = field(default_factory=dict)
    environment: dict[str, list[Site]] = field(default_factory=dict)
    mentions: dict[tuple[str, str], list[Site]] = field(default_factory=dict)
    imports: dict[str, list[str]] = field(default_factory=dict)
    configuration: list[tuple[str, ConfigFacts]] = field(default_factory=list)

    @property
    def scope(self) -> str:
        """What was searched, for claims of absence."""
        return f"{counted(self.files, 'Python file')} of source, scripts and examples"

    def sites(self, targets: Iterable[str]) -> list[Site]:
        """Calls of these targets, in the order of the targets; ``a.*`` stands for all below."""
        found: list[Site] = []
        for target in targets:
            if target.endswith(".*"):
                lead = target[:-1]
                below = (sites for name, sites in sorted(self.calls.items()) if name.startswith(lead))
                found += [site for sites in below for site in sites]
            else:
                found += self.calls.get(target, ())
        return found

    def said(self, kind: str, *names: str) -> list[Site]:
        """Mentions of these words."""
        return [site for name in names for site in self.mentions.get((kind, name), ())]

    def uses(self, *libraries: str) -> list[str]:
        """Those of the libraries that source code or scripts import."""
        return [name for name in libraries if name in self.imports]


def gather(project: Project, read: Vocabulary) -> Code:
    """Index the repository's own code: calls of outside targets, variables, mentions."""
    code = Code(project, read)
    calls: defaultdict[str, list[Site]] = defaultdict(list)
    environment: defaultdict[str, list[Site]] = defaultdict(list)
    mentions: defaultdict[tuple[str, str], list[Site]] = defaultdict(list)
    for role in ROLES:
        for path, facts in project.of(PythonFacts, role):
            code.files += 1
            for site in _calls(path, facts):
                calls[site.word].append(site)
            for variable in facts.environment:
                line = variable.line if citable(path) else None
                environment[variable.name].append(Site(path, line, variable.name, variable.name))
            for one in facts.mentions:
                mentions[one.kind, one.word].append(_mention(path, one))
    code.calls, code.environment, code.mentions = dict(calls), dict(environment), dict(mentions)
    code.imports = _imports(project)
    code.configuration = list(project.of(ConfigFacts, *OWN))
    return code


def _mention(path: str, one: Mention) -> Site:
    word = f"{one.word}={one.value}" if one.value else one.word
    return Site(path, one.line if citable(path) else None, one.word, word)


def _calls(path: str, facts: PythonFacts) -> Iterator[Site]:
    """Calls whose target an absolute import of the file gives, as the file writes them."""
    bound: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in facts.imports:
        if one.level or one.name == "*":
            continue
        full = one.module if one.name is None else f"{one.module}.{one.name}"
        if one.name is None and one.bound == one.module.partition(".")[0]:
            full = one.bound
        bound[full.partition(".")[0]].append((full, one.bound))
    for call in facts.calls:
        target = call.target
        written = {
            name + target[len(full) :]
            for full, name in bound.get(target.partition(".")[0], ())
            if target == full or target.startswith(f"{full}.")
        }
        if written:
            line = call.line if citable(path) else None
            yield Site(path, line, _common(sorted(written)), target)


def _common(written: list[str]) -> str:
    """What the line holds, however the target was written there."""
    if len(written) == 1:
        return written[0]
    ends = {one.rpartition(".")[2] for one in written}
    return ends.pop() if len(ends) == 1 else ""


def _imports(project: Project) -> dict[str, list[str]]:
    """Library -> source files and scripts that import it. numpy and jax count where their
    random numbers are used: most code that imports them draws none."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in project.external:
        statement = one.statement
        if statement.type_checking or project.artifacts[one.path].role not in (Role.SOURCE, Role.SCRIPT):
            continue
        library = LIBRARY_OF.get(one.top)
        if library == "numpy" and "random" not in (statement.name, *statement.module.split(".")):
            library = None
        if library and one.path not in found[library]:
            found[library].append(one.path)
    for role in (Role.SOURCE, Role.SCRIPT):
        for path, facts in project.of(PythonFacts, role):
            if any(call.target.startswith("numpy.random.") for call in facts.calls):
                known = found["numpy"]
                if path not in known:
                    known.append(path)
    return {name: sorted(paths) for name, paths in sorted(found.items()) if paths}


def row(item: str, status: str, sites: Iterable[Site], note: str) -> ChecklistRow:
    """A row of the checklist with the first places of different words, then of other files."""
    every = list({(one.path, one.line, one.symbol): one for one in sites}.values())
    firsts = list({one.word: one for one in reversed(every)}.values())[::-1]
    chosen = [*firsts, *(one for one in every if one not in firsts)][:MAX_PLACES]
    places = tuple(
        Place(
            path=one.path, line=one.line, symbol=one.symbol, note=one.word if one.word != one.symbol else ""
        )
        for one in chosen
    )
    return ChecklistRow(id=item, item=ITEMS[item], status=status, places=places, note=note)


def named(sites: Iterable[Site], limit: int = 3) -> str:
    """``torch.manual_seed (train.py:3), …``: each word once, with its first place."""
    firsts: dict[str, Site] = {}
    for one in sites:
        firsts.setdefault(one.word, one)
    shown = [f"{one.word} ({one.at})" for one in list(firsts.values())[:limit]]
    more = len(firsts) - limit
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def listed(names: Iterable[str], limit: int = 4) -> str:
    """Names in a row; the rest by number."""
    every = list(names)
    more = len(every) - limit
    return ", ".join(every[:limit]) + (f" and {more} more" if more > 0 else "")


def counted(number: int, word: str, plural: str = "") -> str:
    """``1 file``, ``2 files``."""
    return f"{number:,} {word if number == 1 else plural or word + 's'}"


_LEADS: Final = (
    *("asked", "changes", "data", "described", "fixed", "imported", "imports", "interpreter", "loaded"),
    *("no", "none", "only", "read", "recorded", "sampled", "single", "the", "variables", "version"),
)


def sentence(parts: Iterable[str]) -> str:
    """The parts as one sentence. Names of libraries and files keep their case."""
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text.partition(" ")[0] in _LEADS else f"{text}."
