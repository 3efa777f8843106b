"""Local gates. ``nox`` runs what must pass before a commit; there is no hosted CI."""

import nox

nox.options.default_venv_backend = "venv"
nox.options.sessions = ["lint", "types", "contracts", "tests", "self_audit"]
nox.options.reuse_existing_virtualenvs = True

PYPROJECT = nox.project.load_toml("pyproject.toml")


def groups(*names: str) -> tuple[str, ...]:
    """The requirements of dependency groups."""
    return nox.project.dependency_groups(PYPROJECT, *names)


@nox.session
def lint(session: nox.Session) -> None:
    """Format and lint."""
    session.install(*groups("lint"))
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types, strictly."""
    session.install("-e", ".", *groups("types"))
    session.run("mypy")


@nox.session
def contracts(session: nox.Session) -> None:
    """Check that imports only go down."""
    session.install("-e", ".", *groups("contracts"))
    session.run("lint-imports")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests with branch coverage."""
    session.install("-e", ".", *groups("test"))
    session.run("coverage", "erase")
    session.run("pytest", "-n", "2", "--cov", "--cov-report=", *session.posargs)
    session.run("coverage", "report")


@nox.session
def parity(session: nox.Session) -> None:
    """Compare with radon over whole trees; takes minutes."""
    session.install("-e", ".", *groups("test"))
    session.run("pytest", "-n", "2", "-m", "slow", "--slow", "tests/facts", *session.posargs)


@nox.session
def hostile(session: nox.Session) -> None:
    """Audit every hostile tree, and kill three hundred runs; takes about half an hour."""
    session.install("-e", ".", *groups("test"))
    session.run("pytest", "-n", "2", "--slow", "tests/hostile", "tests/pipeline", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Try hostile inputs at every parser and renderer: ``nox -s fuzz -- SECONDS --out FOLDER``."""
    session.install("-e", ".", *groups("test"))
    session.run("python", "-m", "tests.fuzz", *session.posargs)


@nox.session
def goldens(session: nox.Session) -> None:
    """Write the expected outputs anew; read the difference before committing it."""
    session.install("-e", ".", *groups("test"))
    session.run("pytest", "-q", "tests/renderers", "--update-goldens", *session.posargs)


@nox.session
def self_audit(session: nox.Session) -> None:
    """Audit this repository; fails on findings of high severity."""
    session.install("-e", ".")
    session.run("codex-audit", "run", ".", "--fail-on", "high", *session.posargs)


@nox.session
def gate(session: nox.Session) -> None:
    """The same as the commit hook, over all files."""
    session.install("-e", ".")
    session.run("codex-audit", "check", "--fail-on", "high", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure against peers, side by side: ``nox -s bench -- TREE…``."""
    session.install(".", *groups("bench"))
    session.run("python", "benchmarks/measure.py", *session.posargs)
