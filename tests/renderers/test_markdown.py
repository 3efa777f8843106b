"""Escaping: nothing that goes through a filter changes what stands around it."""

from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from codex_audit.renderers import _markdown
from tests.renderers._structure import HARMLESS, fences, kinds, parse, rows_of, shape, text_of
from tests.renderers.hostile import ALPHABET, SAMPLES, TEXT

WORDS = st.text(ALPHABET, max_size=60) | st.sampled_from(SAMPLES)
LIMIT = 1_000_000


@dataclass(frozen=True)
class Row:
    path: str
    line: int | None


def seen(text: str) -> str:
    """What a reader of a code span sees of ``text``."""
    return _markdown._CONTROL.sub(_markdown._visible, text)


def collapsed(text: str) -> str:
    return " ".join(text.split())


@given(TEXT.filter(bool))
def test_a_code_span_shows_its_text_and_nothing_else(text: str) -> None:
    document = f"before {_markdown.code(text, LIMIT)} after"
    children = parse(document)[1].children or []
    assert [child.type for child in children] == ["text", "code_inline", "text"]
    assert children[1].content == seen(text)


@given(st.lists(TEXT.filter(bool), min_size=1, max_size=4))
def test_a_cell_keeps_the_columns_and_shows_its_text(texts: list[str]) -> None:
    header = f"| {' | '.join('h' for _ in texts)} |\n| {' | '.join('---' for _ in texts)} |\n"
    row = f"| {' | '.join(_markdown.cell(text, LIMIT) for text in texts)} |\n"
    assert rows_of(header + row + row)[1:] == [[seen(text) for text in texts]] * 2


@given(WORDS)
def test_prose_shows_its_text_on_one_line_without_markup(text: str) -> None:
    written = _markdown.prose(text, LIMIT)
    assert "\n" not in written
    for document in (written, f"- {written}", f"before {written}", f"before\n{written}"):
        assert kinds(document) <= HARMLESS | {
            "inline", "paragraph_open", "paragraph_close", "bullet_list_open", "bullet_list_close",
            "list_item_open", "list_item_close",
        }  # fmt: skip
    assert without_spans(text_of(written)) == without_spans(collapsed(text))


def without_spans(text: str) -> str:
    """Code spans lose their backticks in what a reader sees, and their padding."""
    return text.replace("`", "").replace(" ", "")


@given(st.lists(WORDS, min_size=2, max_size=4))
def test_prose_in_cells_keeps_the_columns(texts: list[str]) -> None:
    header = f"| {' | '.join('h' for _ in texts)} |\n| {' | '.join('---' for _ in texts)} |\n"
    document = f"{header}| {' | '.join(_markdown.prose(text, LIMIT) for text in texts)} |\n"
    (_, row) = rows_of(document)
    assert [without_spans(cell) for cell in row] == [without_spans(collapsed(text)) for text in texts]
    plain = f"{header}| {' | '.join('word' for _ in texts)} |\n"
    assert shape(document) == shape(plain)


@given(TEXT, st.integers(min_value=1, max_value=300))
@example("🎉`|" * 300, 3)
@example("`" * 600, 50)
def test_limits_hold_in_bytes(text: str, limit: int) -> None:
    for made in (_markdown.code(text, limit), _markdown.cell(text, limit), _markdown.prose(text, limit)):
        size = len(made.encode("utf-8", "surrogatepass"))
        assert size <= max(limit, len("`…`".encode()), len("(empty)"))


def test_what_is_cut_keeps_both_ends_of_a_place() -> None:
    made = _markdown.code(f"{'deep/' * 100}file.py:812", 60)
    assert made.startswith("`deep/")
    assert made.endswith("file.py:812`")
    assert "…" in made


def test_prose_is_cut_at_its_end() -> None:
    assert _markdown.prose("one two three", 9) == "one tw…"


@given(TEXT, st.sampled_from(["text", "diff"]))
def test_a_fence_holds_whatever_is_in_it(text: str, language: str) -> None:
    document = f"before\n\n{_markdown.fence(text, language, LIMIT)}\n\nafter\n"
    tokens = parse(document)
    assert [token.type for token in tokens if token.level == 0] == [
        "paragraph_open", "paragraph_close", "fence", "paragraph_open", "paragraph_close",
    ]  # fmt: skip
    (block,) = fences(document)
    assert block.info == language
    lines = _markdown._LINE_END.sub("\n", text)
    assert block.content.rstrip("\n") == lines.replace("\0", "\ufffd").rstrip("\n")


