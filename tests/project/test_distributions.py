"""Import names against names of distributions."""

import pytest

from codex_audit.project._distributions import BRINGS, DISTRIBUTIONS
from codex_audit.project._stdlib import is_stdlib, may_be_own
from codex_audit.project.distributions import (
    declarations,
    declared_imports,
    distributions_of,
    own_words,
    project_declarations,
)
from codex_audit.project.names import known_import, normalise
from tests.project.builders import config, project


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("PyYAML", "pyyaml"),
        ("zope.interface", "zope-interface"),
        ("a__b-.c", "a-b-c"),
        ("-x-", "x"),
        ("", ""),
    ],
)
def test_normalise(name: str, normal: str) -> None:
    assert normalise(name) == normal


@pytest.mark.parametrize(
    ("module", "first"),
    [
        ("PIL.Image", "pillow"),
        ("cv2", "opencv-python"),
        ("yaml", "pyyaml"),
        ("sklearn.svm", "scikit-learn"),
        ("google.protobuf.message", "protobuf"),
        ("ruamel.yaml", "ruamel-yaml"),
        ("torch", "torch"),
        ("typing_extensions", "typing-extensions"),
        ("unheard_of.core", "unheard-of"),
    ],
)
def test_likeliest_distribution(module: str, first: str) -> None:
    assert distributions_of(module)[0] == first


def test_a_namespace_gives_dotted_names_too() -> None:
    assert "google-cloud-storage" in distributions_of("google.cloud.storage.blob")


def test_tables_hold_normalised_names() -> None:
    for table in (DISTRIBUTIONS, BRINGS):
        for values in table.values():
            assert all(value == normalise(value) for value in values)
    assert len(DISTRIBUTIONS) > 500


@pytest.mark.parametrize(
    ("declared", "module", "covered"),
    [
        ("pyyaml", "yaml", True),
        ("opencv-python-headless", "cv2", True),
        ("pytest", "_pytest.config", True),
        ("requests", "urllib3", True),
        ("scipy", "numpy", True),
        ("python-magic-bin", "magic", True),
        ("pyfoo", "foo", True),
        ("python-foo", "foo", True),
        ("foo-client", "foo", True),
        ("foobar", "foo_bar", True),
        ("google-cloud-storage", "google.cloud.storage", True),
        ("types-pyyaml", "yaml", False),
        ("foo-stubs", "foo", False),
        ("torchvision", "torch", False),
        ("click", "yaml", False),
    ],
)
def test_what_a_declaration_covers(declared: str, module: str, covered: bool) -> None:
    assert declarations([declared]).cover(module) is covered


def test_locks_and_constraints_declare_nothing() -> None:
    facts = config(
        dependencies=["click"], groups={"lock": ["yaml"], "constraints": ["attrs"], "dev": ["nox"]}
    )
    assert project_declarations(project({"pyproject.toml": facts})).names == {"click", "nox"}


def test_declared_imports_are_those_that_need_no_finding() -> None:
    files = {
        "pyproject.toml": config(dependencies=["pyyaml"]),
        "deep/helper.py": "",
        "run.py": "import os, yaml, helper, ansible_collections, torch",
    }
    found = declared_imports(project(files))
    assert found == {"os", "yaml", "helper", "ansible_collections"}


def test_own_words_are_folders_and_stems() -> None:
    assert {"deep", "helper"} <= own_words(project({"deep/helper.py": ""}))


def test_known_imports() -> None:
    assert known_import("PIL")
    assert known_import("numpy")
    assert not known_import("unheard_of")


@pytest.mark.parametrize(
    "name", ["os", "imp", "asynchat", "distutils", "urllib2", "ConfigParser", "tomllib", "_colorize"]
)
def test_standard_library_of_every_python(name: str) -> None:
    assert is_stdlib(name)


def test_some_library_names_may_be_own() -> None:
    assert may_be_own("parser")
    assert may_be_own("mine")
    assert not may_be_own("os")
    assert not is_stdlib("yaml")
