"""What steers the judgement, with its defaults."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

from codex_audit.domain.levels import Severity

THRESHOLDS: Final[Mapping[str, tuple[int, int]]] = {
    "complexity": (20, 10),
    "function-lines": (100, 50),
    "file-lines": (1000, 400),
    "nesting": (5, 4),
}
"""Setting -> its default and its least value (findings are only made above the least)."""


class Settings(Struct, frozen=True):
    """What steers the judgement. ``select`` and ``ignore`` hold rule ids or families; empty
    ``select`` means all. ``fail_on`` is null for never. ``packs`` are
    paths of the user's own packs, from the root. ``source`` names the file that was read."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_severity: Severity = Severity.INFO
    fail_on: Severity | None = None
    addressee: str = "ChatGPT-5 @codex"
    thresholds: Mapping[str, int] = field(
        default_factory=lambda: {name: default for name, (default, _) in THRESHOLDS.items()}
    )
    isolated: bool = False
    packs: tuple[str, ...] = ()
    source: str | None = None

    def wants(self, rule: str) -> bool:
        """Whether a rule is selected and not ignored."""
        names = {rule, rule.partition("/")[0]}
        return (not self.select or bool(names & set(self.select))) and not names & set(self.ignore)
