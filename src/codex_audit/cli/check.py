"""``codex-audit check``: the findings of some files, for a hook or an editor.

Light to load: the worker gets ready while this process loads what it needs itself.
"""

import os
from typing import Any, Final

import click

from codex_audit.cli import _options as options
from codex_audit.extract.crew import crew

REPOSITORY_MARKS: Final = (".git", "pyproject.toml")


@click.command()
@click.argument("files", nargs=-1, type=click.Path())
@click.option(
    "--format", "output_format", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option("--project", is_flag=True, help="Also run the rules that judge the repository as a whole.")
@options.shared
def check(files: tuple[str, ...], **given: Any) -> None:
    """Judge FILES (all files of the repository, if none is given) and print the findings.

    Rules that judge the repository as a whole run with --project only. Writes nothing in the
    work tree. Fails on findings of high severity, unless --fail-on says otherwise.
    """
    root = _root()
    with crew(root, options.jobs(given["jobs"])) as workers:
        workers.pool.start(1)
        from codex_audit.cli._check import judge

        judge(root, files, workers, given)


def _root() -> str:
    here = os.path.realpath(os.curdir)
    folder = here
    while True:
        if any(os.path.lexists(os.path.join(folder, mark)) for mark in REPOSITORY_MARKS):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return here
        folder = parent
