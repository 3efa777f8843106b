"""Packaging metadata, each field from the first file that states it."""

import pytest

from codex_audit.domain.project import Metadata
from tests.project.builders import config, project


def test_pyproject_before_setup_cfg_before_setup_py() -> None:
    found = project(
        {
            "setup.py": config(
                "setup-script",
                settings={"project.name": "c", "project.license": "MIT", "project.version": "1"},
            ),
            "setup.cfg": config(
                "setup-cfg", settings={"project.name": "b", "project.python_requires": ">=3.9"}
            ),
            "pyproject.toml": config(
                settings={"project.name": "a", "project.readme": "README.md", "project.version": ""}
            ),
        }
    ).metadata
    assert (found.name, found.license, found.requires_python) == ("a", "MIT", ">=3.9")
    assert (found.readme, found.version, found.description) == ("README.md", "1", None)
    assert found.sources == {
        "license": ("setup.py", 3),
        "name": ("pyproject.toml", 3),
        "readme": ("pyproject.toml", 3),
        "requires_python": ("setup.cfg", 3),
        "version": ("setup.py", 3),
    }


def test_the_project_nearest_the_top_counts_alone() -> None:
    found = project(
        {
            "sub/pyproject.toml": config(settings={"project.name": "sub", "project.license": "GPL"}),
            "pyproject.toml": config(settings={"project.name": "top"}),
        }
    ).metadata
    assert (found.name, found.license) == ("top", None)


def test_a_top_file_without_metadata_gives_way() -> None:
    found = project(
        {
            "pyproject.toml": config(settings={"tool.ruff.line-length": "100"}),
            "sub/pyproject.toml": config(settings={"project.name": "sub"}),
            "a/requirements.txt": config("requirements", settings={"project.name": "no"}),
        }
    ).metadata
    assert found.name == "sub"


def test_no_metadata() -> None:
    assert project({"a.py": ""}).metadata == Metadata()


@pytest.mark.parametrize("name", ["a | b", "# Order", "two words", "-x", "x-", "x" * 200, "naïve", "a/b", ""])
def test_what_is_no_name_of_a_distribution_is_none(name: str) -> None:
    found = project(
        {
            "pyproject.toml": config(settings={"project.name": name, "project.version": "1"}),
            "setup.cfg": config("setup-cfg", settings={"metadata.name": "brook.io_2-x"}),
        }
    ).metadata
    assert (found.name, found.version) == ("brook.io_2-x", "1")
