"""Configuration of hosted CI: jobs, and the command lines that they run."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from codex_audit.domain.facts import Command, ConfigFacts, Source
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import Extractor
from codex_audit.facts import _jenkins, _yaml
from codex_audit.facts._credentials import clean
from codex_audit.facts._shell import steps_of
from codex_audit.facts._text import MAX_NAME, words
from codex_audit.facts._toml_facts import first
from codex_audit.facts._yaml import Documents, Mapping, Node, Scalar, Sequence, scalars_of, text_of, walk

FORMAT: Final = "ci"
MAX_COMMANDS: Final = 2_000

_PATH = regex(
    r"(?:.*/)?(?:"
    r"\.github/workflows/[^/]+\.ya?ml|\.github/actions/(?:[^/]+/){1,5}action\.ya?ml"
    r"|\.gitlab-ci\.ya?ml|\.gitlab/(?:[^/]+/){0,3}[^/]+\.ya?ml|\.travis\.ya?ml|\.?appveyor\.ya?ml"
    r"|azure-pipelines[\w.-]*\.ya?ml|\.azure-pipelines/(?:[^/]+/){0,3}[^/]+\.ya?ml"
    r"|\.circleci/[^/]+\.ya?ml|bitbucket-pipelines\.ya?ml|\.cirrus\.ya?ml|\.drone\.ya?ml"
    r"|\.woodpecker(?:/[^/]+)?\.ya?ml|\.buildkite/[^/]+\.ya?ml|\.semaphore/[^/]+\.ya?ml"
    r"|Jenkinsfile(?:\.[\w-]+)?)"
)
# Keys whose value is a script, in one service or another.
_SCRIPTS: Final = words(
    """
    run script scripts before_script after_script install before_install after_install after_success
    after_failure before_deploy bash pwsh powershell cmd ps sh command commands test_script build_script
    before_test after_test before_build after_build deploy_script on_success on_failure on_finish init
    """
)
_NO_SCRIPTS: Final = words("true false skip off on null ~ always never change") | {""}
# Arguments of actions that run a command line.
_WITH: Final = words("run command commands")
# Mappings whose keys are arguments, names or conditions, whatever they are called.
_NO_STEPS: Final = words(
    "env variables environment matrix inputs outputs defaults on jobs notifications permissions secrets"
)
# GitLab's keys at the top of the file that are no jobs.
_GITLAB_WORDS: Final = words(
    "stages variables image default include workflow cache before_script after_script services spec"
)
_JOB_MARKS: Final = ("script", "trigger", "extends", "run")


def accepts(path: str) -> bool:
    """The paths at which hosted services look."""
    return bool(_PATH.fullmatch(path))


def extract(source: Source) -> ConfigFacts:
    """Jobs, steps (one a command line, or the action used) and the variables' names."""
    if source.name.startswith("Jenkinsfile"):
        return _jenkins.extract(source.text)
    documents = _yaml.load(source.text)
    if documents.problem:
        return ConfigFacts(FORMAT, problem=documents.problem, problem_line=documents.problem_line)
    commands = list(chain.from_iterable(_commands(root, documents) for root in documents.roots))
    commands.sort(key=lambda command: (command.line, command.kind != "job"))
    return ConfigFacts(
        FORMAT,
        commands=tuple(commands[:MAX_COMMANDS]),
        environment=first(chain.from_iterable(_variables(root) for root in documents.roots)),
        includes=first(chain.from_iterable(_includes(root) for root in documents.roots)),
    )


def _commands(root: Node, documents: Documents) -> Iterator[Command]:
    if isinstance(root, Mapping):
        yield from _jobs(root)
    for key, node in walk(root):
        if not isinstance(node, Mapping):
            continue
        if (script := _argument(node)) is not None:
            yield from steps_of(script, documents)
        for name, value in node.pairs:
            if name.text == "uses" and isinstance(value, Scalar) and value.citable:
                yield Command("step", clean(value.text)[:MAX_NAME], value.line)
            elif name.text == "task" and isinstance(value, Scalar) and value.citable and key == "":
                yield Command("step", value.text[:MAX_NAME], value.line)
            elif name.text in (_WITH if key == "with" else _SCRIPTS) and key not in _NO_STEPS:
                for scalar in _scalars(value):
                    if scalar.text.strip().lower() not in _NO_SCRIPTS:
                        yield from steps_of(scalar, documents)


