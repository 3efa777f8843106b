"""The reproducibility checklist, from small linked projects."""

from typing import Any

import msgspec
import pytest

from codex_audit.domain.facts import (
    Command,
    ConfigFacts,
    Dependency,
    EnvironmentRead,
    Mention,
    PythonFacts,
    Setting,
)
from codex_audit.domain.report import ChecklistRow
from codex_audit.facts.python.ladder import extract_text
from codex_audit.project.views.checklist import checklist
from codex_audit.project.vocabulary import CHECKLIST
from tests.project.builders import config, doc, project

TRAIN = "import torch\nfrom torch.utils.data import DataLoader\nDataLoader(1)\n"


def code(text: str) -> PythonFacts:
    """Real facts, whose targets are resolved."""
    return extract_text(text, text.encode(), "a.py")


def rows(files: dict[str, Any], *, read: bool = False) -> dict[str, ChecklistRow]:
    real = {
        path: code(given) if isinstance(given, str) and path.endswith(".py") else given
        for path, given in files.items()
    }
    found = checklist(project(real), CHECKLIST) if read else checklist(project(real))
    return {row.id: row for row in found}


def row(item: str, files: dict[str, Any], *, read: bool = False) -> ChecklistRow:
    return rows(files, read=read)[item]


def cited(one: ChecklistRow) -> list[tuple[str, int | None, str]]:
    return [(place.path, place.line, place.symbol) for place in one.places]


def mentioning(text: str, *mentions: Mention) -> Any:
    return msgspec.structs.replace(code(text), mentions=mentions)


def test_the_items_in_their_order() -> None:
    assert list(rows({})) == [
        "seeds",
        "environment-capture",
        "code-versioning",
        "dependency-locking",
        "data-splits",
        "deterministic-kernels",
        "results-determinism",
        "hardware-fingerprint",
        "reproducible-builds",
    ]


def test_a_library_without_random_numbers_needs_little() -> None:
    found = rows({"pkg/__init__.py": "import socket\n", "tests/test_a.py": "def test_a(): pass\n"})
    waived = ("seeds", "data-splits", "deterministic-kernels", "results-determinism", "hardware-fingerprint")
    assert {found[item].status for item in waived} == {"not-applicable"}
    assert found["seeds"].note.startswith("None of random, numpy, torch")
    assert "1 Python file of source" in found["seeds"].note
    assert "1 test function checked by name" in found["results-determinism"].note
    assert found["dependency-locking"].status == "not-applicable"
    assert found["reproducible-builds"].note.startswith("No pyproject.toml")
    assert rows({})["seeds"].note == "There is no Python file of source, scripts or examples."


def test_seeds_are_cited_as_the_file_writes_them() -> None:
    one = row(
        "seeds",
        {
            "a.py": "import numpy as np\nfrom torch import manual_seed as ms\nnp.random.seed(1)\nms(1)\n",
            "b.py": "import torch.random\ntorch.random.manual_seed(1)\n",
        },
    )
    assert one.status == "present"
    assert cited(one)[:2] == [("a.py", 3, "np.random.seed"), ("a.py", 4, "ms")]
    assert "numpy by numpy.random.seed (a.py:3)" in one.note
    assert one.places[0].note == "numpy.random.seed"


def test_a_target_that_the_file_writes_in_two_ways() -> None:
    both = "import numpy\nimport numpy as np\nnp.random.seed(1)\n"
    assert cited(row("seeds", {"a.py": both})) == [("a.py", 3, "seed")]
    twice = "from random import seed as s\nfrom random import seed as t\ns(1)\n"
    assert cited(row("seeds", {"a.py": twice})) == [("a.py", 3, "")]


