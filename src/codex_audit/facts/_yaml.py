"""YAML as a tree of nodes with lines, values as written.

The tree is built from the parser's events with a stack of our own: composing or constructing
recurses (in C, past the interpreter's limit), resolves tags to objects and multiplies aliases.
An alias stays a leaf here, so no document grows beyond its text.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from codex_audit.facts._text import normal

if TYPE_CHECKING:
    from yaml.events import Event

MAX_CHARACTERS: Final = 1_000_000
MAX_DEPTH: Final = 100

NOT_YAML: Final = "not valid YAML"
TEMPLATE: Final = "a template with markers of another language, not YAML as it stands"
TOO_LARGE: Final = "too large to be read as YAML"
TOO_DEEP: Final = "nested too deeply to be read as YAML"

# Rarer line ends of YAML: no other reader of the file counts lines by them.
_RARE_BREAKS: Final = str.maketrans({"\x85": " ", "\u2028": " ", "\u2029": " "})


class Scalar(Struct, frozen=True):
    """``line`` and ``end`` are 1-based; ``block`` is ``|`` or ``>``, or empty. A block's text
    begins on the line after ``line``."""

    text: str
    line: int
    end: int
    block: str = ""

    @property
    def citable(self) -> bool:
        """Whether the text stands on its line as it is: longer ones are folded into one."""
        return self.end == self.line


class Alias(Struct, frozen=True):
    """A reference to a node that stands elsewhere."""

    line: int


class Sequence(Struct, frozen=True):
    """A list."""

    line: int
    items: list["Node"] = field(default_factory=list)


class Mapping(Struct, frozen=True):
    """Keys with their values, in order."""

    line: int
    pairs: list[tuple[Scalar, "Node"]] = field(default_factory=list)

    def get(self, *names: str) -> "Node | None":
        """The value of the first key that is one of ``names``."""
        return next((value for key, value in self.pairs if key.text in names), None)

    def key(self, name: str) -> Scalar | None:
        """The key itself."""
        return next((key for key, _ in self.pairs if key.text == name), None)


Node = Scalar | Alias | Sequence | Mapping


class Documents(Struct, frozen=True):
    """All documents of a stream, or why they could not be read."""

    roots: tuple[Node, ...] = ()
    lines: tuple[str, ...] = ()
    problem: str | None = None
    problem_line: int | None = None

    @property
    def root(self) -> Mapping:
        """The first document that is a mapping; an empty one where there is none."""
        return next((root for root in self.roots if isinstance(root, Mapping)), Mapping(1))


def load(text: str) -> Documents:
    """Read a stream of documents; never raises."""
    text = normal(text).translate(_RARE_BREAKS).encode("utf-8", "replace").decode()
    lines = tuple(text.split("\n"))
    if len(text) > MAX_CHARACTERS:
        return Documents(problem=TOO_LARGE)
    import yaml

    try:
        roots = _build(_events(text))
    except (yaml.YAMLError, ValueError) as error:
        return Documents((), lines, _reason(text), _error_line(error, text, len(lines)))
    except _TooDeepError as error:
        return Documents((), lines, TOO_DEEP, error.line)
    return Documents(roots, lines)


class _TooDeepError(Exception):
    """The nesting passes ``MAX_DEPTH``."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _events(text: str) -> "Iterator[Event]":
    """The stream's events, by libyaml where PyYAML was built with it (ten times as fast)."""
    import yaml

    loader: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    events: Iterator[Event] = yaml.parse(text, Loader=loader)
    return events


def _build(events: "Iterator[Event]") -> tuple[Node, ...]:
    """The documents' trees. Pairs whose key is itself a list or mapping, or takes several lines,
    are left out."""
    import yaml

    roots: list[Node] = []
    stack: list[Sequence | Mapping] = []
    # For each open mapping, by its place on the stack, the key that awaits its value.
    keys: list[Node | None] = []
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            stack.pop()
            keys.pop()
            continue
        node = _node(event)
        if node is None:
            continue
        if not stack:
            roots.append(node)
        elif isinstance(stack[-1], Sequence):
            stack[-1].items.append(node)
        elif keys[-1] is None:
            keys[-1] = node
        else:
            key, keys[-1] = keys[-1], None
            if isinstance(key, Scalar) and key.citable:
                stack[-1].pairs.append((key, node))
        if isinstance(node, Sequence | Mapping):
            stack.append(node)
            keys.append(None)
            if len(stack) > MAX_DEPTH:
                raise _TooDeepError(node.line)
    return tuple(roots)


def _node(event: "Event") -> Node | None:
    """The node that an event begins, if it begins one."""
    import yaml

    line = event.start_mark.line + 1 if event.start_mark else 1
    if isinstance(event, yaml.ScalarEvent):
        block = event.style if event.style in ("|", ">") else ""
        mark = event.end_mark
        # A block ends at the begin of the next line, where there is one.
        end = line if mark is None else mark.line + (0 if block and not mark.column else 1)
        return Scalar(event.value, line, max(line, end), block)
    if isinstance(event, yaml.SequenceStartEvent):
        return Sequence(line)
    if isinstance(event, yaml.MappingStartEvent):
        return Mapping(line)
    return Alias(line) if isinstance(event, yaml.AliasEvent) else None


def _reason(text: str) -> str:
    """Templates are no broken YAML: they become YAML when they are filled in. GitHub's
    expressions (``${{ … }}``) stand in what is YAML already."""
    plain = text.replace("${{", "")
    return TEMPLATE if any(mark in plain for mark in ("{{", "{%", "<%")) else NOT_YAML


def _error_line(error: Exception, text: str, count: int) -> int | None:
    """The line that the parser names."""
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return int(min(mark.line + 1, max(count, 1)))
    position = getattr(error, "position", None)
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else None


def walk(root: Node) -> Iterator[tuple[str, Node]]:
    """Every node under ``root`` with its key (empty in lists), in the order of the text."""
    stack: list[tuple[str, Node]] = [("", root)]
    while stack:
        key, node = stack.pop()
        yield key, node
        if isinstance(node, Mapping):
            stack.extend((name.text, value) for name, value in reversed(node.pairs))
        elif isinstance(node, Sequence):
            stack.extend(("", item) for item in reversed(node.items))


def text_of(node: Node | None) -> str:
    """A scalar's text; empty for anything else."""
    return node.text if isinstance(node, Scalar) else ""


def items_of(node: Node | None) -> list[Node]:
    """A list's items; a lone scalar or mapping counts as a list of one."""
    if isinstance(node, Sequence):
        return node.items
    return [node] if isinstance(node, Scalar | Mapping) else []


def scalars_of(node: Node | None) -> Iterator[Scalar]:
    """The scalars among a list's items, nested lists included; or the scalar itself."""
    stack: list[Node | None] = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, Scalar):
            yield one
        elif isinstance(one, Sequence):
            stack.extend(reversed(one.items))
