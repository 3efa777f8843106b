"""``codex-audit check``: the findings of some files, for a hook or an editor.

Light to load: the worker gets ready while this process loads what it needs itself.
"""

from contextlib import nullcontext
from typing import Any

import click

from codex_audit.cli import _options as options
from codex_audit.cli._root import repository_root
from codex_audit.extract.crew import Crew, crew


@click.command()
@click.argument("files", nargs=-1, type=click.Path())
@click.option(
    "--format", "output_format", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option("--project", is_flag=True, help="Also run the rules that judge the repository as a whole.")
@options.shared
@click.pass_obj
def check(started: Crew | None, /, files: tuple[str, ...], **given: Any) -> None:
    """Judge FILES (all files of the repository, if none is given) and print the findings.

    Rules that judge the repository as a whole run with --project only. Writes nothing in the
    work tree; a few files are read without the cache. Fails on findings of high severity, unless --fail-on says otherwise.
    """
    root = repository_root()
    jobs = options.jobs(given["jobs"])
    with nullcontext(started) if started else crew(root, jobs) as workers:
        workers.pool.jobs = jobs
        from codex_audit.cli._check import judge

        judge(root, files, workers, given)