def test_what_is_imported_and_never_seeded() -> None:
    files = {
        "a.py": "import torch\nimport random\ntorch.manual_seed(0)\n",
        "b.py": "import numpy.random\nfrom . import a\nfrom os import *\n",
    }
    one = row("seeds", files)
    assert one.status == "partial"
    assert "random (1 file, first a.py) is imported and never seeded" in one.note
    assert "numpy (1 file, first b.py) is imported and never seeded" in one.note
    none = row("seeds", {"a.py": "import torch\n", "tests/test_a.py": "import torch\ntorch.manual_seed(0)\n"})
    assert none.status == "missing"
    assert none.note.endswith("only tests seed: tests/test_a.py.")
    assert "only tests" not in row("seeds", {"a.py": "import torch\n"}).note


def test_numpy_counts_by_its_random_numbers() -> None:
    assert row("seeds", {"a.py": "import numpy as np\nnp.zeros(1)\n"}).status == "not-applicable"
    drawn = "import numpy as np\nnp.random.rand(1)\n"
    assert "numpy (1 file, first a.py)" in row("seeds", {"a.py": drawn}).note


def test_random_alone_is_no_experiment() -> None:
    one = row("seeds", {"a.py": "import random\n"})
    assert one.status == "not-applicable"
    assert one.note.startswith("Only random (1 file, first a.py) is imported")


def test_helpers_seed_what_they_draw_from() -> None:
    one = row(
        "seeds",
        {"a.py": "import random\nimport torch\nfrom accelerate.utils import set_seed\nset_seed(1)\n"},
    )
    assert one.status == "present"
    assert cited(one) == [("a.py", 4, "set_seed")]
    lent = row("seeds", {"a.py": "import torch\nimport transformers\ntorch.manual_seed(1)\n"})
    assert lent.status == "present"


def test_seeds_in_examples_alone() -> None:
    one = row("seeds", {"a.py": "import torch\n", "examples/b.py": "import torch\ntorch.manual_seed(1)\n"})
    assert one.status == "partial"
    assert one.note.endswith("torch (1 file, first a.py) is imported and seeded in examples alone.")


def test_notebooks_come_last_and_without_lines() -> None:
    seeding = "import torch\ntorch.manual_seed(1)\n"
    one = row("seeds", {"a.ipynb": code(seeding), "b.py": seeding})
    assert cited(one) == [("b.py", 2, "torch.manual_seed"), ("a.ipynb", None, "torch.manual_seed")]


def test_generators_seeded_by_method() -> None:
    files = {"a.py": mentioning("import torch\n", Mention("method", "manual_seed", 7))}
    assert cited(row("seeds", files, read=True)) == [("a.py", 7, "manual_seed")]
    files = {
        "a.py": mentioning("import torch\n"),
        "b.py": mentioning("", Mention("method", "manual_seed", 7)),
    }
    assert row("seeds", files, read=True).status == "missing"


def test_places_are_of_different_words_first() -> None:
    text = "import torch\ntorch.manual_seed(1)\n"
    files = {f"{name}.py": text for name in "abcde"}
    files["f.py"] = "import torch\ntorch.cuda.manual_seed(1)\n"
    one = row("seeds", files)
    assert [place.path for place in one.places] == ["a.py", "f.py", "b.py", "c.py"]


def test_environment_recorded_by_code() -> None:
    text = "import platform\nfrom torch.utils import collect_env\nplatform.platform()\ncollect_env.main()\n"
    one = row("environment-capture", {"a.py": text})
    assert one.status == "present"
    assert cited(one) == [("a.py", 4, "collect_env.main"), ("a.py", 3, "platform.platform")]
    frozen = {"a.py": mentioning("", Mention("string", "pip freeze", 2))}
    assert row("environment-capture", frozen, read=True).status == "present"


def test_environment_described_by_files() -> None:
    files = {
        "docker/Dockerfile": ConfigFacts(
            "dockerfile", commands=(Command("stage", "base", 1, "python:3.11"),)
        ),
        "environment.yml": ConfigFacts("conda", settings=(Setting("dependencies", "", 4),)),
        ".devcontainer/devcontainer.json": ConfigFacts("devcontainer"),
    }
    one = row("environment-capture", files)
    assert one.status == "present"
    assert cited(one) == [
        ("environment.yml", 4, "dependencies"),
        (".devcontainer/devcontainer.json", None, ""),
        ("docker/Dockerfile", 1, "base"),
    ]


