"""Bytes as text."""

import codecs
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_audit.repository.text import count_lines, decode, is_binary


def test_text_is_decoded_by_mark_cookie_or_as_utf8() -> None:
    assert decode(b"\xef\xbb\xbf# coding: latin-1\n\xc3\xa9", True) == "# coding: latin-1\né"
    assert decode(b"# coding: latin-1\n\xe9", True) == "# coding: latin-1\né"
    assert decode(b"# coding: latin-1\n\xe9", False) == "# coding: latin-1\n\ufffd"
    assert decode("é".encode("utf-16"), False) == "é"
    assert decode(codecs.BOM_UTF32_BE + "é".encode("utf-32-be"), False) == "é"
    assert decode(b"\xff\xfea", True) == "\ufffd\ufffda"
    assert decode(b"a\xff", False) == "a\ufffd"


@given(st.binary(max_size=60), st.booleans())
def test_decoding_never_fails(data: bytes, python: bool) -> None:
    assert isinstance(decode(b"# coding: gbk\n" + data, python), str)
    assert isinstance(decode(data, python), str)


@pytest.mark.parametrize(
    ("data", "count"), [(b"", 0), (b"a", 1), (b"a\n", 1), (b"a\nb", 2), (b"\n\n", 2), (b"a\r\nb\r", 2)]
)
def test_lines(data: bytes, count: int) -> None:
    assert count_lines(data) == count


def test_binary_is_a_nul_near_the_start() -> None:
    assert is_binary(b"a\0")
    assert not is_binary(b"")
    assert not is_binary(b"a" * 8000 + b"\0")
    assert not is_binary("text".encode("utf-16"))
    assert not is_binary(codecs.BOM_UTF32_BE + b"\0\0\0a")
    assert is_binary(codecs.BOM_UTF8 + b"\0")


def test_the_standard_library_decodes_as_the_tokenizer_decodes_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import os; print(os.__file__)"], capture_output=True, check=True
    )
    folder = Path(done.stdout.decode().strip()).parent
    for path in sorted(folder.glob("*.py"))[:120]:
        with tokenize.open(path) as file:
            assert decode(path.read_bytes(), True).replace("\r\n", "\n") == file.read()
