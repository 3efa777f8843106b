"""What every extractor of this room promises, whatever the text."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codex_audit.domain.facts import ConfigFacts, DocumentFacts
from codex_audit.domain.plugins import Extractor
from codex_audit.facts import (
    ci,
    dockerfile,
    dotenv,
    ini,
    json_config,
    justfile,
    lockfile,
    makefile,
    markdown,
    notebook,
    noxfile,
    plaintext,
    pre_commit,
    pyproject,
    requirements,
    restructuredtext,
    setup_script,
    toml_config,
    yaml_config,
)
from codex_audit.facts._text import words
from tests.facts.support import check, source

MODULES = (
    ci,
    dockerfile,
    dotenv,
    ini,
    json_config,
    justfile,
    lockfile,
    makefile,
    markdown,
    noxfile,
    plaintext,
    pre_commit,
    pyproject,
    requirements,
    restructuredtext,
    setup_script,
    toml_config,
    yaml_config,
)
EXTRACTORS: tuple[Extractor, ...] = tuple(module.EXTRACTOR for module in MODULES)

# A name that each extractor accepts, and tokens of its language that make odd texts.
CASES = {
    "ci": (
        ("x.yml", "Jenkinsfile"),
        "- | : run: uses: jobs: steps: {{ *a &a env: script: stage('a') sh '''a",
    ),
    "dockerfile": (("Dockerfile",), 'FROM ENV A=1 RUN \\ <<EOF EOF CMD ["a"] EXPOSE AS'),
    "dotenv": ((".env.example",), "A=1 B=\" ' # C= export D ="),
    "ini": (
        ("setup.cfg", "tox.ini", ".coveragerc", ".flake8"),
        (
            "[metadata] [options] [testenv] = : deps= commands= install_requires= per-file-ignores= "
            "file: a>=1 # ; \\"
        ),
    ),
    "json-config": (("package.json", "pyrightconfig.json"), '{ } [ ] , : "a" "scripts": // /* */ " \\ 1'),
    "justfile": (("justfile",), "a: b := @c # set x"),
    "lockfile": (
        ("poetry.lock", "Pipfile.lock", "Pipfile", "conda-lock.yml"),
        '[[package]] name = "a" version = "1" { } "default": "a": {"version":"==1"} , - name: a version: 1',
    ),
    "makefile": (("Makefile",), "a: b \t@echo := define endef include .PHONY: \\ $(A) ; ="),
    "markdown": (
        ("README.md",),
        '# > - ``` ` [a](b) ![ ]( ) <!-- --> <a href="x"> <h1>a</h1> | |-| [a]: TODO *a* --- === ~~~ word\t',
    ),
    "noxfile": (("noxfile.py",), "@nox.session\n def f(s): s.run('a') = ( ) nox.options.sessions = ['a']"),
    "plaintext": (("README",), "==== ---- word TODO .. code-block:: :: # http://a.b Title"),
    "pre-commit": (
        (".pre-commit-config.yaml",),
        "repos: - repo: local hooks: id: a rev: [ ] { } entry: args:",
    ),
    "pyproject": (
        ("pyproject.toml",),
        '[project] [tool.x] = "a>=1" name dependencies [ ] { } , . """ \' [[a]] scripts = [tool.tox.env.a]',
    ),
    "requirements": (("requirements.txt",), "a==1 -r -e git+https://x#egg=y ; # \\ --hash=sha256:0 [ ] @ ,"),
    "restructuredtext": (
        ("a.rst",),
        ".. image:: :: `a <b>`_ ``a`` ==== ---- .. code-block:: py >>> | TODO .. _a: http://a.b :o: word",
    ),
    "setup-script": (
        ("setup.py",),
        "setup( name='a', install_requires=['b'], ) = x [ ] { } ** + entry_points=",
    ),
    "toml-config": (("ruff.toml", "tox.toml", "hatch.toml"), '[lint] [env.a] = "a" [ ] { } commands deps'),
    "yaml": (
        ("a.yml", "docker-compose.yml", "mkdocs.yml", "environment.yml", "Taskfile.yml"),
        "a: - b services: image: dependencies: nav: tasks: cmds: { } [ ] & * | > {{ }} ! # pip: numpy=1",
    ),
}


