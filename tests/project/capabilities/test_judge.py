"""Which parts stand, and what status that makes."""

import pytest

from codex_audit.domain.capabilities import Status
from tests.project.capabilities.trees import judged, pack, part

BOTH = 'implemented = [["a", "b"]]\n' + part("a", '["call:lib.save"]') + part("b", '["class:*Loader(load)"]')
SAVES = "import lib\n\n\ndef keep(x):\n    lib.save(x)\n"
LOADS = "class BigLoader:\n    def load(self):\n        return 1\n"
STUB = "class BigLoader:\n    def load(self):\n        raise NotImplementedError\n"


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({"p/a.py": SAVES, "p/b.py": LOADS}, Status.IMPLEMENTED),
        ({"p/a.py": SAVES}, Status.PARTIAL),
        ({"p/a.py": SAVES, "p/b.py": STUB}, Status.PARTIAL),
        ({"p/b.py": STUB}, Status.STUBBED),
        ({"p/a.py": "x = 1\n"}, Status.MISSING),
        ({"tests/test_a.py": SAVES, "tests/test_b.py": LOADS}, Status.MISSING),
        ({"docs/a.py": SAVES, "examples/b.py": LOADS}, Status.MISSING),
        ({"vendor/lib2/a.py": SAVES, "vendor/lib2/b.py": LOADS}, Status.MISSING),
    ],
)
def test_statuses(files: dict[str, str], status: Status) -> None:
    assert judged(files, pack(BOTH))["one"].status is status


def test_signals_joined_by_a_plus_stand_in_one_file() -> None:
    packs = pack('implemented = [["a"]]\n' + part("a", '["import:lib + method:step"]'))
    apart = {"p/a.py": "import lib\nlib.x()\n", "p/b.py": "def f(o):\n    o.step()\n"}
    assert judged(apart, packs)["one"].status is Status.MISSING
    together = judged({"p/a.py": "import lib\n\n\ndef f(o):\n    o.step()\n"}, packs)["one"]
    assert together.status is Status.IMPLEMENTED
    # The import only shows what the method is of.
    assert {hit.symbol for hit in together.parts[0].evidence} == {"step"}


def test_parts_that_are_no_signs_mean_nothing_alone() -> None:
    text = (
        'implemented = [["a", "b"]]\nsigns = ["a"]\n'
        + part("a", '["call:lib.save"]')
        + part("b", '["name:resume"]')
    )
    packs = pack(text)
    alone = judged({"p/a.py": "resume = 1\n"}, packs)["one"]
    assert (alone.status, [one.state for one in alone.parts]) == (Status.MISSING, ["absent", "absent"])
    assert judged({"p/a.py": SAVES + "resume = 1\n"}, packs)["one"].status is Status.IMPLEMENTED


def test_nothing_counts_outside_its_field() -> None:
    packs = pack('implemented = [["a"]]\nwithin = ["import:torch"]\n' + part("a", '["function:evaluate"]'))
    code = "def evaluate(x):\n    return x\n\n\nevaluate(1)\n"
    assert judged({"p/a.py": code}, packs)["one"].status is Status.MISSING
    assert judged({"p/a.py": code, "p/b.py": "import torch\n"}, packs)["one"].status is Status.IMPLEMENTED


def test_a_function_counts_where_it_is_used() -> None:
    packs = pack('implemented = [["a"]]\n' + part("a", '["function:evaluate"]'))
    idle = "def evaluate(x):\n    return x\n"
    assert judged({"p/a.py": idle}, packs)["one"].status is Status.MISSING
    used = {"p/a.py": idle, "p/b.py": "from p.a import evaluate\n\nevaluate(1)\n"}
    assert judged(used, packs)["one"].status is Status.IMPLEMENTED
    assert judged({"p/a.py": idle + '\n__all__ = ["evaluate"]\n'}, packs)["one"].status is Status.IMPLEMENTED


def test_evidence_is_the_best_and_not_the_first() -> None:
    packs = pack('implemented = [["a"]]\n' + part("a", '["call:lib.save", "class:Saver", "import:lib"]'))
    long = "class Saver:\n    def a(self):\n        x = 1\n        return x\n"
    files = {
        "a_first.py": SAVES,
        "pkg/__init__.py": "",
        "pkg/deep/__init__.py": "",
        "pkg/deep/short.py": "class Saver:\n    x = 1\n",
        "pkg/z.py": long,
    }
    evidence = judged(files, packs)["one"].parts[0].evidence
    assert [(hit.path, hit.line, hit.symbol) for hit in evidence[:2]] == [
        ("pkg/z.py", 1, "Saver"),
        ("pkg/deep/short.py", 1, "Saver"),
    ]


def test_a_guarded_import_is_remembered() -> None:
    packs = pack('implemented = [["a"]]\n' + part("a", '["import:wandb"]'))
    guarded = "try:\n    import wandb\nexcept ImportError:\n    wandb = None\n\nprint(wandb)\n"
    found = judged({"p/a.py": guarded}, packs)["one"].parts[0].guarded
    assert found is not None
    assert (found.path, found.line) == ("p/a.py", 2)


def test_base_classes_need_several_heirs_with_methods_of_their_own() -> None:
    packs = pack('implemented = [["a"]]\n' + part("a", '["subclasses:2"]'))
    base = "class Base:\n    def run(self):\n        raise NotImplementedError\n\n\n"
    one = base + "class A(Base):\n    def run(self):\n        return 1\n\n\n"
    two = one + "class B(Base):\n    def run(self):\n        return 2\n"
    assert judged({"p/a.py": one}, packs)["one"].status is not Status.IMPLEMENTED
    assert judged({"p/a.py": two}, packs)["one"].status is Status.IMPLEMENTED
