"""How the prompt of a run steers what is reported.

A list of capabilities selects those, a numbered list of sections under a heading such as "Audit
scope" selects these; without one everything is reported. What the prompt asks for beyond what an
audit does is kept for the log of deferred work. Of the prompt's own text only the names in those
lists are kept, cleaned; no prompt can do more than that.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from codex_audit.domain.text import clean_line
from codex_audit.project._prompt_lines import lines_of
from codex_audit.project._prompt_lists import Index, Named, capability_groups, meant, section_groups
from codex_audit.project._prompt_requests import Request, requests

__all__ = ["SECTIONS", "Request", "Steering", "Unknown", "steer"]

SECTIONS: Final[Mapping[int, tuple[str, ...]]] = {
    1: ("Repo Map", "Repository Map"),
    2: ("Capability Audit Table", "Capability Audit", "Capabilities", "Capability Table"),
    3: ("High-Signal Findings", "Findings", "Key Findings"),
    4: ("Atomic Diffs", "Diffs"),
    5: ("Local Tests & Gates", "Tests & Gates", "Gates", "Local Tests"),
    6: ("Reproducibility Checklist", "Reproducibility"),
    7: ("Deferred Items", "Deferred Work", "Deferred"),
    8: ("Error Capture Blocks", "Error Capture", "Error Blocks", "Errors"),
}
"""The sections of the status update, with the titles by which prompts name them."""

_MAX_NAME: Final = 80


class Unknown(Struct, frozen=True):
    """A name in a list of the prompt that means nothing known: ``kind`` is ``capability`` or
    ``section``, ``line`` the prompt's."""

    kind: str
    name: str
    line: int


class Steering(Struct, frozen=True):
    """What a prompt asks for. ``capabilities``: ids in the order of the packs, ``None`` for
    all; ``sections``: numbers of the status update, ascending, ``None`` for all."""

    capabilities: tuple[str, ...] | None = None
    sections: tuple[int, ...] | None = None
    impossible: tuple[Request, ...] = ()
    unknown: tuple[Unknown, ...] = ()


def steer(prompt: str, capabilities: Mapping[str, str]) -> Steering:
    """What ``prompt`` asks for, given the titles of all known capabilities by their ids.

    A list of which nothing is known selects nothing: all is reported and its names are
    ``unknown``. Never fails, whatever the prompt; reads at most its first 1,000,000 characters.
    """
    lines = list(lines_of(prompt))
    ids, odd = meant(capability_groups(lines), Index(_titles(capabilities)))
    numbers, strange = meant(section_groups(lines), Index(_section_titles()))
    chosen = frozenset(ids)
    return Steering(
        capabilities=tuple(key for key in capabilities if key in chosen)
        if chosen and len(chosen) < len(capabilities)
        else None,
        sections=tuple(sorted(numbers)) if 0 < len(numbers) < len(SECTIONS) else None,
        impossible=requests(lines),
        unknown=(*_unknown("capability", odd), *_unknown("section", strange)),
    )


def _titles(capabilities: Mapping[str, str]) -> list[tuple[str, str]]:
    """Title and id of each, since prompts name either."""
    pairs = list(capabilities.items())
    return pairs + [(key, key.replace("_", " ").rpartition("/")[2]) for key, _ in pairs]


def _section_titles() -> list[tuple[int, str]]:
    return [(number, title) for number, titles in SECTIONS.items() for title in titles]


def _unknown(kind: str, items: list[Named]) -> list[Unknown]:
    return [Unknown(kind, clean_line(item.name, _MAX_NAME), item.line) for item in items]
