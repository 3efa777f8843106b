"""Whatever text stands in a Report, its documents keep the structure of a harmless one."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import count, cycle

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from codex_audit.domain.plugins import Renderer
from codex_audit.domain.report import Report
from codex_audit.registry import discover
from tests.renderers._structure import fences, kinds, shape
from tests.renderers._twist import strings, thinned, twisted
from tests.renderers.hostile import SAMPLES, TEXT
from tests.renderers.sample import bare, sample

RENDERERS = discover("renderers")
DOCUMENTS = [one for one in RENDERERS if one.path.endswith(".md") and one.id != "prompt-copy"]
SAMPLE = sample()
BARE = bare()

STEERING = frozenset(
    {row.severity for row in SAMPLE.findings}
    | {row.status for row in SAMPLE.coverage.rules}
    | {file.role for file in SAMPLE.inventory.files}
    | {item.kind for item in SAMPLE.deferred}
    | {"Python"}
)
"""Words that decide what a document shows; they come from the auditor, never from a repository."""


def numbered(texts: list[str]) -> Callable[[str], str]:
    """A change that gives each distinct string one of the texts, made distinct by a number, so
    that equal strings stay equal and unequal ones unequal."""
    supply: Iterator[str] = cycle(texts)
    number = count(1)
    known: dict[str, str] = {}

    def change(text: str) -> str:
        if text not in known:
            known[text] = f"{next(supply)} {next(number):04d}"
        return known[text]

    return change


def keeping(words: frozenset[str], change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: text if text in words else change(text)


def plain(report: Report, words: frozenset[str]) -> Report:
    return twisted(report, keeping(words, numbered(["word"])))


def nasty(report: Report, words: frozenset[str], texts: list[str]) -> Report:
    return twisted(report, keeping(words, numbered(texts)))


VARYING = re.compile("word|test functions in")
"""In the texts of a harmless document: the report's strings, and the folders cut from paths."""

FORBIDDEN = {"html_block", "html_inline", "image", "link_open", "code_block"}

HARMLESS = {
    (name, words): plain(report, words)
    for name, report in (("sample", SAMPLE), ("bare", BARE))
    for words in (frozenset[str](), STEERING)
}
SHAPES = {
    (key, renderer.id): shape(renderer.render(report))
    for key, report in HARMLESS.items()
    for renderer in DOCUMENTS
}


def check(texts: list[str], name: str, words: frozenset[str], renderer: Renderer) -> None:
    report = nasty(SAMPLE if name == "sample" else BARE, words, texts)
    document = renderer.render(report)
    usual, found = SHAPES[(name, words), renderer.id], shape(document)
    assert found == usual
    own = [at for at, text in enumerate(usual.texts) if not VARYING.search(text)]
    assert [found.texts[at] for at in own] == [usual.texts[at] for at in own]
    assert not kinds(document) & FORBIDDEN


def test_every_string_of_the_sample_is_twisted() -> None:
    words = strings(nasty(SAMPLE, frozenset(), ["#evil"]))
    assert len(words) == len(strings(SAMPLE)) > 300
    assert all("evil" in word for word in words)


@pytest.mark.parametrize("words", [frozenset(), STEERING], ids=["all", "steered"])
@pytest.mark.parametrize("name", ["sample", "bare"])
@pytest.mark.parametrize("renderer", DOCUMENTS, ids=lambda one: one.id)
@given(texts=st.lists(TEXT, min_size=1, max_size=40))
@settings(max_examples=8, deadline=None)
@example(texts=list(SAMPLES))
@example(texts=list(reversed(SAMPLES)))
def test_hostile_text_changes_no_structure(
    texts: list[str], name: str, words: frozenset[str], renderer: Renderer
) -> None:
    check(texts, name, words, renderer)


@pytest.mark.parametrize("text", SAMPLES)
def test_each_hostile_text_everywhere(text: str) -> None:
    for renderer in DOCUMENTS:
        check([text], "sample", STEERING, renderer)


def _one_replaced(report: Report, text: str) -> Iterator[Report]:
    """The report with one of its strings after the other replaced by ``text``."""
    for target in range(len(strings(report))):
        position = count()

        def change(old: str, target: int = target, position: Iterator[int] = position) -> str:
            return text if next(position) == target else old

        yield twisted(report, change)


def test_one_hostile_text_in_each_place() -> None:
    """Without hostile neighbours, and without a number that makes it unique."""
    thin = thinned(SAMPLE)
    usual = {renderer.id: renderer.render(thin) for renderer in DOCUMENTS}
    blocks = {name: [block.info for block in fences(document)] for name, document in usual.items()}
    shown = 0
    for report in _one_replaced(thin, "```\n# x\n<b>|[a](b)`<!-- ` \\"):
        for renderer in DOCUMENTS:
            document = renderer.render(report)
            if document == usual[renderer.id]:
                continue
            shown += 1
            assert not kinds(document) & FORBIDDEN
            assert [block.info for block in fences(document)] == blocks[renderer.id]
    assert shown > 100


@given(texts=st.lists(TEXT, min_size=1, max_size=20))
@settings(max_examples=25, deadline=None)
@example(texts=list(SAMPLES))
def test_json_stays_json_and_says_what_the_report_says(texts: list[str]) -> None:
    report = nasty(SAMPLE, frozenset(), texts)
    expected = {
        "audit-json": report.model_dump(mode="json"),
        "backlog": [item.model_dump(mode="json") for item in report.backlog],
    }
    for renderer in RENDERERS:
        if renderer.id in expected:
            document = renderer.render(report)
            document.encode("utf-8")
            assert document.endswith("\n")
            assert json.loads(document) == expected[renderer.id]


def test_documents_do_not_grow_without_bound() -> None:
    """The summary of a large repository full of nasty names stays below 60 kB."""
    row = SAMPLE.findings[0]
    findings = tuple(
        row.model_copy(
            update={
                "rule": f"family/rule-of-some-length-{position % 120}",
                "severity": ("critical", "high", "medium", "low")[position % 4],
                "path": f"{'deep/' * 40}{'&' * 200}{position}.py",
                "message": "<|&`漢字" * 100,
                "searched": "<" * 500,
                "silenced": "`" * 500,
            }
        )
        for position in range(4_000)
    )
    longer = nasty(SAMPLE, STEERING, ["<&|`漢字🎉" * 400])
    structure = longer.structure
    report = longer.model_copy(
        update={
            "findings": findings,
            "metrics": longer.metrics.model_copy(update={"functions": longer.metrics.functions * 1_000}),
            "errors": longer.errors * 500,
            "structure": structure.model_copy(
                update={
                    "top_level": structure.top_level * 200,
                    "key_files": structure.key_files * 200,
                    "commands": structure.commands * 200,
                    "entry_points": structure.entry_points * 200,
                    "stubs": structure.stubs * 900,
                    "load": structure.load.model_copy(update={"blocked": structure.load.blocked * 200}),
                }
            ),
            "coverage": longer.coverage.model_copy(
                update={
                    "rules": longer.coverage.rules * 30,
                    "silenced": longer.coverage.silenced * 200,
                    "incomplete": longer.coverage.incomplete * 200,
                }
            ),
        }
    )
    (summary,) = (one for one in DOCUMENTS if one.id == "audit-md")
    assert len(summary.render(report).encode()) < 60_000
