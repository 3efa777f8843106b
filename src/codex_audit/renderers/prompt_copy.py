"""``prompt_copy.md``: the prompt of the run, byte for byte unless it holds a secret."""

from typing import Final

from codex_audit.domain import secrets
from codex_audit.domain.plugins import Renderer
from codex_audit.domain.report import Report
from codex_audit.domain.text import clean

NOTE: Final = (
    "This copy differs from the prompt: values that look like secrets were replaced, and hidden "
    "characters read as escapes. The digest in `audit.json` is that of the prompt itself."
)


def render(report: Report) -> str:
    """The prompt as text. Bytes that are not UTF-8 stand in it as surrogates: encoded as UTF-8
    with ``surrogateescape`` it gives the exact bytes of the prompt. One that holds a secret
    is redacted, with a note at its end."""
    prompt = report.prompt
    text = prompt.content.decode("utf-8", "surrogateescape")
    if not prompt.redacted and not secrets.find(text):
        return text
    safe = clean(text.replace("\r\n", "\n"))
    ending = "" if safe.endswith("\n") else "\n"
    return f"{safe}{ending}\n---\n\n{NOTE}\n"


RENDERER: Final = Renderer("prompt-copy", "reports/prompt_copy.md", render)
