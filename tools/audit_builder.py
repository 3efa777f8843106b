"""Runs ``codex-audit run`` for people without the console script: ``audit_builder.py PATH``."""

import sys

from codex_audit.cli import main

sys.argv.insert(1, "run")
main()
