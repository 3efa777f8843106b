"""Each kind of signal finds its places, and nothing else."""

import pytest

from codex_audit.project.capabilities.hits import find
from tests.project.capabilities.trees import pack, part, project

LONG = "x = 1\n"
FILES = {
    "README.md": "# Tool\n\n## Quick start\n\n```bash\nrun\n```\n\n![Architecture](docs/architecture.png)\n",
    "Dockerfile": "FROM python:3.12\n",
    "pyproject.toml": (
        '[project]\nname = "tool"\nversion = "1"\ndependencies = ["torch==2.1", "numpy"]\n'
        '[project.scripts]\ntool = "pkg.cli:main"\n[tool.coverage.run]\nbranch = true\n'
    ),
    ".pre-commit-config.yaml": "repos:\n- repo: local\n  hooks:\n  - id: gitleaks\n    entry: gitleaks protect\n",
    "noxfile.py": "import nox\n\n\n@nox.session\ndef tests(session):\n    session.run('pytest', '-q')\n",
    "pkg/__init__.py": "",
    "pkg/cli.py": (
        "import os\nimport torch.utils.data as data\nfrom torch import nn\nfrom mistral.tokens import tokenizer_base\n\n\n"
        "@app.command()\ndef main():\n    os.environ.get('WANDB_MODE')\n    data.DataLoader([])\n"
        "    tokenizer_base.load()\n\n\nclass Net(nn.Module):\n    pass\n"
    ),
    "pkg/kinds.py": (
        "from safetensors.torch import load_file as load_it\n\n\ndef a():\n    return load_it('x')\n\n\n"
        "KINDS = {'a': a, 'b': load_it}\n"
    ),
    "tests/test_cli.py": "def test_it():\n    assert True\n",
    "vendor/other/Dockerfile": "FROM x\n",
}


@pytest.mark.parametrize(
    ("signal", "places"),
    [
        ("import:torch", [("pkg/cli.py", 2, "torch"), ("pkg/cli.py", 3, "torch")]),
        ("import:torch.utils.data", [("pkg/cli.py", 2, "torch")]),
        ("import:tor", []),
        ("import:*tokenizer*", []),
        ("import:*tokens*", [("pkg/cli.py", 4, "mistral")]),
        ("call:DataLoader", [("pkg/cli.py", 10, "DataLoader")]),
        ("call:torch.utils.data.DataLoader", [("pkg/cli.py", 10, "DataLoader")]),
        ("call:utils.Loader", []),
        ("call:safetensors.torch.load_file", [("pkg/kinds.py", 5, "load_it")]),
        ("dispatch:2", [("pkg/kinds.py", 8, "KINDS")]),
        ("dispatch:3", []),
        ("base:nn.Module", [("pkg/cli.py", 14, "Net")]),
        ("base:*.Module", [("pkg/cli.py", 14, "Net")]),
        ("class:Net", [("pkg/cli.py", 14, "Net")]),
        ("decorator:*.command*", [("pkg/cli.py", 8, "main")]),
        ("environment:WANDB_MODE", [("pkg/cli.py", 9, "WANDB_MODE")]),
        ("file:Dockerfile", [("Dockerfile", None, "Dockerfile")]),
        ("file:*Dockerfile", [("Dockerfile", None, "Dockerfile")]),
        ("table:coverage*", [("pyproject.toml", 7, "coverage")]),
        ("setting:project.name", [("pyproject.toml", 2, "name")]),
        ("hook:gitleaks", [(".pre-commit-config.yaml", 4, "gitleaks")]),
        ("entry:console_scripts", [("pyproject.toml", 6, "tool")]),
        ("heading:*quick*start*", [("README.md", 3, "Quick start")]),
        ("fence:bash", [("README.md", 5, "bash")]),
        ("image:*architecture*", [("README.md", 9, "docs/architecture.png")]),
        ("dependency:numpy", [("pyproject.toml", 4, "numpy")]),
        ("pinned:50", [("pyproject.toml", 4, "2.1")]),
        ("pinned:60", []),
        ("lock:any", []),
        ("tests:1", [("tests/test_cli.py", 1, "test_it")]),
        ("tests:2", []),
    ],
)
def test_where_a_signal_stands(signal: str, places: list[tuple[str, int | None, str]]) -> None:
    packs = pack('implemented = [["a"]]\n' + part("a", f'["{signal}"]'))
    found = find(project(FILES, packs), packs)
    hits = [hit for some in found.values() for hit in some]
    assert sorted((hit.path, hit.line, hit.symbol) for hit in hits) == places


def test_what_lint_calls_unused_is_no_use() -> None:
    packs = pack('implemented = [["a"]]\n' + part("a", '["import:torch"]'))
    assert (
        find(
            project(
                {"a.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch\n"}, packs
            ),
            packs,
        )
        == {}
    )


def test_commands_are_matched_by_name_and_line() -> None:
    packs = pack('implemented = [["a"]]\n' + part("a", '["command:*pytest*"]'))
    (hits,) = find(project(FILES, packs), packs).values()
    assert [(hit.path, hit.symbol) for hit in hits] == [("noxfile.py", "tests")]
