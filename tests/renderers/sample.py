"""A rich Report of an imagined repository, and ways to twist it."""

from typing import Any

from codex_audit.domain.report import (
    BacklogItem,
    Branches,
    BranchRow,
    ChurnRow,
    CommandRow,
    CommitRow,
    Coverage,
    DeferredItem,
    DependencyRow,
    EntryPointRow,
    EnvironmentVariable,
    ErrorRow,
    FileMetric,
    FindingRow,
    FunctionMetric,
    Inventory,
    InventoryFile,
    KeyFile,
    LanguageTotal,
    Load,
    LockFile,
    Machine,
    Metrics,
    Place,
    Prompt,
    RankedModule,
    Readme,
    ReadmeHeading,
    Report,
    Repository,
    Reproducibility,
    RuleCoverage,
    SeedCall,
    Settings,
    Silenced,
    SkippedPath,
    Structure,
    StubPlace,
    TierCount,
    Tool,
    TopLevel,
)

TIMESTAMP = "2025-10-05T12:00:00Z"
PROMPT = b"# Audit\n\nRead the tree. Change nothing.\n"


def finding(rule: str, severity: str, path: str, line: int | None, message: str, **more: Any) -> FindingRow:
    """A finding with the usual rest."""
    values: dict[str, Any] = {
        "confidence": "high",
        "end_line": line,
        "column": None,
        "fingerprint": f"{hash_of(rule + path + str(line)):032x}",
        "menu": "Fix folder",
        "fixable": False,
        "role": "test" if path.startswith("tests/") else "source",
        "evidence": (),
        "searched": "",
        "silenced": "",
    }
    return FindingRow(rule=rule, severity=severity, path=path, line=line, message=message, **(values | more))


def hash_of(text: str) -> int:
    """A small number that is the same in every run."""
    return sum((position + 1) * ord(char) for position, char in enumerate(text))


def _file(path: str, role: str, lines: int | None, **more: Any) -> InventoryFile:
    python = path.endswith(".py")
    values: dict[str, Any] = {
        "kind": "code" if python else "docs",
        "language": "Python" if python else "Markdown",
        "size": (lines or 0) * 34,
        "sha256": f"{hash_of(path):064x}",
        "tier": "ast" if python else None,
    }
    return InventoryFile(path=path, role=role, lines=lines, **(values | more))


def _inventory() -> Inventory:
    return Inventory(
        files=(
            _file("README.md", "docs", 120),
            _file(
                "data/weights.bin", "source", None, kind="binary", language=None, size=8_400_000, sha256=None
            ),
            _file("docs/guide.md", "docs", 640),
            _file(
                "link.py", "source", None, kind="link", language=None, tier=None, target="src/brook/core.py"
            ),
            _file("src/brook/__init__.py", "source", 12),
            _file("src/brook/core.py", "source", 1840),
            _file("src/brook/legacy.py", "source", 220, tier="libcst"),
            _file("src/brook/io/readers.py", "source", 640),
            _file("tests/test_core.py", "test", 310),
            _file("tests/io/test_readers.py", "test", 95),
        ),
        skipped=(
            SkippedPath(path="vendor/sub", reason="submodule"),
            SkippedPath(path="run.fifo", reason="special file"),
            SkippedPath(path="other.fifo", reason="special file"),
        ),
        languages=(
            LanguageTotal(language="Python", files=6, lines=3117, bytes=105_978),
            LanguageTotal(language="Markdown", files=2, lines=760, bytes=25_840),
        ),
        lines=3877,
        bytes=8_531_818,
    )


