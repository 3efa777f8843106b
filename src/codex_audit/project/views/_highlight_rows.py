"""How a highlight words what it merges: titles that name symbol, place and number."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from codex_audit.domain.artifact import Role
from codex_audit.domain.finding import Evidence, Judged
from codex_audit.domain.patterns import regex
from codex_audit.domain.report.capabilities import CapabilityRow, Highlight
from codex_audit.domain.report.structure import Place
from codex_audit.domain.text import clean_line

MAX_PLACES: Final = 3
MAX_NAMED: Final = 3
MAX_SYMBOL: Final = 80
MAX_SENTENCE: Final = 240

_LINTER: Final = regex(r" \(ruff [A-Z]{1,5}\d{1,5}\)\.?$")
_SENTENCE_END: Final = regex(r"\.\s")
_PLACE_IN_LIST: Final = regex(r"Place \d{1,3} of \d{1,3}: ")


def urgency(one: Judged) -> tuple[int, int, int]:
    """Sort key: the worst, surest and most central finding first."""
    return -one.severity, -one.confidence, one.role is not Role.SOURCE


def of_findings(group: Sequence[Judged]) -> Highlight:
    """One highlight of findings that say the same, the worst first."""
    worst = group[0]
    files = {one.finding.path for one in group}
    return Highlight(
        title=_title(group),
        detail=_detail(group),
        severity=worst.severity.label,
        reach=len(files),
        places=tuple(_places(group)),
        rules=tuple(sorted({one.rule.id for one in group})),
    )


def _title(group: Sequence[Judged]) -> str:
    """What the worst finding says, its place, and how many more there are."""
    worst = group[0].finding
    said, _ = _sentences(worst.message)
    if worst.symbol and worst.symbol.rstrip(". ") not in said:
        said = f"{said}: {_code(worst.symbol)}"
        said = f"{said} in {_at(worst.path, worst.line)}"
    elif worst.path != "." and (worst.line is not None or worst.path not in said):
        said = f"{said} ({_at(worst.path, worst.line)})"
    return f"{said}{_more(group)}"


def _more(group: Sequence[Judged]) -> str:
    """The other places by number; rules that are broken by absence, by their titles."""
    worst = group[0].finding
    others = {(one.finding.path, one.finding.line) for one in group} - {(worst.path, worst.line)}
    if not others:
        titles = [one.rule.title for one in group if one.rule.id != group[0].rule.id]
        return "".join(f"; also: {title}" for title in dict.fromkeys(titles))
    files = {path for path, _ in others} - {worst.path}
    where = f"{counted(len(files), 'other file')}" if files else "the same file"
    return f", and {counted(len(others), 'more place')} in {where}"


def _detail(group: Sequence[Judged]) -> str:
    """The rest of the message, the second finding's, and how the findings spread."""
    worst = group[0]
    said, rest = _sentences(worst.finding.message)
    parts = [rest] if rest else []
    if len(group) > 1:
        others = (one.finding.message for one in group[1:])
        second = next((text for text in others if text != worst.finding.message), "")
        if second and (also := _sentences(second)[0]) != said:
            parts.append(f"Also: {also}.")
        parts.append(f"{_spread(group)}.")
    elif worst.finding.searched:
        parts.append(f"Searched: {clean_line(worst.finding.searched, MAX_SENTENCE)}.")
    sure = f"{worst.severity.label} severity, {worst.confidence.label} confidence, role {worst.role}"
    parts.append(f"Worst case {worst.rule.id}: {sure}." if len(group) > 1 else f"{worst.rule.id}: {sure}.")
    return " ".join(parts)


def _spread(group: Sequence[Judged]) -> str:
    """The files with most findings."""
    files = Counter(one.finding.path for one in group)
    ranked = sorted(files, key=lambda path: (-files[path], path))
    named = ", ".join(f"{_at(path, None)} ({files[path]})" for path in ranked[:MAX_NAMED])
    rest = f" and {len(ranked) - MAX_NAMED} more" if len(ranked) > MAX_NAMED else ""
    return f"{counted(len(group), 'finding')} in {counted(len(files), 'file')}: {named}{rest}"