def test_a_long_fence_says_that_it_was_cut() -> None:
    assert _markdown.fence("é" * 40, limit=11) == "```text\nééééé\n… (cut)\n```"


def test_an_empty_fence_is_still_a_fence() -> None:
    assert fences(_markdown.fence(""))[0].content == ""


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("`name` is imported", "`name` is imported"),
        ("``name`` is imported", r"\`\`name\`\` is imported"),
        ("it`s and `that`", r"it\`s and `that`"),
        ("a snake_case name.", "a `snake_case` name."),
        ("A.__init__ is long", "`A.__init__` is long"),
        ("test_*.py, *_test.py.", "`test_*.py`, `*_test.py`."),
        ("3 * 4 _ 5", r"3 \* 4 \_ 5"),
        ("a_b`c and é_x", r"a_b\`c and é_x"),
        ("https://x.example/a_b", r"https\://x.example/a_b"),
        ("a_" * 70, "`" + "a_" * 60 + "`" + "a_" * 9 + r"a\_"),
        ("list[int] is [redacted:0a] now", "list[int] is [redacted:0a] now"),
        ("[ ] task", r"\[ ] task"),
        ("ends in [a]", r"ends in [a\]"),
        ("[label](url) and [a][b]", r"\[label\](url) and [a\][b\]"),
        ("<b> & W&B &amp; `<i>`", "&lt;b&gt; & W&B &amp;amp; `<i>`"),
        ("ask @team/one now", "ask `@team/one` now"),
        ("mail a@b.example", "mail a@b.example"),
        ("see https://x.example and www.x.example", r"see https\://x.example and www\.x.example"),
        ("1. first", r"1\. first"),
        ("12", "&#49;2"),
        ("1.5 is a number", "1.5 is a number"),
        ("# no", r"\# no"),
        ("{{ x }} {% y %} {a}", r"\{\{ x \}\} \{\% y \%\} {a}"),
        (" a\n\tb ", "a b"),
        ("", ""),
    ],
)
def test_prose_stays_readable(text: str, written: str) -> None:
    assert _markdown.prose(text) == written


@pytest.mark.parametrize(
    ("text", "span", "cell"),
    [
        ("plain", "`plain`", "`plain`"),
        ("a|b", "`a|b`", r"`a\|b`"),
        ("a`b", "``a`b``", "``a`b``"),
        ("`b`", "`` `b` ``", "`` `b` ``"),
        (" b ", "`  b  `", "`  b  `"),
        (" ", "` `", "` `"),
        ("a\n\tb\x1b\u2028", r"`a\n\tb\x1b\u2028`", r"`a\n\tb\x1b\u2028`"),
        ("", "(empty)", "(empty)"),
        (None, "unknown", "unknown"),
    ],
)
def test_code_spans(text: str | None, span: str, cell: str) -> None:
    assert _markdown.code(text) == span
    assert _markdown.cell(text) == cell


def test_places() -> None:
    assert _markdown.place(Row("a|b.py", 3)) == "`a|b.py:3`"
    assert _markdown.place(Row("a.py", None)) == "`a.py`"
    assert _markdown.place(Row("", None)) == "the repository"
    assert _markdown.place_cell(Row("a|b.py", 3)) == r"`a\|b.py:3`"
    assert _markdown.place_cell(Row(".", None)) == "the repository"


def test_numbers_and_words() -> None:
    assert _markdown.number(1_234_567) == "1,234,567"
    assert _markdown.count(1, "file") == "1 file"
    assert _markdown.count(0, "file") == "0 files"
    assert _markdown.count(1200, "entry", "entries") == "1,200 entries"
    assert _markdown.short("0123456789abcdef") == "0123456789ab"


@pytest.mark.parametrize(
    ("text", "written"),
    [("Done", "Done."), ("Done.", "Done."), ("Done?", "Done?"), ("a `b`", "a `b`."), ("cut short", "cut s…")],
)
def test_sentences_end(text: str, written: str) -> None:
    assert _markdown.sentence(text, 8) == written


def test_absent_text_reads_as_the_template_says() -> None:
    assert _markdown.prose(None) == "unknown"
    assert _markdown.prose(None, absent="none declared") == "none declared"
    assert _markdown.cell(None, absent="none declared") == "none declared"
