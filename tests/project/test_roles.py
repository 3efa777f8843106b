"""The part that each file plays, by the layout of its tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_audit.domain.artifact import Role
from codex_audit.project.roles import Layout, layout, role_of, roles

PACKAGE = ("pkg/__init__.py", "pkg/core.py")


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("pkg/core.py", Role.SOURCE),
        ("core.py", Role.SOURCE),
        ("pkg/migrations/0001_first.py", Role.SOURCE),
        ("tests/test_core.py", Role.TEST),
        ("tests/data/sample.json", Role.TEST),
        ("test_core.py", Role.TEST),
        ("pkg/core_test.py", Role.TEST),
        ("conftest.py", Role.TEST),
        ("pkg/core/tests/helpers.py", Role.TEST),
        ("test/run.py", Role.TEST),
        ("testing/deep/run.py", Role.TEST),
        ("test-data/run.py", Role.TEST),
        ("sub/integration-tests/run.py", Role.TEST),
        ("docs/conf.py", Role.DOCS),
        ("doc/guide.txt", Role.DOCS),
        ("README.md", Role.DOCS),
        ("LICENSE", Role.DOCS),
        ("CHANGES.txt", Role.DOCS),
        ("examples/one.py", Role.EXAMPLE),
        ("pkg/tutorials/one.py", Role.EXAMPLE),
        ("test-examples/one.py", Role.EXAMPLE),
        ("more_examples/one.py", Role.EXAMPLE),
        ("scripts/run.py", Role.SCRIPT),
        ("tools/run.sh", Role.SCRIPT),
        ("bin/tool", Role.SCRIPT),
        ("hack/run.py", Role.SCRIPT),
        ("misc/run.py", Role.SCRIPT),
        ("setup.py", Role.SCRIPT),
        ("noxfile.py", Role.SCRIPT),
        ("tasks.py", Role.SCRIPT),
        ("pyproject.toml", Role.CONFIG),
        ("Makefile", Role.CONFIG),
        ("Dockerfile.dev", Role.CONFIG),
        (".gitignore", Role.CONFIG),
        ("requirements-dev.txt", Role.CONFIG),
        (".github/workflows/ci.yml", Role.CONFIG),
        (".github/tool.js", Role.CONFIG),
        ("vendor/lib.py", Role.VENDORED),
        ("pkg/_vendor/lib/core.py", Role.VENDORED),
        ("third_party/x.c", Role.VENDORED),
        ("pkg/externals/lib.py", Role.VENDORED),
        ("web/node_modules/x/index.js", Role.VENDORED),
        ("pkg/six.py", Role.VENDORED),
        ("versioneer.py", Role.VENDORED),
        ("vendor/lib/tests/test_x.py", Role.VENDORED),
        ("tests/vendor/data.py", Role.TEST),
        ("pkg/service_pb2.py", Role.GENERATED),
        ("pkg/service_pb2_grpc.py", Role.GENERATED),
        ("pkg/parsetab.py", Role.GENERATED),
        ("pkg/_version.py", Role.GENERATED),
        ("web/app.min.js", Role.GENERATED),
        ("pkg.egg-info/PKG-INFO", Role.GENERATED),
        ("pkg/__pycache__/core.cpython-311.pyc", Role.GENERATED),
        ("pkg/_antlr/lexer.py", Role.GENERATED),
        ("data/train.csv", Role.SOURCE),
    ],
)
def test_role_of_a_path_alone(path: str, role: Role) -> None:
    assert role_of(path) is role
    assert roles([path])[path] is role


def test_weak_names_within_a_package_are_source() -> None:
    found = roles([*PACKAGE, "pkg/tools/x.py", "pkg/docs/y.py", "pkg/scripts/z.py", "pkg/setup.py"])
    assert {found[path] for path in found} == {Role.SOURCE}


def test_weak_names_outside_packages_are_what_they_say() -> None:
    found = roles([*PACKAGE, "tools/x.py", "sub/scripts/z.py"])
    assert found["tools/x.py"] is Role.SCRIPT
    assert found["sub/scripts/z.py"] is Role.SCRIPT


def test_a_package_named_test_counts_as_tests_only_beside_tests() -> None:
    plugins = ["lib/pkg/__init__.py", "lib/pkg/test/__init__.py", "lib/pkg/test/core.py"]
    assert roles(plugins)["lib/pkg/test/core.py"] is Role.SOURCE
    assert roles([*plugins, "lib/pkg/test/test_core.py"])["lib/pkg/test/core.py"] is Role.TEST


def test_testing_within_a_package_is_source() -> None:
    paths = ["pkg/__init__.py", "pkg/testing/__init__.py", "pkg/testing/runner.py", "pkg/testing/test_it.py"]
    found = roles(paths)
    assert found["pkg/testing/runner.py"] is Role.SOURCE
    assert found["pkg/testing/test_it.py"] is Role.TEST


def test_a_package_whose_name_begins_with_test_is_source() -> None:
    paths = ["test_tools/__init__.py", "test_tools/core.py"]
    assert roles(paths)["test_tools/core.py"] is Role.SOURCE


@pytest.mark.parametrize("mark", ["env/pyvenv.cfg", "env/conda-meta/history"])
def test_environments_are_known_by_their_marks(mark: str) -> None:
    found = roles([mark, "env/lib/python3.11/site-packages/click/core.py", "pkg/core.py"])
    assert found["env/lib/python3.11/site-packages/click/core.py"] is Role.ENVIRONMENT
    assert found["pkg/core.py"] is Role.SOURCE


def test_an_environment_may_be_told() -> None:
    assert roles(["e/x.py"], environments=["e"])["e/x.py"] is Role.ENVIRONMENT
    assert roles(["e/_version.py"], environments=["e"])["e/_version.py"] is Role.ENVIRONMENT


def test_the_top_itself_is_never_an_environment() -> None:
    assert roles(["pyvenv.cfg", "pkg/core.py"])["pkg/core.py"] is Role.SOURCE


def test_layout_names_packages_and_tested_folders() -> None:
    tree = layout(["a/__init__.py", "a/b/test_x.py", "c/d.py"])
    assert tree == Layout(frozenset({"a"}), frozenset({"a", "a/b"}), frozenset())


def test_what_tasks_hand_out_is_no_source() -> None:
    numbers = range(4)
    handed = [f"bench/{number}/env/train.py" for number in numbers]
    own = [f"bench/{number}/scripts/grade.py" for number in numbers]
    found = roles([*PACKAGE, *handed, *own])
    assert {found[path] for path in handed} == {Role.EXAMPLE}
    assert {found[path] for path in own} == {Role.SCRIPT}
    # Three may be chance, and a grader at the top of its folder belongs to what it grades.
    assert set(roles([*handed, *own[:3]]).values()) == {Role.SOURCE, Role.SCRIPT}
    assert set(roles([*handed, *(f"bench/{number}/grade.py" for number in numbers)]).values()) == {
        Role.SOURCE
    }


def test_roles_come_in_path_order() -> None:
    assert list(roles(["b.py", "a/x.py", "a.py"])) == ["a.py", "a/x.py", "b.py"]


PARTS = st.sampled_from(
    ["tests", "test", "docs", "vendor", "pkg", "tools", "a.py", "__init__.py", "é", "\udcff", ""]
)


@given(st.lists(st.lists(PARTS, min_size=1, max_size=5).map("/".join), max_size=12))
def test_every_path_has_one_role_whatever_the_order(paths: list[str]) -> None:
    found = roles(paths)
    assert found == roles(paths[::-1])
    assert set(found) == set(paths)
    tree = layout(paths)
    assert all(role_of(path, tree) is role for path, role in found.items())