def _places(group: Sequence[Judged]) -> Iterable[Place]:
    """The best three places, of different files where there are so many; a single finding
    shows its related evidence too."""
    cited = [_own(one) for one in _spread_out(group)]
    if len(group) == 1:
        cited += [_place(one) for one in group[0].finding.related]
    by_line: dict[tuple[str, int | None], Place] = {}
    by_file: dict[str, Place] = {}
    for one in cited:
        by_line.setdefault((one.path, one.line), one)
        by_file.setdefault(one.path, one)
    chosen = {(one.path, one.line): one for one in (*by_file.values(), *by_line.values())}
    return list(chosen.values())[:MAX_PLACES]


def _spread_out(group: Sequence[Judged]) -> list[Judged]:
    """The worst finding of each of the first files, then the worst at all."""
    by_file: dict[str, Judged] = {}
    for one in group:
        by_file.setdefault(one.finding.path, one)
    return [*list(by_file.values())[:MAX_PLACES], *group[: MAX_PLACES * 2]]


def _own(one: Judged) -> Place:
    finding = one.finding
    if finding.line is None:
        return Place(path=finding.path, line=None, symbol="", note=finding.searched)
    return Place(path=finding.path, line=finding.line, symbol=finding.symbol)


def _place(one: Evidence) -> Place:
    return Place(path=one.path, line=one.line, symbol=one.symbol, note=one.note)


def of_capability(row: CapabilityRow) -> Highlight:
    """One highlight of a capability that is not whole."""
    places = [*row.artifacts, *(place for part in row.parts for place in part.evidence)]
    unique = list(dict.fromkeys(places))
    said = _capability_title(row)
    return Highlight(
        title=said,
        detail=row.gaps[0] if row.gaps else f"{said}.",
        severity=_capability_severity(row),
        reach=len({place.path for place in unique}),
        places=tuple(unique[:MAX_PLACES]),
        rules=(f"{row.pack}/{row.id}",),
    )


def _capability_severity(row: CapabilityRow) -> str:
    """A stub promises what it does not do; a core part that is absent weighs as much as the
    whole."""
    if row.status == "Stubbed":
        return "high"
    core = any(part.core and part.status != "present" for part in row.parts)
    return "medium" if row.status == "Missing" or core else "low"


def _capability_title(row: CapabilityRow) -> str:
    lacking = [part for part in row.parts if part.status != "present"]
    # Core parts first: they decide.
    lacking.sort(key=lambda part: not part.core)
    names = [part.name for part in lacking]
    if not names:
        return f"{row.title} is {row.status.lower()}"
    rest = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return (
        f"{row.title} is {row.status.lower()}: {len(names)} of {counted(len(row.parts), 'part')} "
        f"{'is' if len(names) == 1 else 'are'} not there ({', '.join(names[:MAX_NAMED])}{rest})"
    )


def _sentences(message: str) -> tuple[str, str]:
    """The first sentence without its stop and the linter's code, and the rest."""
    text = _PLACE_IN_LIST.sub("", _LINTER.sub("", message))
    if len(text) < len(message):
        text = f"{text[:1].upper()}{text[1:]}"
    end = _SENTENCE_END.search(text)
    first, rest = (text[: end.start()], text[end.end() :]) if end else (text.removesuffix("."), "")
    return clean_line(first, MAX_SENTENCE), clean_line(rest, MAX_SENTENCE)


def _code(symbol: str) -> str:
    return f"`{clean_line(symbol, MAX_SYMBOL).replace('`', chr(39))}`"


def _at(path: str, line: int | None) -> str:
    shown = path.replace("`", "'")
    return f"`{shown}`" if line is None else f"`{shown}:{line}`"


def counted(number: int, word: str, plural: str = "") -> str:
    """``1 file``, ``2 files``."""
    return f"{number:,} {word if number == 1 else plural or word + 's'}"
