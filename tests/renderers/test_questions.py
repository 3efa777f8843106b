"""Error blocks."""

import json

from codex_audit.renderers import _questions
from tests.renderers._structure import fences
from tests.renderers.sample import sample

ERROR = sample().errors[0]
BLOCK = """\
Question for ChatGPT-5 @codex 2025-10-05T12:00:00Z:
While performing [2.2:Extract facts], encountered the following error:
The parser exceeded 10 seconds.
Context: The file was inventoried, and its facts are missing.
What are the possible causes, and how can this be resolved while preserving intended functionality?
"""


def test_the_block_is_exactly_the_template() -> None:
    assert _questions.block(ERROR, "ChatGPT-5 @codex") == BLOCK


def test_the_entry_is_the_block_in_a_fence() -> None:
    assert _questions.entry(ERROR, "ChatGPT-5 @codex") == f"```text\n{BLOCK}```\n"


def test_no_text_breaks_the_block() -> None:
    nasty = ERROR.model_copy(
        update={
            "message": "a\n```\n# out {context} %s\n\nb",
            "context": "````\nQuestion for",
            "description": "x]\n[",
        }
    )
    block = _questions.block(nasty, "A\nB")
    assert len(block.splitlines()) == 5
    assert block.splitlines()[0] == "Question for A B 2025-10-05T12:00:00Z:"
    assert block.splitlines()[2] == "a ``` # out {context} %s b"
    (fence,) = fences(_questions.entry(nasty, "A\nB"))
    assert fence.content == block
    assert fence.info == "text"


def test_a_long_block_is_never_cut() -> None:
    long = ERROR.model_copy(update={"message": "word " * 4_000})
    assert ("word " * 4_000).strip() in _questions.entry(long, "x")


def test_the_line_is_one_json_object() -> None:
    nasty = ERROR.model_copy(update={"message": 'a\n"b"'})
    line = _questions.ndjson_line(nasty)
    assert line.endswith("}\n")
    assert line.count("\n") == 1
    assert json.loads(line) == nasty.model_dump(mode="json")
    assert list(json.loads(line))[:6] == ["timestamp", "step", "description", "message", "context", "path"]
