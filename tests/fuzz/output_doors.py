"""The doors that text leaves by: the gate, and every renderer."""

import re
import unicodedata
from functools import cache
from itertools import count, pairwise
from typing import Final

from codex_audit.domain import secrets
from codex_audit.domain.report import Report
from codex_audit.domain.text import clean, clean_line
from codex_audit.registry import discover
from tests.fuzz.doors import Door
from tests.fuzz.sources import Sample, harvested, leaks
from tests.renderers import test_hostile as hostile
from tests.renderers._twist import twisted
from tests.renderers.hostile import SAMPLES

_SEEN: Final = frozenset("\n\t")
# Signs of Arabic, Syriac and other scripts that stand before a number, and are drawn.
_DRAWN: Final = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
_UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_LIMITS: Final = (1, 7, 40, 200)


def doors() -> tuple[Door, ...]:
    """The gate and the renderers."""
    return (
        Door("domain/text", _text, _text_seeds, tokens=_TOKENS),
        Door("renderers", _render, _text_seeds, tokens=_TOKENS, share=4, seconds=60.0),
    )


def hidden(text: str) -> set[str]:
    """The characters of a text that a reader would not see, judged by Unicode's categories."""
    return {one for one in set(text) - _SEEN - _DRAWN if unicodedata.category(one) in _UNSEEN}


def _text(sample: Sample) -> bytes:
    text = _decoded(sample.data)
    shown = clean(text)
    assert not hidden(shown), "a hidden character"
    assert clean(shown) == shown, "clean twice is not clean once"
    assert not leaks(shown), "a key"
    spans = secrets.find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in spans)
    assert all(one.end <= two.start for one, two in pairwise(spans))
    lines = [clean_line(text, limit) for limit in _LIMITS]
    for line, limit in zip(lines, _LIMITS, strict=True):
        assert len(line) <= limit, "longer than the limit"
        assert "\n" not in line
        assert not hidden(line) - {"\t"}
        assert not leaks(line)
    return "\n".join((shown, *lines)).encode()


def _decoded(data: bytes) -> str:
    """Any text of Python's, surrogates included."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape")


_TOKENS: Final = tuple(
    text.encode("utf-8", "surrogatepass")
    for text in (
        *SAMPLES[:60],
        *"[redacted:0123456789] \\x1b \\u202e password= token: ghp_ AKIA sk-ant- https://a:b@c/ ... …".split(
            " "
        ),
        "\ud800",
        "\udcff",
        "❤\ufe0f\ufe0f",
        "\U000e0100",
        "\u0600",
        "\r\n",
        "{{ x }}",
        "${x}",
        "-----BEGIN RSA PRIVATE KEY-----\n",
    )
)


def _text_seeds() -> tuple[Sample, ...]:
    texts = [text.encode("utf-8", "surrogatepass") for text in SAMPLES]
    return tuple(
        Sample("text", text) for text in (*texts, *harvested("renderers/test_*.py", "domain/test_*.py"))
    )


def _render(sample: Sample) -> bytes:
    """A report full of the sample's parts: the same structure as a harmless one, twice alike."""
    texts = [one for one in _decoded(sample.data).split("\x1e") if one] or ["x"]
    if len(texts) == 1:
        step = max(1, len(texts[0]) // 30)
        texts = [texts[0][at : at + step] for at in range(0, len(texts[0]), step)][:60]
    for renderer in hostile.DOCUMENTS:
        hostile.check(texts, "sample", hostile.STEERING, renderer)
    documents = []
    report = _nasty(texts)
    for renderer in discover("renderers"):
        if renderer.id == "prompt-copy":
            continue
        document = renderer.render(report)
        assert renderer.render(report) == document, "not the same twice"
        assert not hidden(document), f"a hidden character in {renderer.id}"
        assert not leaks(document), f"a key in {renderer.id}"
        assert not re.search(r"\A\ufeff", document)
        documents.append(document)
    return "\0".join(documents).encode()


def _nasty(texts: list[str]) -> Report:
    """The sample report with each of its strings replaced, most of them as they are."""
    number = count()

    def change(old: str) -> str:
        return old if old in hostile.STEERING else texts[next(number) % len(texts)] + f" {next(number)}"

    return twisted(_sample(), change)


@cache
def _sample() -> Report:
    return hostile.SAMPLE
