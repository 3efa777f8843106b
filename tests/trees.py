"""Small repositories of our own, written when a test needs them."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

GIT = {
    "GIT_AUTHOR_NAME": "Author",
    "GIT_AUTHOR_EMAIL": "author@example.invalid",
    "GIT_COMMITTER_NAME": "Author",
    "GIT_COMMITTER_EMAIL": "author@example.invalid",
    "GIT_AUTHOR_DATE": "2024-01-02T03:04:05+00:00",
    "GIT_COMMITTER_DATE": "2024-01-02T03:04:05+00:00",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
}

LIBRARY: Mapping[str, str] = {
    "README.md": (
        "# Parcels\n\nParcels tracks parcels. See [the guide](docs/guide.md) and "
        "[the map](docs/missing.md).\n\n## Installation\n\n```bash\npip install parcels\n```\n\n"
        "## Usage\n\n```python\nimport parcels\n```\n\nRun the tests with `pytest`.\n\n## License\n\nMIT\n"
    ),
    "LICENSE": "MIT License\n",
    "docs/guide.md": "# Guide\n\nTODO: write it.\n",
    "pyproject.toml": (
        '[project]\nname = "parcels"\nversion = "1.2.3"\ndescription = "Tracks parcels."\n'
        'requires-python = ">=3.10"\ndependencies = ["requests>=2", "attrs"]\n\n'
        '[project.scripts]\nparcels = "parcels.cli:main"\nlost = "parcels.cli:gone"\n\n'
        '[tool.ruff.lint]\nignore = ["B006"]\n'
    ),
    "src/parcels/__init__.py": '"""Tracks parcels."""\n\nfrom parcels.core import track\n\n__all__ = ["track"]\n',
    "src/parcels/core.py": (
        '"""The heart."""\n\nimport os\nimport subprocess\n\nimport requests\nimport yaml\n\nfrom parcels import cli\n\n\n'
        "def track(number, seen=[]):\n"
        '    """Track one parcel."""\n'
        "    if number in seen or number is None and not seen:\n        return None\n"
        "    try:\n        return eval(requests.get(os.environ['PARCELS_URL']).text)\n"
        "    except Exception:\n        pass\n\n\n"
        "def deliver(number):\n    raise NotImplementedError\n\n\n"
        'def label(number):\n    subprocess.run(f"lpr {number}", shell=True)\n'
    ),
    "src/parcels/cli.py": (
        "import sys\n\nfrom parcels.core import track\n\n\ndef main():\n    print(track(sys.argv[1]))\n\n\n"
        "if __name__ == '__main__':\n    main()\n"
    ),
    "tests/test_core.py": "from parcels import track\n\n\ndef test_track():\n    assert track(None) is None\n",
    ".gitignore": "*.log\nbuild/\n",
}

BROKEN: Mapping[str, str] = {
    "old.py": "import urllib2\n\nprint 'hello'\n\n\ndef f((a, b)):\n    exec 'x' in {}\n",
    "half.py": "def good():\n    return 1\n\n\ndef bad(:\n    return 2\n",
    "fine.py": '"""A fine module."""\n\n\ndef fine():\n    return 3\n',
    "pyproject.toml": "[tool\n",
    "setup.cfg": "no section\n",
}


def write(tree: Mapping[str, str | bytes], folder: Path) -> Path:
    """Write a tree below a folder, which is returned."""
    for name, content in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def git(folder: Path, *arguments: str) -> str:
    """Run git there, with a fixed identity and date."""
    done = subprocess.run(
        ["git", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false", *arguments],
        cwd=folder,
        env={**os.environ, **GIT},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def commit(folder: Path, message: str = "Begin") -> None:
    """Commit everything in a folder, which becomes a repository if it is none."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)
