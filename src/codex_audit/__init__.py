"""Offline, deterministic auditor of repositories."""

from typing import Final

__version__: Final = "0.1.0"
