"""The facts on values that look like secrets."""

import json

import msgspec
import pytest

from codex_audit.domain import secrets
from codex_audit.domain.facts import SecretFacts, SecretHit, Source
from codex_audit.facts.secrets import EXTRACTOR, MAX_HITS
from tests.domain import keys
from tests.domain.keys import numbered

ISSUED = keys.issued(keys.Mint(7))
KEYED = keys.in_context(keys.Mint(7))
MINT = keys.Mint(21)
WEAK = "hunter2" + "xyz"
TOKEN = "ghp_" + MINT.alnum(36)


def facts_of(text: str, name: str = "a.py") -> SecretFacts | None:
    facts = EXTRACTOR.extract(Source(name=name, data=text.encode("utf-8", "surrogatepass"), text=text))
    assert facts is None or isinstance(facts, SecretFacts)
    return facts


def hits_of(text: str, name: str = "a.py") -> tuple[SecretHit, ...]:
    facts = facts_of(text, name)
    return facts.hits if facts else ()


@pytest.mark.parametrize(
    "path", ["a.py", ".env", "deep/x.yml", "README", "id_rsa", "a.min.txt", "lock.py", "n.ipynb", "k.pem"]
)
def test_text_files_are_accepted(path: str) -> None:
    assert EXTRACTOR.accepts(path)


@pytest.mark.parametrize(
    "path",
    [
        "poetry.lock",
        "x/package-lock.json",
        "uv.lock",
        "go.sum",
        "app.min.js",
        "app-min.css",
        "a.js.map",
        "x.svg",
        "X.PNG",
        "m.pt",
    ],
)
def test_lock_files_images_and_the_like_are_not(path: str) -> None:
    assert not EXTRACTOR.accepts(path)


def test_a_clean_file_has_no_facts() -> None:
    assert facts_of("x = 1\n") is None


def test_a_hit_tells_its_place_and_never_its_value() -> None:
    text = f'import os\n\nkey = "{TOKEN}"\npassword = "{WEAK}"\n'
    first, second = hits_of(text)
    assert first == SecretHit("github-token", 3, secrets.digest(TOKEN), "ghp_")
    assert second == SecretHit("password", 4, secrets.digest(WEAK), "password")
    packed = msgspec.json.encode(SecretFacts((first, second))).decode()
    assert TOKEN[4:] not in packed
    assert WEAK not in packed


@pytest.mark.parametrize(("kind", "token"), ISSUED, ids=numbered(ISSUED))
@pytest.mark.parametrize("wrap", ["first\nx = '{}'\n", "\r\n{}\r\n", "\r{}", "\n  {}\n"])
def test_the_lead_stands_on_the_cited_line_and_is_not_the_secret(kind: str, token: str, wrap: str) -> None:
    text = wrap.format(token)
    (hit,) = hits_of(text)
    line = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[hit.line - 1]
    assert hit.kind == kind
    assert token in line
    assert hit.lead
    assert hit.lead in line
    assert len(hit.lead) <= max(16, len(token) // 3)


@pytest.mark.parametrize(("kind", "text", "value"), KEYED, ids=numbered(KEYED))
def test_the_lead_of_a_named_value_is_its_name(kind: str, text: str, value: str) -> None:
    lines = ("# one\n" + text.replace("%s", value)).split("\n")
    (hit,) = hits_of("\n".join(lines))
    assert hit.kind == kind
    assert value in lines[hit.line - 1]
    assert hit.lead in lines[hit.line - 1]
    assert value not in hit.lead
    assert len(hit.lead) >= 2


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("DB_PASSWORD=vK8r2" + "mQpz1\n", "DB_PASSWORD"),
        ("url = 'postgres://app:vK8r2" + "mQpz1@db.corp.net/x'", "postgres://"),
        ("'db.password': 'vK8r2" + "mQpz1'", "db.password"),
        (keys.pem(MINT), "-----BEGIN"),
        ("sk_live_" + MINT.alnum(24), "sk_live_"),
        ("://:vK8r2" + "mQpz1@db.corp.net/x", ":"),
    ],
    ids=range(6),
)
def test_leads(text: str, lead: str) -> None:
    assert [hit.lead for hit in hits_of(text)] == [lead]


def test_two_secrets_on_one_line_do_not_lead_to_each_other() -> None:
    other = MINT.hex(32) + "-us5"
    text = f"{TOKEN} {other}"
    assert [hit.lead for hit in hits_of(text)] == ["ghp_", other[:2]]
    named = f'x = call("{other}", "{MINT.hex(32)}-us7")'
    assert [hit.lead for hit in hits_of(named)] == ["call", '"']


def test_a_secret_at_the_very_start_has_a_lead() -> None:
    value = MINT.hex(32) + "-us5"
    assert [hit.lead for hit in hits_of(value)] == [value[:2]]


def test_a_private_key_is_cited_at_its_first_line() -> None:
    assert [(hit.line, hit.kind) for hit in hits_of(f"a\nb\n{keys.pem(MINT)}\n")] == [(3, "private-key")]


def test_a_dump_is_bounded() -> None:
    text = "\n".join("ghp_" + MINT.alnum(36) for _ in range(MAX_HITS + 20))
    facts = EXTRACTOR.extract(Source("a.txt", text.encode(), text))
    assert isinstance(facts, SecretFacts)
    assert len(facts.hits) == MAX_HITS
    assert facts.more == len(secrets.find(text)) - MAX_HITS > 10


def notebook(source: list[str], output: list[str]) -> str:
    cell = {"cell_type": "code", "source": source, "outputs": [{"text": output}]}
    return json.dumps({"cells": [cell], "nbformat": 4}, indent=1)


def test_a_notebook_is_judged_by_its_source_cells() -> None:
    named = f'api_key = "{MINT.hex(40)}"\n'
    text = notebook(["import os\n", named], ["nothing"])
    (hit,) = hits_of(text, "n.ipynb")
    assert hit.lead == "api_key"
    assert "api_key" in text.split("\n")[hit.line - 1]
    assert hits_of(notebook(["x\n"], [named]), "n.ipynb") == ()


def test_an_issued_token_counts_in_a_notebooks_output_too() -> None:
    (hit,) = hits_of(notebook(["x\n"], [f"{TOKEN}\n"]), "n.ipynb")
    assert hit.kind == "github-token"


def test_an_old_notebook_keeps_its_cells_in_sheets() -> None:
    text = json.dumps({"worksheets": [{"cells": [{"source": f'password = "{WEAK}"'}]}]})
    assert [hit.kind for hit in hits_of(text, "n.ipynb")] == ["password"]


def test_a_broken_notebook_is_searched_whole() -> None:
    assert [hit.kind for hit in hits_of(f'{{"cells": [ password = "{WEAK}"\n', "n.ipynb")] == ["password"]
