"""Error blocks: the texts for ``Codex_Questions.md`` and ``.codex/errors.ndjson``."""

from typing import Final

from codex_audit.domain.report import ErrorRow
from codex_audit.renderers import _markdown

_TEMPLATE: Final = (
    "Question for {addressee} {timestamp}:\n"
    "While performing [{step}:{description}], encountered the following error:\n"
    "{message}\n"
    "Context: {context}\n"
    "What are the possible causes, and how can this be resolved while preserving intended functionality?\n"
)


def block(error: ErrorRow, addressee: str) -> str:
    """The error block, always five lines: what stood over several lines is folded into one."""
    return _TEMPLATE.format(
        addressee=_line(addressee),
        timestamp=_line(error.timestamp),
        step=_line(error.step),
        description=_line(error.description),
        message=_line(error.message),
        context=_line(error.context),
    )


def entry(error: ErrorRow, addressee: str) -> str:
    """The text to append to ``Codex_Questions.md``: the block in a fence of its own."""
    return f"{_markdown.fence(block(error, addressee), limit=_markdown.UNLIMITED)}\n"


def ndjson_line(error: ErrorRow) -> str:
    """The error as one JSON object on one line, its newline included."""
    return f"{error.model_dump_json()}\n"


def _line(text: str) -> str:
    return " ".join(text.split())
