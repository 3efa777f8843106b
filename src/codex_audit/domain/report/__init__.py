"""The Report: the JSON contract of ``audit.json`` and the only input of every renderer.

Every string field is ``Text`` (or one of its kin), so nothing reaches an output that has not
passed the gate of ``codex_audit.domain.text``. Fields marked ``exclude`` describe the machine or
carry whole documents for other artefacts; they stand neither in the JSON nor in its schema.
"""

from typing import Final

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from codex_audit.domain.report.base import Model, Text
from codex_audit.domain.report.branches import Branches, BranchRow, ChurnRow, CommitRow
from codex_audit.domain.report.capabilities import (
    CapabilityRow,
    GateRow,
    Gates,
    Highlight,
    PartRow,
    RegistryRow,
    TestCategory,
)
from codex_audit.domain.report.identity import Machine, Prompt, Repository, Settings, Tool
from codex_audit.domain.report.inventory import (
    FileMetric,
    FunctionMetric,
    Inventory,
    InventoryFile,
    LanguageTotal,
    Metrics,
    SkippedPath,
)
from codex_audit.domain.report.judgement import (
    BacklogItem,
    Coverage,
    DeferredItem,
    ErrorRow,
    FindingRow,
    RuleCoverage,
    Silenced,
    TierCount,
)
from codex_audit.domain.report.reproducibility import (
    ChecklistRow,
    EnvironmentVariable,
    LockFile,
    Reproducibility,
    SeedCall,
)
from codex_audit.domain.report.structure import (
    CommandRow,
    DependencyRow,
    EntryPointRow,
    KeyFile,
    Load,
    Place,
    RankedModule,
    Readme,
    ReadmeHeading,
    Structure,
    StubPlace,
    TopLevel,
)

SCHEMA_VERSION: Final = "1.2.0"

__all__ = [
    "SCHEMA_VERSION",
    "BacklogItem",
    "BranchRow",
    "Branches",
    "CapabilityRow",
    "ChecklistRow",
    "ChurnRow",
    "CommandRow",
    "CommitRow",
    "Coverage",
    "DeferredItem",
    "DependencyRow",
    "EntryPointRow",
    "EnvironmentVariable",
    "ErrorRow",
    "FileMetric",
    "FindingRow",
    "FunctionMetric",
    "GateRow",
    "Gates",
    "Highlight",
    "Inventory",
    "InventoryFile",
    "KeyFile",
    "LanguageTotal",
    "Load",
    "LockFile",
    "Machine",
    "Metrics",
    "Model",
    "PartRow",
    "Place",
    "Prompt",
    "RankedModule",
    "Readme",
    "ReadmeHeading",
    "RegistryRow",
    "Report",
    "Repository",
    "Reproducibility",
    "RuleCoverage",
    "SeedCall",
    "Settings",
    "Silenced",
    "SkippedPath",
    "Structure",
    "StubPlace",
    "TestCategory",
    "Text",
    "TierCount",
    "Tool",
    "TopLevel",
]


class Report(Model):
    """One audit, whole. Parts that this version does not assess are null."""

    schema_version: Text = SCHEMA_VERSION
    tool: Tool
    generated_at: Text
    prompt: Prompt
    repository: Repository
    settings: Settings
    inventory: Inventory
    readme: Readme | None
    structure: Structure
    metrics: Metrics
    findings: tuple[FindingRow, ...]
    capabilities: tuple[CapabilityRow, ...] | None = None
    diffs: None = None
    gates: Gates | None = None
    reproducibility: Reproducibility
    deferred: tuple[DeferredItem, ...]
    menu: None = None
    branches: Branches
    coverage: Coverage
    errors: tuple[ErrorRow, ...]
    complete: bool
    highlights: SkipJsonSchema[tuple[Highlight, ...]] = Field(default=(), exclude=True, repr=False)
    registries: SkipJsonSchema[tuple[RegistryRow, ...]] = Field(default=(), exclude=True, repr=False)
    backlog: SkipJsonSchema[tuple[BacklogItem, ...]] = Field(default=(), exclude=True, repr=False)
    machine: SkipJsonSchema[Machine | None] = Field(default=None, exclude=True, repr=False)
