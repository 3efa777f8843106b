"""``codex-audit cache``: what the cache holds, and how to be rid of it."""

from typing import Any

import click

from codex_audit.cli import _options as options
from codex_audit.domain.errors import AuditError
from codex_audit.domain.text import clean_line

_FOLDER = click.option("--cache-dir", type=click.Path(file_okay=False), help="Where the cache lies.")


@click.group()
def cache() -> None:
    """The cache of facts and finished runs. Nothing in it can change a result."""


@cache.command()
@_FOLDER
def info(**given: Any) -> None:
    """Say where the cache lies and what it holds."""
    from contextlib import closing

    from codex_audit.repository.cache import Cache, exists

    folder = _folder(given)
    # Asking about a cache must not make one.
    if not exists(folder):
        click.echo(f"no cache in {clean_line(folder)}")
        return
    with closing(Cache(folder)) as opened:
        found = opened.info()
    if found is None:
        raise AuditError(
            f"{clean_line(folder)}: the cache cannot be read; codex-audit cache clear removes it"
        )
    click.echo(f"{clean_line(found.path)}: {found.bytes:,} bytes")
    click.echo(f"{found.facts:,} files' facts, {found.trees:,} trees, {found.runs:,} runs")


@cache.command()
@_FOLDER
def clear(**given: Any) -> None:
    """Remove the cache."""
    from codex_audit.repository import cache as module

    folder = _folder(given)
    try:
        freed = module.clear(folder)
    except OSError as error:
        raise AuditError(
            f"{clean_line(folder)}: {error.strerror}; the cache could not be removed, check the folder's rights"
        ) from None
    click.echo(f"{freed:,} bytes removed from {clean_line(folder)}")


def _folder(given: dict[str, Any]) -> str:
    folder = options.cache_folder(False, given["cache_dir"])
    assert folder is not None
    return folder
