"""``codex-audit run``: the audit."""

import os
import sys
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from codex_audit.cli import _options as options
from codex_audit.cli import _terminal as terminal
from codex_audit.domain.artefacts import own_paths
from codex_audit.domain.errors import AuditError
from codex_audit.domain.finding import Severity
from codex_audit.domain.run import Request

if TYPE_CHECKING:
    from codex_audit.domain.report import Report

MAX_PROMPT: Final = 1_000_000
BUILT_IN_PROMPT: Final = "built-in"
GATE_FAILED: Final = 1
INCOMPLETE: Final = 3


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option(
    "--output-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the artefacts below this folder instead of the audited one.",
)
@click.option(
    "--prompt-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The prompt of the run, copied to reports/prompt_copy.md.",
)
@click.option(
    "--output-format",
    type=click.Choice(["markdown", "json"]),
    help="Also print this document on standard output.",
)
@options.shared
def run(
    path: Path, output_dir: Path | None, prompt_file: Path | None, output_format: str | None, **given: Any
) -> None:
    """Audit the repository at PATH (here, by default) and write the reports into it."""
    from codex_audit import pipeline

    request = _request(path, output_dir, prompt_file, given)
    with terminal.progress(given["quiet"]) as progress:
        report, texts = pipeline.render(pipeline.audit(request, progress), request)
        progress.step(pipeline.WRITE)
        written = pipeline.write(report, texts, request)
    if output_format is not None:
        _print(texts, output_format)
    if not given["quiet"]:
        color = options.colored(given["color"], sys.stderr)
        terminal.summary(report, written, request.output, color=color)
        if given["verbose"]:
            for name in written:
                terminal.say(f"  {name}")
    _leave(report, request, given["require_complete"])


def _request(path: Path, output_dir: Path | None, prompt_file: Path | None, given: dict[str, Any]) -> Request:
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


def _prompt(prompt_file: Path | None) -> tuple[bytes, str]:
    if prompt_file is None:
        built_in = resources.files("codex_audit.templates").joinpath("prompt.md")
        return built_in.read_bytes(), BUILT_IN_PROMPT
    if prompt_file.stat().st_size > MAX_PROMPT:
        raise AuditError(f"{prompt_file}: the prompt is larger than {MAX_PROMPT:,} bytes; shorten it")
    return prompt_file.read_bytes(), prompt_file.name


def _print(texts: dict[str, str], output_format: str) -> None:
    from codex_audit.registry import discover

    path = next(one.path for one in discover("renderers") if one.format == output_format)
    if path not in texts:
        raise AuditError(f"{path} could not be rendered; see .codex/errors.ndjson")
    sys.stdout.buffer.write(texts[path].encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()


def _leave(report: "Report", request: Request, require_complete: bool) -> None:
    if require_complete and not report.complete:
        raise click.exceptions.Exit(INCOMPLETE)
    limit = request.settings.fail_on
    if limit is not None and any(Severity[one.severity.upper()] >= limit for one in report.findings):
        raise click.exceptions.Exit(GATE_FAILED)
