"""The dependencies of a conda environment file."""

from collections.abc import Iterator

from codex_audit.domain.facts import Dependency, Setting
from codex_audit.domain.patterns import regex
from codex_audit.facts._requirement import pinned, requirement
from codex_audit.facts._text import canonical
from codex_audit.facts._yaml import Mapping, Scalar, items_of, scalars_of

_MATCH = regex(r"(?:[\w.-]{1,60}::)?([A-Za-z0-9_][\w.-]{0,100})\s{0,20}([=<>!~*\d].{0,200})?")


def dependencies(root: Mapping, group: str) -> Iterator[Dependency]:
    """conda's packages and pip's, in order. Interpreters and compilers are conda packages too,
    but ``python`` and ``pip`` are no dependency of code."""
    for item in items_of(root.get("dependencies")):
        if isinstance(item, Mapping):
            for scalar in scalars_of(item.get("pip")):
                found = requirement(scalar.text.partition(" #")[0], group, scalar.line)
                if found is not None:
                    yield found
        elif isinstance(item, Scalar) and (match := _MATCH.fullmatch(item.text.strip())):
            name, specifier = canonical(match.group(1)), (match.group(2) or "").strip()
            if name not in ("python", "pip"):
                # conda: ``=1.2`` is any 1.2.x, ``==1.2`` and a build string (``=1.2=0``) are exact.
                exact = pinned(specifier) or specifier.lstrip("=").count("=") == 1
                yield Dependency(name, specifier, group, item.line, exact and specifier.startswith("="))


def python(root: Mapping) -> Iterator[Setting]:
    """The Python that the environment asks for."""
    for item in items_of(root.get("dependencies")):
        match = _MATCH.fullmatch(item.text.strip()) if isinstance(item, Scalar) else None
        if match is not None and match.group(1) == "python" and match.group(2):
            yield Setting("project.python", match.group(2).strip(), item.line)
