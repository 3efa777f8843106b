"""Code and configuration that other programs would run, load or obey when they meet it."""

import base64
import json

from tests.hostile.place import HEALTHY, Case, Place

STANDARD = (
    "abc", "argparse", "ast", "base64", "codecs", "collections", "concurrent", "contextlib", "copy", "copyreg",
    "dataclasses", "difflib", "encodings", "enum", "functools", "gc", "hashlib", "importlib", "inspect", "io",
    "itertools", "json", "keyword", "linecache", "locale", "logging", "operator", "os", "pathlib", "pickle",
    "platform", "posixpath", "queue", "random", "re", "resource", "runpy", "selectors", "shutil", "signal", "site",
    "sitecustomize", "socket", "sqlite3", "stat", "string", "struct", "subprocess", "sys", "sysconfig", "tempfile",
    "textwrap", "threading", "time", "token", "tokenize", "tomllib", "traceback", "types", "typing", "unicodedata",
    "usercustomize", "warnings", "weakref", "zipimport",
)  # fmt: skip

INSTALLED = (
    "click", "jinja2", "libcst", "markdown_it", "markupsafe", "msgspec", "packaging", "parso", "platformdirs",
    "pydantic", "pydantic_core", "radon", "rich", "ruff", "typing_extensions", "yaml", "mdurl", "pygments", "pytest",
)  # fmt: skip


def _standard(place: Place) -> None:
    for name in STANDARD:
        place.put(f"{name}.py", place.code())


def _installed(place: Place) -> None:
    for name in INSTALLED:
        place.put(f"{name}/__init__.py", place.code())
        place.put(f"{name}/__main__.py", place.code())


def _the_tool(place: Place) -> None:
    for name in ("codex_audit", "src/codex_audit"):
        for module in (
            "__init__",
            "__main__",
            "cli/__init__",
            "workers/child",
            "facts/evil",
            "analyzers/evil",
        ):
            place.put(f"{name}/{module}.py", place.code())
    place.put("codex_audit.pth", f"import os; os.system({place.touch()!r})\n")
    place.put("codex_audit-9.dist-info/METADATA", "Metadata-Version: 2.1\nName: codex-audit\nVersion: 9\n")
    place.put("codex_audit-9.dist-info/entry_points.txt", "[codex_audit]\nevil = codex_audit.facts.evil\n")


def _scripts(place: Place) -> None:
    for name in (
        "setup",
        "conftest",
        "noxfile",
        "tasks",
        "fabfile",
        "dodo",
        "SConstruct",
        "manage",
        "__init__",
        "__main__",
    ):
        place.put(f"{name}.py", place.code() + "import setuptools\nsetuptools.setup(name='x')\n")
    place.put("tests/conftest.py", place.code())
    place.put(
        "pyproject.toml", "[build-system]\nrequires = []\nbuild-backend = 'setup'\nbackend-path = ['.']\n"
    )


def _startup(place: Place) -> None:
    """What interpreters and shells read when they start in a folder."""
    for name in ("sitecustomize.py", "usercustomize.py", ".pythonrc.py", "pyvenv.py", "python311._pth"):
        place.put(name, place.code())
    place.put("lib/python3.11/site-packages/evil.pth", f"import os; os.system({place.touch()!r})\n")
    for name in (".bashrc", ".profile", ".envrc", ".direnvrc", ".zshenv"):
        place.put(name, place.touch() + "\n")
    place.put(".python-version", "../../evil\n")


def _environment(place: Place) -> None:
    """A virtual environment with programs of its own."""
    place.put("venv/pyvenv.cfg", "home = /nowhere\n")
    for name in ("git", "ruff", "python", "python3", "codex-audit"):
        place.put(f"venv/bin/{name}", f"#!/bin/sh\n{place.touch()}\n")
        (place.root / f"venv/bin/{name}").chmod(0o755)
    place.put("venv/lib/python3.11/site-packages/enum.py", place.code())
    place.put(".venv/bin/ruff", f"#!/bin/sh\n{place.touch()}\n")


def _linters(place: Place) -> None:
    """Configuration that would silence, redirect or extend what looks at the tree."""
    place.put(
        "ruff.toml",
        f'extend = "{place.elsewhere}/evil.toml"\nexclude = ["*"]\ncache-dir = "{place.elsewhere}/cache"\n'
        'output-file = "x"\nfix = true\nunsafe-fixes = true\n[lint]\nselect = []\n',
    )
    place.put(".ruff.toml", 'exclude = ["**"]\nfix-only = true\n[lint.per-file-ignores]\n"*" = ["ALL"]\n')
    place.put("radon.cfg", f"[radon]\nexclude = *\noutput_file = {place.canary}\n")
    place.put(
        "setup.cfg",
        "[flake8]\nexclude = *\n[mypy]\nplugins = evil\n[radon]\nexclude = *\n[tool:pytest]\naddopts = -p evil\n",
    )
    place.put("mypy.ini", "[mypy]\nplugins = ./evil.py\n")
    place.put(".pylintrc", f"[MASTER]\ninit-hook='{place.touch()}'\nload-plugins=evil\n")
    place.put(".flake8", "[flake8:local-plugins]\nextension = E = evil:run\npaths = .\n")
    place.put(".coveragerc", "[run]\nplugins = evil\n")
    place.put("pytest.ini", "[pytest]\naddopts = -p evil --rootdir=/\n")
    place.put("evil.py", place.code())
    place.put("bandit.yaml", "exclude_dirs: ['/']\n")
    for name in ("sound/ruff.toml", "sound/.editorconfig", ".editorconfig"):
        place.put(name, 'root = true\nexclude = ["*"]\n')


