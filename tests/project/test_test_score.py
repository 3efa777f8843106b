"""The tests of a repository by category, and what is missing, from small linked projects."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from codex_audit.domain.facts import ConfigFacts, PythonFacts
from codex_audit.domain.git import History
from codex_audit.domain.project import Project
from codex_audit.project.views.gates import gates
from codex_audit.project.views.score_cases import find_tests, tokens
from tests.project.builders import config, project, py

TEST = "def test_it():\n    pass\n"
LEARNER = "import torch\nclass Net(torch.nn.Module):\n    def forward(self): ...\n    x = 1\n"


def categories(files: dict[str, Any], **given: Any) -> dict[str, str]:
    """Test name -> category."""
    return {case.name: case.category for case in find_tests(project(files, **given)).cases}


def test_what_counts_as_a_test() -> None:
    text = (
        "import unittest\n"
        "def test_one():\n    def test_inner(): pass\n"
        "def test(): pass\n"
        "def tests(): pass\n"
        "class TestTwo:\n    def test_two(self): pass\n    def helper(self): pass\n"
        "class Other:\n    def test_not(self): pass\n"
        "class Case(unittest.TestCase):\n    def testThree(self): pass\n"
        "class Derived(Base):\n    def test_four(self): pass\n"
    )
    assert list(categories({"tests/test_a.py": text})) == [
        "test_one",
        "TestTwo.test_two",
        "Case.testThree",
        "Derived.test_four",
    ]
    assert list(categories({"tests/helpers.py": text})) == ["Case.testThree"]
    assert categories({"pkg/a.py": text}) == {}


def test_plain_repositories_have_infrastructure() -> None:
    text = (
        "import time\nimport timeit\n"
        "def test_model_forward(): pass\n"
        "def test_dataset(): pass\n"
        "def test_issue_12(): pass\n"
        "def test_create_issue(): pass\n"
        "def test_strip_regression(): pass\n"
        "def test_linear_regression(): pass\n"
        "def test_golden_output(): pass\n"
        "def test_saved(snapshot): pass\n"
        "def test_fixture(benchmark): pass\n"
        "def test_clock():\n    time.perf_counter()\n"
        "@pytest.mark.benchmark(group='x')\ndef test_marked(): pass\n"
        "@pytest.mark.regression\ndef test_back(): pass\n"
        "def test_throughput(): pass\n"
    )
    facts = replace_parameters(text, {"test_saved": ("snapshot",), "test_fixture": ("benchmark",)})
    assert categories({"pkg/a.py": "x = 1\n", "tests/test_a.py": facts}) == {
        "test_model_forward": "infrastructure",
        "test_dataset": "data",
        "test_issue_12": "regression",
        "test_create_issue": "infrastructure",
        "test_strip_regression": "regression",
        "test_linear_regression": "infrastructure",
        "test_golden_output": "regression",
        "test_saved": "regression",
        "test_fixture": "performance",
        "test_clock": "performance",
        "test_marked": "performance",
        "test_back": "regression",
        "test_throughput": "performance",
    }


def replace_parameters(text: str, parameters: dict[str, Sequence[str]]) -> PythonFacts:
    facts = py(text)
    changed = [replace(one, parameters=tuple(parameters.get(one.name, ()))) for one in facts.definitions]
    return replace(facts, definitions=tuple(changed))


def test_a_repository_about_benchmarks_has_no_performance_by_name() -> None:
    files = {"pkg/a.py": "class Benchmark:\n    x = 1\n", "tests/test_a.py": "def test_benchmark(): pass\n"}
    assert categories(files) == {"test_benchmark": "infrastructure"}


@pytest.mark.parametrize(
    ("path", "text", "category"),
    [
        ("tests/test_tokenizer.py", TEST, "data"),
        ("tests/test_loss.py", TEST, "model"),
        ("tests/test_cli.py", TEST, "infrastructure"),
        ("tests/test_a.py", "def test_forward(): pass\n", "model"),
        ("tests/test_a.py", "def test_collate(): pass\n", "data"),
        ("tests/test_a.py", "def test_parse_args(): pass\n", ""),
        ("tests/config/test_a.py", TEST, "infrastructure"),
        ("tests/test_a.py", f"from pkg.net import Net\n{TEST}", "model"),
        ("tests/test_a.py", f"from pkg.data import read\n{TEST}", "data"),
        ("tests/test_a.py", f"import pkg\npkg.load_model()\n{TEST}", "model"),
        ("tests/test_a.py", f"from pkg.plain import go\n{TEST}", "infrastructure"),
        ("tests/test_a.py", f"import torch\n{TEST}", "model"),
        ("tests/test_a.py", f"import pkg\n{TEST}", "model"),
        ("tests/test_a.py", TEST, ""),
        ("tests/test_a.py", "def test_roberta_regression_single(): pass\n", ""),
        ("tests/perf/test_a.py", TEST, "performance"),
        ("tests/test_regressions.py", TEST, "regression"),
    ],
)
def test_where_models_are_trained(path: str, text: str, category: str) -> None:
    files = {
        "pkg/__init__.py": "from pkg.net import Net\n",
        "pkg/net.py": LEARNER,
        "pkg/data.py": "def read(): return 1\n",
        "pkg/plain.py": "def go(): return 1\n",
    }
    assert list(categories({**files, path: text}).values()) == [category]


def test_a_library_that_only_supports_one_does_not_learn() -> None:
    guarded = "try:\n    import torch\nexcept ImportError:\n    torch = None\n"
    files = {"pkg/a.py": guarded, "tests/test_model.py": TEST}
    assert categories(files) == {"test_it": "infrastructure"}
    model = by_name({**files, "pkg/b.py": ""})["model"]
    assert (
        model.missing == "1 of the 2 source files imports a machine-learning library (`pkg/a.py`), "
        "too few for a model to test"
    )


def by_name(files: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {row.name: row for row in gates(project(files, **given)).categories}


def test_places_are_the_surest_first_one_a_file() -> None:
    files = {
        "pkg/net.py": LEARNER,
        "tests/test_a.py": "def test_forward(): pass\n",
        "tests/test_loss.py": "def test_x(): pass\ndef test_y(): pass\n",
        "tests/test_b.py": "def test_backward(): pass\n",
        "tests/test_c.py": "def test_forward(): pass\n",
    }
    model = by_name(files)["model"]
    assert (model.tests, model.files, model.missing) == (5, 4, None)
    assert [(place.path, place.line, place.symbol) for place in model.places] == [
        ("tests/test_loss.py", 1, "test_x"),
        ("tests/test_a.py", 1, "test_forward"),
        ("tests/test_b.py", 1, "test_backward"),
    ]
    assert model.places[0].note == "2 of this category in the file"


def test_what_a_first_test_would_cover_where_there_is_none() -> None:
    files = {
        "train.py": "import torch\ndef get_batch():\n    return 1\n",
        "model.py": LEARNER,
        "bench.py": "import time\ndef get_batch():\n    return time.time()\n",
        "sample.py": "def main():\n    return 1\n",
    }
    history = History(churn={"train.py": 5, "model.py": 3, "README.md": 9}, commits_read=20)
    rows_ = by_name(files, history=history)
    lead = "no test function stands in the 4 source files"
    assert (
        rows_["data"].missing
        == f"{lead}: a first one for `get_batch` in `train.py` would go to `tests/test_train.py`"
    )
    assert (
        rows_["model"].missing
        == f"{lead}: a first one for `Net` in `model.py` would go to `tests/test_model.py`"
    )
    assert (
        rows_["infrastructure"].missing
        == f"{lead}: a first one for `main` in `sample.py` would go to `tests/test_sample.py`"
    )
    assert rows_["regression"].missing.startswith(f"{lead}, so that none is marked as a regression test")
    assert rows_["regression"].missing.endswith("`train.py` changed most (5 of the last 20 commits)")
    assert rows_["performance"].missing.endswith("; `bench.py` measures outside the tests")


def test_what_a_first_test_would_cover_beside_others() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/net.py": LEARNER,
        "pkg/loaders.py": "class Loader:\n    x = 1\n",
        "pkg/cli.py": "def run():\n    return 1\n",
        "pyproject.toml": ConfigFacts("pyproject", entry_points=()),
        "tests/test_loss.py": TEST,
        "tests/test_loaders.py": "",
    }
    rows_ = by_name(files)
    assert (
        rows_["data"].missing == "the only test file does not import `pkg/loaders.py`: "
        "a first test of its `Loader` would extend `tests/test_loaders.py`"
    )
    assert rows_["regression"].missing.startswith("the only test, in `tests/test_loss.py`, is none that")
    imported = {
        **files,
        "tests/test_loss.py": f"from pkg.loaders import Loader\n{TEST}{TEST.replace('it', 'b')}",
    }
    assert (
        by_name(imported)["data"].missing
        == "none of the 2 tests in `tests/test_loss.py` was taken for one of a dataset, loader, split or "
        "tokenizer, though `Loader` stands in `pkg/loaders.py`"
    )


def test_entry_points_that_no_test_calls() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/net.py": LEARNER,
        "pkg/cli.py": "def run():\n    return 1\n",
        "pyproject.toml": config(entry_points=[("console_scripts", "tool=pkg.cli:run")]),
        "tests/test_loss.py": TEST,
    }
    assert (
        by_name(files)["infrastructure"].missing
        == "the only test, in `tests/test_loss.py`, is none that imports or calls `run` of `pkg/cli.py`, "
        "the entry point `tool`: a first one would go to `tests/test_cli.py`"
    )
    called = {**files, "tests/test_loss.py": f"from pkg.cli import run\n{TEST}"}
    assert "configuration, command line or packaging" in by_name(called)["infrastructure"].missing


def test_data_of_plain_repositories() -> None:
    files = {"pkg/a.py": "class Dataset:\n    x = 1\n", "tests/test_a.py": TEST, "tests/test_b.py": TEST}
    assert (
        by_name(files)["data"].missing == "none of 2 test files imports `pkg/a.py`: "
        "a first test of its `Dataset` would extend `tests/test_a.py`"
    )
    none = {"pkg/a.py": "", "tests/test_a.py": TEST, "tests/test_b.py": TEST}
    assert (
        by_name(none)["data"].missing
        == "none of the 2 tests in 2 files names a dataset, and the 1 source file defines none"
    )
    assert (
        by_name(none)["model"].missing
        == "no machine-learning library is imported in the 1 source file: no model to test"
    )


def test_model_code_that_tests_import() -> None:
    files = {"pkg/net.py": LEARNER, "tests/test_data.py": f"import pkg.net\n{TEST}"}
    assert "was taken for one of a model" in by_name(files)["model"].missing
    training = {"pkg/net.py": "import torch\ndef train():\n    return 1\n", "tests/test_data.py": TEST}
    assert "its `train` would go to `tests/test_net.py`" in by_name(training)["model"].missing


@given(st.text())
def test_words_of_names(text: str) -> None:
    assert all(word and word == word.lower() for word in tokens(text))


def test_words_of_a_name() -> None:
    assert tokens("testDataLoader_2/HTTPClient") == ["test", "data", "loader", "2", "http", "client"]


def test_every_test_has_one_category_at_most() -> None:
    tree: Project = project({"pkg/net.py": LEARNER, "tests/test_loss.py": TEST, "tests/test_a.py": TEST})
    part = gates(tree)
    assert sum(row.tests for row in part.categories) == 1
    assert len(find_tests(tree).cases) == 2