def _texts(tokens: str) -> st.SearchStrategy[str]:
    word = st.sampled_from([*tokens.split(" "), "\n", "\n\n", "  ", "    ", " "])
    soup = st.lists(word, max_size=60).map("".join)
    spaced = st.lists(word, max_size=60).map(" ".join)
    return st.one_of(soup, spaced, st.text(max_size=300))


def test_all_have_a_case() -> None:
    assert sorted(CASES) == sorted(extractor.id for extractor in EXTRACTORS)


@pytest.mark.parametrize("extractor", EXTRACTORS, ids=lambda extractor: extractor.id)
def test_any_text_gives_facts_whose_evidence_stands_on_its_line(extractor: Extractor) -> None:
    names, tokens = CASES[extractor.id]

    @settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(names), _texts(tokens))
    def promise(name: str, text: str) -> None:
        facts = extractor.extract(source(name, text))
        assert facts is None or isinstance(facts, extractor.produces)
        check(facts, text)
        assert facts == extractor.extract(source(name, text))

    promise()


@pytest.mark.parametrize("extractor", EXTRACTORS, ids=lambda extractor: extractor.id)
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(extractor: Extractor) -> None:
    names, tokens = CASES[extractor.id]

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.sampled_from(tokens.split(" ")), max_size=30))
    def promise(words: list[str]) -> None:
        text = "\n".join(words) + "\n"
        windows = "\ufeff" + text.replace("\n", "\r\n")
        assert extractor.extract(source(names[0], windows)) == extractor.extract(source(names[0], text))

    promise()


@pytest.mark.parametrize("extractor", EXTRACTORS, ids=lambda extractor: extractor.id)
@pytest.mark.parametrize(
    "unit", ["[", "{", "- ", "> ", "(", "\\", "'''", '"', "`", "a=", "a: ", "=\n", "![", "*_", "<a "]
)
def test_runs_cost_time_in_proportion(extractor: Extractor, unit: str) -> None:
    text = unit * (20_000 // len(unit))
    begin = time.process_time()
    check(extractor.extract(source(CASES[extractor.id][0][0], text)), text)
    assert time.process_time() - begin < 5


PATHS = sorted(
    words(
        """
        README.md README README.rst docs/index.rst CHANGES.txt pyproject.toml setup.cfg setup.py tox.ini
        .flake8 .coveragerc requirements.txt requirements/dev.txt requirements/README.txt constraints.txt
        poetry.lock uv.lock pylock.toml Pipfile Pipfile.lock requirements.lock .pre-commit-config.yaml
        .pre-commit-config.yml .github/workflows/ci.yml .gitlab-ci.yml .travis.yml .circleci/config.yml
        azure-pipelines.yml .azure-pipelines/templates/test.yml Jenkinsfile docker-compose.yml mkdocs.yml
        environment.yml conda-lock.yml Taskfile.yml Makefile rules.mk Dockerfile docker/Dockerfile.dev
        Containerfile .env.example .env noxfile.py justfile ruff.toml tox.toml package.json
        .devcontainer/devcontainer.json a.ipynb bitbucket-pipelines.yml
        """
    )
)


@pytest.mark.parametrize("path", PATHS)
def test_one_extractor_of_each_kind_reads_a_file(path: str) -> None:
    kinds = [one.produces for one in (*EXTRACTORS, notebook.EXTRACTOR) if one.accepts(path)]
    assert kinds
    assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize(
    "path", ["src/main.py", "data.json", "LICENSE", "Cargo.toml", "notes.txt", "a.ini", ".env-file", ""]
)
def test_other_files_are_left_alone(path: str) -> None:
    assert not [one.id for one in (*EXTRACTORS, notebook.EXTRACTOR) if one.accepts(path)]


def test_kinds_of_facts() -> None:
    documents = {one.id for one in EXTRACTORS if one.produces is DocumentFacts}
    assert documents == {"markdown", "restructuredtext", "plaintext"}
    assert all(one.produces is ConfigFacts for one in EXTRACTORS if one.id not in documents)
