"""Packs as TOML: what they may say, and what is said of mistakes."""

import tomllib
from pathlib import Path

import pytest

from codex_audit.domain.errors import AuditError
from codex_audit.project.packs import build
from codex_audit.repository.packs import BUILT_IN, documents, texts

GOOD = """
id = "mine"
title = "Mine"
[[capability]]
id = "one"
title = "One"
implemented = [["a"]]
test = "one"
start = "Begin in {main}."
rollback = "Revert {home}."
[[capability.part]]
id = "a"
title = "A"
any = ["import:torch", "class:*Net(forward, backward)", "keyword:mode=offline", "import:torch + method:step"]
gap = "No A in {main}."
"""


def made(text: str, name: str = "p.toml"):
    return build([(name, tomllib.loads(text))])


def test_a_pack_is_what_its_tables_say() -> None:
    (pack,) = made(GOOD)
    (capability,) = pack.capabilities
    (part,) = capability.parts
    assert (pack.id, pack.source, capability.implemented, part.core) == ("mine", "p.toml", (("a",),), True)
    first, second, third, fourth = part.any
    assert (first[0].kind, first[0].pattern) == ("import", "torch")
    assert (second[0].pattern, second[0].methods) == ("*Net", ("forward", "backward"))
    assert (third[0].pattern, third[0].value) == ("mode", "offline")
    assert [one.kind for one in fourth] == ["import", "method"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "mine"', "", "p.toml, key id: expected a name"),
        ('title = "Mine"', "", "p.toml, key title: missing"),
        ('title = "Mine"', 'titel = "Mine"', "p.toml, key titel: unknown; the keys here are id, title"),
        ('title = "One"', "title = 3", "table [[capability]] 1, id 'one', key title: expected a text"),
        ('implemented = [["a"]]', 'implemented = [["b"]]', "key implemented: no part is called 'b'"),
        ('implemented = [["a"]]', "implemented = []", "key implemented: expected a list of lists"),
        ('implemented = [["a"]]', 'implemented = [["a"]]\nsigns = ["c"]', "key signs: no part is called 'c'"),
        ('"import:torch",', '"torch",', "id 'a', key any: 'torch' is no signal"),
        ('"import:torch",', '"imports:torch",', "no kind of signal is called 'imports'"),
        ('"import:torch",', '"keyword:*mode",', "a keyword is named exactly"),
        ('"import:torch",', '"tests:many",', "tests takes a whole number"),
        ('"import:torch",', '"method:step=1",', "a method takes nothing behind its name"),
        ('gap = "No A in {main}."', "", "id 'a', key gap: missing"),
        ('gap = "No A', 'roles = ["sauce"]\ngap = "No A', "no role is called 'sauce'"),
        ('id = "a"', 'id = "A"', "expected a name of lower-case letters"),
    ],
)
def test_mistakes_name_file_table_and_key(old: str, new: str, message: str) -> None:
    with pytest.raises(AuditError) as caught:
        made(GOOD.replace(old, new, 1))
    assert message in str(caught.value)
    assert str(caught.value).startswith("p.toml, ")


def test_ids_stand_once() -> None:
    with pytest.raises(AuditError, match="'a' stands twice"):
        made(GOOD + '[[capability.part]]\nid = "a"\ntitle = "B"\nany = ["import:x"]\ngap = "g"\n')
    with pytest.raises(AuditError, match="a pack is already called 'mine'"):
        build([("p.toml", tomllib.loads(GOOD)), ("q.toml", tomllib.loads(GOOD))])


def test_a_pack_extends_another() -> None:
    over = """
extends = "mine"
[[capability]]
id = "one"
title = "One and a half"
[[capability.part]]
id = "a"
any = ["import:jax"]
[[capability.part]]
id = "b"
title = "B"
any = ["import:flax"]
gap = "No B in {main}."
[[capability]]
id = "two"
title = "Two"
implemented = [["x"]]
test = "two"
start = "s"
rollback = "r"
[[capability.part]]
id = "x"
title = "X"
any = ["file:X"]
gap = "No X."
"""
    (pack,) = build([("p.toml", tomllib.loads(GOOD)), ("q.toml", tomllib.loads(over))])
    one, two = pack.capabilities
    assert (one.title, [part.id for part in one.parts], two.id) == ("One and a half", ["a", "b"], "two")
    assert one.parts[0].any[0][0].pattern == "jax"
    assert one.parts[0].gap == "No A in {main}."
    with pytest.raises(AuditError, match="no pack is called 'other'"):
        build([("q.toml", tomllib.loads(over.replace('"mine"', '"other"')))])


def test_the_users_packs_are_read_below_the_root(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(GOOD)
    packs = build(documents(texts(str(tmp_path), ["own.toml"])))
    assert [pack.id for pack in packs][-1] == "mine"
    assert len(packs) == len(BUILT_IN) + 1


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../own.toml", "a pack lies below the repository's root"),
        ("/etc/passwd", "a pack lies below the repository's root"),
        ("gone.toml", "the pack cannot be read"),
        ("odd.toml", "not a valid TOML file"),
    ],
)
def test_packs_that_cannot_be_read_are_named(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "odd.toml").write_text("= 3")
    with pytest.raises(AuditError) as caught:
        documents(texts(str(tmp_path), [name]))
    assert message in str(caught.value)


def test_the_documented_pack_is_one() -> None:
    text = (Path(__file__).parents[2] / "docs/packs.md").read_text("utf-8")
    block = next(part for part in text.split("```toml\n")[1:] if part.startswith('id = "services"'))
    (pack,) = build([("services.toml", tomllib.loads(block.partition("```")[0]))])
    assert [part.id for part in pack.capabilities[0].parts] == ["endpoint", "probe"]
