"""The tool, the prompt, the repository, the settings and the machine of a run."""

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from codex_audit.domain.report.base import Model, Text


class Tool(Model):
    """The program that wrote the report. ``dependencies`` are those whose version can change
    a result."""

    name: Text
    version: Text
    python: Text
    dependencies: dict[Text, Text]


class Prompt(Model):
    """The prompt of the run. ``redacted``: the copy in ``prompt_copy.md`` differs from it.
    ``capabilities`` and ``sections`` (of the status update) are those that it asks for; null
    where it names none, which means all."""

    source: Text
    sha256: Text
    redacted: bool
    capabilities: tuple[Text, ...] | None = None
    sections: tuple[int, ...] | None = None
    content: SkipJsonSchema[bytes] = Field(default=b"", exclude=True, repr=False)


class Repository(Model):
    """``name`` comes from packaging metadata or the remote, never from the folder."""

    name: Text
    version: Text | None
    description: Text | None
    license: Text | None
    requires_python: Text | None
    remote: Text | None
    head: Text | None
    branch: Text | None
    git: bool


class Settings(Model):
    """What steers the judgement; jobs, cache and paths do not and are left out."""

    select: tuple[Text, ...]
    ignore: tuple[Text, ...]
    min_severity: Text
    fail_on: Text
    addressee: Text
    thresholds: dict[Text, int]
    isolated: bool
    source: Text | None


class Machine(Model):
    """The machine that ran the audit; ``reproducibility.md`` alone shows it."""

    python: Text
    implementation: Text
    executable_bits: int
    system: Text
    cpu: Text
    cpus: int
    gpu: Text
    packages: tuple[tuple[Text, Text], ...]
    environment: tuple[tuple[Text, Text], ...]
    settings: tuple[tuple[Text, Text], ...]
