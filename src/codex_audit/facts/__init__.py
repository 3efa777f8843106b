"""MAP: one artifact's bytes -> Facts. One plug-in per kind; pure; cached by content."""