def _secret_scanners(place: Place) -> None:
    plugin = {"name": "Evil", "path": "file://evil.py"}
    baseline = {
        "version": "1.5.0",
        "plugins_used": [plugin],
        "filters_used": [{"path": "file://evil.py::f"}],
        "results": {},
    }
    place.put(".secrets.baseline", json.dumps(baseline))
    place.put("evil.py", place.code())
    place.put(".gitleaks.toml", "[allowlist]\npaths = ['.*']\n")
    place.put(".trufflehog.yml", "exclude: ['.*']\n")
    place.put(".gitleaksignore", "*\n")


def _own_settings(place: Place) -> None:
    """Settings that try to silence the audit, within what the tool knows."""
    place.put(
        "pyproject.toml",
        '[tool.codex-audit]\nignore = ["lint", "secret", "syntax", "hygiene"]\nmin-severity = "critical"\n'
        'addressee = "INJECTED | `x` <b>"\n[tool.codex-audit.thresholds]\n',
    )
    place.put(
        "silenced.py", "# codex-audit: ignore\nimport os\neval(1)  # codex-audit: ignore[lint] -- zq\n" * 50
    )
    place.put("codex-audit.toml", "select = []\n")
    place.put(".codex-audit.toml", "plugins = ['evil']\n")


def _packaging(place: Place) -> None:
    place.put(
        "setup.cfg",
        "[metadata]\nname = file: /etc/passwd\nversion = attr: evil.version\ndescription = file: pipe, /dev/zero\n"
        "[options]\npackages = find:\ncmdclass =\n  build = evil.Build\n[options.entry_points]\nconsole_scripts =\n  x = evil:run\n",
    )
    place.fifo("pipe")
    place.put("evil.py", place.code() + "version = '1'\n\n\ndef run():\n    pass\n")
    place.put(
        "pyproject.toml",
        '[project]\nname = "x"\ndynamic = ["version", "readme"]\nlicense = {file = "/dev/zero"}\n'
        'readme = "../../../../../etc/passwd"\n[project.scripts]\nx = "evil:run"\ny = "os:system"\n'
        '[tool.setuptools.dynamic]\nversion = {attr = "evil.version"}\nreadme = {file = ["pipe"]}\n',
    )
    place.put("MANIFEST.in", "include /etc/*\ngraft ..\n")


def _hooks(place: Place) -> None:
    touch = place.touch()
    hook = f"repos:\n- repo: local\n  hooks:\n  - id: x\n    name: x\n    entry: sh -c '{touch}'\n    language: system\n"
    place.put(".pre-commit-config.yaml", hook)
    place.put(".pre-commit-hooks.yaml", f"- id: x\n  name: x\n  entry: {touch}\n  language: script\n")
    place.put(".github/workflows/x.yml", f"on: push\njobs:\n  x:\n    steps:\n    - run: {touch}\n")
    place.put("Makefile", f"X := $(shell {touch})\nall:\n\t{touch}\n")
    place.put("Justfile", f"x := `{touch}`\n")
    place.put("tox.ini", f"[testenv]\ncommands = {touch}\n")
    place.put("package.json", json.dumps({"scripts": {"postinstall": touch, "prepare": touch}}))
    place.put(
        ".vscode/tasks.json",
        json.dumps({"tasks": [{"command": touch, "runOptions": {"runOn": "folderOpen"}}]}),
    )
    place.put("Dockerfile", f"FROM x\nRUN {touch}\n")


def _bytecode(place: Place) -> None:
    """Compiled modules in the place of sound ones."""
    junk = base64.b64decode("pw0NCgAAAAAAAAAAAAAAAA==") + bytes(500)
    for name in HEALTHY:
        stem = name.rpartition("/")[2].removesuffix(".py")
        folder = name.rpartition("/")[0]
        place.put(f"{folder}/__pycache__/{stem}.cpython-311.pyc".lstrip("/"), junk)
    place.put("enum.pyc", junk)
    place.put("enum.so", b"\x7fELF" + bytes(500))
    place.put("enum.cpython-311-x86_64-linux-gnu.so", b"\x7fELF" + bytes(500))


CASES = (
    Case("planted-standard-modules", _standard),
    Case("planted-installed-packages", _installed),
    Case("planted-copy-of-the-tool", _the_tool),
    Case("planted-scripts", _scripts),
    Case("planted-start-up-files", _startup),
    Case("planted-virtual-environment", _environment),
    Case("planted-linter-configuration", _linters),
    Case("planted-secret-scanner-configuration", _secret_scanners),
    Case("planted-settings-of-the-tool", _own_settings),
    Case("planted-packaging", _packaging),
    Case("planted-hooks-and-tasks", _hooks),
    Case("planted-bytecode", _bytecode),
)
