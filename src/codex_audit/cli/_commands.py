"""The commands by name, loaded when they are called, and what their ends mean."""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Final

import click

from codex_audit import __version__
from codex_audit.cli._codes import USAGE_ERROR
from codex_audit.domain.errors import AuditError
from codex_audit.extract.crew import Crew


def _run() -> click.Command:
    from codex_audit.cli.run import run

    return run


def _cache() -> click.Command:
    from codex_audit.cli.cache import cache

    return cache


def _check() -> click.Command:
    from codex_audit.cli.check import check

    return check


def _explain() -> click.Command:
    from codex_audit.cli.explain import explain

    return explain


def _rules() -> click.Command:
    from codex_audit.cli.rules import rules

    return rules


def _schema() -> click.Command:
    from codex_audit.cli.schema import schema

    return schema


COMMANDS: Final[Mapping[str, tuple[str, Callable[[], click.Command]]]] = {
    "cache": ("Say what the cache holds, or remove it.", _cache),
    "check": ("Judge files and print the findings; writes nothing.", _check),
    "explain": ("Say what a rule means, with examples.", _explain),
    "rules": ("List all rules.", _rules),
    "run": ("Audit a repository and write the reports.", _run),
    "schema": ("Print the JSON Schema of audit.json.", _schema),
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return COMMANDS[cmd_name][1]() if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (text, _) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="codex-audit")
def cli() -> None:
    """Offline, deterministic auditor of repositories.

    Every claim opens at a path and line. Nothing of the audited repository is run, and nothing
    is sent anywhere.
    """


def invoke(workers: Crew | None) -> int:
    """Do what the command line says; the exit code. ``workers`` were started for it already."""
    try:
        code = cli.main(standalone_mode=False, obj=workers)
        sys.stdout.flush()
    except click.exceptions.Exit as leaving:
        code = leaving.exit_code
    except click.Abort:
        code = 128 + signal.SIGINT
    except click.ClickException as error:
        error.show()
        code = USAGE_ERROR
    except AuditError as error:
        _complain(str(error))
        code = USAGE_ERROR
    except BrokenPipeError:
        # The reader of standard output left; what it wanted it has.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    except Exception as error:
        _complain(f"internal error: {type(error).__name__}{_place(error)}; please report it")
        code = USAGE_ERROR
    return code if isinstance(code, int) else 0


def _complain(message: str) -> None:
    from codex_audit.domain.text import clean

    click.echo(f"codex-audit: error: {clean(message)}", err=True)


def _place(error: BaseException) -> str:
    """Where in this program it happened; the message itself may quote the repository."""
    trace = error.__traceback__
    place = ""
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if name.startswith("codex_audit"):
            place = f" in {name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
