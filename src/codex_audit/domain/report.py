"""The Report: the JSON contract of ``audit.json`` and the only input of every renderer.

Every string field is ``Text`` (or one of its kin), so nothing reaches an output that has not
passed the gate of ``codex_audit.domain.text``. Fields marked ``exclude`` describe the machine or
carry whole documents for other artefacts; they stand neither in the JSON nor in its schema.
"""

from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from codex_audit.domain.text import clean

SCHEMA_VERSION: Final = "1.0.0"

Text = Annotated[str, AfterValidator(clean)]


class Model(BaseModel):
    """Base of all parts: frozen, closed, buildable from the domain's own types."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class Tool(Model):
    """The program that wrote the report. ``dependencies`` are those whose version can change
    a result."""

    name: Text
    version: Text
    python: Text
    dependencies: dict[Text, Text]


class Prompt(Model):
    """The prompt of the run. ``redacted``: the copy in ``prompt_copy.md`` differs from it."""

    source: Text
    sha256: Text
    redacted: bool
    content: SkipJsonSchema[bytes] = Field(default=b"", exclude=True, repr=False)


class Repository(Model):
    """``name`` comes from packaging metadata or the remote, never from the folder."""

    name: Text
    version: Text | None
    description: Text | None
    license: Text | None
    requires_python: Text | None
    remote: Text | None
    head: Text | None
    branch: Text | None
    git: bool


class Settings(Model):
    """What steers the judgement; jobs, cache and paths do not and are left out."""

    select: tuple[Text, ...]
    ignore: tuple[Text, ...]
    min_severity: Text
    fail_on: Text
    addressee: Text
    thresholds: dict[Text, int]
    isolated: bool
    source: Text | None


class InventoryFile(Model):
    """One file. ``tier`` is the rung of the parse ladder, for Python; ``target`` that of a
    link."""

    path: Text
    kind: Text
    language: Text | None
    role: Text
    size: int
    lines: int | None
    sha256: Text | None
    tier: Text | None
    target: Text | None = None


class SkippedPath(Model):
    """A path that is not in the inventory."""

    path: Text
    reason: Text


class LanguageTotal(Model):
    """Files, lines and bytes of one language."""

    language: Text
    files: int
    lines: int
    bytes: int


class Inventory(Model):
    """Every file, or the reason why it was passed over. ``lines`` and ``bytes`` are totals."""

    files: tuple[InventoryFile, ...]
    skipped: tuple[SkippedPath, ...]
    languages: tuple[LanguageTotal, ...]
    lines: int
    bytes: int


class ReadmeHeading(Model):
    """A heading of the README."""

    level: int
    text: Text
    line: int


class Readme(Model):
    """The primary document. ``purpose`` is its first paragraph; ``gaps`` the titles of the
    README findings."""

    path: Text
    title: Text | None
    purpose: Text | None
    purpose_line: int | None
    headings: tuple[ReadmeHeading, ...]
    links: int
    code_blocks: int
    gaps: tuple[Text, ...]


class Place(Model):
    """Evidence: the cited line contains ``symbol``."""

    path: Text
    line: int | None
    symbol: Text
    note: Text = ""


class TopLevel(Model):
    """An entry of the root. ``purpose`` is taken from ``purpose_source`` (a README heading, a
    docstring, a well-known name), or null where nothing says it. ``files`` and ``lines`` are
    those below it."""

    path: Text
    directory: bool
    files: int
    lines: int
    role: Text
    purpose: Text | None
    purpose_source: Text | None


class KeyFile(Model):
    """A file that a newcomer should open first, and why."""

    path: Text
    reason: Text


class RankedModule(Model):
    """``dependents``: modules that import it, directly or through others (transitively);
    ``direct``: those that import it themselves."""

    module: Text
    path: Text
    direct: int
    dependents: int
    lines: int | None


class StubPlace(Model):
    """A function that does nothing yet."""

    path: Text
    line: int
    name: Text
    kind: Text
    role: Text


class Load(Model):
    """Whether modules could be loaded, judged statically: they parse, and their unguarded
    imports resolve here, in the standard library or in a declared distribution. ``blocked``
    lists the others with the reason; ``undeclared`` those that rest on an undeclared
    distribution only."""

    modules: int
    loadable: int
    undeclared: int
    blocked: tuple[Place, ...]


class EntryPointRow(Model):
    """``resolved`` is null where it cannot be judged statically."""

    path: Text
    line: int
    group: Text
    name: Text
    target: Text
    resolved: bool | None


class CommandRow(Model):
    """Something the repository's own files can run."""

    path: Text
    line: int
    kind: Text
    name: Text
    detail: Text


class DependencyRow(Model):
    """A declared dependency that no lock file resolved."""

    path: Text
    line: int
    name: Text
    specifier: Text
    group: Text


class Structure(Model):
    """How the repository is built."""

    top_level: tuple[TopLevel, ...]
    key_files: tuple[KeyFile, ...]
    modules: int
    packages: tuple[Text, ...]
    ranked_modules: tuple[RankedModule, ...]
    stubs: tuple[StubPlace, ...]
    load: Load
    entry_points: tuple[EntryPointRow, ...]
    commands: tuple[CommandRow, ...]
    dependencies: tuple[DependencyRow, ...]
    tests: int


class FunctionMetric(Model):
    """radon's cyclomatic complexity of a block, and its rank (A to F). ``parameters`` counts
    them all, the receiver included."""

    path: Text
    name: Text
    kind: Text
    line: int
    end_line: int
    complexity: int
    rank: Text
    parameters: int


