"""Markdown."""

import time

import pytest

from codex_audit.domain.facts import DocumentFacts, Link
from codex_audit.facts import _markdown_lines, _markdown_tokens
from codex_audit.facts._text import lines_of
from codex_audit.facts.markdown import EXTRACTOR, is_tame
from tests.facts.support import check, document


def facts(text: str) -> DocumentFacts:
    return document(EXTRACTOR, text, "README.md")


def links(text: str) -> list[tuple[str, str, int, bool]]:
    return [(one.target, one.text, one.line, one.image) for one in facts(text).links]


def test_headings() -> None:
    found = facts(
        "# One *two* `three`\n\nTitle\n===\n\nlong\ntitle\n---\n\n### [Four](x.md) ##\n#\n\n"
        "## ~~Six~~ plain\n"
    )
    assert [(one.level, one.text, one.line) for one in found.headings] == [
        (1, "One *two* `three`", 1),
        (1, "Title", 3),
        (2, "long", 6),
        (3, "Four", 10),
        (2, "~~Six~~ plain", 13),
    ]


def test_html_headings() -> None:
    found = facts(
        '<h1 align="center">\n  <img src="logo.png"> The <b>Name</b>\n</h1>\n\n'
        "<h2>Two</h2><!-- <h3>no</h3> -->\n\n<h1></h1>\n"
    )
    assert [(one.level, one.text, one.line) for one in found.headings] == [(2, "Two", 5)]
    assert [one.target for one in found.links] == ["logo.png"]


def test_fences_and_their_content() -> None:
    found = facts(
        "```Python title=x\na = 1\n\nb = 2\n```\n\n~~~\nplain\n~~~\n\n    indented\n    code\n\n"
        "- item\n\n  ```{note}\n  inner\n  ```\n\n```sh,x\nopen\n"
    )
    assert [(one.language, one.content, one.line, one.end_line) for one in found.fences] == [
        ("Python", "a = 1\n\nb = 2\n", 1, 5),
        ("", "plain\n", 7, 9),
        ("", "indented\ncode\n", 10, 12),
        ("{note}", "inner\n", 16, 18),
        ("sh", "open\n", 20, 21),
    ]


def test_code_that_opens_the_file() -> None:
    found = facts("    one\n    two\n")
    assert [(one.content, one.line) for one in found.fences] == [("two\n", 1)]


def test_a_fence_is_cut() -> None:
    assert len(facts("```\n" + "x" * 9_000 + "\n```\n").fences[0].content) == 4_000


def test_links_stand_on_the_line_of_their_target() -> None:
    text = (
        "See [a\nb](one.md) and [c](two.md#x 'title')\nand ![alt\ntext](img.png)\n"
        "[![badge](b.svg)](https://ci) <https://auto.example> <me@example.org>\n"
    )
    assert links(text) == [
        ("one.md", "a b", 2, False),
        ("two.md#x", "c", 2, False),
        ("img.png", "alt text", 4, True),
        ("b.svg", "badge", 5, True),
        ("https://ci", "", 5, False),
        ("https://auto.example", "https://auto.example", 5, False),
    ]


def test_reference_links_stand_where_they_are_defined() -> None:
    text = (
        "[one][ref] and [ref] and ![pic][img]\n\n[ref]:\n  docs/a.md\n[img]: pic.png 'T'\n"
        "[unused]: nowhere.md\n[^1]: footnote\n\nx [^1]\n"
    )
    assert links(text) == [
        ("docs/a.md", "one", 4, False),
        ("docs/a.md", "ref", 4, False),
        ("pic.png", "pic", 5, True),
    ]


def test_targets_as_written() -> None:
    assert links("[a](<b c.md>) [d](e%20f.md) [g](h(i).md) [j](javascript:x)\n") == [
        ("b c.md", "a", 1, False),
        ("e%20f.md", "d", 1, False),
        ("h(i).md", "g", 1, False),
        ("javascript:x", "j", 1, False),
    ]


def test_what_cannot_be_cited_is_left_out() -> None:
    assert links("[a](b\\_c.md) [d]() [e](x&amp;y)\n") == []


