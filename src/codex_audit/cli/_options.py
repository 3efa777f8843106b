"""Options that commands share, and how they become settings."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from codex_audit.domain.errors import AuditError
from codex_audit.domain.levels import Severity
from codex_audit.domain.patterns import regex

if TYPE_CHECKING:
    from codex_audit.domain.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

SEVERITIES: Final = [one.label for one in Severity]
TIMESTAMP: Final = regex(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
PROJECT_FILE: Final = "pyproject.toml"

_OPTIONS: Final = (
    click.option("--select", multiple=True, metavar="RULE", help="Only these rules or families; repeatable."),
    click.option("--ignore", multiple=True, metavar="RULE", help="All but these rules or families."),
    click.option("--min-severity", type=click.Choice(SEVERITIES), help="Leave out findings below this."),
    click.option(
        "--fail-on",
        type=click.Choice([*SEVERITIES, "never"]),
        help="Exit with 1 on findings at or above this.",
    ),
    click.option(
        "--config",
        type=click.Path(exists=True, dir_okay=False),
        help="Settings from this TOML file.",
    ),
    click.option("--isolated", is_flag=True, help="Ignore the repository's own settings and suppressions."),
    click.option(
        "--jobs", type=click.IntRange(1, 64), help="Worker processes; one per processor by default."
    ),
    click.option("--no-cache", is_flag=True, help="Neither read nor write the cache."),
    click.option("--cache-dir", type=click.Path(file_okay=False), help="Where the cache lies."),
    click.option("--timestamp", metavar="TS", help="Time of the report, YYYY-MM-DDTHH:MM:SSZ."),
    click.option("--require-complete", is_flag=True, help="Exit with 3 where the audit is incomplete."),
    click.option(
        "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True
    ),
    click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error but errors."),
    click.option("-v", "--verbose", is_flag=True, help="Say more on standard error."),
)


def shared(command: Command) -> Command:
    """Add the options that ``run`` and ``check`` share."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def timestamp(given: str | None) -> str:
    """The one clock reading of a run: the option, ``SOURCE_DATE_EPOCH``, or now (UTC)."""
    if given is not None:
        if not TIMESTAMP.fullmatch(given):
            raise click.BadParameter("expected YYYY-MM-DDTHH:MM:SSZ", param_hint="--timestamp")
        return given
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        if not epoch.isdecimal() or int(epoch) > 253_402_300_799:
            raise AuditError("SOURCE_DATE_EPOCH must be a whole number of seconds since 1970")
        return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def jobs(given: int | None) -> int:
    """How many workers: the option, or the processors this process may use."""
    return given or len(os.sched_getaffinity(0))


def cache_folder(no_cache: bool, given: str | None) -> str | None:
    """Where the cache lies, or ``None``."""
    if no_cache:
        return None
    if given is not None:
        return os.path.abspath(given)
    from platformdirs import user_cache_dir

    return user_cache_dir("codex-audit", appauthor=False)


def settings(
    root: str,
    *,
    fail_on: str,
    options: Mapping[str, Any],
) -> "Settings":
    """Settings of the repository or ``--config``, overridden by the command line."""
    from msgspec.structs import replace

    from codex_audit.domain.plugins import rules_of
    from codex_audit.domain.settings import Settings
    from codex_audit.registry import discover
    from codex_audit.repository.settings import check_rules, gate, severity

    base = Settings(isolated=options["isolated"], fail_on=gate(fail_on, "--fail-on", "default"))
    chosen = _from_files(root, base, options["config"])
    rules = rules_of(discover("analyzers"))
    check_rules(chosen, rules, chosen.source or "settings")
    if options["select"]:
        chosen = replace(chosen, select=_names(options["select"]))
    if options["ignore"]:
        chosen = replace(chosen, ignore=_names(options["ignore"]))
    if options["min_severity"]:
        chosen = replace(chosen, min_severity=severity(options["min_severity"], "--min-severity", "options"))
    if options["fail_on"]:
        chosen = replace(chosen, fail_on=gate(options["fail_on"], "--fail-on", "options"))
    check_rules(chosen, rules, "--select or --ignore")
    return chosen


def _from_files(root: str, base: "Settings", config: str | None) -> "Settings":
    from codex_audit.repository.read import Reader, Skipped
    from codex_audit.repository.settings import load

    if config is not None:
        with open(config, "rb") as file:
            return load(file.read(), os.path.basename(config), base)
    if base.isolated or not os.path.lexists(os.path.join(root, PROJECT_FILE)):
        return base
    with Reader(root) as reader:
        content = reader.read(PROJECT_FILE)
    # Of a file too large to be read whole there is only the beginning.
    if isinstance(content, Skipped) or not content.whole:
        return base
    return load(content.data, PROJECT_FILE, base)


def _names(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({name for one in given for name in one.split(",") if name}))


def colored(choice: str, stream: Any) -> bool:
    """Whether to colour: the option, then ``NO_COLOR``, ``FORCE_COLOR``, then the terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"
