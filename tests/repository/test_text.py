"""Bytes as text."""

import codecs
import io
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_audit.repository.text import SAFE_ENCODINGS, count_lines, decode, is_binary, source_encoding

ASCII = "".join(map(chr, range(128)))


@pytest.mark.parametrize(
    ("cookie", "codec"),
    [
        (b"# -*- coding: latin-1 -*-", "iso8859-1"),
        (b"# vim: set fileencoding=utf8 :", "utf-8"),
        (b"\t #coding:cp1252", "cp1252"),
        (b"#!/usr/bin/python\n# coding=koi8-r", "koi8-r"),
        (b"#!/usr/bin/python\r\n# coding=gbk", "gbk"),
        (b"\n# coding: shift_jis", "shift_jis"),
        (b"x = 1\n# coding: latin-1", "utf-8"),
        (b"\n\n# coding: latin-1", "utf-8"),
        (b"# coding: utf-7", "utf-8"),
        (b"# coding: rot13", "utf-8"),
        (b"# coding: unicode_escape", "utf-8"),
        (b"# coding: iso2022_jp", "utf-8"),
        (b"# coding: hz", "utf-8"),
        (b"# coding: utf-16", "utf-8"),
        (b"# coding: cp037", "utf-8"),
        (b"# coding: no-such-codec", "utf-8"),
        (b"# coding: .", "utf-8"),
        (b"coding: latin-1", "utf-8"),
        (b"", "utf-8"),
    ],
)
def test_cookies(cookie: bytes, codec: str) -> None:
    assert source_encoding(cookie + b"\nx = 1\n") == codec


def test_safe_encodings_are_known_by_their_own_names_and_keep_ascii() -> None:
    for name in SAFE_ENCODINGS:
        assert codecs.lookup(name).name == name
        assert ASCII.encode("ascii").decode(name) == ASCII


@given(
    st.lists(st.sampled_from([b"#", b" coding", b":", b"=", b" ", b"latin-1", b"\n", b"\r", b"x", b"-*-"]))
)
def test_cookies_equal_those_of_the_standard_tokenizer(parts: list[bytes]) -> None:
    data = b"".join(parts).replace(b"\r", b"")
    try:
        theirs, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError:
        return
    assert codecs.lookup(source_encoding(data)) == codecs.lookup(theirs)


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