class FileMetric(Model):
    """radon's raw counts, maintainability index (0 to 100) and Halstead volume of a file."""

    path: Text
    loc: int
    lloc: int
    sloc: int
    comments: int
    multi: int
    blank: int
    single_comments: int
    mi: float
    halstead_volume: float


class Metrics(Model):
    """``classes`` carries the complexity radon gives to whole classes."""

    functions: tuple[FunctionMetric, ...]
    classes: tuple[FunctionMetric, ...]
    files: tuple[FileMetric, ...]


class FindingRow(Model):
    """One finding. ``line`` is null for a claim of absence, which names what was
    ``searched``. ``silenced`` names what in the repository would have hidden it."""

    rule: Text
    severity: Text
    confidence: Text
    message: Text
    path: Text
    line: int | None
    end_line: int | None
    column: int | None
    fingerprint: Text
    menu: Text
    fixable: bool
    role: Text
    evidence: tuple[Place, ...]
    searched: Text
    silenced: Text


class SeedCall(Model):
    """A call that seeds a random generator."""

    path: Text
    line: int
    target: Text


class EnvironmentVariable(Model):
    """A variable that the code reads; ``required`` where some read has no default."""

    name: Text
    required: bool
    places: tuple[Place, ...]


class LockFile(Model):
    """A lock file and how many distributions it pins."""

    path: Text
    packages: int


class Reproducibility(Model):
    """What the repository itself does for reproducible runs, source code only."""

    seeds: tuple[SeedCall, ...]
    environment: tuple[EnvironmentVariable, ...]
    locks: tuple[LockFile, ...]
    pinned: int
    unpinned: int
    requires_python: Text | None


class DeferredItem(Model):
    """Something left undone, why, and which menu item takes it up. ``kind`` is ``audit`` for
    what this audit could not do, ``code`` for what the repository itself defers."""

    kind: Text
    title: Text
    rationale: Text
    menu: Text
    places: tuple[Place, ...]


class BranchRow(Model):
    """A local branch; ``date`` is that of its latest commit. ``activity`` counts commits in
    the window."""

    name: Text
    commit: Text
    date: Text
    subject: Text
    activity: int
    ahead: int | None
    behind: int | None
    checked_out: bool


class CommitRow(Model):
    """A recent commit of the checked-out branch."""

    commit: Text
    date: Text
    subject: Text


class ChurnRow(Model):
    """How many of the last commits touched a file."""

    path: Text
    commits: int


class Branches(Model):
    """Git data. The window ends at the newest commit. ``unknown`` says what was not read."""

    local: tuple[BranchRow, ...]
    base: Text | None
    checked_out: Text | None
    most_active: Text | None
    justification: Text
    window_days: int
    window_start: Text | None
    window_end: Text | None
    recent: tuple[CommitRow, ...]
    churn: tuple[ChurnRow, ...]
    commits_read: int
    commit_limit: int
    unknown: tuple[Text, ...]


class RuleCoverage(Model):
    """``status`` is ``ran``, ``not-applicable``, ``incomplete`` or ``deselected``; ``reason``
    explains all but the first. ``findings`` counts those reported."""

    rule: Text
    status: Text
    reason: Text | None
    findings: int


class TierCount(Model):
    """How many Python files reached a rung of the parse ladder."""

    tier: Text
    files: int


class Silenced(Model):
    """What the audited repository would have hidden: ``source`` is the mechanism
    (``# noqa``, a configuration file's key), ``findings`` how many stand in its reach;
    ``applied`` whether this report left them out."""

    source: Text
    findings: int
    applied: bool


class Coverage(Model):
    """How far the audit reached. "No finding" is only a result for rules that ``ran``."""

    rules: tuple[RuleCoverage, ...]
    tiers: tuple[TierCount, ...]
    silenced: tuple[Silenced, ...]
    incomplete: tuple[Text, ...]


class ErrorRow(Model):
    """A step that failed. ``step`` is its number."""

    timestamp: Text
    step: Text
    description: Text
    message: Text
    context: Text
    path: Text | None
    fingerprint: Text


class BacklogItem(Model):
    """A code block, command or marker of the documents or the code."""

    type: Text
    path: Text
    line: int
    language: Text | None
    content: Text


class Machine(Model):
    """The machine that ran the audit; ``reproducibility.md`` alone shows it."""

    python: Text
    implementation: Text
    executable_bits: int
    system: Text
    cpu: Text
    cpus: int
    gpu: Text
    packages: tuple[tuple[Text, Text], ...]
    environment: tuple[tuple[Text, Text], ...]
    settings: tuple[tuple[Text, Text], ...]


class Report(Model):
    """One audit, whole. Parts that this version does not assess are null."""

    schema_version: Text = SCHEMA_VERSION
    tool: Tool
    generated_at: Text
    prompt: Prompt
    repository: Repository
    settings: Settings
    inventory: Inventory
    readme: Readme | None
    structure: Structure
    metrics: Metrics
    findings: tuple[FindingRow, ...]
    capabilities: None = None
    diffs: None = None
    gates: None = None
    reproducibility: Reproducibility
    deferred: tuple[DeferredItem, ...]
    menu: None = None
    branches: Branches
    coverage: Coverage
    errors: tuple[ErrorRow, ...]
    complete: bool
    backlog: SkipJsonSchema[tuple[BacklogItem, ...]] = Field(default=(), exclude=True, repr=False)
    machine: SkipJsonSchema[Machine | None] = Field(default=None, exclude=True, repr=False)
