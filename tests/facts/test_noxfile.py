"""``noxfile.py``."""

from codex_audit.facts._script import NOT_PYTHON
from codex_audit.facts.noxfile import EXTRACTOR
from tests.facts.support import config

TEXT = '''\
import nox
from nox import session as sess

nox.options.sessions = ["lint", "tests"]
nox.options.default_venv_backend = "uv"
nox.options.stop_on_first_error = True
nox.options.computed = run()
VERSIONS = ["3.10", "3.11"]


@nox.session(python=VERSIONS)
def tests(session):
    """Run the tests."""
    session.install("-e", ".[test]")
    session.run_always("python", "-V")
    with session.chdir("x"):
        session.run("pytest", "-q", *session.posargs, flag, env={"A": "b"})
    session.run("coverage")


@nox.session(name="lint-all", python="3.12", reuse_venv=True)
@nox.parametrize("x", [1])
def lint(s: nox.Session) -> None:
    s.run(*CMD)
    s.run("ruff", "check")


@sess
def helper(session): ...


@nox.session(python=False, name=computed())
async def docs(session):
    session.run_always("make", "docs")


@nox.session()
def nothing():
    other.run("x")


@other.decorator
def plain(session):
    session.run("x")
'''


def test_sessions_with_what_they_run() -> None:
    found = config(EXTRACTOR, TEXT, "noxfile.py")
    assert found.format == "nox"
    assert [(one.kind, one.name, one.line, one.detail) for one in found.commands] == [
        ("session", "tests", 12, "pytest -q"),
        ("session", "lint-all", 21, "ruff check"),
        ("session", "docs", 33, "make docs"),
        ("session", "nothing", 38, ""),
    ]


def test_options_and_pythons() -> None:
    found = config(EXTRACTOR, TEXT, "noxfile.py")
    assert [(one.key, one.value, one.line) for one in found.settings] == [
        ("nox.options.sessions", "lint, tests", 4),
        ("nox.options.default_venv_backend", "uv", 5),
        ("nox.options.stop_on_first_error", "True", 6),
        ("session.tests.python", "3.10, 3.11", 11),
        ("session.lint-all.python", "3.12", 21),
        ("session.docs.python", "False", 32),
    ]


def test_a_bare_decorator_counts() -> None:
    found = config(EXTRACTOR, "@nox.session\ndef a(session):\n    session.run('b')\n", "noxfile.py")
    assert [(one.name, one.detail) for one in found.commands] == [("a", "b")]


def test_python_2_is_a_problem() -> None:
    assert config(EXTRACTOR, "print 'x'\n", "noxfile.py").problem == NOT_PYTHON
