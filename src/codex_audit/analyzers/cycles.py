"""Modules that import each other in a circle."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Final

from codex_audit.analyzers._linked import (
    MAX_RELATED,
    edge_evidence,
    import_symbol,
    import_text,
    no_python,
    unparsed,
)
from codex_audit.domain.finding import FOREIGN_ROLES, Finding, Menu, Rule
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.plugins import ProjectAnalyzer
from codex_audit.domain.project import Edge, Project

CYCLE: Final = Rule(
    id="imports/cycle",
    title="Modules import each other in a circle",
    help=(
        "Modules that need each other while they load work only in the order in which they happen to be "
        "imported first; a moved import then fails with a partially initialised module. Only imports that "
        "run when the module loads count: those within functions and under TYPE_CHECKING do not. One "
        "finding stands for each group of modules that reach each other, with its shortest circle."
    ),
    severity=Severity.MEDIUM,
    menu=Menu.REPO_MAP,
    in_vendored=None,
    fires="# a.py\nfrom b import one\n\n# b.py\nfrom a import two\n",
    passes="# a.py\nfrom b import one\n\n# b.py\ndef use():\n    from a import two\n",
)

MAX_SEARCH: Final = 2_000_000
"""Node times edge visits allowed when looking for the shortest circle of one group."""

Graph = Mapping[str, Mapping[str, Edge]]


def analyse(project: Project) -> Iterator[Finding]:
    """One finding for each strongly connected component of the imports at module level."""
    graph = _graph(project)
    for component in _components(graph):
        members = frozenset(component)
        inner = {
            name: {to: edge for to, edge in graph[name].items() if to in members} for name in sorted(members)
        }
        yield _finding(_shortest(inner), len(members))


def _graph(project: Project) -> dict[str, dict[str, Edge]]:
    """Imports at module level between own modules; of several between two modules the one
    that binds a name, which is the one that can fail."""
    graph: dict[str, dict[str, Edge]] = {name: {} for name in project.modules}
    for edge in project.edges:
        statement = edge.statement
        if statement.deferred or statement.type_checking or edge.importer == edge.imported:
            continue
        module = project.module_of.get(edge.path)
        if module is None or module.role in FOREIGN_ROLES:
            continue
        if project.modules[edge.imported].role in FOREIGN_ROLES:
            continue
        known = graph[edge.importer].get(edge.imported)
        if known is None or (_binds(edge) and not _binds(known)):
            graph[edge.importer][edge.imported] = edge
    return graph


def _binds(edge: Edge) -> bool:
    """Whether the import takes a name out of the module, which must then be there already."""
    return edge.symbol is not None or edge.statement.name == "*"


def _components(graph: Graph) -> list[list[str]]:
    """Strongly connected components of two or more modules: Tarjan's algorithm with an
    explicit stack. Sorted by their first name."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    waiting: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for start in graph:
        if start in order:
            continue
        work: list[tuple[str, Iterator[str]]] = [(start, iter(graph[start]))]
        _enter(start, order, low, waiting, on_stack)
        while work:
            name, rest = work[-1]
            fresh = next((to for to in rest if _visit(name, to, order, low, on_stack)), None)
            if fresh is not None:
                _enter(fresh, order, low, waiting, on_stack)
                work.append((fresh, iter(graph[fresh])))
                continue
            work.pop()
            if work:
                above = work[-1][0]
                low[above] = min(low[above], low[name])
            if low[name] == order[name]:
                component = _leave(name, waiting, on_stack)
                if len(component) > 1:
                    found.append(sorted(component))
    return sorted(found)


def _enter(
    name: str, order: dict[str, int], low: dict[str, int], waiting: list[str], on_stack: set[str]
) -> None:
    order[name] = low[name] = len(order)
    waiting.append(name)
    on_stack.add(name)


def _visit(name: str, to: str, order: dict[str, int], low: dict[str, int], on_stack: set[str]) -> bool:
    """Whether ``to`` is new; if not, take note of how far back it leads."""
    if to not in order:
        return True
    if to in on_stack:
        low[name] = min(low[name], order[to])
    return False


def _leave(name: str, waiting: list[str], on_stack: set[str]) -> list[str]:
    component = []
    while True:
        member = waiting.pop()
        on_stack.discard(member)
        component.append(member)
        if member == name:
            return component


def _shortest(graph: Graph) -> list[Edge]:
    """A shortest circle: by names the first of the pairs that import each other, else by
    search from each module in turn, from as many as the bound allows."""
    pairs = [(one, two) for one in graph for two in graph[one] if one < two and one in graph[two]]
    if pairs:
        circles = ([graph[one][two], graph[two][one]] for one, two in sorted(pairs))
        return min(circles, key=lambda circle: not _fragile(circle))
    size = sum(map(len, graph.values()))
    starts = sorted(graph)[: max(1, MAX_SEARCH // max(1, size))]
    circles = (_circle(graph, start) for start in starts)
    return min((circle for circle in circles if circle), key=len)


def _fragile(circle: list[Edge]) -> bool:
    """Whether which module loads first decides if the circle works: each import takes a name,
    and none leads from a package to its own module, which the package always precedes."""
    return all(_binds(one) and not one.imported.startswith(f"{one.importer}.") for one in circle)


def _circle(graph: Graph, start: str) -> list[Edge]:
    """The shortest way from a module back to itself, breadth first."""
    came: dict[str, Edge] = {}
    queue = deque([start])
    while queue:
        name = queue.popleft()
        for to, edge in graph[name].items():
            if to == start:
                way = [edge]
                while way[-1].importer != start:
                    way.append(came[way[-1].importer])
                return way[::-1]
            if to not in came:
                came[to] = edge
                queue.append(to)
    return []


def _finding(circle: list[Edge], size: int) -> Finding:
    names = [edge.importer for edge in circle]
    way = " → ".join((*names, names[0]))
    first = circle[0]
    if size == 2:
        message = f"{names[0]} and {names[1]} import each other when they load."
    elif size == len(circle):
        message = f"{size} modules import each other in a circle when they load: {way}."
    else:
        message = f"{size} modules reach each other by imports when they load; the shortest circle is {way}."
    guarded = any(edge.statement.guarded for edge in circle)
    return Finding(
        rule=CYCLE.id,
        message=f"{message} It begins with `{import_text(first.statement)}`.",
        path=first.path,
        line=first.statement.line,
        symbol=import_symbol(first.statement),
        anchor=way,
        severity=Severity.MEDIUM if _fragile(circle) else Severity.LOW,
        confidence=Confidence.MEDIUM if guarded else Confidence.HIGH,
        related=tuple(edge_evidence(edge) for edge in circle[1 : MAX_RELATED + 1]),
    )


ANALYZER: Final[ProjectAnalyzer] = ProjectAnalyzer("cycles", (CYCLE,), analyse, no_python, unparsed)
