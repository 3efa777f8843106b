"""Exit codes. Where several apply: usage before incomplete before the gate."""

from typing import Final

GATE_FAILED: Final = 1
USAGE_ERROR: Final = 2
INCOMPLETE: Final = 3
