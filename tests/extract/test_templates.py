"""Templates compiled by another process."""

import errno

import pytest

from codex_audit.extract.templates import Compiler
from codex_audit.renderers import _markdown, audit_md
from codex_audit.workers.pool import Pool
from tests.renderers.sample import bare


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_markdown, "_compiled", {})
    _markdown.environment.cache_clear()


def test_what_was_compiled_is_adopted() -> None:
    with Compiler() as templates:
        templates.begin()
        templates.finish()
    assert len(_markdown._compiled) >= 10


def test_without_a_process_they_are_compiled_at_need(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Pool) -> None:
        raise OSError(errno.EAGAIN, "no more processes")

    monkeypatch.setattr(Pool, "_start", refused)
    with Compiler() as templates:
        templates.begin()
        templates.finish()
    assert _markdown._compiled == {}
    assert audit_md.render(bare()).startswith("# ")
