"""Entry points resolved to modules and attributes."""

from typing import Any

import pytest

from codex_audit.domain.project import ResolvedEntryPoint
from tests.project.builders import config, project

FILES = {
    "src/pkg/__init__.py": "from .cli import main",
    "src/pkg/cli.py": "def main(): pass\nclass App:\n    def run(self): pass",
    "src/pkg/open.py": "from x import *\ndef there(): pass",
    "src/pkg/py.typed": None,
    "tool.sh": None,
}


def resolve(target: str, group: str = "console_scripts", **more: Any) -> ResolvedEntryPoint:
    facts = config(entry_points=[(group, f"tool={target}")], settings={"project.name": "pkg"})
    return project({**FILES, "pyproject.toml": facts, **more}).entry_points[0]


@pytest.mark.parametrize(
    ("target", "path", "resolved"),
    [
        ("pkg.cli:main", "src/pkg/cli.py", True),
        ("pkg.cli:App.run", "src/pkg/cli.py", True),
        ("pkg.cli : main [extra]", "src/pkg/cli.py", True),
        ("pkg:main", "src/pkg/__init__.py", True),
        ("pkg:cli", "src/pkg/__init__.py", True),
        ("pkg:open", "src/pkg/__init__.py", True),
        ("pkg.cli", "src/pkg/cli.py", True),
        ("pkg.cli:gone", "src/pkg/cli.py", False),
        ("pkg.gone:main", None, False),
        ("pkg.open:there", "src/pkg/open.py", True),
        ("pkg.open:gone", "src/pkg/open.py", None),
        ("pkg:_version", "src/pkg/__init__.py", None),
        ("pkg._version:main", None, None),
        ("{computed}", None, None),
        ("pkg cli", None, None),
    ],
)
def test_own_targets(target: str, path: str | None, resolved: bool | None) -> None:
    found = resolve(target)
    assert (found.module_path, found.resolved, found.external) == (path, resolved, False)


def test_targets_of_other_distributions() -> None:
    found = resolve("other.cli:main")
    assert (found.resolved, found.external) == (None, True)


def test_a_project_without_the_package_that_it_names() -> None:
    facts = config(
        entry_points=[("console_scripts", "tool=my_pkg.cli:main")], settings={"project.name": "My-Pkg"}
    )
    found = project({"pyproject.toml": facts, "other.py": ""}).entry_points[0]
    assert (found.resolved, found.external) == (False, False)
    found = project({"pyproject.toml": facts, "my_pkg/data.txt": None, "other.py": ""}).entry_points[0]
    assert (found.resolved, found.external) == (None, False)


def test_a_namespace_package_as_target_is_not_judged() -> None:
    found = resolve("pkg.space:main", **{"src/pkg/space/deep.py": ""})
    assert found.resolved is None


@pytest.mark.parametrize(
    ("target", "path", "resolved"),
    [
        ("tool.sh", "tool.sh", True),
        ("./tool.sh", "tool.sh", True),
        ("bin/gone", None, False),
        ("../up.sh", None, None),
        ("bin/{name}", None, None),
    ],
)
def test_script_files(target: str, path: str | None, resolved: bool | None) -> None:
    found = resolve(target, "scripts")
    assert (found.module_path, found.resolved) == (path, resolved)


def test_script_files_are_relative_to_their_configuration() -> None:
    facts = config("setup-cfg", entry_points=[("scripts", "run=bin/run")])
    found = project({"sub/setup.cfg": facts, "sub/bin/run": None}).entry_points[0]
    assert found.module_path == "sub/bin/run"


def test_entry_points_come_in_path_and_line_order() -> None:
    facts = config(entry_points=[("console_scripts", "b=pkg.cli:main"), ("pytest11", "a=pkg.cli")])
    found = project({**FILES, "pyproject.toml": facts, "a/setup.cfg": facts}).entry_points
    assert [(one.path, one.entry_point.name) for one in found] == [
        ("a/setup.cfg", "b"),
        ("a/setup.cfg", "a"),
        ("pyproject.toml", "b"),
        ("pyproject.toml", "a"),
    ]