def test_environment_in_part() -> None:
    text = "import platform\nplatform.python_version()\n"
    one = row("environment-capture", {"a.py": text, ".python-version": None})
    assert one.status == "partial"
    assert "interpreter named in .python-version" in one.note
    text = "from importlib.metadata import distributions\ndistributions()\n"
    packages = row("environment-capture", {"a.py": text})
    assert packages.status == "partial"
    assert packages.note == "Packages are listed by importlib.metadata.distributions (a.py:2)."
    example = row("environment-capture", {"examples/Dockerfile": ConfigFacts("dockerfile")})
    assert example.status == "partial"
    assert example.note == "Described for examples or docs by examples/Dockerfile (dockerfile)."
    none = row("environment-capture", {"a.py": ""})
    assert (none.status, none.places) == ("missing", ())
    assert "1 Python file" in none.note


def test_versions() -> None:
    stated = config(settings={"project.version": "1.0"})
    partial = row("code-versioning", {"pyproject.toml": stated, "a.py": "import torch\n"})
    assert partial.status == "partial"
    assert cited(partial) == [("pyproject.toml", 3, "version")]
    assert "no git.Repo or pygit2.Repository that would record the commit" in partial.note
    whole = row("code-versioning", {"pyproject.toml": stated, "CHANGES.md": doc("# Changes\n"), "a.py": ""})
    assert whole.status == "present"
    assert cited(whole)[1] == ("CHANGES.md", 1, "Changes")
    assert "commit" not in whole.note
    code = row("code-versioning", {"pkg/__init__.py": "__version__ = '1'\n", "history.txt": None})
    assert code.note == "__version__ in pkg/__init__.py; changes told in history.txt."
    none = row("code-versioning", {"a.py": "", "RELEASE.md": doc("# How to release\n")}, read=True)
    assert none.status == "missing"
    assert "`rev-parse`" in none.note


def test_versions_from_git() -> None:
    scm = row("code-versioning", {"pyproject.toml": config(tools=["setuptools_scm"])})
    assert (scm.status, cited(scm)) == ("present", [("pyproject.toml", 5, "setuptools_scm")])
    built = row("code-versioning", {"pyproject.toml": config(groups={"build": ["hatch-vcs"]})})
    assert cited(built) == [("pyproject.toml", 1, "hatch")]
    asked = row("code-versioning", {"a.py": "import git\nimport torch\ngit.Repo('.')\n"})
    assert (asked.status, cited(asked)) == ("present", [("a.py", 3, "git.Repo")])
    assert row("code-versioning", {"a.py": "import git\ngit.Repo('.')\n"}).status == "partial"


def test_lock_files_are_counted() -> None:
    locked = ConfigFacts("lock", dependencies=(Dependency("a", "==1", "lock", 2, True),))
    one = row("dependency-locking", {"uv.lock": locked, "pyproject.toml": config(dependencies=["a", "b==1"])})
    assert one.status == "present"
    assert one.note == (
        "uv.lock (1 package resolved); 1 of 2 declared dependencies are pinned (pyproject.toml)."
    )
    compiled = ConfigFacts("requirements", dependencies=(Dependency("a", "==1", "", 1, True),))
    both = {"requirements.txt": compiled, "requirements.in": config("requirements", dependencies=["a"])}
    assert row("dependency-locking", both).status == "present"


