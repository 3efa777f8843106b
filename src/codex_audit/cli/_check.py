"""The work of ``codex-audit check``: which files, their findings, and how they are shown."""

import os
import stat
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import click
import msgspec

from codex_audit import pipeline
from codex_audit.cli import _options as options
from codex_audit.cli._codes import GATE_FAILED, INCOMPLETE
from codex_audit.cli._terminal import COLORS, Silent, say
from codex_audit.domain.artefacts import own_paths
from codex_audit.domain.artifact import Entry, Skipped, Walk, path_key
from codex_audit.domain.errors import AuditError
from codex_audit.domain.finding import Judged
from codex_audit.domain.levels import Severity
from codex_audit.domain.run import Request
from codex_audit.domain.settings import Settings
from codex_audit.domain.text import clean, clean_line
from codex_audit.extract.crew import Crew

WORTH_CACHING: Final = 500_000
"""Bytes of the named files from which on the cache saves more time than it takes to open."""


def judge(root: str, files: Sequence[str], workers: Crew, given: Mapping[str, Any]) -> None:
    """Judge the files, or all of the tree, print what was found, and exit as the gate says."""
    names = _relative(files, root)
    settings = options.settings(root, fail_on="high", options=given)
    project = given["project"]
    analysis = _analyse(_request(root, settings, given), names, project or not files, workers)
    shown = _shown(analysis, names, project)
    skipped = [one for one in analysis.project.snapshot.skipped if names and one.path in set(names)]
    not_run = [] if project else analysis.project_rules
    if given["output_format"] == "json":
        _print_json(shown, skipped, not_run, analysis)
    else:
        _print_text(shown, options.colored(given["color"], sys.stdout))
    if not given["quiet"]:
        _say_rest(shown, skipped, not_run, analysis, given["verbose"])
    _leave(shown, settings, bool(analysis.incomplete), given["require_complete"])


def _analyse(request: Request, names: Sequence[str], whole: bool, workers: Crew) -> pipeline.Analysis:
    if whole:
        return pipeline.analyse(request, Silent(), workers)
    tree = _walk(request.root, names)
    if sum(entry.size for entry in tree.entries) < WORTH_CACHING:
        request = msgspec.structs.replace(request, cache=None)
    return pipeline.check_files(request, tree, Silent(), workers)


def _relative(files: Sequence[str], root: str) -> list[str]:
    """Paths below the root, sorted; folders stand for the regular files in them."""
    names: set[str] = set()
    for file in files:
        # The last part may be a link, which is recorded and not followed.
        folder = os.path.realpath(os.path.dirname(os.path.abspath(file)))
        path = os.path.join(folder, os.path.basename(os.path.abspath(file)))
        if not os.path.lexists(path):
            raise AuditError(f"{clean(file)}: no such file; check the path")
        if os.path.commonpath((root, path)) != root:
            raise AuditError(f"{clean(file)}: lies outside {clean(root)}; run the check in its repository")
        if os.path.isdir(path) and not os.path.islink(path):
            raise AuditError(f"{clean(file)}: is a folder; name files, or none for the whole repository")
        names.add(os.path.relpath(path, root))
    return sorted(names, key=path_key)


def _request(root: str, settings: Settings, given: Mapping[str, Any]) -> Request:
    return Request(
        root=root,
        output=root,
        timestamp=options.timestamp(given["timestamp"]),
        jobs=options.jobs(given["jobs"]),
        cache=options.cache_folder(given["no_cache"], given["cache_dir"]),
        prompt=b"",
        prompt_source="",
        settings=settings,
        own=frozenset(own_paths("")),
    )


def _walk(root: str, names: Sequence[str]) -> Walk:
    """The given files as a walk would return them."""
    entries: list[Entry] = []
    skipped: list[Skipped] = []
    for name in names:
        path = os.path.join(root, name)
        found = os.lstat(path)
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISLNK(found.st_mode)):
            skipped.append(Skipped(name, "special file"))
            continue
        link = stat.S_ISLNK(found.st_mode)
        entries.append(
            Entry(
                path=name,
                size=found.st_size,
                mtime_ns=found.st_mtime_ns,
                ctime_ns=found.st_ctime_ns,
                inode=found.st_ino,
                link=link,
                target=os.readlink(path) if link else None,
            )
        )
    return Walk(tuple(entries), tuple(skipped), git=False)


def _shown(analysis: pipeline.Analysis, names: Sequence[str], project: bool) -> list[Judged]:
    wanted = set(names)
    file_rules = set(analysis.rules) - set(analysis.project_rules)
    return [
        one
        for one in analysis.verdict.findings
        if (not wanted or one.finding.path in wanted) and (project or one.rule.id in file_rules)
    ]


def _print_json(
    shown: Sequence[Judged], skipped: Sequence[Skipped], not_run: Sequence[str], analysis: pipeline.Analysis
) -> None:
    from codex_audit.project.views.rows import finding_row

    document = {
        "findings": [_cleaned(finding_row(one)) for one in shown],
        "skipped": [{"path": clean(one.path), "reason": clean(one.reason)} for one in skipped],
        "not_run": list(not_run),
        "incomplete": [clean(note) for note in analysis.incomplete],
    }
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {name: _cleaned(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(part) for part in value]
    return value


def _print_text(shown: Sequence[Judged], color: bool) -> None:
    lines = []
    for one in sorted(
        shown, key=lambda one: (path_key(one.finding.path), one.finding.line or 0, one.rule.id)
    ):
        finding = one.finding
        place = clean_line(finding.path)
        if finding.line is not None:
            place += f":{finding.line}" + (f":{finding.column}" if finding.column is not None else "")
        label = one.severity.label
        if color:
            label = click.style(label, fg=COLORS[label])
        lines.append(f"{place}: {label} {one.rule.id} {clean_line(finding.message)}\n")
    click.echo("".join(lines), nl=False, color=color)


def _say_rest(
    shown: Sequence[Judged],
    skipped: Sequence[Skipped],
    not_run: Sequence[str],
    analysis: pipeline.Analysis,
    verbose: bool,
) -> None:
    counts = Counter(one.severity for one in shown)
    parts = [f"{counts[one]} {one.label}" for one in sorted(Severity, reverse=True) if counts[one]]
    files = len(analysis.project.snapshot.artifacts)
    say(f"{files} files, {len(shown)} findings" + (f" ({', '.join(parts)})" if parts else ""))
    for one in skipped:
        say(f"skipped {clean_line(one.path)}: {clean_line(one.reason)}")
    for note in analysis.incomplete:
        say(f"incomplete: {clean_line(note)}")
    if not_run:
        names = f": {', '.join(not_run)}" if verbose else ""
        say(f"{len(not_run)} project rules did not run (--project runs them){names}")


def _leave(shown: Sequence[Judged], settings: Settings, incomplete: bool, require: bool) -> None:
    if require and incomplete:
        raise click.exceptions.Exit(INCOMPLETE)
    limit = settings.fail_on
    if limit is not None and any(one.severity >= limit for one in shown):
        raise click.exceptions.Exit(GATE_FAILED)
