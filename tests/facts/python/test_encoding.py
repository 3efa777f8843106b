"""The encoding that a file declares."""

import pytest

from codex_audit.facts.python.encoding import declared, is_valid


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
    ],
)
def test_declared(data: bytes, encoding: str) -> None:
    assert declared(data) == encoding


def test_validity() -> None:
    assert is_valid("é".encode(), "utf-8")
    assert not is_valid(b"\xe9", "utf-8")
    assert is_valid(b"\xe9", "iso8859-1")
