"""What the checklist reads: the repository's own code and configuration, indexed once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from msgspec import Struct, field

from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import ConfigFacts, Mention, PythonFacts, Vocabulary, citable
from codex_audit.domain.project import Project
from codex_audit.domain.report import ChecklistRow, Place
from codex_audit.project.words import words

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
DETERMINISM: Final = "torch.use_deterministic_algorithms"

_WATCHED: Final = frozenset(LIBRARY_OF) | words(
    """
    GPUtil cpuinfo datasets dulwich git importlib importlib_metadata pkg_resources platform psutil pygit2
    pynvml tensorflow_datasets
    """
)
"""Top-level names whose calls some row asks for."""

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

    def central(self, site: Site) -> bool:
        """Whether the place is in source code or a script, not in an example."""
        return self.project.artifacts[site.path].role is not Role.EXAMPLE

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
        # No line of a notebook can be cited, so that files with lines go first.
        for path, facts in sorted(project.of(PythonFacts, role), key=lambda one: not citable(one[0])):
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
    bound: defaultdict[str, set[str]] = defaultdict(set)
    for one in facts.imports:
        if one.level or one.name == "*":
            continue
        full = one.module if one.name is None else f"{one.module}.{one.name}"
        if one.name is None and one.bound == one.module.partition(".")[0]:
            full = one.bound
        if full.partition(".")[0] in _WATCHED:
            bound[full].add(one.bound)
    for call in facts.calls if bound else ():
        written = {
            name + call.target[len(full) :] for full in _prefixes(call.target) for name in bound.get(full, ())
        }
        if written:
            line = call.line if citable(path) else None
            yield Site(path, line, _common(sorted(written)), call.target)


def _prefixes(target: str) -> Iterator[str]:
    """``a.b.c``, ``a.b``, ``a``; nothing where no row asks for such calls."""
    if target.partition(".")[0] in _WATCHED:
        while target:
            yield target
            target = target.rpartition(".")[0]


def _common(written: list[str]) -> str:
    """What the line holds, however the target was written there."""
    if len(written) == 1:
        return written[0]
    ends = {one.rpartition(".")[2] for one in written}
    return ends.pop() if len(ends) == 1 else ""


def _imports(project: Project) -> dict[str, list[str]]:
    """Library -> source files and scripts that import it. numpy and jax count where their
    random numbers are used: most code that imports them draws none."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in project.external:
        statement = one.statement
        if statement.type_checking or project.artifacts[one.path].role not in (Role.SOURCE, Role.SCRIPT):
            continue
        library = LIBRARY_OF.get(one.top)
        if library == "numpy" and "random" not in (statement.name, *statement.module.split(".")):
            library = None
        if library:
            found[library].add(one.path)
    for role in (Role.SOURCE, Role.SCRIPT):
        for path, facts in project.of(PythonFacts, role):
            if any(call.target.startswith("numpy.random.") for call in facts.calls):
                found["numpy"].add(path)
    return {name: sorted(paths) for name, paths in sorted(found.items())}


def row(item: str, status: str, sites: Iterable[Site], note: str) -> ChecklistRow:
    """A row of the checklist with the first places of different words, then the others."""
    by_place: dict[tuple[str, int | None, str], Site] = {}
    by_word: dict[str, Site] = {}
    for one in sites:
        by_place.setdefault((one.path, one.line, one.symbol), one)
        by_word.setdefault(one.word, one)
    chosen = list(dict.fromkeys((*by_word.values(), *by_place.values())))[:MAX_PLACES]
    places = tuple(
        Place(
            path=one.path, line=one.line, symbol=one.symbol, note=one.word if one.word != one.symbol else ""
        )
        for one in chosen
    )
    return ChecklistRow(id=item, item=ITEMS[item], status=status, places=places, note=note)


def none_of(code: Code, libraries: Iterable[str]) -> str:
    """Why an item does not apply: nothing that would need it is imported."""
    if not code.files:
        return "There is no Python file of source, scripts or examples."
    return f"None of {', '.join(libraries)} is imported by source or scripts ({code.scope} read)."


def imported(code: Code, library: str) -> str:
    """An imported library with its reach and first file."""
    paths = code.imports[library]
    return f"{library} ({counted(len(paths), 'file')}, first {paths[0]})"


def in_tests(project: Project, targets: Collection[str]) -> list[str]:
    """Test files that call one of these targets."""
    return [
        path
        for path, facts in project.of(PythonFacts, Role.TEST)
        if any(call.target in targets for call in facts.calls)
    ]


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
    *(
        "no",
        "none",
        "only",
        "packages",
        "read",
        "recorded",
        "sampled",
        "single",
        "the",
        "variables",
        "version",
    ),
)


def sentence(parts: Iterable[str]) -> str:
    """The parts as one sentence. Names of libraries and files keep their case."""
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text.partition(" ")[0] in _LEADS else f"{text}."
