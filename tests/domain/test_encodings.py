"""The encoding that a file declares."""

import codecs
import io
import tokenize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_audit.domain.encodings import SAFE_ENCODINGS, declared, is_valid

ASCII = "".join(map(chr, range(128)))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"", "utf-8"),
        (b"x = 1\n", "utf-8"),
        (b"# -*- coding: latin-1 -*-\n", "iso8859-1"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n", "cp1252"),
        (b"\n# coding: koi8-r\n", "koi8-r"),
        (b"x = 1\n# coding: koi8-r\n", "utf-8"),
        (b"\n\n# coding: koi8-r\n", "utf-8"),
        (b"\x0c  # coding=UTF8\n", "utf-8"),
        (b"\xef\xbb\xbf# coding: utf-8\n", "utf-8-sig"),
        (b"# coding: rot13\n", "utf-8"),
        (b"# coding: utf-16\n", "utf-8"),
        (b"# coding: nonsense\n", "utf-8"),
        (b"# coding: unicode_escape\n", "utf-8"),
        (b"# a\r# coding: gbk\r", "gbk"),
        (b"coding: latin-1", "utf-8"),
        (b"# coding: .", "utf-8"),
        (b"# coding: no-such-codec", "utf-8"),
        (b"# coding: cp037", "utf-8"),
        (b"# coding: utf-16", "utf-8"),
        (b"# coding: hz", "utf-8"),
        (b"# coding: iso2022_jp", "utf-8"),
        (b"# coding: unicode_escape", "utf-8"),
        (b"# coding: rot13", "utf-8"),
        (b"# coding: utf-7", "utf-8"),
        (b"\n\n# coding: latin-1", "utf-8"),
        (b"x = 1\n# coding: latin-1", "utf-8"),
        (b"\n# coding: shift_jis", "shift_jis"),
        (b"#!/usr/bin/python\r\n# coding=gbk", "gbk"),
        (b"#!/usr/bin/python\n# coding=koi8-r", "koi8-r"),
        (b"\t #coding:cp1252", "cp1252"),
        (b"# vim: set fileencoding=utf8 :", "utf-8"),
        (b"# -*- coding: latin-1 -*-", "iso8859-1"),
    ],
)
def test_declared(data: bytes, encoding: str) -> None:
    assert declared(data) == encoding


def test_validity() -> None:
    assert is_valid("é".encode(), "utf-8")
    assert not is_valid(b"\xe9", "utf-8")
    assert is_valid(b"\xe9", "iso8859-1")


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
    assert codecs.lookup(declared(data)) == codecs.lookup(theirs)