def test_pins_and_their_absence() -> None:
    pinned = ConfigFacts(
        "requirements",
        dependencies=(
            Dependency("a", "==1.2", "", 1, True),
            Dependency("b", "==1,<2", "", 2, True),
            Dependency("c", "", "", 3),
        ),
    )
    one = row("dependency-locking", {"requirements.txt": pinned})
    assert (one.status, cited(one)) == ("partial", [("requirements.txt", 1, "1.2")])
    none = row("dependency-locking", {"pyproject.toml": config(dependencies=["a"])})
    assert none.status == "missing"
    undeclared = row("dependency-locking", {"a.py": "import requests\n"})
    assert undeclared.note.startswith("No dependency is declared while source imports requests")


def test_splits_by_call_and_seed() -> None:
    text = "import torch\nfrom sklearn.model_selection import train_test_split\ntrain_test_split(1)\n"
    assert row("data-splits", {"a.py": text}).status == "partial"
    assert row("data-splits", {"a.py": text + "torch.manual_seed(1)\n"}).status == "present"
    fixed = mentioning(text, Mention("keyword", "random_state", 3, "1"))
    one = row("data-splits", {"a.py": fixed}, read=True)
    assert (one.status, one.note) == (
        "present",
        "Data is split by sklearn.model_selection.train_test_split (a.py:3), with random_state=1 (a.py:3).",
    )
    far = mentioning(text, Mention("keyword", "random_state", 90, "1"))
    assert "arguments that fix it not seen" in row("data-splits", {"a.py": far}, read=True).note


def test_splits_by_loading_and_sampling() -> None:
    text = "import torch\nimport datasets\ndatasets.load_dataset('x')\n"
    assert row("data-splits", {"a.py": text}).status == "partial"
    chosen = mentioning(text, Mention("keyword", "split", 3, "train"))
    one = row("data-splits", {"a.py": chosen}, read=True)
    assert one.note == "Loaded by datasets.load_dataset (a.py:3) with split=train (a.py:3)."
    assert one.status == "present"
    text = "from torch.utils.data import DistributedSampler\nDistributedSampler(1)\n"
    seeded = mentioning(text, Mention("keyword", "seed", 2, "1"))
    one = row("data-splits", {"a.py": seeded}, read=True)
    assert one.note.endswith("DistributedSampler (a.py:2) with seed=1 (a.py:2).")
    assert one.status == "present"


def test_splits_by_files() -> None:
    files = {"a.py": "import torch\n", "data/train.csv": None, "data/val.csv": None, "other/test.csv": None}
    one = row("data-splits", files)
    assert (one.status, one.note) == ("present", "Fixed split files: data/train.csv, data/val.csv.")
    files = {"a.py": "import torch\n", "tests/train.csv": None, "tests/val.csv": None}
    assert row("data-splits", files).status == "not-applicable"


def test_data_that_is_never_split() -> None:
    one = row("data-splits", {"a.py": TRAIN + "class D(torch.utils.data.Dataset): pass\n"})
    assert one.status == "missing"
    assert cited(one) == [("a.py", 3, "DataLoader"), ("a.py", 4, "D")]
    model = row("data-splits", {"a.py": "import torch\n", "examples/b.py": TRAIN})
    assert model.status == "not-applicable"
    assert model.note.startswith("Imports torch (1 file, first a.py)")


def test_kernels_asked_for() -> None:
    text = "import torch\ntorch.use_deterministic_algorithms(True)\n"
    one = row("deterministic-kernels", {"a.py": text})
    assert (one.status, cited(one)) == ("present", [("a.py", 2, "torch.use_deterministic_algorithms")])
    example = row("deterministic-kernels", {"a.py": "import torch\n", "examples/b.py": text})
    assert example.status == "partial"
    tests = row("deterministic-kernels", {"a.py": "import torch\n", "tests/test_a.py": text})
    assert tests.status == "missing"
    assert "only tests ask for it: tests/test_a.py" in tests.note
    assert "assignments to torch.backends.cudnn were not looked for" in tests.note


