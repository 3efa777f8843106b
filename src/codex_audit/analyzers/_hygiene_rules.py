"""The rules of ``hygiene``."""

from typing import Final

from codex_audit.domain.finding import Menu, Rule
from codex_audit.domain.levels import Confidence, Severity

NO_LICENCE: Final = Rule(
    id="hygiene/no-licence",
    title="No licence file",
    help=(
        "Without the text of a licence the code may not be used, changed or shared by others, whatever its "
        "authors intend. A statement in packaging metadata helps; the text should still be there."
    ),
    severity=Severity.MEDIUM,
    menu=Menu.DOCS_POLISH,
    everywhere=True,
    fires="setup.py, src/; no LICENSE, LICENCE or COPYING",
    passes="LICENSE.txt",
)
NO_CHANGELOG: Final = Rule(
    id="hygiene/no-changelog",
    title="No changelog",
    help=(
        "A distribution's users want to know what a new version changes before they take it. Looked for in "
        "the top folder and the documentation, under the usual names and in any format."
    ),
    severity=Severity.INFO,
    menu=Menu.DOCS_POLISH,
    confidence=Confidence.MEDIUM,
    everywhere=True,
    fires="pyproject.toml, src/; no CHANGELOG, CHANGES, HISTORY or NEWS",
    passes="CHANGES.rst",
)
NO_LOCK_FILE: Final = Rule(
    id="hygiene/no-lock-file",
    title="An application's dependencies are not locked",
    help=(
        "Two installations of an application at different times get different versions, and differ. A lock "
        "file, or exact versions throughout, makes them equal. Libraries are not judged."
    ),
    severity=Severity.INFO,
    menu=Menu.QUALITY_GATES,
    confidence=Confidence.MEDIUM,
    everywhere=True,
    fires="requirements.txt: flask>=2",
    passes="requirements.txt: flask==2.3.2, or a uv.lock beside it",
)
NO_PY_TYPED: Final = Rule(
    id="hygiene/no-py-typed",
    title="A typed library ships no py.typed",
    help=(
        "By PEP 561 a type checker reads the annotations of an installed package only if the package holds a "
        "file py.typed. Judged where the project checks its own types and most of its modules use typing."
    ),
    severity=Severity.LOW,
    menu=Menu.QUALITY_GATES,
    confidence=Confidence.MEDIUM,
    everywhere=True,
    fires="[tool.mypy] in pyproject.toml, annotated modules, no src/pkg/py.typed",
    passes="src/pkg/py.typed",
)
NO_CI: Final = Rule(
    id="hygiene/no-ci",
    title="Nothing says how changes are checked",
    help=(
        "A gate that runs the same checks for everyone, on a server or locally (nox, tox, pre-commit, make), "
        "keeps breakage out. Either counts."
    ),
    severity=Severity.INFO,
    menu=Menu.QUALITY_GATES,
    everywhere=True,
    fires="src/, tests/; no workflow, noxfile.py, tox.ini, pre-commit configuration or make target",
    passes="noxfile.py",
)
NO_TESTS: Final = Rule(
    id="hygiene/no-tests",
    title="No tests",
    help="Code without any test can only be changed on trust.",
    severity=Severity.MEDIUM,
    menu=Menu.QUALITY_GATES,
    everywhere=True,
    fires="src/pkg/core.py; no tests/, no test_*.py",
    passes="tests/test_core.py",
)
GITIGNORE_GAP: Final = Rule(
    id="hygiene/gitignore-gap",
    title="Leftovers of tools stand in the tree",
    help=(
        "Byte code, caches, environments and build artefacts are made anew by everyone, differ between "
        "machines and hide real changes; environment files leak what should stay private. They belong in "
        ".gitignore. Material of tests is not judged."
    ),
    severity=Severity.LOW,
    menu=Menu.FIX_FOLDER,
    everywhere=True,
    fires="pkg/__pycache__/core.cpython-311.pyc",
    passes=".gitignore: __pycache__/",
)
LARGE_FILE: Final = Rule(
    id="hygiene/large-file",
    title="A file above 5,000,000 bytes",
    help=(
        "Version control keeps every version of a large file for ever and hands it to every clone. Data and "
        "models are better kept elsewhere and fetched by name and digest. The value is the size in bytes."
    ),
    severity=Severity.LOW,
    menu=Menu.PERFORMANCE,
    everywhere=True,
    fires="data/train.bin: 48,000,000 bytes",
    passes="data/README.md: how to fetch train.bin",
)
GENERATED_FILE: Final = Rule(
    id="hygiene/generated-file",
    title="Generated code is in the tree",
    help=(
        "Code that a program wrote falls behind its source unless a check makes it anew. Where it must be "
        "there, say so in .gitattributes (linguist-generated) and check it in a gate."
    ),
    severity=Severity.INFO,
    menu=Menu.FIX_FOLDER,
    confidence=Confidence.MEDIUM,
    everywhere=True,
    fires="pkg/service_pb2.py",
    passes="pkg/service.proto, compiled by the build",
)

RULES: Final = (
    NO_LICENCE,
    NO_CHANGELOG,
    NO_LOCK_FILE,
    NO_PY_TYPED,
    NO_CI,
    NO_TESTS,
    GITIGNORE_GAP,
    LARGE_FILE,
    GENERATED_FILE,
)
