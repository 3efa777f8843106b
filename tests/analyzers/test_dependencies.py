"""What is imported against what is declared."""

import pytest

from codex_audit.analyzers.dependencies import ANALYZER
from codex_audit.domain.facts import Tier
from codex_audit.domain.levels import Confidence, Severity
from tests.analyzers.project_checks import conforms, ids, judge
from tests.project.builders import Given, config, project, py

PKG: dict[str, Given] = {"pkg/__init__.py": "", "pkg/a.py": "import click"}
DECLARED = config(dependencies=["click"], settings={"project.name": "pkg"})


def undeclared(files: dict[str, Given]) -> list[str]:
    found = judge(ANALYZER, {"pyproject.toml": DECLARED, **PKG, **files})
    return [one.anchor for one in found if one.rule == "dependencies/undeclared"]


def unused(*names: str, kind: str = "pyproject", path: str = "pyproject.toml", **files: Given) -> list[str]:
    facts = config(kind, dependencies=["click", *names])
    return [one.anchor for one in judge(ANALYZER, {path: facts, **PKG, **files})]


def test_rules_conform() -> None:
    conforms(ANALYZER)


def test_an_undeclared_distribution_is_one_finding() -> None:
    files = {
        f"pkg/m{number}.py": "import os\nimport yaml.nodes\nfrom yaml import load" for number in range(7)
    }
    found = judge(ANALYZER, {"pyproject.toml": DECLARED, **PKG, **files})
    assert ids(found) == ["dependencies/undeclared"]
    one = found[0]
    assert (one.path, one.line, one.symbol, one.anchor) == ("pkg/m0.py", 2, "yaml.nodes", "pyyaml")
    assert one.message == (
        "7 files import yaml, which the distribution pyyaml gives; no dependency of any group declares it."
    )
    assert [two.path for two in one.related] == [f"pkg/m{number}.py" for number in range(1, 5)]
    assert (one.severity, one.confidence) == (None, Confidence.MEDIUM)


def test_an_unknown_distribution_is_a_guess() -> None:
    found = judge(ANALYZER, {"pyproject.toml": DECLARED, **PKG, "pkg/b.py": "import mystery_lib"})
    assert found[0].message.startswith(
        "1 file imports mystery_lib, which a distribution such as mystery-lib gives;"
    )
    assert found[0].confidence is Confidence.LOW


@pytest.mark.parametrize(
    "text",
    [
        "import os, distutils, urllib2",
        "import pkg.a",
        "import click.core",
        "try:\n    import yaml\nexcept ImportError:\n    pass",
        "def f():\n    import yaml",
        "if TYPE_CHECKING:\n    import yaml",
        "import ansible_collections.x",
        "from . import yaml",
    ],
)
def test_imports_that_need_no_declaration(text: str) -> None:
    assert undeclared({"pkg/b.py": text}) == []


def test_modules_that_the_project_treats_as_optional() -> None:
    guard = "try:\n    import yaml\nexcept ImportError:\n    pass"
    assert undeclared({"pkg/b.py": "import yaml", "pkg/c.py": guard}) == []
    assert undeclared({"pkg/b.py": "import yaml", "tests/test_x.py": "importorskip('yaml')"}) == []


def test_names_of_own_files_may_be_meant() -> None:
    assert undeclared({"pkg/b.py": "import helper", "other/deep/helper.py": ""}) == []


def test_tests_count_and_their_material_does_not() -> None:
    test = "import yaml\ndef test_it(): pass"
    assert undeclared({"tests/test_x.py": test}) == ["pyyaml"]
    assert undeclared({"tests/conftest.py": "import yaml"}) == ["pyyaml"]
    assert undeclared({"tests/data.py": test, "tests/test_data.py": "import yaml"}) == []
    assert (
        undeclared(
            {"examples/x.py": "import yaml", "scripts/x.py": "import yaml", "n.ipynb": py("import yaml")}
        )
        == []
    )


def test_source_comes_before_tests_in_evidence() -> None:
    test = "import yaml\ndef test_it(): pass"
    found = judge(ANALYZER, {"pyproject.toml": DECLARED, **PKG, "a_test.py": test, "pkg/b.py": "import yaml"})
    assert [found[0].path, *(one.path for one in found[0].related)] == ["pkg/b.py", "a_test.py"]


def test_lone_files_beside_a_distribution_weigh_less() -> None:
    found = judge(ANALYZER, {"pyproject.toml": DECLARED, **PKG, "extra/run.py": "import yaml"})
    assert found[0].severity is Severity.LOW


@pytest.mark.parametrize("group", ["dev", "build", "gpu"])
def test_any_group_declares(group: str) -> None:
    facts = config(dependencies=["click"], groups={group: ["pyyaml"]})
    assert judge(ANALYZER, {"pyproject.toml": facts, **PKG, "pkg/b.py": "import yaml"}) == []


