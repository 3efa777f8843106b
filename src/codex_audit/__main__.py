"""``python -I -m codex_audit``."""

from codex_audit.cli import main

main()
