"""The built distributions carry their templates, and every way to install finds them."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
SHOW = (
    "import sys; sys.path.insert(0, sys.argv[1])\n"
    "import codex_audit, codex_audit.renderers.audit_md\n"
    "from importlib.resources import files\n"
    "print(codex_audit.__file__)\n"
    "print(sorted(one.name for one in files('codex_audit.templates').iterdir() if one.name.endswith(('.j2', '.md'))))\n"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution, built from a copy."""
    pytest.importorskip("setuptools")
    folder = tmp_path_factory.mktemp("packaging")
    copy = folder / "copy"
    kept = ("src", "templates", "pyproject.toml", "README.md", "LICENSE")
    copy.mkdir()
    for name in kept:
        source = ROOT / name
        ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=ignore)
        else:
            shutil.copy(source, copy / name)
    code = (
        "import setuptools.build_meta as build; "
        f"build.build_wheel({str(folder)!r}); build.build_sdist({str(folder)!r})"
    )
    subprocess.run([sys.executable, "-c", code], cwd=copy, check=True, capture_output=True, env=ENVIRONMENT)
    return folder


def templates() -> set[str]:
    return {path.name for path in (ROOT / "templates").iterdir() if path.suffix in (".j2", ".md")}


def test_the_wheel_holds_the_templates_and_finds_them(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path)
    assert templates() <= {Path(name).name for name in names if name.startswith("codex_audit/templates/")}
    assert "codex_audit/py.typed" in names
    done = subprocess.run(
        [sys.executable, "-I", "-c", SHOW, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env=ENVIRONMENT,
    )
    place, found = done.stdout.splitlines()
    assert place.startswith(str(tmp_path))
    assert found == str(sorted(templates()))


def test_the_source_distribution_builds_the_same(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {Path(name).name for name in archive.getnames() if "/templates/" in name}
    assert templates() <= names


def test_the_installed_package_finds_them() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", SHOW.split("\n", 1)[1]],
        capture_output=True,
        text=True,
        check=True,
        env=ENVIRONMENT,
    )
    assert done.stdout.splitlines()[1] == str(sorted(templates()))
