"""Hosted CI."""

import pytest

from codex_audit.domain.facts import Command, ConfigFacts
from codex_audit.facts import _shell
from codex_audit.facts.ci import EXTRACTOR
from tests.facts.support import config


def facts(text: str, name: str = "ci.yml") -> ConfigFacts:
    return config(EXTRACTOR, text, name)


def rows(found: ConfigFacts) -> list[tuple[str, str, int, str]]:
    return [(one.kind, one.name, one.line, one.detail) for one in found.commands]


def test_github() -> None:
    found = facts(
        """\
on: push
env: {TOP: 1}
jobs:
  test:
    runs-on: ubuntu-latest
    env:
      API_TOKEN: ${{ secrets.API_TOKEN }}
    environment:
      name: production
    steps:
      - uses: actions/checkout@v4
      - name: Test
        run: pytest -q
      - run: |
          # a comment
          python -m pip install \\
            -e .

          FOO=1 sudo tox -e py
          if [ x ]; then
          fi
      - run: >
          coverage run
          -m pytest
      - uses: actions/github-script@v7
        with:
          script: |
            console.log(1)
      - uses: some/retry@v1
        with: {command: tox -e retry}
      - run: "true"
      - run: 'curl -H "token: abc123def" https://u:p@example.org --password hunter22'
  call:
    uses: ./.github/workflows/other.yml
"""
    )
    assert found.format == "ci"
    assert rows(found) == [
        ("job", "test", 4, "ubuntu-latest"),
        ("step", "actions/checkout@v4", 11, ""),
        ("step", "pytest", 13, "pytest -q"),
        ("step", "python", 16, "python -m pip install -e ."),
        ("step", "tox", 19, "FOO=1 sudo tox -e py"),
        ("step", "if", 20, "if [ x ]; then"),
        ("step", "coverage", 23, "coverage run -m pytest"),
        ("step", "actions/github-script@v7", 25, ""),
        ("step", "some/retry@v1", 29, ""),
        ("step", "tox", 30, "tox -e retry"),
        (
            "step",
            "curl",
            32,
            'curl -H "token: [redacted]" https://[redacted]@example.org --password [redacted]',
        ),
        ("job", "call", 33, "./.github/workflows/other.yml"),
        ("step", "./.github/workflows/other.yml", 34, ""),
    ]
    assert found.environment == (("TOP", 2), ("API_TOKEN", 7))
    assert found.includes == (("./.github/workflows/other.yml", 34),)


def test_gitlab() -> None:
    found = facts(
        """\
include:
  - local: /ci/base.yml
  - template: Auto-DevOps.gitlab-ci.yml
stages: [test]
variables:
  A_VAR: x
default:
  before_script: [pip install tox]
.hidden:
  script: [ls]
test:
  stage: test
  script:
    - tox
    - - nested one
deploy:
  trigger: other/project
""",
        ".gitlab-ci.yml",
    )
    assert rows(found) == [
        ("step", "pip", 8, "pip install tox"),
        ("step", "ls", 10, "ls"),
        ("job", "test", 11, "test"),
        ("step", "tox", 14, "tox"),
        ("step", "nested", 15, "nested one"),
        ("job", "deploy", 16, ""),
    ]
    assert found.includes == (("/ci/base.yml", 2), ("Auto-DevOps.gitlab-ci.yml", 3))
    assert found.environment == (("A_VAR", 6),)


def test_travis() -> None:
    found = facts(
        """\
env:
  - TOXENV=py39
  - secure: abcdef
jobs:
  include:
    - name: Lint
      script: ruff check
    - stage: deploy
      script: skip
install: pip install tox
script: tox
after_success:
  - codecov
notifications:
  email:
    on_success: never
""",
        ".travis.yml",
    )
    assert rows(found) == [
        ("job", "Lint", 6, ""),
        ("step", "ruff", 7, "ruff check"),
        ("job", "deploy", 8, ""),
        ("step", "pip", 10, "pip install tox"),
        ("step", "tox", 11, "tox"),
        ("step", "codecov", 13, "codecov"),
    ]
    assert found.environment == (("TOXENV", 2),)


def test_azure() -> None:
    found = facts(
        """\
variables:
  - name: myVar
    value: 1
  - group: shared
jobs:
  - job: Unit
    steps:
      - task: UsePythonVersion@0
        inputs: {command: not a step}
      - bash: pytest
      - script: |
          tox
  - template: templates/more.yml
  - deployment: Ship
""",
        "azure-pipelines.yml",
    )
    assert rows(found) == [
        ("job", "Unit", 6, ""),
        ("step", "UsePythonVersion@0", 8, ""),
        ("step", "pytest", 10, "pytest"),
        ("step", "tox", 12, "tox"),
        ("job", "Ship", 14, ""),
    ]
    assert found.environment == (("myVar", 2),)
    assert found.includes == (("templates/more.yml", 13),)


