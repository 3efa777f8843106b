"""reStructuredText."""

import pytest

from codex_audit.domain.facts import DocumentFacts
from codex_audit.facts.restructuredtext import EXTRACTOR
from tests.facts.support import document


def facts(text: str) -> DocumentFacts:
    return document(EXTRACTOR, text, "README.rst")


def test_titles_get_levels_in_order_of_appearance() -> None:
    found = facts(
        "=====\n Top\n=====\n\nPart\n====\n\nSub\n---\ntext\n\nOther ``code``\n==============\n\n"
        "----\n\nNo title here\n-\n\n.. _label:\n\nMore\n~~~~\n"
    )
    assert [(one.level, one.text, one.line) for one in found.headings] == [
        (1, "Top", 2),
        (2, "Part", 5),
        (3, "Sub", 8),
        (2, "Other ``code``", 12),
        (4, "More", 22),
    ]
    assert found.code_spans == (("code", 12),)


def test_literal_blocks_and_code() -> None:
    text = """\
Example::

    a = 1

      b = 2

After.

.. code-block:: Python
   :linenos:

   import x

.. code::

   y

.. note:: Words::

      inner

>>> 1 + 1
2

.. parsed-literal::

   z

Nothing follows::

.. code-block:: sh
End
"""
    found = facts(text)
    assert [(one.language, one.content, one.line, one.end_line) for one in found.fences] == [
        ("", "\na = 1\n\n  b = 2", 1, 5),
        ("Python", "\n\nimport x", 9, 12),
        ("", "\ny", 14, 16),
        ("", ">>> 1 + 1\n2", 21, 23),
        ("", "\nz", 25, 27),
    ]
    for fence in found.fences:
        for offset, line in enumerate(fence.content.split("\n"), 1):
            assert line.strip() in text.split("\n")[fence.line + offset - 1] or line == ""


def test_a_doctest_that_opens_the_file() -> None:
    assert [(one.content, one.line) for one in facts(">>> a\n>>> b\n").fences] == [(">>> b", 1)]


def test_links() -> None:
    text = """\
See `the guide <docs/guide.rst>`_ and `a long
title <https://example.org/a
b>`__, `internal <other_>`_, `named`_ and https://plain.example/x.

.. _named: https://named.example/page
.. _`quoted name`: docs/q.rst
.. _label:
.. _alias: other_
.. __: https://anonymous.example
.. image:: pics/a.png
   :target: https://target.example
   :alt: https://not.a/link
.. |badge| image:: https://b.example/c.svg
.. figure:: f.png

   Caption ``code`` words.
.. [1] A footnote on https://foot.example.
__ docs/last.rst
``https://code.example`` :doc:`x` :code:`y`
"""
    assert [(one.target, one.text, one.line, one.image) for one in facts(text).links] == [
        ("docs/guide.rst", "the guide", 1, False),
        ("https://plain.example/x", "https://plain.example/x", 3, False),
        ("https://named.example/page", "named", 5, False),
        ("docs/q.rst", "quoted name", 6, False),
        ("https://anonymous.example", "", 9, False),
        ("https://target.example", "", 11, False),
        ("pics/a.png", "", 10, True),
        ("https://b.example/c.svg", "", 13, True),
        ("f.png", "", 14, True),
        ("https://foot.example", "https://foot.example", 17, False),
        ("docs/last.rst", "", 18, False),
    ]
    assert facts(text).code_spans == (("code", 16), ("https://code.example", 19), ("y", 19))


BADGES = """\
|badge| |other|_

:Author: me and you

* a list item

1. first of all

| a line block here

A `tool`_ for_ parcels::

  code
"""
APART = """\
.. comment with words
   and more words

.. note::

   Indented words in a note.

+---+---+
| a | b |
+---+---+

=== ===
a b c d
=== ===

Use :class:`~a.B` and `x y <z>`_ now.
"""


@pytest.mark.parametrize(
    ("text", "paragraph", "line"),
    [
        ("T\n=\n\nTitle\n=====\n\nA tool *for* ``parcels``.\n", "A tool for parcels.", 7),
        (BADGES, "A tool for parcels", 11),
        (APART, "Use a.B and x y now.", 16),
        ("See :ref:`the title <target>` for words.\n", "See the title for words.", 1),
    ],
)
def test_the_first_paragraph(text: str, paragraph: str, line: int) -> None:
    found = facts(text)
    assert (found.paragraph, found.paragraph_line) == (paragraph, line)


def test_no_paragraph() -> None:
    assert (
        facts(
            "Title\n=====\n\n.. automodule:: x\n   :members:\n\n.. raw:: html\n\n   some words in here\n"
        ).paragraph
        is None
    )


def test_markers() -> None:
    text = (
        "TODO: one\n\n.. TODO two\n   FIXME three\n\n``TODO`` four\n\nCode::\n\n    XXX five\n\n"
        ".. code-block:: py\n\n   # HACK six\n\n.. math::\n\n   XXX\n"
    )
    assert [(one.tag, one.line) for one in facts(text).markers] == [("TODO", 1), ("TODO", 3), ("FIXME", 4)]


def test_a_title_may_follow_text_without_a_blank_line() -> None:
    found = facts("* item\nTitle\n=====\n\n..\n   comment\n\ntext\n.. image:: a.png\n")
    assert [one.text for one in found.headings] == ["Title"]
    assert [one.target for one in found.links] == ["a.png"]


@pytest.mark.parametrize("path", ["a.rst", "docs/b.rest", "X.RST"])
def test_accepted(path: str) -> None:
    assert EXTRACTOR.accepts(path)


def test_refused() -> None:
    assert not EXTRACTOR.accepts("rst")
    assert not EXTRACTOR.accepts("a.txt")


def test_diagrams_are_fences_in_the_language_that_draws_them() -> None:
    found = facts(
        "Title\n=====\n\n.. mermaid::\n   :caption: Flow\n\n   graph TD\n     A --> B\n\n"
        ".. graphviz::\n\n   digraph { a -> b }\n\n.. uml::\n\n   A -> B\n\n.. graphviz:: there.dot\n"
    )
    assert [(one.language, one.line) for one in found.fences] == [
        ("mermaid", 4),
        ("dot", 10),
        ("plantuml", 14),
    ]
    assert "A --> B" in found.fences[0].content
