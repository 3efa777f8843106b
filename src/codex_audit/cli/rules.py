"""``codex-audit rules``: all rules."""

import click


@click.command()
@click.option(
    "--format", "output_format", type=click.Choice(["text", "markdown"]), default="text", show_default=True
)
def rules(output_format: str) -> None:
    """List all rules with their severity, confidence and title."""
    from codex_audit.domain.plugins import rules_of
    from codex_audit.registry import discover

    known = rules_of(discover("analyzers"))
    if output_format == "markdown":
        from codex_audit.renderers._catalogue import catalogue

        click.echo(catalogue(known), nl=False)
        return
    for rule in known.values():
        click.echo(f"{rule.id:<34} {rule.severity.label:<9} {rule.confidence.label:<7} {rule.title}")