def test_kernels_by_assignment() -> None:
    pair = (Mention("name", "benchmark", 3), Mention("name", "deterministic", 2))
    one = row("deterministic-kernels", {"a.py": mentioning("import torch\n", *pair)}, read=True)
    assert one.status == "partial"
    assert one.note.startswith("`deterministic` is assigned beside `benchmark` in a.py:2, value not read")
    other = {"a.py": mentioning("import torch\n", Mention("name", "deterministic", 2))}
    assert row("deterministic-kernels", other, read=True).status == "missing"
    backed = "import torch.backends.cudnn as cudnn\n"
    backed_files = {"a.py": mentioning(backed, Mention("name", "deterministic", 2))}
    assert row("deterministic-kernels", backed_files, read=True).status == "partial"
    off = {"a.py": mentioning(backed, Mention("name", "deterministic", 2, "False"))}
    assert row("deterministic-kernels", off, read=True).status == "missing"


def test_kernels_of_trainers() -> None:
    keyword = Mention("keyword", "deterministic", 2, "True")
    text = "import lightning\nlightning.Trainer()\n"
    assert row("deterministic-kernels", {"a.py": mentioning(text, keyword)}, read=True).status == "present"
    other = {"a.py": mentioning("import torch\n", keyword)}
    assert row("deterministic-kernels", other, read=True).status == "missing"


def test_kernels_by_variables() -> None:
    read = msgspec.structs.replace(
        code("import torch\n"), environment=(EnvironmentRead("PYTHONHASHSEED", 4, False),)
    )
    one = row("deterministic-kernels", {"a.py": read})
    assert (one.status, cited(one)) == ("partial", [("a.py", 4, "PYTHONHASHSEED")])
    declared = ConfigFacts("dotenv", environment=(("PYTHONHASHSEED", 2), ("HOME", 3)))
    one = row("deterministic-kernels", {".env": declared, "a.py": ""})
    assert one.status == "not-applicable"
    assert one.note.endswith("PYTHONHASHSEED (.env:2) is set or read.")


def test_results_by_the_names_of_tests() -> None:
    text = "class T:\n    def test_same_seed_twice(self): pass\ndef helper_golden(): pass\n"
    one = row("results-determinism", {"a.py": "import torch\n", "tests/test_a.py": text})
    assert (one.status, cited(one)) == ("present", [("tests/test_a.py", 2, "test_same_seed_twice")])
    linear = "def test_golden_ratio(): pass\n"
    one = row("results-determinism", {"a.py": "import torch\n", "tests/test_a.py": linear})
    assert one.status == "missing"
    assert one.note.startswith("None of 1 test function in 1 test file is named for it")
    none = row("results-determinism", {"a.py": "import torch\n"})
    assert none.note.startswith("No test function in 0 test files; torch (1 file, first a.py)")


def test_results_by_expected_files() -> None:
    files: dict[str, Any] = {"a.py": "import torch\n", "tests/golden/a.txt": None}
    assert row("results-determinism", files).status == "partial"
    files["pyproject.toml"] = config(groups={"test": ["syrupy"]})
    one = row("results-determinism", files)
    assert (one.status, one.places[0].path) == ("present", "tests/golden/a.txt")
    assert "syrupy declared" in one.note


def test_hardware() -> None:
    name = "import torch\ntorch.cuda.get_device_name(0)\n"
    assert row("hardware-fingerprint", {"a.py": name}).status == "present"
    state = "import torch\nimport psutil\npsutil.virtual_memory()\n"
    one = row("hardware-fingerprint", {"a.py": state})
    assert (one.status, cited(one)) == ("partial", [("a.py", 3, "psutil.virtual_memory")])
    assert row("hardware-fingerprint", {"a.py": "import torch\n"}).status == "missing"
    assert (
        row("hardware-fingerprint", {"a.py": "import psutil\npsutil.cpu_count()\n"}).status
        == "not-applicable"
    )


def docker(*stages: tuple[str, str]) -> ConfigFacts:
    commands = tuple(Command("stage", name, line, image) for line, (name, image) in enumerate(stages, 1))
    return ConfigFacts("dockerfile", commands=(*commands, Command("script", "CMD", 9, "run")))