def test_html_links() -> None:
    text = (
        "<p>\n<a\n  href='one.md'>x</a>\n<!-- <a href=\"no.md\"> -->\n"
        '<img alt=\'x\' src="two.png">\n</p>\n\ninline <a href="three.md">x</a>\n'
        "and <img src='four.png'/> <!-- TODO: inside --> <br>\n"
    )
    assert links(text) == [
        ("one.md", "", 3, False),
        ("two.png", "", 5, True),
        ("three.md", "", 8, False),
        ("four.png", "", 9, True),
    ]
    assert [(one.tag, one.line) for one in facts(text).markers] == [("TODO", 9)]


def test_code_spans() -> None:
    found = facts(
        "Run `a b` and ``c ` d``\nthen `e`, | `f` |\n\n| x | y |\n|---|---|\n| `g` | `h\\|i` |\n\n"
        "`multi\nline` ` `\n"
    )
    assert found.code_spans == (("a b", 1), ("c ` d", 1), ("e", 2), ("f", 2), ("g", 6))


def test_links_in_tables_lists_and_quotes() -> None:
    text = "| a |\n|---|\n| [x](one.md) |\n\n- [y](two.md)\n  - text\n    [z](three.md)\n\n> > [q](four.md)\n"
    assert [(target, line) for target, _, line, _ in links(text)] == [
        ("one.md", 3),
        ("two.md", 5),
        ("three.md", 7),
        ("four.md", 9),
    ]


@pytest.mark.parametrize(
    ("text", "paragraph", "line"),
    [
        ("# T\n\nA tool for parcels.\n", "A tool for parcels.", 3),
        ("[![b](x.svg)](y)\n[![c](x.svg)](y)\n\nIt *tracks* `all`\nparcels.\n", "It tracks all parcels.", 4),
        ("![logo](x.png)\nA tool for parcels.\n", "A tool for parcels.", 2),
        ("[Docs](a) | [Code](b) • [Chat](c)\n\nA tool for parcels.\n", "A tool for parcels.", 3),
        ("**Docs**: https://example.org/a/b/c\n\nA tool for parcels.\n", "A tool for parcels.", 3),
        ("> quoted words come first\n\n- a list of words\n\nA [tool](x) for you.\n", "A tool for you.", 5),
        ("用于追踪包裹的一个小工具程序库\n", "用于追踪包裹的一个小工具程序库", 1),
        (
            "<p>Some html text here</p>\n\n    some code text here\n\nA tool for parcels.\n",
            "A tool for parcels.",
            5,
        ),
        ("---\ntitle: x\n---\nA tool for parcels.\n", "A tool for parcels.", 4),
        ("+++\ntitle = 'x'\n+++\n\nA tool for parcels.\n", "A tool for parcels.", 5),
    ],
)
def test_the_first_paragraph(text: str, paragraph: str, line: int) -> None:
    found = facts(text)
    assert (found.paragraph, found.paragraph_line) == (paragraph, line)


@pytest.mark.parametrize(
    "text", ["", "# Only\n\n## Titles\n", "[a](b)\n", "Short.\n", "| a b c | d |\n|---|---|\n"]
)
def test_no_paragraph(text: str) -> None:
    assert facts(text).paragraph is None


def test_a_paragraph_is_cut() -> None:
    assert len(facts("word " * 500).paragraph or "") <= 600


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert [one.text for one in facts("---\n\n# T\n\n---\n").headings] == []
    assert [one.text for one in facts("---\n# T\ntext\n").headings] == ["T"]
    assert [one.text for one in facts("---\nplain words\n---\n").headings] == ["plain words"]


def test_markers_in_prose_and_not_in_code() -> None:
    text = (
        "TODO: write *this*\ntext `TODO`\nFIXME\n\n# HACK it\n\n```\nTODO in code\n```\n\n"
        "    XXX indented\n\n"
        "- [ ] XXX(me) later\n\nSee TODO.md, my/TODO, a_TODO, TODOs, [TODO list](todo.md) and `FIXME`.\n\n"
        "<!-- TODO in a comment -->\n"
    )
    assert [(one.tag, one.line, one.text) for one in facts(text).markers] == [
        ("TODO", 1, "TODO: write"),
        ("FIXME", 3, "FIXME"),
        ("HACK", 5, "HACK it"),
        ("XXX", 13, "XXX(me) later"),
        ("TODO", 17, "TODO in a comment"),
    ]