def test_locked_is_not_declared() -> None:
    facts = config(dependencies=["click"], groups={"lock": ["pyyaml"]})
    assert len(judge(ANALYZER, {"pyproject.toml": facts, **PKG, "pkg/b.py": "import yaml"})) == 1


def test_nothing_declared_at_all_is_one_finding() -> None:
    files = {
        "a.py": "import os\nimport torch",
        "b.py": "import yaml, numpy",
        "tests/test_x.py": "import pytest\ndef test(): 1",
    }
    found = judge(ANALYZER, files)
    assert ids(found) == ["dependencies/none-declared"]
    assert found[0].message == (
        "The source imports 3 distributions (numpy, yaml, torch); no packaging metadata and no requirements"
        " file declares any."
    )
    assert (found[0].path, found[0].line, found[0].symbol) == ("b.py", 1, "numpy")


def test_many_distributions_are_named_in_part() -> None:
    text = "import yaml, numpy, torch, PIL, cv2, attr, jwt, zmq, git, nacl"
    assert "and others" in judge(ANALYZER, {"a.py": text})[0].message


def test_tests_alone_need_no_declaration() -> None:
    assert judge(ANALYZER, {"a.py": "", "tests/test_x.py": "import pytest\ndef test(): 1"}) == []


def test_a_lock_alone_counts_as_declaring() -> None:
    files = {"a.py": "import yaml", "uv.lock": config("lock", groups={"lock": ["pyyaml"]})}
    assert ids(judge(ANALYZER, files)) == ["dependencies/undeclared"]


def test_unused_dependencies() -> None:
    found = judge(ANALYZER, {"pyproject.toml": config(dependencies=["click", "leftover"]), **PKG})
    assert ids(found) == ["dependencies/unused"]
    assert (found[0].path, found[0].line, found[0].anchor) == ("pyproject.toml", None, "leftover")
    assert found[0].message.startswith("leftover is declared as a run-time dependency (line 2);")
    assert found[0].searched


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyyaml", "import yaml"),
        ("python-dateutil", "from dateutil import tz"),
        ("leftover", "def f():\n    import leftover"),
        ("leftover-client", "import leftover"),
        ("pyleft", "import pyleft.x"),
        ("google-cloud-storage", "from google.cloud import storage"),
        ("leftover", "x = 'leftover'"),
    ],
)
def test_used_dependencies(name: str, text: str) -> None:
    assert unused(name, **{"pkg/b.py": text}) == []


@pytest.mark.parametrize(
    "name",
    [
        "gunicorn",
        "psycopg2-binary",
        "types-requests",
        "pytest-cov",
        "setuptools",
        "django-extensions",
        "x-stubs",
    ],
)
def test_dependencies_that_need_no_import(name: str) -> None:
    assert unused(name) == []


def test_requirements_written_by_hand_are_judged_and_frozen_ones_are_not() -> None:
    requirements = {"kind": "requirements", "path": "requirements.txt"}
    assert unused("leftover", **requirements) == ["leftover"]
    frozen = [f"left{number}==1" for number in range(14)]
    assert unused(*frozen, **requirements) == []
    assert unused("leftover", kind="requirements", path="docs/requirements.txt") == []


def test_the_projects_own_name_is_no_dependency() -> None:
    facts = config(dependencies=["click", "pkg-x"], settings={"project.name": "Pkg_X"})
    assert judge(ANALYZER, {"pyproject.toml": facts, **PKG}) == []


def test_computed_dependencies_leave_the_question_open() -> None:
    facts = config("setup-script", dependencies=["click"], dynamic=["install_requires"])
    tree = {"setup.py": facts, **PKG, "pkg/b.py": "import yaml"}
    assert judge(ANALYZER, tree) == []
    assert ANALYZER.incomplete(project(tree)) == "code computes the dependencies"


def test_computed_from_a_file_that_was_read() -> None:
    facts = config(dynamic=["dependencies"], includes=["requirements.txt"])
    tree = {
        "pyproject.toml": facts,
        "requirements.txt": config("requirements", dependencies=["click"]),
        **PKG,
        "pkg/b.py": "import yaml",
    }
    assert ids(judge(ANALYZER, tree)) == ["dependencies/undeclared"]
    assert ANALYZER.incomplete(project(tree)) is None


def test_whether_it_applies_and_is_whole() -> None:
    assert ANALYZER.applies(project({"README.md": ""})) == "the repository has no Python modules"
    assert "standard library" in (ANALYZER.applies(project({"a.py": "import os"})) or "")
    assert ANALYZER.applies(project({"a.py": "import yaml"})) is None
    assert ANALYZER.applies(project({"a.py": "", "r.txt": config(dependencies=["x"])})) is None
    broken = project({"a.py": "import yaml", "pyproject.toml": config(problem="not valid TOML")})
    assert ANALYZER.incomplete(broken) == "packaging metadata could not be read"
    partly = project({"a.py": py("import yaml", tier=Tier.PARSO)})
    assert "tier ast" in (ANALYZER.incomplete(partly) or "")
