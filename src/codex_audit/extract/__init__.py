"""MAP: every file of a walk -> what it says. Spread over worker processes, cached by content."""
