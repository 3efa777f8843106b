"""Which capabilities stand in the repository, and the gates that guard them."""

from codex_audit.domain.report.base import Model, Text
from codex_audit.domain.report.structure import Place


class PartRow(Model):
    """A part of a capability. ``status`` is ``present``, ``stubbed`` or ``absent``;
    ``core`` parts decide whether the capability is implemented."""

    id: Text
    name: Text
    core: bool
    status: Text
    evidence: tuple[Place, ...]


class CapabilityRow(Model):
    """The judgement of one capability: ``status`` is ``Implemented``, ``Partially
    Implemented``, ``Stubbed`` or ``Missing``. ``applicable``: the repository is of the kind that
    would have it. ``artifacts`` are the best places, definitions
    before uses; ``patch_plan`` are the steps of a minimal patch, ``rollback_plan`` how to
    undo it."""

    pack: Text
    id: Text
    title: Text
    status: Text
    applicable: bool = True
    parts: tuple[PartRow, ...]
    artifacts: tuple[Place, ...]
    gaps: tuple[Text, ...]
    risks: tuple[Text, ...]
    patch_plan: tuple[Text, ...]
    rollback_plan: Text


class RegistryRow(Model):
    """A registry or group of plug-ins: ``entries`` counts what is registered in it."""

    name: Text
    place: Place
    entries: int


class GateRow(Model):
    """A command that the repository offers for checking itself, found in its configuration.
    ``output`` is an example of what it prints, ``not run`` where nothing ran it;
    ``categories`` are those of the ML Test Score that it covers."""

    command: Text
    purpose: Text
    output: Text
    categories: tuple[Text, ...]
    place: Place


class TestCategory(Model):
    """Tests of one category of the ML Test Score (data, model, infrastructure, regression,
    performance; Breck et al., 2017): how many functions in how many files, and the best
    places. ``missing`` says what a first test would cover, where there is none."""

    name: Text
    files: int
    tests: int
    places: tuple[Place, ...]
    missing: Text | None


class Gates(Model):
    """The gates and tests of the repository, found without running any."""

    commands: tuple[GateRow, ...]
    categories: tuple[TestCategory, ...]


class Highlight(Model):
    """A finding of high signal: several findings that say the same are one. ``reach`` counts
    the files concerned."""

    title: Text
    detail: Text
    severity: Text
    reach: int
    places: tuple[Place, ...]
    rules: tuple[Text, ...]
