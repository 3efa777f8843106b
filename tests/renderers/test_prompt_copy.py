"""The prompt's copy is exact, or says that it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_audit.domain import secrets
from codex_audit.domain.report import Prompt, Report
from codex_audit.renderers import prompt_copy
from tests.renderers.sample import sample

TOKEN = "ghp_" + "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC2eF4hJ6"


def with_prompt(content: bytes, redacted: bool = False) -> Report:
    prompt = Prompt(source="prompt.md", sha256="e" * 64, redacted=redacted, content=content)
    return sample().model_copy(update={"prompt": prompt})


def written(report: Report) -> bytes:
    return prompt_copy.render(report).encode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no newline",
        b"crlf\r\n",
        b"\xef\xbb\xbfmark",
        b"\xff\xfe\x00",
        "é\u202e🎉\x1b".encode(),
        b"```\n# x\n",
    ],
)
def test_the_copy_is_exact(content: bytes) -> None:
    assert written(with_prompt(content)) == content


@given(st.binary(max_size=200))
def test_any_bytes_without_a_secret_are_copied(content: bytes) -> None:
    if not secrets.find(content.decode("utf-8", "surrogateescape")):
        assert written(with_prompt(content)) == content


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
def test_a_secret_is_replaced_and_the_copy_says_so(ending: bytes) -> None:
    document = prompt_copy.render(with_prompt(b"# Audit\r\nUse " + TOKEN.encode() + ending))
    assert TOKEN not in document
    assert document.startswith("# Audit\nUse [redacted:")
    assert document.endswith(f"]\n\n---\n\n{prompt_copy.NOTE}\n")


def test_a_prompt_known_to_hold_a_secret_gets_the_note() -> None:
    assert prompt_copy.NOTE in prompt_copy.render(with_prompt(b"plain\n", redacted=True))
