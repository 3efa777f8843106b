"""``codex-audit schema``: the JSON Schema of ``audit.json``."""

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of audit.json."""
    from codex_audit.renderers.audit_json import schema as text

    click.echo(text(), nl=False)