@pytest.mark.parametrize(
    ("image", "status"),
    [
        ("python:3.11", "partial"),
        ("localhost:5000/python:3.11", "partial"),
        ("python@sha256:abc", "partial"),
        ("python:latest", "missing"),
        ("python", "missing"),
    ],
)
def test_images(image: str, status: str) -> None:
    one = row("reproducible-builds", {"Dockerfile": docker((image, image), ("x", image), ("y", "x"))})
    assert one.status == status
    assert "of 2 images by digest" in one.note


def test_builds_from_locks_and_pins() -> None:
    ci = ConfigFacts(
        "ci",
        commands=(
            Command("step", "uv", 5, "uv sync --frozen"),
            Command("step", "export", 6, "export SOURCE_DATE_EPOCH=1"),
        ),
    )
    locked = ConfigFacts("lock", dependencies=(Dependency("a", "==1", "lock", 2, True),))
    built = config(groups={"build": ["hatchling"]})
    files = {".github/workflows/a.yml": ci, "uv.lock": locked, "pyproject.toml": built}
    one = row("reproducible-builds", files)
    assert one.status == "present"
    assert cited(one) == [(".github/workflows/a.yml", 6, "export"), (".github/workflows/a.yml", 5, "uv")]
    assert one.note.startswith("0 of 1 build requirement pinned (hatchling; pyproject.toml:1)")
    del files["uv.lock"]
    assert row("reproducible-builds", files).status == "partial"
    pinned = ConfigFacts("pyproject", dependencies=(Dependency("hatchling", "==1.0", "build", 2, True),))
    one = row(
        "reproducible-builds",
        {"pyproject.toml": pinned, ".env": ConfigFacts("dotenv", environment=(("SOURCE_DATE_EPOCH", 1),))},
    )
    assert one.status == "present"
    assert cited(one)[1] == ("pyproject.toml", 2, "1.0")
    assert row("reproducible-builds", {"setup.py": config("setup-script")}).note.startswith(
        "setup.py names no build"
    )


def test_every_note_is_a_sentence() -> None:
    for files in ({}, {"a.py": TRAIN}, {"a.py": "import random\n"}):
        for one in checklist(project(files)):
            assert one.note.endswith(".")
            assert not one.note.endswith("..")
            assert one.status in {"present", "partial", "missing", "not-applicable"}
            assert len(one.places) <= 4


def test_data_code_by_name() -> None:
    text = "import torch\ndef build_train_dataset(): pass\nclass WebDataset: pass\ndef dataset_name(): pass\n"
    one = row("data-splits", {"a.py": text})
    assert one.status == "missing"
    assert cited(one) == [("a.py", 2, "build_train_dataset"), ("a.py", 3, "WebDataset")]


def test_open_items_say_what_would_settle_them() -> None:
    files = {
        "train.py": "import torch\nloss = torch.nn.Linear(1, 1)(torch.rand(1)).sum()\n",
        "pyproject.toml": "[project]\nname = 'p'\nversion = '1'\ndependencies = ['torch']\n",
    }
    found = {one.id: one.advice for one in checklist(project(files), start="train.py")}
    assert found["seeds"] == "Seed all of them in one function that `train.py` calls first, from an option."
    assert "`torch.use_deterministic_algorithms(True)`" in found["deterministic-kernels"]
    assert found["dependency-locking"].startswith("Lock `pyproject.toml` (")
    assert "tests/test_determinism.py" in found["results-determinism"]
    assert found["data-splits"] == ""


def test_without_a_place_there_is_no_advice() -> None:
    found = checklist(project({"a.py": "import torch\ntorch.manual_seed(1)\n"}))
    assert all("{" not in one.advice and "``" not in one.advice for one in found)
    assert {one.id for one in found if one.advice} == {"dependency-locking"}
    assert all(not one.advice for one in found if one.status in ("present", "not-applicable"))
