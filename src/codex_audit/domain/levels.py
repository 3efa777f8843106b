"""How bad and how likely: the scales of findings. Light to load, for the command line."""

from enum import IntEnum


class Severity(IntEnum):
    """How bad it is if the finding is right. Ordered."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        """The word used in every output."""
        return self.name.lower()


class Confidence(IntEnum):
    """How likely the finding is right. Ordered."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2

    @property
    def label(self) -> str:
        """The word used in every output."""
        return self.name.lower()