@pytest.mark.parametrize("path", ["README.md", "a/b.markdown", "X.MD"])
def test_accepted(path: str) -> None:
    assert EXTRACTOR.accepts(path)


@pytest.mark.parametrize("path", ["a.mdx", "README", "md", "a.md.j2"])
def test_refused(path: str) -> None:
    assert not EXTRACTOR.accepts(path)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 60_000,
        "[" * 2_000,
        "> " * 2_000,
        "*" * 3_000,
        "a\n" * 70_000,
        "[a\n" * 50_000,
        ("x" * 40_000 + "\n") * 26,
    ],
)
def test_what_costs_too_much_is_read_line_by_line(text: str) -> None:
    assert not is_tame(lines_of(text))
    begin = time.process_time()
    facts(text)
    assert time.process_time() - begin < 5


def test_deep_recursion_falls_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def overflow(lines: list[str]) -> DocumentFacts:
        raise RecursionError

    monkeypatch.setattr(_markdown_tokens, "extract", overflow)
    assert [one.text for one in facts("# T\n").headings] == ["T"]


LINES = """\
# Title #

[![badge](b.svg)](c)
A tool for
[parcels](docs/a.md#x "t") and `code` and ``d``.

Under
-----

```py title
x = "[no](link)"
# not a heading
```

~~~
open ~~~
~~~

TODO: write `TODO` ![pic](p.png)
[ref]: <docs/b.md>
[//]: # (comment)
two
lines
---
```
never closed
"""


def test_the_line_scanner() -> None:
    found = _markdown_lines.extract(lines_of(LINES))
    check(found, LINES)
    assert [(one.level, one.text, one.line) for one in found.headings] == [(1, "Title", 1), (2, "Under", 7)]
    assert [(one.language, one.content, one.line, one.end_line) for one in found.fences] == [
        ("py", 'x = "[no](link)"\n# not a heading', 10, 13),
        ("", "open ~~~", 15, 17),
        ("", "never closed", 25, 26),
    ]
    assert list(found.links) == [
        Link("b.svg", "badge", 3, image=True),
        Link("docs/a.md#x", "parcels", 5),
        Link("p.png", "pic", 19, image=True),
        Link("docs/b.md", "ref", 20),
    ]
    assert found.code_spans == (("code", 5), ("d", 5), ("TODO", 19))
    assert [(one.tag, one.line) for one in found.markers] == [("TODO", 19)]
    assert (found.paragraph, found.paragraph_line) == ("A tool for parcels and `code` and ``d``.", 4)


def test_the_line_scanner_bounds_a_fence() -> None:
    found = _markdown_lines.extract(["```", *["x" * 100] * 100, "```"])
    assert len(found.fences[0].content) <= 4_000
    assert _markdown_lines.extract([]).paragraph is None
    assert _markdown_lines.extract(["# ", "---", " ", "```"]).headings == ()


@pytest.mark.parametrize("path", ["plain", "nested"])
def test_both_roads_agree_on_ordinary_documents(path: str) -> None:
    text = "# A\n\nSome words of prose [x](y.md).\n\n## B\n\n```sh\nls\n```\n\n- item `c`\n"
    if path == "nested":
        text = text.replace("## B", "B\n-")
    one = _markdown_tokens.extract(lines_of(text))
    two = _markdown_lines.extract(lines_of(text))
    assert one.headings == two.headings
    assert one.links == two.links
    assert one.code_spans == two.code_spans
    assert one.paragraph == two.paragraph
    assert [(f.language, f.line, f.end_line) for f in one.fences] == [
        (f.language, f.line, f.end_line) for f in two.fences
    ]


@pytest.mark.parametrize(
    "text",
    [
        "TODO fix &amp; a\\*b `c` d [x](y)",
        "- `TODO` and TODO: see <b>x</b> y",
        "| TODO: x \\| y | z |",
        "See `x` TODO: list and `FIXME` now",
        "TODO *fix* and `c` more",
    ],
)
@pytest.mark.parametrize("padding", ["", "[" * 3_000 + "\n\n"])
def test_markers_show_their_line_as_it_stands(text: str, padding: str) -> None:
    source = f"{padding}| a | b |\n|---|---|\n{text}\n" if text.startswith("|") else f"{padding}{text}\n"
    (marker,) = document(EXTRACTOR, source, "a.md").markers
    assert marker.text in text
    assert marker.line == source.count("\n")
