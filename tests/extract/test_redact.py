"""What a file's secrets leave of its facts."""

from codex_audit.domain.facts import DocumentFacts, Fence, FileFacts, PythonFacts, Tier
from codex_audit.domain.secrets import digest
from codex_audit.extract.redact import redacted

VALUE = "vK8r2" + "mQpz1"


def test_values_known_by_their_context_are_taken_out_everywhere() -> None:
    text = f"DB_PASSWORD={VALUE}\n\nlogin --with {VALUE}\n"
    document = DocumentFacts(fences=(Fence("sh", f"login --with {VALUE}", 3, 4),), code_spans=((VALUE, 1),))
    python = PythonFacts(tier=Tier.AST, encoding="utf-8", references=(f"a.{VALUE}",))
    found = redacted(FileFacts((document, python)), text)
    shown = f"[redacted:{digest(VALUE)}]"
    assert found.get(DocumentFacts) == DocumentFacts(
        fences=(Fence("sh", f"login --with {shown}", 3, 4),), code_spans=((shown, 1),)
    )
    assert found.get(PythonFacts) == PythonFacts(tier=Tier.AST, encoding="utf-8", references=(f"a.{shown}",))


def test_facts_without_secrets_stay_as_they_are() -> None:
    bundle = FileFacts((DocumentFacts(code_spans=(("x", 1),)),))
    assert redacted(bundle, "nothing to see") is bundle
