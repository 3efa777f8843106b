"""What documents of every markup share."""

import pytest

from codex_audit.domain.facts import DocumentFacts
from codex_audit.domain.secrets import digest
from codex_audit.facts import _markdown_lines, markdown, restructuredtext
from codex_audit.facts._prose import MAX_CONTENT, content_of
from codex_audit.facts._text import lines_of
from tests.domain.keys import Mint, pem
from tests.facts.support import source


def test_a_private_key_in_a_block_leaves_its_lines_blank() -> None:
    key = pem(Mint(3))
    block = content_of(f"cat <<END\n{key}\nEND\nls\n")
    lines = block.split("\n")
    assert lines[1] == f"[redacted:{digest(key)}]"
    assert lines[2 : 2 + key.count("\n")] == [""] * key.count("\n")
    assert lines[2 + key.count("\n") :] == ["END", "ls", ""]


@pytest.mark.parametrize("text", ["ls\n", "-----BEGIN PRIVATE KEY-----\n", "see PRIVATE KEY and PuTTY\n"])
def test_other_blocks_are_kept(text: str) -> None:
    assert content_of(text) == text


def test_a_block_is_cut_after_its_keys_are_gone() -> None:
    key = pem(Mint(4))
    block = content_of("x" * (MAX_CONTENT - 200) + "\n" + key)
    assert len(block) <= MAX_CONTENT
    assert not any(row in block for row in key.split("\n"))


@pytest.mark.parametrize("road", ["markdown", "by line", "rst"])
def test_no_row_of_a_key_stands_in_the_facts_of_a_document(road: str) -> None:
    key = pem(Mint(5))
    rows = key.split("\n")
    if road == "rst":
        inner = "\n   ".join(rows)
        text = f"Title\n=====\n\n.. code-block:: bash\n\n   {inner}\n   ls\n"
        found = restructuredtext.EXTRACTOR.extract(source("a.rst", text))
    elif road == "markdown":
        found = markdown.EXTRACTOR.extract(source("a.md", f"```bash\n{key}\nls\n```\n"))
    else:
        found = _markdown_lines.extract(lines_of(f"```bash\n{key}\nls\n```\n"))
    assert isinstance(found, DocumentFacts)
    (fence,) = found.fences
    assert not any(row in fence.content for row in rows)
    assert fence.content.rstrip("\n").split("\n")[-1] == "ls"
