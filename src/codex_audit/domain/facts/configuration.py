"""Facts of configuration: packaging metadata, tool tables, hooks, sessions, targets."""

import msgspec


class Dependency(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A declared distribution. ``name`` is normalised (PEP 503); ``group`` is empty for the
    run-time ones, else the extra's or group's name, ``build`` for the build system, or
    ``lock`` for resolved ones. ``pinned``: exactly one version is admitted."""

    name: str
    specifier: str
    group: str
    line: int
    pinned: bool = False


class EntryPoint(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """``group`` is ``console_scripts``, ``gui_scripts``, ``scripts`` (files) or a plug-in
    group; ``target`` is ``module:attribute`` or a path, as written."""

    group: str
    name: str
    target: str
    line: int


class Setting(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A key of interest with its value as text: metadata (``project.name``), or what a tool's
    table says (``tool.ruff.lint.ignore``). Lists are joined by ``, ``. ``line`` contains the
    last part of the key."""

    key: str
    value: str
    line: int


class Command(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Something that this file can run. ``kind`` is ``hook``, ``session``, ``env``, ``target``,
    ``job``, ``step``, ``stage``, ``script`` or ``service``; ``detail`` is its command line or
    version, one line, at most 300 characters."""

    kind: str
    name: str
    line: int
    detail: str = ""


class ConfigFacts(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="config"):
    """What a configuration file says. ``format`` names its extractor (``pyproject``,
    ``setup-cfg``, ``requirements``, ``pre-commit``, ``ci``, …); ``tools`` are the tools that
    have a table or section here, with the line; ``environment`` the variables it declares;
    ``includes`` other files it refers to (``-r base.txt``); ``problem`` why it could not be
    read, without its text; ``dynamic`` metadata fields that code computes."""

    format: str
    dependencies: tuple[Dependency, ...] = ()
    entry_points: tuple[EntryPoint, ...] = ()
    settings: tuple[Setting, ...] = ()
    tools: tuple[tuple[str, int], ...] = ()
    commands: tuple[Command, ...] = ()
    environment: tuple[tuple[str, int], ...] = ()
    includes: tuple[tuple[str, int], ...] = ()
    dynamic: tuple[str, ...] = ()
    problem: str | None = None
    problem_line: int | None = None