def _structure() -> Structure:
    return Structure(
        top_level=(
            TopLevel(
                path="docs/",
                directory=True,
                files=1,
                lines=640,
                role="docs",
                purpose="documentation",
                purpose_source="its name",
            ),
            TopLevel(
                path="src/",
                directory=True,
                files=4,
                lines=2712,
                role="source",
                purpose="Streams of records, read | written lazily.",
                purpose_source="src/brook/__init__.py",
            ),
            TopLevel(
                path="README.md",
                directory=False,
                files=1,
                lines=120,
                role="docs",
                purpose="<b>Brook</b> reads streams of records.",
                purpose_source="README.md",
            ),
            TopLevel(
                path="zz",
                directory=False,
                files=1,
                lines=0,
                role="source",
                purpose=None,
                purpose_source=None,
            ),
        ),
        key_files=(
            KeyFile(path="README.md", reason="the primary document"),
            KeyFile(path="src/brook/core.py", reason="most modules depend on it"),
        ),
        modules=6,
        packages=("brook", "brook.io"),
        ranked_modules=(
            RankedModule(module="brook.core", path="src/brook/core.py", direct=3, dependents=5, lines=1840),
            RankedModule(
                module="brook.legacy", path="src/brook/legacy.py", direct=1, dependents=1, lines=None
            ),
            RankedModule(module="brook", path="src/brook/__init__.py", direct=0, dependents=0, lines=12),
        ),
        stubs=(
            StubPlace(
                path="src/brook/io/readers.py",
                line=88,
                name="Reader.seek",
                kind="not-implemented",
                role="source",
            ),
        ),
        load=Load(
            modules=6,
            loadable=4,
            undeclared=1,
            blocked=(
                Place(
                    path="src/brook/legacy.py", line=3, symbol="print", note="it does not parse as Python 3"
                ),
                Place(path="src/brook/io/readers.py", line=5, symbol="orjson"),
            ),
        ),
        entry_points=(
            EntryPointRow(
                path="pyproject.toml",
                line=24,
                group="console_scripts",
                name="brook",
                target="brook.cli:main",
                resolved=False,
            ),
            EntryPointRow(
                path="pyproject.toml",
                line=28,
                group="brook.readers",
                name="csv",
                target="brook.io.readers:Csv",
                resolved=True,
            ),
            EntryPointRow(
                path="pyproject.toml",
                line=29,
                group="brook.readers",
                name="arrow",
                target="pyarrow:Reader",
                resolved=None,
            ),
        ),
        commands=(
            CommandRow(path="noxfile.py", line=8, kind="session", name="tests", detail="pytest -q | tee log"),
            CommandRow(path="Makefile", line=3, kind="target", name="docs", detail=""),
        ),
        dependencies=(
            DependencyRow(path="pyproject.toml", line=14, name="numpy", specifier=">=1.26", group=""),
            DependencyRow(path="pyproject.toml", line=15, name="click", specifier="==8.1.7", group=""),
            DependencyRow(path="pyproject.toml", line=19, name="pytest", specifier="", group="test"),
        ),
        tests=14,
    )


