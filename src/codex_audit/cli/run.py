"""``codex-audit run``: the audit."""

import os
import pkgutil
import shutil
import sys
from typing import Any, Final, cast

import click

from codex_audit.cli import _options as options
from codex_audit.cli import _terminal as terminal
from codex_audit.cli._codes import GATE_FAILED, INCOMPLETE
from codex_audit.domain.artefacts import own_paths
from codex_audit.domain.errors import AuditError
from codex_audit.domain.run import Request, Summary

MAX_PROMPT: Final = 1_000_000
BUILT_IN_PROMPT: Final = "built-in"
DOCUMENTS: Final = {"markdown": "reports/status_update.md", "json": "reports/audit.json"}

_HELD: Final[list[object]] = []
"""What the audit made. The process ends faster than its million objects are taken apart one by one."""


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False), default=".")
@click.option(
    "--output-dir",
    type=click.Path(file_okay=False),
    help="Write the artefacts below this folder instead of the audited one.",
)
@click.option(
    "--prompt-file",
    type=click.Path(exists=True, dir_okay=False),
    help="The prompt of the run, copied to reports/prompt_copy.md.",
)
@click.option(
    "--output-format",
    type=click.Choice(list(DOCUMENTS)),
    help="Also print this document on standard output.",
)
@options.shared
def run(
    path: str, output_dir: str | None, prompt_file: str | None, output_format: str | None, **given: Any
) -> None:
    """Audit the repository at PATH (here, by default) and write the reports into it."""
    from codex_audit import pipeline

    request = _request(path, output_dir, prompt_file, given)
    with terminal.progress(given["quiet"]) as progress:
        summary = pipeline.run(request, progress, _HELD)
    if output_format is not None:
        _print(request.output, summary, output_format)
    if not given["quiet"]:
        color = options.colored(given["color"], sys.stderr)
        terminal.summary(summary, request.output, color=color, verbose=given["verbose"])
    if given["require_complete"] and not summary.complete:
        raise click.exceptions.Exit(INCOMPLETE)
    if summary.fails(request.settings.fail_on):
        raise click.exceptions.Exit(GATE_FAILED)


def _request(path: str, output_dir: str | None, prompt_file: str | None, given: dict[str, Any]) -> Request:
    root = os.path.realpath(path)
    output = os.path.realpath(output_dir) if output_dir is not None else root
    prompt, source = _prompt(prompt_file)
    return Request(
        root=root,
        output=output,
        timestamp=options.timestamp(given["timestamp"]),
        jobs=options.jobs(given["jobs"]),
        cache=options.cache_folder(given["no_cache"], given["cache_dir"]),
        prompt=prompt,
        prompt_source=source,
        settings=options.settings(root, fail_on="never", options=given),
        own=_own(root, output),
        fixed_time=given["timestamp"] is not None or bool(os.environ.get("SOURCE_DATE_EPOCH")),
    )


def _own(root: str, output: str) -> frozenset[str]:
    """The artefacts of this and earlier runs, and the file behind standard output."""
    own = set(own_paths(""))
    if os.path.commonpath((root, output)) == root and output != root:
        own.update(own_paths(os.path.relpath(output, root) + "/"))
    behind = _behind_stdout()
    if behind is not None and os.path.commonpath((root, behind)) == root:
        own.add(os.path.relpath(behind, root))
    return frozenset(own)


def _behind_stdout() -> str | None:
    try:
        target = os.readlink("/proc/self/fd/1")
    except OSError:
        return None
    return target if target.startswith("/") and not target.startswith("/dev/") else None


def _prompt(prompt_file: str | None) -> tuple[bytes, str]:
    if prompt_file is None:
        return cast("bytes", pkgutil.get_data("codex_audit.templates", "prompt.md")), BUILT_IN_PROMPT
    if os.stat(prompt_file).st_size > MAX_PROMPT:
        raise AuditError(f"{prompt_file}: the prompt is larger than {MAX_PROMPT:,} bytes; shorten it")
    with open(prompt_file, "rb") as file:
        return file.read(), os.path.basename(prompt_file)


def _print(output: str, summary: Summary, output_format: str) -> None:
    path = DOCUMENTS[output_format]
    if path not in summary.written:
        raise AuditError(f"{path} could not be rendered; see .codex/errors.ndjson")
    with open(os.path.join(output, path), "rb") as document:
        shutil.copyfileobj(document, sys.stdout.buffer)
    sys.stdout.buffer.flush()
