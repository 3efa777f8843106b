"""The rules of ``readme``. Their titles read as gaps."""

from typing import Final

from codex_audit.domain.finding import Menu, Rule
from codex_audit.domain.levels import Confidence, Severity


def _gap(name: str, title: str, text: str, fires: str, passes: str) -> Rule:
    return Rule(
        id=f"readme/{name}",
        title=title,
        help=text,
        severity=Severity.LOW,
        menu=Menu.DOCS_POLISH,
        confidence=Confidence.MEDIUM,
        everywhere=True,
        fires=fires,
        passes=passes,
    )


MISSING: Final = Rule(
    id="readme/missing",
    title="There is no README",
    help="A README is what everyone reads first: what this is, how to install, use and check it.",
    severity=Severity.MEDIUM,
    menu=Menu.DOCS_POLISH,
    everywhere=True,
    fires="pyproject.toml, src/; no README at the top, in .github/ or in docs/",
    passes="README.rst",
)
NO_TITLE: Final = _gap(
    "no-title",
    "The README has no title",
    "Neither a heading nor a picture at the top names the project.",
    "It does things.\n",
    "# tidy\n",
)
NO_PURPOSE: Final = _gap(
    "no-purpose",
    "The README does not say what the project is for",
    "No paragraph of prose says what the project does.",
    "# tidy\n\n[![build](badge.svg)](ci)\n",
    "# tidy\n\nSorts the imports of Python files.\n",
)
NO_INSTALL: Final = _gap(
    "no-install",
    "The README does not say how to install",
    "No heading on installation or set-up, no installing command, and no link to either.",
    "# tidy\n\nSorts imports.\n",
    "# tidy\n\n## Installation\n\n    pip install tidy\n",
)
NO_USAGE: Final = _gap(
    "no-usage",
    "The README does not show how to use the project",
    "No heading on usage, no example in code, and no link to documentation.",
    "# tidy\n\nSorts imports.\n",
    "# tidy\n\n## Usage\n\n    tidy src/\n",
)
NO_TEST_SECTION: Final = _gap(
    "no-test-section",
    "The README does not say how to run the tests",
    "The repository has tests, and neither a heading, a command nor a link to a guide for contributors "
    "says how to run them.",
    "# tidy\n\nSorts imports.  (tests/ exists)\n",
    "# tidy\n\n## Development\n\n    nox -s tests\n",
)
NO_LICENCE_SECTION: Final = _gap(
    "no-licence-section",
    "Neither the README nor a file states the licence",
    "No licence file stands in the repository, and the README does not mention a licence.",
    "# tidy\n\nSorts imports.\n",
    "# tidy\n\n## Licence\n\nMIT.\n",
)
BROKEN_LINK: Final = Rule(
    id="readme/broken-link",
    title="A relative link leads nowhere",
    help=(
        "READMEs and the documents at the top link to a file or folder that is not in the repository. "
        "Fragments, queries and escapes are taken off first; links to other sites, and those that leave the"
        " repository, are not judged."
    ),
    severity=Severity.LOW,
    menu=Menu.DOCS_POLISH,
    everywhere=True,
    in_vendored=None,
    fires="[guide](docs/guide.md)  <!-- docs/guide.md does not exist -->",
    passes="[guide](docs/guide.md#install)",
)
UNKNOWN_PATH: Final = Rule(
    id="readme/unknown-path",
    title="The README names a file or command that does not exist",
    help=(
        "A command or an inline code names a script, requirements file, make target, nox session, tox "
        "environment or path of this repository that is not there. Outputs, placeholders and paths of other"
        " programs are not judged."
    ),
    severity=Severity.LOW,
    menu=Menu.DOCS_POLISH,
    confidence=Confidence.MEDIUM,
    everywhere=True,
    in_vendored=None,
    fires="    python scripts/train.py  # scripts/ holds no train.py",
    passes="    python scripts/train.py  # scripts/train.py exists",
)

RULES: Final = (
    MISSING,
    NO_TITLE,
    NO_PURPOSE,
    NO_INSTALL,
    NO_USAGE,
    NO_TEST_SECTION,
    NO_LICENCE_SECTION,
    BROKEN_LINK,
    UNKNOWN_PATH,
)
