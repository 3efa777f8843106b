"""Gates and tests of the repository, from small linked projects."""

from typing import Any

from codex_audit.domain.facts import Command, ConfigFacts, Dependency, Setting
from codex_audit.project.views.gates import MAX_ROWS, gates
from codex_audit.project.views.score_cases import NAMES
from tests.project.builders import project

TEST = "def test_it():\n    pass\n"


def found(kind: str, *commands: tuple[str, str, str], **fields: Any) -> ConfigFacts:
    """Facts of a configuration with commands (kind, name, detail), one a line."""
    listed = [Command(one[0], one[1], line, one[2]) for line, one in enumerate(commands, 1)]
    return ConfigFacts(kind, commands=tuple(listed), **fields)


def rows(files: dict[str, Any]) -> dict[str, str]:
    """Command -> purpose, in order."""
    return {row.command: row.purpose for row in gates(project(files)).commands}


def covers(files: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {row.command: row.categories for row in gates(project(files)).commands}


def steps(*details: str) -> dict[str, Any]:
    """A workflow with these command lines, and what they run."""
    named = [("step", detail.split()[0], detail) for detail in details]
    return {".github/workflows/ci.yml": found("ci", *named)}


def test_an_empty_repository_has_no_gate_and_no_test() -> None:
    part = gates(project({}))
    assert part.commands == ()
    assert [(row.name, row.files, row.tests, row.places) for row in part.categories] == [
        (name, 0, 0, ()) for name in NAMES
    ]
    assert all(row.missing and "0 source files" in row.missing for row in part.categories)


def test_sessions_environments_and_targets_with_what_they_run() -> None:
    files = {
        "noxfile.py": found("nox", ("session", "tests", "coverage run -m pytest tests")),
        "tox.ini": found(
            "tox",
            ("env", "testenv", "pytest -q {posargs}"),
            ("env", "py{38,39}-lint", "ruff check src; mypy src"),
            ("env", ".pkg", ""),
        ),
        "Makefile": found(
            "makefile",
            ("target", "security", "bandit -r src"),
            ("target", "docs", "$(VENV_BIN)/python -m sphinx -b html docs out"),
            ("target", "publish", "twine upload dist/*"),
            ("target", "build/x.o", "pytest"),
        ),
        "justfile": found("justfile", ("target", "types", ". venv/bin/activate && pyright")),
        "Taskfile.yml": found("taskfile", ("target", "wheel", "python -m build --no-isolation")),
        "tests/test_a.py": TEST,
    }
    assert rows(files) == {
        "nox -s tests": "tests under coverage (pytest)",
        "tox -e py": "tests (pytest)",
        "tox -e py38-lint": "lint (ruff), types (mypy)",
        "just types": "types (pyright)",
        "make security": "security scan (bandit)",
        "task wheel": "package build (build)",
        "make docs": "documentation build (sphinx)",
    }


def test_places_and_output() -> None:
    row = gates(project({"Makefile": found("makefile", ("target", "lint", "flake8"))})).commands[0]
    assert (row.place.path, row.place.line, row.place.symbol) == ("Makefile", 1, "lint")
    assert (row.output, row.categories) == ("not run", ("infrastructure",))


def test_files_below_the_top_are_named_in_the_command() -> None:
    files = {
        "sub/noxfile.py": found("nox", ("session", "lint", "ruff check")),
        "sub/tox.ini": found("tox", ("env", "lint", "flake8")),
        "sub/Makefile": found("makefile", ("target", "lint", "pylint sub")),
        "sub/package.json": found("package-json", ("script", "lint", "codespell")),
        "docs/Makefile": found("makefile", ("target", "lint", "doc8")),
        "sub/.pre-commit-config.yaml": found("pre-commit", ("hook", "black", "x")),
    }
    assert list(rows(files)) == [
        "nox -f sub/noxfile.py -s lint",
        "tox -c sub -e lint",
        "make -C sub lint",
        "npm --prefix sub run lint",
    ]


def test_references_are_followed_and_never_in_circles() -> None:
    files = {
        "noxfile.py": found("nox", ("session", "lint", "ruff check")),
        "Makefile": found(
            "makefile",
            ("target", "one", "nox -s lint"),
            ("target", "two", "$(MAKE) one X=1"),
            ("target", "three", "tox -e style,unknown"),
            ("target", "round", "make round"),
            ("target", "far", "make -C other one"),
        ),
        "tox.ini": found("tox", ("env", "style", "pre-commit run --all-files")),
    }
    assert rows(files) == {
        "nox -s lint": "lint (ruff)",
        "make one": "lint (ruff)",
        "make two": "lint (ruff)",
        "tox -e style": "pre-commit hooks (pre-commit)",
        "make three": "pre-commit hooks (pre-commit)",
    }


def test_scripts_of_pyproject_need_a_known_runner() -> None:
    scripts = [("script", "unit", "pytest"), ("script", "style", "pdm run unit")]
    pdm = found("pyproject", *scripts, tools=(("pdm", 1),))
    assert list(rows({"pyproject.toml": pdm})) == ["pdm run unit", "pdm run style"]
    hatch = found("pyproject", *scripts, tools=(("hatch", 1),))
    assert rows({"pyproject.toml": hatch}) == {}
    assert list(rows({"setup.cfg": found("setup-cfg", ("script", "test", "pytest"))})) == [
        "python setup.py test"
    ]


def test_names_count_only_where_nothing_better_is_known() -> None:
    files = {
        "Makefile": found(
            "makefile",
            ("target", "test", "docker run image"),
            ("target", "test-all", ""),
            ("target", "check-readme", "diff a b"),
            ("target", "brew-test", "brew uninstall x"),
            ("target", "codestyle", "[ -f flake8 ] || pip install flake8"),
            ("target", "token-test", "run --key [redacted]"),
            ("target", "build", "rm -rf build"),
        )
    }
    assert rows(files) == {
        "make test": "tests, by its name; its first command is `docker run`",
        "make codestyle": "lint, by its name; no check was read in its commands",
        "make check-readme": "checks, by its name; its first command is `diff a`",
    }
    assert covers(files)["make test"] == ("infrastructure",)
    alone = {"Makefile": found("makefile", ("target", "test-all", "")), "tests/test_a.py": TEST}
    assert rows(alone) == {"make test-all": "tests, by its name; no check was read in its commands"}
    assert covers(alone) == {"make test-all": ("infrastructure",)}


def test_names_of_one_recipe_are_one_row() -> None:
    recipe = ConfigFacts(
        "makefile",
        commands=(Command("target", "test", 3, "pytest"), Command("target", "tests", 3, "pytest")),
    )
    assert list(rows({"Makefile": recipe})) == ["make test"]


def test_hooks_are_one_command() -> None:
    names = ["ruff", "ruff-format", "mypy", "codespell", "check-yaml", "check-toml", "ruff"]
    hooks = found("pre-commit", *(("hook", name, "url@1") for name in names))
    assert rows({".pre-commit-config.yaml": hooks}) == {
        "pre-commit run --all-files": "6 hooks: ruff, ruff-format, mypy, codespell, check-yaml and 1 more"
    }
    one = found("pre-commit", ("hook", "black", "url@1"))
    files = {".pre-commit-config.yaml": one, **steps("pre-commit run --show-diff-on-failure")}
    assert rows(files) == {"pre-commit run --all-files": "1 hook: black"}
    assert rows({".pre-commit-config.yaml": found("pre-commit")}) == {}


def test_steps_of_hosted_ci_are_what_they_run() -> None:
    files = steps(
        "python -m pip install -e . && pytest -q",
        "black --check .",
        "black .",
        "ruff check --fix",
        "flake8 --exit-zero",
        "pytest --collect-only",
        "mypy src || true",
        "./env/bin/python -Im coverage report --fail-under=100 >> out",
        "coverage xml",
        "pytest $TESTS",
        'uv run --with "git+https://example.org/x.git" pytest',
        "pre-commit run",
        "python -m pytest --splits ${{ matrix.n }} -k 'not slow' tests | tee log",
        "actions/checkout@v4",
    )
    assert list(rows(files)) == [
        "pytest -q",
        "python -m pytest -k 'not slow' tests",
        "python -Im coverage report --fail-under=100",
        "black --check .",
        "pre-commit run --all-files",
    ]


def test_a_cut_line_says_so() -> None:
    detail = "pytest " + "--option " * 40
    assert next(iter(rows(steps(detail[:300].strip() + "x")))).endswith(" …")


def test_the_same_command_is_one_row_at_its_best_place() -> None:
    files = {"Makefile": found("makefile", ("target", "test", "pytest -q"))}
    files |= steps("make test X=1", "pytest -q", "pytest -v", "pytest -v")
    part = gates(project(files))
    assert [row.command for row in part.commands] == ["make test", "pytest -v"]
    assert part.commands[1].place.line == 3


def test_scripts_by_their_names() -> None:
    files = {
        "scripts/test": None,
        "scripts/lint.sh": None,
        "scripts/docs": None,
        "scripts/check_installation.py": "",
        "scripts/update_docs.py": "",
        "scripts/build": None,
        "tests/util_test.py": "",
        ".github/run-tests.sh": None,
        **steps(
            "scripts/test",
            "python $GITHUB_WORKSPACE/scripts/check_installation.py",
            "./scripts/build",
            "python scripts/update_docs.py",
            "python tests/util_test.py",
            ".github/run-tests.sh",
        ),
    }
    part = gates(project(files))
    assert [(row.command, row.place.path, row.place.line) for row in part.commands] == [
        ("scripts/test", ".github/workflows/ci.yml", 1),
        ("scripts/lint.sh", "scripts/lint.sh", None),
        ("python scripts/check_installation.py", ".github/workflows/ci.yml", 2),
        ("scripts/build", ".github/workflows/ci.yml", 3),
    ]
    assert part.commands[0].purpose == "tests, by its name; what the script runs is not read"


def test_pytest_alone_where_no_gate_runs_the_tests() -> None:
    two = {"tests/test_a.py": TEST, "tests/test_b.py": TEST + "def test_more():\n    pass\n"}
    row = gates(project(two)).commands[0]
    assert row.command == "pytest"
    assert row.purpose == "tests (pytest); no session, target or step that was read runs the 3 tests"
    assert (row.place.path, row.place.line, row.place.symbol) == ("tests/test_b.py", 1, "test_it")
    configured = {**two, "pyproject.toml": ConfigFacts("pyproject", tools=(("pytest", 4),))}
    assert gates(project(configured)).commands[0].place.line == 4
    own = {"tests/test_a.py": TEST, "pytest.toml": ConfigFacts("pytest", tools=(("pytest", 1),))}
    row = gates(project(own)).commands[0]
    assert (row.place.path, row.place.line) == ("pytest.toml", None)
    assert row.purpose.endswith("runs the only test")


def settings(**values: str) -> ConfigFacts:
    keys = {"fail_under": "tool.coverage.report.fail_under", "addopts": "tool.pytest.ini_options.addopts"}
    return ConfigFacts(
        "pyproject", settings=tuple(Setting(keys[key], value, 7) for key, value in values.items())
    )


def test_the_coverage_threshold() -> None:
    tests = {"tests/test_a.py": TEST}
    make = {"Makefile": found("makefile", ("target", "test", "pytest --cov=x"))}
    plain = {"Makefile": found("makefile", ("target", "test", "pytest"))}
    limit = {"pyproject.toml": settings(fail_under="95")}
    assert rows({**tests, **make, **limit}) == {"make test": "tests (pytest), coverage threshold 95 %"}
    assert rows({**tests, **plain, **limit}) == {
        "make test": "tests (pytest)",
        "coverage report": "coverage report (coverage), coverage threshold 95 %",
    }
    asked = {"pyproject.toml": settings(addopts="-q, --cov=x, --cov-fail-under=90")}
    assert rows({**tests, **plain, **asked}) == {"make test": "tests (pytest), coverage threshold 90 %"}
    both = {"pyproject.toml": settings(addopts="--cov", fail_under="80")}
    assert rows({**tests, **plain, **both}) == {"make test": "tests (pytest), coverage threshold 80 %"}
    unasked = {"pyproject.toml": settings(addopts="--cov")}
    assert rows({**tests, **plain, **unasked}) == {"make test": "tests (pytest)"}
    own = {"Makefile": found("makefile", ("target", "test", "pytest --cov-fail-under 70"))}
    assert rows({**tests, **own, **limit}) == {"make test": "tests (pytest), coverage threshold 70 %"}


def test_a_build_tells_what_it_fetches() -> None:
    needs = ConfigFacts("pyproject", dependencies=(Dependency("hatchling", "", "build", 2),))
    files = {"pyproject.toml": needs, **steps("python -m build", "uv build --no-build-isolation")}
    assert rows(files) == {
        "python -m build": "package build (build); fetches hatchling unless given `--no-isolation`",
        "uv build --no-build-isolation": "package build (uv)",
    }


def test_selected_tests_and_paths() -> None:
    files = {
        "tests/test_a.py": TEST,
        "bench/test_perf.py": TEST,
        "pkg/a.py": "",
        **steps(
            "pytest tests",
            "pytest -m regression_test",
            "pytest -k slow",
            "pytest -m 'not slow'",
            "asv run",
        ),
    }
    assert covers(files) == {
        "pytest tests": ("infrastructure",),
        "pytest -m regression_test": ("regression",),
        "pytest -k slow": (),
        "pytest -m 'not slow'": ("infrastructure", "performance"),
        "asv run": ("performance",),
    }
    assert rows(files)["pytest -k slow"] == "tests that `slow` selects (pytest)"


def test_too_many_rows_keep_some_of_each_aim() -> None:
    many = [f"pytest tests/{number}" for number in range(30)] + ["mypy a", "flake8 b"]
    listed = list(rows(steps(*many)))
    assert len(listed) == MAX_ROWS
    assert listed[-2:] == ["flake8 b", "mypy a"]


def test_foreign_and_example_configuration_is_left_out() -> None:
    make = found("makefile", ("target", "test", "pytest"))
    paths = ("vendor/x/Makefile", "examples/x/Makefile", "tests/data/Makefile")
    assert rows(dict.fromkeys(paths, make)) == {}