def _metrics() -> Metrics:
    def block(kind: str, path: str, name: str, line: int, complexity: int) -> FunctionMetric:
        rank = "ABCDEF"[min(5, (complexity - 1) // 10 + (complexity > 5))]
        return FunctionMetric(
            path=path,
            name=name,
            kind=kind,
            line=line,
            end_line=line + 40,
            complexity=complexity,
            rank=rank,
            parameters=2,
        )

    return Metrics(
        functions=(
            block("method", "src/brook/core.py", "Stream.merge", 410, 34),
            block("function", "src/brook/core.py", "parse", 52, 12),
            block("function", "tests/test_core.py", "test_everything", 9, 48),
        ),
        classes=(block("class", "src/brook/core.py", "Stream", 300, 9),),
        files=(
            FileMetric(
                path="src/brook/core.py",
                loc=1840,
                lloc=990,
                sloc=1302,
                comments=120,
                multi=200,
                blank=218,
                single_comments=97,
                mi=12.5,
                halstead_volume=9120.25,
            ),
        ),
    )


def _findings() -> tuple[FindingRow, ...]:
    asserts = tuple(
        finding(
            "lint/assert", "low", f"tests/test_{name}.py", 10 + line, f"`assert` number {line} of {name}."
        )
        for name in ("core", "io")
        for line in range(4)
    )
    return (
        finding(
            "security/secret",
            "critical",
            "src/brook/core.py",
            17,
            "A token of a hosting service, digest [redacted:5f1c0a22].",
            menu="Security",
        ),
        finding(
            "structure/import-cycle",
            "high",
            "src/brook/core.py",
            3,
            "`brook.core` and `brook.legacy` import each other at load.",
            confidence="medium",
            menu="Repo map",
        ),
        finding(
            "entry-points/unresolved",
            "high",
            "pyproject.toml",
            24,
            "`brook` names `brook.cli:main`, and no module `brook.cli` exists.",
            menu="Quality gates",
        ),
        finding(
            "complexity/function",
            "medium",
            "src/brook/core.py",
            410,
            "`Stream.merge` has cyclomatic complexity 34 (rank E).",
            silenced="# noqa: C901",
        ),
        finding(
            "hygiene/licence",
            "medium",
            ".",
            None,
            "The repository has no licence file.",
            searched="LICENSE, LICENCE, COPYING in 10 files",
            menu="Docs polish",
        ),
        *asserts,
        finding(
            "lint/todo", "info", "src/brook/core.py", 99, "`TODO` without an owner.", menu="Self-management"
        ),
    )


def _branches() -> Branches:
    head = "9f2c4e6a8b0d1f3e5a7c9b1d3f5e7a9c0b2d4f6e"
    return Branches(
        local=(
            BranchRow(
                name="main",
                commit=head,
                date="2025-10-04T09:30:00Z",
                subject="Merge readers",
                activity=14,
                ahead=0,
                behind=0,
                checked_out=True,
            ),
            BranchRow(
                name="lazy",
                commit=head[::-1],
                date="2025-09-20T17:00:00Z",
                subject="Make streams lazy | wip",
                activity=21,
                ahead=21,
                behind=3,
                checked_out=False,
            ),
            BranchRow(
                name="orphan",
                commit=head[::-1],
                date="2025-01-02T03:04:05Z",
                subject="Start over",
                activity=0,
                ahead=None,
                behind=None,
                checked_out=False,
            ),
        ),
        base="main",
        checked_out="main",
        most_active="lazy",
        justification="21 commits within the window, the most of 3 branches.",
        window_days=90,
        window_start="2025-07-06T09:30:00Z",
        window_end="2025-10-04T09:30:00Z",
        recent=(
            CommitRow(commit=head, date="2025-10-04T09:30:00Z", subject="Merge readers"),
            CommitRow(commit=head[::-1], date="2025-10-01T08:00:00Z", subject="Fix `merge` of empty streams"),
        ),
        churn=(ChurnRow(path="src/brook/core.py", commits=41), ChurnRow(path="README.md", commits=7)),
        commits_read=200,
        commit_limit=200,
        unknown=("Remote branches: they are not read.",),
    )


def _coverage() -> Coverage:
    ran = (
        "complexity/function",
        "entry-points/unresolved",
        "hygiene/licence",
        "lint/assert",
        "lint/todo",
        "readme/purpose",
        "readme/title",
        "security/secret",
        "structure/import-cycle",
        "stubs/function",
    )
    others = (
        RuleCoverage(
            rule="dependencies/undeclared", status="incomplete", reason="setup.py computes them", findings=0
        ),
        RuleCoverage(rule="docker/root", status="not-applicable", reason="no Dockerfile", findings=0),
        RuleCoverage(rule="lint/print", status="deselected", reason="ignored in pyproject.toml", findings=0),
    )
    rows = [RuleCoverage(rule=rule, status="ran", reason=None, findings=1) for rule in ran]
    return Coverage(
        rules=tuple(sorted((*rows, *others), key=lambda row: row.rule)),
        tiers=(TierCount(tier="ast", files=5), TierCount(tier="libcst", files=1)),
        silenced=(
            Silenced(source="# noqa", findings=3, applied=False),
            Silenced(source="pyproject.toml: tool.codex-audit.ignore", findings=2, applied=True),
        ),
        incomplete=("dependencies/undeclared: setup.py computes its dependencies.",),
    )


def _deferred() -> tuple[DeferredItem, ...]:
    def marker(line: int) -> Place:
        return Place(
            path="src/brook/core.py", line=line, symbol="TODO", note=f"TODO: make step {line} `lazy`"
        )

    return (
        DeferredItem(
            kind="audit",
            title="2.2:Extract facts",
            rationale="The parser exceeded 10 seconds. The file was inventoried, and its facts are missing.",
            menu="Self-management",
            places=(Place(path="src/brook/huge.py", line=None, symbol=""),),
        ),
        DeferredItem(
            kind="audit",
            title="Rules judged in part: dependencies/undeclared",
            rationale="setup.py computes them",
            menu="Self-management",
            places=tuple(marker(line) for line in range(300, 311)),
        ),
        DeferredItem(
            kind="code",
            title="1 function in source code does nothing yet",
            rationale="Its body is a placeholder: callers get an error or nothing.",
            menu="Fix folder",
            places=(Place(path="src/brook/io/readers.py", line=88, symbol="seek"),),
        ),
        DeferredItem(
            kind="code",
            title="23 markers in source code name work that was put off",
            rationale="TODO, FIXME, XXX and HACK comments in the order of their files.",
            menu="Fix folder",
            places=tuple(marker(line) for line in range(100, 123)),
        ),
    )


def _machine() -> Machine:
    return Machine(
        python="3.11.2",
        implementation="CPython",
        executable_bits=64,
        system="Linux 6.1 x86_64",
        cpu="Imagined CPU @ 2.40GHz",
        cpus=2,
        gpu="none found",
        packages=(("click", "8.1.7"), ("jinja2", "3.1.6")),
        environment=(("PYTHONHASHSEED", "0"), ("LANG", "C.UTF-8")),
        settings=(("min-severity", "info"), ("jobs", "2")),
    )


def sample() -> Report:
    """The Report of the imagined repository ``brook``."""
    error = ErrorRow(
        timestamp=TIMESTAMP,
        step="2.2",
        description="Extract facts",
        message="The parser exceeded 10 seconds.",
        context="The file was inventoried, and its facts are missing.",
        path="src/brook/huge.py",
        fingerprint="c" * 32,
    )
    return Report(
        tool=Tool(
            name="codex-audit",
            version="0.1.0",
            python="3.11",
            dependencies={"radon": "6.0.1", "ruff": "0.15.0"},
        ),
        generated_at=TIMESTAMP,
        prompt=Prompt(source="built-in", sha256="d" * 64, redacted=False, content=PROMPT),
        repository=Repository(
            name="brook",
            version="2.4.0",
            description="Lazy streams of records",
            license="MIT",
            requires_python=">=3.11",
            remote="example.org/brook",
            head="9f2c4e6a8b0d1f3e5a7c9b1d3f5e7a9c0b2d4f6e",
            branch="main",
            git=True,
        ),
        settings=Settings(
            select=(),
            ignore=("lint/print",),
            min_severity="info",
            fail_on="never",
            addressee="ChatGPT-5 @codex",
            thresholds={"complexity": 20},
            isolated=False,
            source="pyproject.toml",
        ),
        inventory=_inventory(),
        readme=Readme(
            path="README.md",
            title="Brook",
            purpose="Brook reads streams of records.\nIt is lazy, and ```fenced```.",
            purpose_line=5,
            headings=(
                ReadmeHeading(level=1, text="Brook", line=1),
                ReadmeHeading(level=2, text="Install", line=9),
            ),
            links=7,
            code_blocks=2,
            gaps=("No section says how to run the tests",),
        ),
        structure=_structure(),
        metrics=_metrics(),
        findings=_findings(),
        reproducibility=Reproducibility(
            seeds=(SeedCall(path="src/brook/core.py", line=30, target="random.seed"),),
            environment=(
                EnvironmentVariable(
                    name="BROOK_CACHE",
                    required=True,
                    places=(Place(path="src/brook/core.py", line=44, symbol="BROOK_CACHE"),),
                ),
                EnvironmentVariable(
                    name="HOME",
                    required=False,
                    places=tuple(
                        Place(path="src/brook/core.py", line=line, symbol="HOME") for line in range(50, 55)
                    ),
                ),
            ),
            locks=(LockFile(path="uv.lock", packages=41),),
            pinned=1,
            unpinned=2,
            requires_python=">=3.11",
        ),
        deferred=_deferred(),
        branches=_branches(),
        coverage=_coverage(),
        errors=(error,),
        complete=False,
        backlog=(
            BacklogItem(
                type="code_block", path="README.md", line=12, language="bash", content="pip install brook\n"
            ),
            BacklogItem(
                type="todo", path="src/brook/core.py", line=99, language=None, content="TODO: make merge lazy"
            ),
        ),
        machine=_machine(),
    )


def bare() -> Report:
    """The Report of an empty folder outside git, on a machine that was not recorded."""
    return Report(
        tool=Tool(name="codex-audit", version="0.1.0", python="3.11", dependencies={}),
        generated_at=TIMESTAMP,
        prompt=Prompt(source="built-in", sha256="d" * 64, redacted=False),
        repository=Repository(
            name="unnamed",
            version=None,
            description=None,
            license=None,
            requires_python=None,
            remote=None,
            head=None,
            branch=None,
            git=False,
        ),
        settings=Settings(
            select=(),
            ignore=(),
            min_severity="info",
            fail_on="never",
            addressee="ChatGPT-5 @codex",
            thresholds={},
            isolated=True,
            source=None,
        ),
        inventory=Inventory(files=(), skipped=(), languages=(), lines=0, bytes=0),
        readme=None,
        structure=Structure(
            top_level=(),
            key_files=(),
            modules=0,
            packages=(),
            ranked_modules=(),
            stubs=(),
            load=Load(modules=0, loadable=0, undeclared=0, blocked=()),
            entry_points=(),
            commands=(),
            dependencies=(),
            tests=0,
        ),
        metrics=Metrics(functions=(), classes=(), files=()),
        findings=(),
        reproducibility=Reproducibility(
            seeds=(), environment=(), locks=(), pinned=0, unpinned=0, requires_python=None
        ),
        deferred=(),
        branches=Branches(
            local=(),
            base=None,
            checked_out=None,
            most_active=None,
            justification="",
            window_days=90,
            window_start=None,
            window_end=None,
            recent=(),
            churn=(),
            commits_read=0,
            commit_limit=200,
            unknown=("Branches: the folder is no git work tree.",),
        ),
        coverage=Coverage(rules=(), tiers=(), silenced=(), incomplete=()),
        errors=(),
        complete=True,
    )
