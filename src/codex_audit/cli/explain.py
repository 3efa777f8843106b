"""``codex-audit explain``: one rule."""

import difflib
import textwrap

import click

from codex_audit.domain.errors import AuditError
from codex_audit.domain.text import clean


@click.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Say what RULE means, why it matters, and what it looks like."""
    from codex_audit.domain.plugins import rules_of
    from codex_audit.registry import discover

    rules = rules_of(discover("analyzers"))
    if rule not in rules:
        near = difflib.get_close_matches(rule, list(rules), n=1, cutoff=0.0)
        raise AuditError(f"no rule is called {rule!r}; the nearest is {near[0]!r}")
    one = rules[rule]
    click.echo(f"{one.id}: {one.title}")
    click.echo(f"severity {one.severity.label}, confidence {one.confidence.label}, menu item {one.menu}")
    click.echo(f"\n{textwrap.fill(one.help, 88)}")
    for title, example in (("Fires", one.fires), ("Does not fire", one.passes)):
        if example:
            click.echo(f"\n{title}:\n\n{textwrap.indent(clean(example.strip()), '    ')}")