def _argument(node: Mapping) -> Scalar | None:
    """The script that a called workflow or action is given, unless it is of GitHub's own action,
    whose language is another."""
    given, called = node.get("with"), text_of(node.get("uses"))
    script = given.get("script") if isinstance(given, Mapping) and "github-script" not in called else None
    return script if isinstance(script, Scalar) else None


def _scalars(value: Node) -> Iterator[Scalar]:
    """A script's scalars. Mappings below it (``run: {command: …}``) come by their own keys."""
    return scalars_of(value) if isinstance(value, Scalar | Sequence) else iter(())


def _jobs(root: Mapping) -> Iterator[Command]:
    """Jobs by the shape of the file: ``jobs`` as a mapping (GitHub, CircleCI; Travis lists them
    under ``include``), items with ``job`` or a named ``step`` (Azure, Bitbucket), or GitLab's
    top level."""
    jobs = root.get("jobs", "matrix")
    if isinstance(jobs, Mapping) and isinstance(included := jobs.get("include"), Sequence):
        yield from _named(included.items, "name", "stage")
    elif isinstance(jobs, Mapping):
        for key, value in jobs.pairs:
            yield Command("job", key.text[:MAX_NAME], key.line, clean(_runner(value)))
    elif found := [*_items(root)]:
        yield from found
    else:
        for key, value in root.pairs:
            usual = key.text in _GITLAB_WORDS or key.text.startswith(".")
            if not usual and isinstance(value, Mapping) and value.get(*_JOB_MARKS) is not None:
                yield Command("job", key.text[:MAX_NAME], key.line, clean(text_of(value.get("stage"))))


def _items(root: Mapping) -> Iterator[Command]:
    """Items of lists that name a job."""
    for key, node in walk(root):
        if key == "":
            yield from _named((node,), "job", "deployment")
        elif key == "step":
            yield from _named((node,), "name")


def _named(nodes: Iterable[Node], *keys: str) -> Iterator[Command]:
    for node in nodes:
        name = node.get(*keys) if isinstance(node, Mapping) else None
        if isinstance(name, Scalar) and name.text and name.citable:
            yield Command("job", name.text[:MAX_NAME], name.line)


def _runner(job: Node) -> str:
    """Where a job runs, or the workflow that it calls."""
    return text_of(job.get("runs-on", "uses")) if isinstance(job, Mapping) else ""


def _variables(root: Node) -> Iterator[tuple[str, int]]:
    """The names under ``env``, ``variables`` and ``environment``; never their values."""
    for key, node in walk(root):
        if key not in ("env", "variables", "environment"):
            continue
        # An environment with a name is a place to deploy to.
        if isinstance(node, Mapping) and node.get("name") is None:
            yield from ((name.text, name.line) for name, _ in node.pairs if _is_variable(name.text))
        for item in node.items if isinstance(node, Sequence) else ():
            name = item.get("name") if isinstance(item, Mapping) else item
            if isinstance(name, Scalar) and not name.block:
                text = name.text.partition("=")[0] if name is item else name.text
                if _is_variable(text) and (name is not item or "=" in name.text):
                    yield text, name.line


def _is_variable(name: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z_]\w{0,100}", name)) and name not in ("matrix", "global", "jobs")


def _includes(root: Node) -> Iterator[tuple[str, int]]:
    """Local files that the configuration includes or calls."""
    for key, node in walk(root):
        if key in ("include", "local", "template", "uses"):
            for scalar in scalars_of(node):
                action = key == "uses" and scalar.text.startswith("./")
                if action or re.fullmatch(r"\.?/?[\w./-]{1,200}\.ya?ml", scalar.text):
                    yield scalar.text[:MAX_NAME], scalar.line


EXTRACTOR: Final[Extractor] = Extractor("ci", ConfigFacts, accepts, extract)
