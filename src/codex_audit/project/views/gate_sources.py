"""Where gates stand: sessions, environments, targets, hooks, steps of hosted CI, and scripts."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import Command, ConfigFacts
from codex_audit.domain.patterns import regex
from codex_audit.domain.project import Project
from codex_audit.domain.report import Place
from codex_audit.project.views import command_lines as lines
from codex_audit.project.views.command_lines import AIMS, Part
from codex_audit.project.views.score_cases import tokens
from codex_audit.project.words import words

MAX_TOOLS: Final = 6

_ROLES: Final = (Role.CONFIG, Role.SOURCE, Role.SCRIPT)
# Format and kind -> how it is run, and how near at hand it is.
_CALLS: Final = {
    ("nox", "session"): ("nox{at} -s {name}", 0),
    ("makefile", "target"): ("make{at} {name}", 2),
    ("justfile", "target"): ("just{at} {name}", 2),
    ("taskfile", "target"): ("task{at} {name}", 2),
    ("package-json", "script"): ("npm{at} run {name}", 5),
    ("setup-cfg", "script"): ("python setup.py {name}", 5),
}
_AT: Final = {"nox": " -f {path}", "makefile": " -C {folder}", "justfile": " -f {path}"} | {
    "taskfile": " -t {path}",
    "package-json": " --prefix {folder}",
}
_TOX: Final = 1
SCRIPT: Final = 4
CI: Final = 8
TOOL: Final = 9
# Tools whose table in pyproject.toml has scripts -> how these are run.
_SCRIPT_RUNNERS: Final = {
    "pdm": "pdm run",
    "rye": "rye run",
    "poe": "poe",
    "taskipy": "task",
    "pixi": "pixi run",
}

_BY_NAME: Final = {
    "tests": words("test tests testing unittest unittests pytest runtests"),
    "coverage": words("cov cover coverage"),
    "lint": words("lint linting linter style codestyle flake8 ruff"),
    "types": words("types typing typecheck mypy"),
    "check": words("check checks verify"),
}
_SCRIPT_NAMES: Final = _BY_NAME | {"build": words("build package"), "docs": words("docs doc")}
# What is fetched, removed or sent is no offline check, whatever its target is called.
_UNFIT: Final = words(
    """
    pip pip3 uv npm yarn apt apt-get brew gem choco snap snapcraft curl wget git rm docker-compose ssh scp
    aws gcloud gsutil kubectl twine codecov conda mamba kill open
    """
)
_HOSTED: Final = (".github/", ".gitlab/", ".circleci/", ".azure-pipelines/", ".buildkite/", ".travis/")
_SENDING: Final = words("update deploy publish release upload install push setup download fetch")
# Variables of a hosted service, and what is fetched for the one command.
_ELSEWHERE: Final = ("$", "%", "://", "[redacted")
_SCRIPT_FILE: Final = regex(r"(?:scripts?|tools|bin|ci|\.ci|dev|hack)/[\w.-]{1,80}|[\w-]{1,80}\.sh")
_BRACES: Final = regex(r"\{([^{},]{0,60})(?:,[^{}]{0,200})?\}")
_MAX_HOOKS: Final = 5
_MAX_DEPTH: Final = 4
_DETAIL_LIMIT: Final = 300


class Gate(Struct, frozen=True):
    """A command found at a place. ``parts`` are the programs that it runs; where none is known,
    ``named`` are the aims that its name tells. ``rank`` is lower the nearer it is at hand."""

    command: str
    rank: int
    place: Place
    parts: tuple[Part, ...] = ()
    named: tuple[str, ...] = ()
    starts: str = ""
    purpose: str = ""

    @property
    def aims(self) -> tuple[str, ...]:
        """Its aims, the most useful first."""
        known = {part.aim for part in self.parts} | set(self.named)
        return tuple(aim for aim in AIMS if aim in known)


def found_gates(project: Project) -> list[Gate]:
    """Every gate that is at hand, then the steps of hosted CI by what they run locally, then the
    scripts named after a check. The same command may stand at several places."""
    declared = _resolved([*_declared(project)])
    hooks = [*_hooks(project)]
    run = {(part.tool, part.words) for gate in declared for part in gate.parts}
    steps = [
        gate
        for gate in _steps(project, bool(hooks))
        if not gate.parts or (gate.parts[0].tool, gate.parts[0].words) not in run
    ]
    return [*declared, *hooks, *steps, *_scripts(project)]


def configurations(project: Project, *formats: str) -> Iterator[tuple[str, ConfigFacts]]:
    for path, facts in project.of(ConfigFacts, *_ROLES):
        if not formats or facts.format in formats:
            yield path, facts


def _declared(project: Project) -> Iterator[Gate]:
    """Sessions, environments, targets and scripts, in the order of their files."""
    for path, facts in configurations(project):
        seen: set[int] = set()
        for command in facts.commands:
            call = _call(path, facts, command)
            # Targets of one line are one recipe under several names.
            if call is None or command.line in seen:
                continue
            text, rank = call
            seen.add(command.line)
            place = Place(path=path, line=command.line, symbol=command.name)
            parts = tuple(lines.parts(command.detail))
            named = () if any(part.aim or _refers(part) for part in parts) else _named(command, parts)
            starts = " ".join([parts[0].tool, *_plain(parts[0].words[:1])]) if parts else ""
            yield Gate(text, rank, place, parts, named, starts)


def _plain(given: Sequence[str]) -> list[str]:
    return [word for word in given if word.isalpha()]


def _call(path: str, facts: ConfigFacts, command: Command) -> tuple[str, int] | None:
    """How a command is run from the top of the repository, and how near at hand it is."""
    folder = posixpath.dirname(path)
    if command.kind == "env":
        name = "py" if command.name in ("testenv", "env_run_base") else _BRACES.sub(r"\1", command.name)
        fit = "{" not in name and name not in ("env_pkg_base", ".pkg")
        return (f"tox{f' -c {folder}' if folder else ''} -e {name}", _TOX) if fit else None
    if facts.format == "pyproject" and command.kind == "script" and not folder:
        runners = [runner for tool, runner in _SCRIPT_RUNNERS.items() if tool in dict(facts.tools)]
        hatch = "hatch" in dict(facts.tools)
        # An environment of hatch may hold the script, and its name is not known.
        return (f"{runners[0]} {command.name}", 5) if len(runners) == 1 and not hatch else None
    known = _CALLS.get((facts.format, command.kind))
    if known is None or "/" in command.name or " " in command.name:
        return None
    at = _AT[facts.format].format(path=path, folder=folder) if folder and facts.format in _AT else ""
    return known[0].format(at=at, name=command.name), known[1]


def _named(command: Command, parts: Sequence[Part]) -> tuple[str, ...]:
    """The aims that a name tells, unless what it runs first cannot be an offline check."""
    if any(part.tool in _UNFIT for part in parts) or "redacted" in command.detail:
        return ()
    return _aims_of(command.name, _BY_NAME)


def _aims_of(name: str, table: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    told = set(tokens(name))
    return tuple(aim for aim in AIMS if aim in table and not table[aim].isdisjoint(told))


def _refers(part: Part) -> bool:
    return part.alias or part.tool in lines.REFERENCES


def _resolved(found: Sequence[Gate]) -> list[Gate]:
    """References from one gate to another (``make lint`` runs ``nox -s lint``) followed."""
    by_command = {gate.command: gate for gate in found}
    return [
        Gate(
            gate.command,
            gate.rank,
            gate.place,
            tuple(_followed(gate.parts, by_command)),
            gate.named,
            gate.starts,
        )
        for gate in found
    ]


def _followed(parts: Sequence[Part], by_command: Mapping[str, Gate]) -> Iterator[Part]:
    """The programs with an aim, in order."""
    waiting = [(part, 0) for part in reversed(parts)]
    while waiting:
        part, depth = waiting.pop()
        if part.aim:
            if part.aim != "rewrite":
                yield part
            continue
        if depth < _MAX_DEPTH:
            for target in _targets(part):
                inner = by_command[target].parts if target in by_command else ()
                waiting.extend((one, depth + 1) for one in reversed(inner[:MAX_TOOLS]))


def _targets(part: Part) -> list[str]:
    """The commands that a program refers to, as the rows name them."""
    plain = [word.strip("\"'") for word in part.words]
    if part.tool in ("make", "gmake", "just"):
        runner = part.tool.removeprefix("g")
        known = [word for word in plain if not word.startswith("-") and "=" not in word]
        return [f"{runner} {word}" for word in known[:MAX_TOOLS]] if "-C" not in plain else []
    if part.tool in ("tox", "nox"):
        option = "-e" if part.tool == "tox" else "-s"
        chosen = _values(plain, (option, "--session", "--sessions", "--env"))
        names = [name for value in chosen for name in value.split(",") if name and "$" not in name]
        return [f"{part.tool} {option} {name}" for name in names[:MAX_TOOLS]]
    if part.alias:
        return [f"{runner} {part.tool}" for runner in _SCRIPT_RUNNERS.values()]
    return []


def _values(plain: Sequence[str], options: Sequence[str]) -> list[str]:
    """What follows one of the options, up to the next one."""
    found: list[str] = []
    taking = False
    for word in plain:
        name, sign, value = word.partition("=")
        if word.startswith("-"):
            taking = name in options
            found.extend([value] if taking and sign else [])
        elif taking:
            found.append(word)
    return found


def _hooks(project: Project) -> Iterator[Gate]:
    """All hooks as one command, at the first of them."""
    for path, facts in configurations(project, "pre-commit"):
        hooks = [command for command in facts.commands if command.kind == "hook"]
        if not hooks or "/" in path:
            continue
        names = list(dict.fromkeys(hook.name for hook in hooks))
        shown = ", ".join(names[:_MAX_HOOKS])
        more = f" and {len(names) - _MAX_HOOKS} more" if len(names) > _MAX_HOOKS else ""
        count = "1 hook" if len(names) == 1 else f"{len(names)} hooks"
        parts = tuple(Part(name, "hooks") for name in names)
        place = Place(path=path, line=hooks[0].line, symbol=hooks[0].name)
        yield Gate("pre-commit run --all-files", 3, place, parts, purpose=f"{count}: {shown}{more}")


def _steps(project: Project, hooked: bool) -> Iterator[Gate]:
    """Command lines of hosted CI by what they run locally."""
    for path, facts in configurations(project, "ci"):
        for step in facts.commands:
            if step.kind != "step":
                continue
            for run in _parts_of(step.detail):
                yield from _step(project, path, step, run, hooked)


def _parts_of(detail: str) -> Iterator[tuple[list[str], Part]]:
    """The commands of a line whose failure counts; the last word of a cut line is not known."""
    cut = len(detail) >= _DETAIL_LIMIT
    segments = [] if detail.rstrip().endswith("|| true") else lines.segments(detail)
    for number, segment in enumerate(segments, 1):
        whole = not (cut and number == len(segments))
        given = segment if whole else [*segment[:-1], "…"]
        for part in lines.parts(" ".join(given)):
            yield given, part


def _step(
    project: Project, path: str, step: Command, run: tuple[list[str], Part], hooked: bool
) -> Iterator[Gate]:
    segment, part = run
    script = part.path if part.path in project.artifacts else _inside(part.path, project)
    if script:
        named = _script_aims(script, project)
        if named:
            text = f"python {script}" if script.endswith(".py") else script
            place = Place(path=path, line=step.line, symbol=step.name)
            yield Gate(text, SCRIPT, place, (), named, script)
        return
    if _refers(part):
        if part.aim == "hooks" and not hooked:
            place = Place(path=path, line=step.line, symbol=step.name)
            yield Gate("pre-commit run --all-files", CI, place, (part,))
        return
    report = part.aim == "coverage" and not lines.threshold(part.words)
    text = _shown(segment)
    if part.aim and part.aim != "rewrite" and not report and not any(sign in text for sign in _ELSEWHERE):
        yield Gate(text, CI, Place(path=path, line=step.line, symbol=step.name), (part,))


def _script_aims(script: str, project: Project) -> tuple[str, ...]:
    """The aims that a script's name tells: not those of helpers among the tests or of a hosted
    service, nor of what sends or installs something."""
    name = posixpath.basename(script).partition(".")[0]
    helper = project.artifacts[script].role is Role.TEST and "run" not in tokens(name)
    if helper or script.startswith(_HOSTED) or not _SENDING.isdisjoint(tokens(script)):
        return ()
    return _aims_of(name, _SCRIPT_NAMES)


def _inside(path: str, project: Project) -> str:
    """The repository's own path in one that begins elsewhere (``$HOME/scripts/check.py``)."""
    rest = path
    while "/" in rest:
        rest = rest.partition("/")[2]
        if rest in project.artifacts:
            return rest
    return ""


def _shown(segment: Sequence[str]) -> str:
    """A command line without the folder of an environment's programs."""
    head = segment[0]
    if head.startswith(("./", "$", ".")) and "/bin/" in head:
        head = head.rpartition("/")[2]
    return " ".join([head, *segment[1:]])


def _scripts(project: Project) -> Iterator[Gate]:
    """Scripts named after a check. What shell scripts run is not read."""
    for artifact in project.snapshot:
        path = artifact.path
        if artifact.role not in (Role.SCRIPT, Role.SOURCE) or not _SCRIPT_FILE.fullmatch(path):
            continue
        name, suffix = posixpath.splitext(posixpath.basename(path))
        exact = {word for table in _BY_NAME.values() for word in table}
        if suffix in ("", ".sh") and name in exact:
            place = Place(path=path, line=None, symbol=path)
            yield Gate(path, SCRIPT, place, (), _aims_of(name, _SCRIPT_NAMES), path)


def configured(project: Project, tool: str) -> Place | None:
    for path, facts in configurations(project):
        for name, line in facts.tools:
            if name == tool and "/" not in path:
                # A file of the tool's own need not name it in its text.
                own = facts.format == tool and path.endswith(".toml")
                return Place(path=path, line=None if own else line, symbol=tool)
    return None
