"""What the tests of extractors share: sources, and the promise that evidence stands on its line."""

from codex_audit.domain.facts import AnyFacts, ConfigFacts, DocumentFacts, Source
from codex_audit.domain.plugins import Extractor
from codex_audit.facts._text import canonical, lines_of


def source(name: str, text: str) -> Source:
    """A file's bytes and text as the pipeline hands them over."""
    return Source(name, text.encode("utf-8", "surrogatepass"), text)


def config(extractor: Extractor, text: str, name: str) -> ConfigFacts:
    """The configuration facts of a text, checked."""
    facts = extractor.extract(source(name, text))
    assert isinstance(facts, ConfigFacts)
    check(facts, text)
    return facts


def document(extractor: Extractor, text: str, name: str) -> DocumentFacts:
    """The document facts of a text, checked."""
    facts = extractor.extract(source(name, text))
    assert isinstance(facts, DocumentFacts)
    check(facts, text)
    return facts


def check(facts: AnyFacts | None, text: str) -> None:
    """Every line lies within the text and holds what it is cited for."""
    lines = lines_of(text)
    if isinstance(facts, ConfigFacts):
        _check_config(facts, lines)
    elif isinstance(facts, DocumentFacts):
        _check_document(facts, lines)


def _check_config(facts: ConfigFacts, lines: list[str]) -> None:
    def line(number: int) -> str:
        assert 1 <= number <= len(lines)
        return lines[number - 1]

    for setting in facts.settings:
        assert setting.key.rpartition(".")[2] in line(setting.line)
    for name, number in facts.tools:
        # The owner of a whole file stands at its first line or section.
        assert name in line(number) or facts.tools == ((name, number),)
    for command in facts.commands:
        assert command.name in line(command.line)
        assert "\n" not in command.detail
        assert len(command.detail) <= 300
    for entry in facts.entry_points:
        assert entry.target in line(entry.line)
    for name, number in (*facts.environment, *facts.includes):
        assert name in line(number)
    for dependency in facts.dependencies:
        assert dependency.name in canonical(line(dependency.line))
    if facts.problem_line is not None:
        assert facts.problem
        assert 1 <= facts.problem_line <= max(len(lines), 1) + 1


def _check_document(facts: DocumentFacts, lines: list[str]) -> None:
    def line(number: int) -> str:
        assert 1 <= number <= len(lines)
        return lines[number - 1]

    for link in facts.links:
        assert link.target in line(link.line)
    for text, number in facts.code_spans:
        assert text in line(number)
    for heading in facts.headings:
        assert heading.level >= 1
        assert heading.text in line(heading.line)
    for marker in facts.markers:
        assert marker.tag in line(marker.line)
        assert marker.text.startswith(marker.tag)
        assert marker.text in line(marker.line)
    for fence in facts.fences:
        assert 1 <= fence.line <= fence.end_line <= len(lines)
        assert len(fence.content) <= 4_000
    assert (facts.paragraph is None) is (facts.paragraph_line is None)
    if facts.paragraph_line is not None:
        line(facts.paragraph_line)