def test_circle_bitbucket_and_appveyor() -> None:
    circle = facts(
        "jobs:\n  build:\n    steps:\n      - run: make\n      - run: {name: T, command: pytest}\n",
        "config.yml",
    )
    assert [one[:2] for one in rows(circle)] == [("job", "build"), ("step", "make"), ("step", "pytest")]
    bitbucket = facts(
        "pipelines:\n  default:\n    - step:\n        name: Test\n        script: [pytest]\n",
        "bitbucket-pipelines.yml",
    )
    assert [one[:2] for one in rows(bitbucket)] == [("job", "Test"), ("step", "pytest")]
    appveyor = facts(
        (
            "environment:\n  matrix:\n    - PY: 3\n  KEY: x\ninstall:\n  - cmd: pip install .\n"
            "test_script:\n  - pytest\nbuild: off\n"
        ),
        "appveyor.yml",
    )
    assert [one[:2] for one in rows(appveyor)] == [("step", "pip"), ("step", "pytest")]
    assert appveyor.environment == (("KEY", 4),)


def test_jenkins() -> None:
    found = facts(
        """\
pipeline {
  stages {
    stage('Build') {
      steps {
        // sh 'not this'
        sh 'make build'
        sh script: "pytest"
        sh '''
          tox \\
            -e py
          ls
        '''
        bat "unclosed
        powershell(''' one '''
      }
    }
  }
}
""",
        "Jenkinsfile",
    )
    assert rows(found) == [
        ("job", "Build", 3, ""),
        ("step", "make", 6, "make build"),
        ("step", "pytest", 7, "pytest"),
        ("step", "tox", 9, "tox -e py"),
        ("step", "ls", 11, "ls"),
        ("step", "one", 14, "one"),
    ]
    assert rows(facts('sh """\n  open\n', "Jenkinsfile")) == [("step", "open", 2, "open")]


@pytest.mark.parametrize("block", ["|", ">", "|-"])
def test_the_last_line_of_a_script_needs_no_line_end(block: str) -> None:
    text = f"jobs:\n  a:\n    steps:\n      - run: {block}\n          pytest -q"
    steps = [(one.name, one.line) for one in config(EXTRACTOR, text, "x.yml").commands if one.kind == "step"]
    assert steps == [("pytest", 5)]


@pytest.mark.parametrize(
    "text", ["uses: a\n  b\n", "uses: |\n  a\n", "- task: a\n    b\n", "jobs:\n  ? a\n    b\n  : {}\n"]
)
def test_what_takes_several_lines_is_no_name(text: str) -> None:
    assert config(EXTRACTOR, text, "x.yml").commands == ()


def test_a_job_whose_name_takes_several_lines_is_not_cited() -> None:
    text = "jobs:\n  - job: one\n      two\n  - job: three\n"
    assert [one.name for one in config(EXTRACTOR, text, "azure-pipelines.yml").commands] == ["three"]


def test_broken_and_empty_files() -> None:
    assert facts("a: ${{ b }}\njobs: [\n").problem == "not valid YAML"
    assert facts("").commands == ()
    assert facts("- a\n- run: x\n").commands == (Command("step", "x", 2, "x"),)


@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/a.yml",
        "sub/.github/workflows/a.yaml",
        ".github/actions/setup/action.yml",
        ".gitlab-ci.yml",
        ".travis.yml",
        "azure-pipelines.yml",
        ".azure-pipelines/templates/x.yml",
        ".circleci/config.yml",
        "appveyor.yml",
        ".appveyor.yml",
        "Jenkinsfile",
        "ci/Jenkinsfile.nightly",
        "bitbucket-pipelines.yml",
        ".cirrus.yml",
        ".woodpecker/test.yml",
    ],
)
def test_accepted(path: str) -> None:
    assert EXTRACTOR.accepts(path)


@pytest.mark.parametrize(
    "path", [".github/dependabot.yml", "workflows/a.yml", "Jenkinsfile.md/x", "action.yml", "config.yml"]
)
def test_refused(path: str) -> None:
    assert not EXTRACTOR.accepts(path)


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("pytest -x", "pytest"),
        ("FOO=1 BAR=2 tox", "tox"),
        ("sudo -E make", "make"),
        ("x=$(find . -name y)", "find"),
        ('"quoted tool" x', "quoted"),
        ("FOO=1", "FOO"),
        ("", ""),
    ],
)
def test_the_program_of_a_command(command: str, name: str) -> None:
    assert _shell.program(command) == name


def test_continued_lines_are_bounded_and_end_with_the_text() -> None:
    assert list(_shell.commands([(1, "a \\"), (2, "b \\")])) == [(1, "a b")]
    assert list(_shell.commands([(1, "\\"), (2, "")])) == [(1, "")]
    many = [(number, "a \\") for number in range(1, 120)]
    assert [first for first, _ in _shell.commands(many)] == [1, 52, 103]


def test_a_program_on_a_later_line_gives_way_to_the_first_word() -> None:
    step = _shell.step(1, "A=1 tox", "A=1 \\")
    assert step is not None
    assert step.name == "A"
    assert _shell.step(1, "", "") is None


def test_a_script_that_a_workflow_is_given() -> None:
    found = facts(
        "jobs:\n  test:\n    uses: org/infra/.github/workflows/linux.yml@main\n    with:\n"
        "      runner: big\n      script: |\n        set -eux\n        pytest tests --cov\n"
        "  note:\n    steps:\n      - uses: actions/github-script@v7\n        with:\n"
        "          script: |\n            github.rest.issues.create()\n"
    )
    texts = [one.detail for one in found.commands]
    assert "pytest tests --cov" in texts
    assert not any("github.rest" in text for text in texts)
