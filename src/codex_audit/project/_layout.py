"""Names by which a tree's layout tells what its files are for."""

from collections.abc import Mapping
from typing import Final

from codex_audit.domain.artifact import Role
from codex_audit.project.words import words

ENVIRONMENT_MARKS: Final = ("pyvenv.cfg", "conda-meta")

VENDOR_FOLDERS: Final = words(
    """
    vendor vendored vendors _vendor _vendored third_party thirdparty third-party 3rdparty extern externs
    externals node_modules bower_components site-packages dist-packages
    """
)
VENDOR_FILES: Final = frozenset(
    ["six.py", "_six.py", "ez_setup.py", "distribute_setup.py", "get-pip.py", "versioneer.py", "appdirs.py"]
)

GENERATED_FOLDERS: Final = frozenset(["__pycache__", ".ipynb_checkpoints", "htmlcov", "_antlr", ".eggs"])
GENERATED_FILES: Final = frozenset(["_version.py", "parsetab.py", "lextab.py", "yacctab.py"])
GENERATED_ENDS: Final = (
    "_pb2.py",
    "_pb2.pyi",
    "_pb2_grpc.py",
    "_pb2_grpc.pyi",
    "_parsetab.py",
    "_lextab.py",
    ".min.js",
    ".min.css",
    ".bundle.js",
    ".pyc",
    ".pyo",
    ".egg-info",
)

TEST_FOLDERS: Final = frozenset(
    ["tests", "unittests", "unit_tests", "functional_tests", "integration_tests", "testdata"]
)
TEST_FOLDERS_ON_EVIDENCE: Final = frozenset(["test", "testing"])
"""Also names of ordinary packages, so they count only at the top or beside real tests."""

DOCS_FOLDERS: Final = frozenset(["docs", "doc", "documentation"])
EXAMPLE_FOLDERS: Final = words(
    "examples example demos demo tutorials tutorial samples sample notebooks cookbook"
)
SCRIPT_FOLDERS: Final = words(
    """
    scripts script tools bin hack hacking benchmarks benchmark asv_bench ci .ci maintainers misc dev devtools
    devel maint
    """
)
SCRIPT_FILES: Final = words(
    "setup.py noxfile.py tasks.py fabfile.py dodo.py manage.py pavement.py wscript SConstruct build.py"
)

GRADER_STEMS: Final = frozenset(["grade", "grader"])

LEAST_TASKS: Final = 4

DOCS_ENDS: Final = (".md", ".rst", ".markdown", ".mdx", ".adoc", ".org")
DOCS_STEMS: Final = words(
    """
    readme license licence copying notice changelog changes history news authors contributors contributing
    credits todo security code_of_conduct legal install maintainers
    """
)

CONFIG_ENDS: Final = (".toml", ".cfg", ".ini", ".yaml", ".yml", ".lock", ".in", ".conf")
CONFIG_FILES: Final = words(
    """
    makefile gnumakefile justfile dockerfile containerfile pipfile procfile tox.ini package.json
    package-lock.json cmakelists.txt vagrantfile jenkinsfile codeowners taskfile
    """
)
CONFIG_FOLDERS: Final = frozenset(
    [".github", ".gitlab", ".circleci", ".azure-pipelines", ".devcontainer", ".vscode"]
)

ROLE_OF_FOLDER: Final[Mapping[str, Role]] = {
    **dict.fromkeys(EXAMPLE_FOLDERS, Role.EXAMPLE),
    **dict.fromkeys(TEST_FOLDERS, Role.TEST),
    **dict.fromkeys(GENERATED_FOLDERS, Role.GENERATED),
    **dict.fromkeys(VENDOR_FOLDERS, Role.VENDORED),
}
"""Names that say the same wherever they stand."""

ROLE_OUTSIDE_PACKAGES: Final[Mapping[str, Role]] = {
    **dict.fromkeys(DOCS_FOLDERS, Role.DOCS),
    **dict.fromkeys(SCRIPT_FOLDERS, Role.SCRIPT),
    **dict.fromkeys(CONFIG_FOLDERS, Role.CONFIG),
}
"""Names that within a package are as a rule part of the program."""
