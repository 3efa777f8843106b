"""Findings on secrets."""

import pytest

from codex_audit.analyzers.secrets import ANALYZER, analyse
from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import FileFacts, SecretFacts, SecretHit, Source
from codex_audit.domain.finding import Finding, Rule
from codex_audit.domain.levels import Severity
from codex_audit.domain.secret_table import DETECTORS
from codex_audit.facts.secrets import EXTRACTOR
from tests.domain import keys


def findings(*hits: SecretHit) -> list[Finding]:
    return list(analyse(FileFacts((SecretFacts(hits),))))


def found_in(text: str, name: str = "a.py") -> list[Finding]:
    facts = EXTRACTOR.extract(Source(name=name, data=text.encode(), text=text))
    return [] if facts is None else list(analyse(FileFacts((facts,))))


MINT = keys.Mint(8)
FILLED = {
    "secret/private-key": ("[lines of letters and digits]", MINT.draw(keys.BASE64, 64)),
    "secret/token": ("[36 letters and digits]", MINT.alnum(36)),
    "secret/url-password": ("[a password]", "vK8r2" + "mQpz1"),
    "secret/header": ("[letters and digits]", MINT.alnum(40)),
    "secret/hard-coded": ("[letters, digits and signs]", "vK8r2" + "mQ!pz1"),
}


@pytest.mark.parametrize("rule", ANALYZER.rules, ids=lambda rule: rule.id)
def test_examples(rule: Rule) -> None:
    blank, value = FILLED[rule.id]
    assert blank in rule.fires
    (found,) = found_in(rule.fires.replace(blank, value))
    assert found.rule == rule.id
    assert found_in(rule.passes) == found_in(rule.fires) == []


def test_every_kind_has_a_rule() -> None:
    ids = {rule.id for rule in ANALYZER.rules}
    for one in DETECTORS:
        (found,) = findings(SecretHit(one.kind, 3, "0123456789", "lead"))
        assert found.rule in ids
        assert one.label in found.message
    assert list(analyse(FileFacts())) == []


def test_a_finding_tells_place_and_digest_and_never_the_value() -> None:
    token = "ghp_" + keys.Mint(3).alnum(36)
    (found,) = found_in(f"import os\n\nTOKEN = '{token}'\n")
    assert (found.rule, found.line, found.symbol) == ("secret/token", 3, "ghp_")
    assert "GitHub token" in found.message
    assert token[4:] not in repr(found)


def test_identity_follows_the_value_and_not_the_line() -> None:
    token = "ghp_" + keys.Mint(3).alnum(36)
    (here,), (there,) = found_in(f"{token}\n"), found_in(f"\n\nx = {token}\n")
    assert here.anchor == there.anchor
    assert here.line != there.line


def test_one_finding_a_line_and_value() -> None:
    one, other = SecretHit("jwt", 1, "aaaaaaaaaa", "eyJ"), SecretHit("jwt", 2, "aaaaaaaaaa", "eyJ")
    assert [found.line for found in findings(one, one, other)] == [1, 2]


def test_severities_by_role() -> None:
    rules = {rule.id: rule for rule in ANALYZER.rules}
    token = rules["secret/token"]
    assert token.severity_in(Role.SOURCE) is Severity.CRITICAL
    assert token.severity_in(Role.TEST) is Severity.MEDIUM
    assert rules["secret/private-key"].severity_in(Role.TEST) is Severity.LOW
    assert rules["secret/hard-coded"].severity_in(Role.TEST) is Severity.LOW
    assert rules["secret/hard-coded"].severity_in(Role.VENDORED) is None


def test_what_is_too_much_to_list_is_counted() -> None:
    hit = SecretHit(kind=DETECTORS[0].kind, line=3, digest="0" * 10, lead="x")
    found = list(analyse(FileFacts((SecretFacts((hit,), more=1234),))))
    assert [one.line for one in found] == [3, None]
    assert found[1].message.startswith("1,234 more values")
    assert found[1].searched
