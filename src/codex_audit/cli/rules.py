"""``codex-audit rules``: all rules."""

import click


@click.command()
def rules() -> None:
    """List all rules with their severity, confidence and title."""
    from codex_audit.domain.plugins import rules_of
    from codex_audit.registry import discover

    for rule in rules_of(discover("analyzers")).values():
        click.echo(f"{rule.id:<34} {rule.severity.label:<9} {rule.confidence.label:<7} {rule.title}")
