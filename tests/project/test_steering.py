"""Which capabilities and sections a prompt selects, and what it asks for in vain."""

import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from codex_audit.project import _prompt_lists, _prompt_requests
from codex_audit.project._request_table import KINDS
from codex_audit.project.steering import SECTIONS, Steering, steer

PROMPT = Path(__file__).parents[2] / "templates/prompt.md"

CAPABILITIES = {
    "tokenization": "Tokenization",
    "modeling": "Modeling",
    "training_engine": "Training Engine",
    "evaluation_metrics": "Evaluation & Metrics",
    "logging_monitoring": "Logging & Monitoring",
    "configuration_management": "Configuration Management",
    "security_safety": "Security & Safety",
    "internal_ci_test": "Internal CI/Test",
    "documentation_examples": "Documentation & Examples",
    "extensibility": "Extensibility",
    "testing": "Testing",
    "security_policy": "Security policy",
}


def chosen(prompt: str) -> tuple[str, ...] | None:
    return steer(prompt, CAPABILITIES).capabilities


def kinds(prompt: str) -> list[str]:
    return [one.kind for one in steer(prompt, CAPABILITIES).impossible]


AUDIT = """\
Use the following structure:

### Audit Scope

1. **Repo Map**
   - List top-level directories.

2. **Capability Audit Table**

   For each **capability** below, provide:

   - **Status**: `Implemented` / `Missing`
   - **Gaps**: what is missing

   **Capabilities list:**
   - Tokenization (fast tokenizer, vocab, padding/truncation)
   - ChatGPT Codex Modeling (model init, dtype)
   - **Evaluation and Metrics**: loops, NDJSON
     - Deployment, which is nested and not read
   - `Internal CI/Test` (pytest targets)
   - Quantum Annealing (qubits)

3. **High-Signal Findings**
   - 10 to 20 bullets.

7. **Deferred Items**

9. **Cost Estimate**

---

### Usage

1. **Preparation** comes first.
"""


def test_a_capability_list_selects_and_names_what_is_unknown() -> None:
    steering = steer(AUDIT, CAPABILITIES)
    assert steering.capabilities == ("tokenization", "modeling", "evaluation_metrics", "internal_ci_test")
    assert [(one.kind, one.name, one.line) for one in steering.unknown] == [
        ("capability", "Quantum Annealing", 21),
        ("section", "Cost Estimate", 28),
    ]


def test_a_section_list_selects_by_title_whatever_its_numbers() -> None:
    assert steer(AUDIT, CAPABILITIES).sections == (1, 2, 3, 7)
    headings = "# Audit scope\n\n## 1. Reproducibility\n\n1. **Seeds**\n\n## 2. Deferred work\n"
    assert steer(headings, {}) == Steering(sections=(6, 7))


def test_the_whole_prompt_may_stand_in_a_fence() -> None:
    fenced = f"# Prompt\n\n```text\n{AUDIT}```\n"
    assert steer(fenced, CAPABILITIES).capabilities == steer(AUDIT, CAPABILITIES).capabilities
    assert steer(fenced, CAPABILITIES).sections == (1, 2, 3, 7)
    assert steer(f"```python\n{AUDIT}```\n", CAPABILITIES) == Steering()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Audit this repository.",
        "## Execution\n\n1. **Preparation** - detect the root.\n2. **Search** - refresh the map.\n",
        "Build an index mapping each capability (e.g. tokenization) to files.",
        "For capabilities that cannot be implemented, document a rationale: complexity, risk.",
        "Capabilities to skip:\n- Tokenization\n",
        "The capabilities of the model include:\n- writing poems\n- cooking\n",
        "## Capabilities\n\nNone is singled out.\n\n## Steps\n- Tokenization\n",
        "Sections:\n\nNothing follows.\n",
    ],
)
def test_without_a_list_everything_is_selected(text: str) -> None:
    assert steer(text, CAPABILITIES) == Steering()


def test_the_built_in_prompt_asks_for_nothing_else() -> None:
    assert steer(PROMPT.read_text(encoding="utf-8"), CAPABILITIES) == Steering()


def test_a_list_that_names_all_selects_all() -> None:
    prompt = "Capabilities:\n" + "".join(f"* {title.upper()}\n" for title in CAPABILITIES.values())
    assert steer(prompt, CAPABILITIES) == Steering()
    scope = "".join(f"{number}. **{titles[0]}**\n" for number, titles in SECTIONS.items())
    assert steer(f"# Status Update\n\n{scope}", CAPABILITIES) == Steering()


def test_a_list_of_unknown_names_selects_nothing() -> None:
    steering = steer("Capabilities: Telepathy, Time travel (to 1985, and back).", CAPABILITIES)
    assert steering.capabilities is None
    assert [(one.name, one.line) for one in steering.unknown] == [("Telepathy", 1), ("Time travel", 1)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Tokenization (fast tokenizer, ...)", ("tokenization",)),
        ("tokenisation", ("tokenization",)),
        ("Tokenizers", ("tokenization",)),
        ("_ChatGPT Codex_ Modeling", ("modeling",)),
        ("Modelling", ("modeling",)),
        ("The training engine", ("training_engine",)),
        ("Trainer engine", ("training_engine",)),
        ("EVALUATION AND METRICS", ("evaluation_metrics",)),
        ("Logging/Monitoring", ("logging_monitoring",)),
        ("logging_monitoring", ("logging_monitoring",)),
        ("Config management - Hydra", ("configuration_management",)),
        ("CI", ("internal_ci_test",)),
        ("Tests", ("testing",)),
        ("Docs and examples", ("documentation_examples",)),
        ("Security", ("security_safety", "security_policy")),
        ("[x] Extensibility", ("extensibility",)),
    ],
)
def test_titles_match_tolerantly(name: str, expected: tuple[str, ...]) -> None:
    assert chosen(f"Capabilities list:\n- {name}\n") == expected


@pytest.mark.parametrize("name", ["Model Context Protocol Server", "Evaluation and Cooking", "Metric tonnes"])
def test_what_is_merely_alike_is_unknown(name: str) -> None:
    steering = steer(f"Capabilities:\n- {name}\n", CAPABILITIES)
    assert steering.capabilities is None
    assert [one.name for one in steering.unknown] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "## Capabilities\n\nJudge these alone.\n\n- Tokenization\n\nThen stop.\n- Testing\n",
        "Report on these capabilities only:\n  1. Tokenization\n  2) Tokenization\n- Testing\n",
        "- Capabilities:\n  - Tokenization\n- Testing\n",
        "Audit these capabilities: Tokenization\n- Testing\n",
        "Capability list:\r\n\r\n\t- Tokenization\r\n",
        "\ufeffCapabilities:\n- Tokenization\n```\nafter\n```\n",
        "CAPABILITIES\n- Testing\n\nCAPABILITIES:\n- Tokenization\n# End\n- Testing\n",
    ],
)
def test_where_a_list_begins_and_ends(text: str) -> None:
    assert chosen(text) == ("tokenization",)


def test_what_prompts_call_the_sections() -> None:
    scope = "The report has this structure:\n\n1. **Quality Gates**\n2. __Error capture__\n3. Plain\n"
    assert steer(scope, {}).sections == (5, 8)
    other = "# Status Update\n\n1. **Repo Map**\n\n## Phases\n\n1. **Preparation**\n\n# Appendix\n\n1. **Errors**\n"
    assert steer(other, {}) == Steering(sections=(1,))


ASKED = {
    "fetch": [
        "//fetch https://example.org/tree/main",
        "Fetch the latest changes from origin.",
        "First, git pull.",
        "Download all the datasets.",
    ],
    "web-search": [
        "Search the web for causes.",
        "Please perform a web search.",
        "Look each error up online.",
    ],
    "dynamic-imports": [
        "Use dynamic imports where possible to confirm loadability.",
        "Then import every module.",
    ],
    "tests": [
        "Run pytest.",
        "- [ ] You must run the full test suite offline without network access.",
        "Map the tests, then execute `nox`.",
        "Ensure all modified files pass `pytest` and `ruff`.",
        "Finalization - produce diffs, run local gates, and update nothing.",
        "All tests must be run.",
        "Do not push; run all of the tests.",
    ],
    "hooks": ["Execute hooks.", "Install the git hooks.", "Run `pre-commit` on every file."],
    "checkers": ["Run black, isort, and mypy --strict.", "Make sure to run bandit."],
    "code": ["Execute the example notebooks.", "Train a small model.", "Build the docker image."],
    "install": ["pip install the package.", "Create a Python virtual environment.", "Install all extras."],
    "commit": [
        "Commit and push.",
        "Commit the results locally.",
        "Open a pull request.",
        "The final state must be committed locally.",
    ],
    "checkout": ["Clone the current repository state.", "Check out each feature branch."],
    "hosted-ci": ["Trigger the GitHub Actions workflow.", "Enable hosted CI."],
    "publish": ["Upload the report to the dashboard.", "Deploy it."],
    "edit": [
        "Apply the patches.",
        "Remove unused stubs.",
        "Create or update `pytest`, `nox`, or `tox` sessions.",
    ],
}


def test_every_kind_is_tried() -> None:
    assert list(ASKED) == [kind.id for kind in KINDS]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in ASKED.items() for text in texts])
def test_requests_that_cannot_be_met(kind: str, text: str) -> None:
    found = steer(f"# Task\n\n{text}\n", CAPABILITIES).impossible
    assert kind in [one.kind for one in found]
    assert {one.line for one in found} == {3}
    table = next(one for one in KINDS if one.id == kind)
    assert (table.title, table.rationale) in [(one.title, one.rationale) for one in found]


@pytest.mark.parametrize(
    "text",
    [
        "Do not run GitHub Actions.",
        "Never push commits, fetch anything or run pytest.",
        "Don't run the tests, and commit nothing.",
        "Run none of its code and create no hosted CI workflow.",
        "Avoid network access (e.g. fetch the remote branches).",
        "No remote CI or network communications allowed (no GitHub Actions, no W&B remote runs, etc.).",
        "This clone stays offline; avoid pushing any commits.",
        "The only prohibited action is enabling a GitHub Action.",
        "All fetch and push operations are prohibited.",
        "Do not:\n- run pytest\n- commit the results\n",
        "Rules:\n- You must never:\n  - run pytest\n  - fetch origin\n",
        "## Prohibited\n\nRun pytest.\n\n### Network\n\nFetch origin.\n",
        "## Out of scope\n- Run pytest.\n",
        "Do not run the tests,\n  push the commits or\n  execute hooks.",
        "Run the audit and list the tests.",
        "Commit history is summarised. Push events are counted. Fetch joins are named.",
        "Open pull requests are counted.",
        "Search for stubs and map the tests to categories.",
        'The string "run pytest" may occur.',
        "`pytest -q` and `git push` are commands that users run.",
        "| run pytest | fetch origin |",
        "# Run the tests",
        "```bash\npip install -r requirements.txt\npytest -q\n```",
        "```text\n//fetch https://example.org\n\nRun pytest.\n```",
        "~~~markdown\n```\nRun pytest.\n~~~",
        "::: run pytest",
        "Users run pytest. Running pytest takes long. You may run pytest.",
        "Verify that the entry points resolve.",
        "Capture the environment variables. Prepare the environment variables list.",
        "Report what was found. List the scripts.",
        "Use web frameworks.",
    ],
)
def test_what_is_no_request(text: str) -> None:
    assert kinds(text) == []


def test_prohibitions_end() -> None:
    text = "## Never\n\nRun pytest.\n\n## Steps\n\nDo not:\n- fetch origin\n\nRun pytest.\n- Commit all.\n"
    assert [(one.kind, one.line) for one in steer(text, {}).impossible] == [("tests", 10), ("commit", 11)]
    nested = "- Never:\n  - run pytest\n- Fetch origin.\n"
    assert [(one.kind, one.line) for one in steer(nested, {}).impossible] == [("fetch", 3)]
    assert kinds("Do not run nox, but run pytest.") == ["tests"]


def test_requests_know_their_line() -> None:
    text = "Read the tree,\nthen run\npytest.\n> Fetch origin.\n\n//fetch a\n//fetch b\nRun nox\nlast.\n1. Commit it.\n"
    found = [(one.kind, one.line) for one in steer(text, {}).impossible]
    lines = [("tests", 2), ("fetch", 4), ("fetch", 6), ("fetch", 7), ("tests", 8), ("commit", 10)]
    assert found == lines


def test_one_request_of_a_kind_per_line_and_not_too_many() -> None:
    assert kinds("Run pytest, run nox and run tox.") == ["tests"]
    assert len(kinds("Run pytest.\n\n" * 100)) == _prompt_requests.MAX_REQUESTS


def test_lists_are_bounded() -> None:
    items = "".join(f"- Telepathy {number}\n" for number in range(1_000))
    assert len(steer(f"Capabilities:\n{items}", {}).unknown) == _prompt_lists.MAX_ITEMS
    twice = f"Capabilities:\n{items}\n\nCapabilities:\n- More\n"
    assert len(steer(twice, {}).unknown) == _prompt_lists.MAX_ITEMS
    sections = "".join(f"1. **Chapter {number}**\n" for number in range(1_000))
    assert len(steer(f"# Audit scope\n{sections}", {}).unknown) == _prompt_lists.MAX_ITEMS


def test_no_secret_and_no_hidden_sign_is_quoted() -> None:
    token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    steering = steer(f"Capabilities:\n- {token}\n- Evil\u202ename\n- {'long ' * 60}\n", CAPABILITIES)
    names = [one.name for one in steering.unknown]
    assert token not in repr(steering)
    assert "redacted" in names[0]
    assert names[1] == r"Evil\u202ename"
    assert len(names[2]) <= 80


HOSTILE = {
    "commas": ", " * 100_000,
    "verbs": "run all the " * 20_000,
    "wrapped verbs": "run all the, \n" * 20_000,
    "blanks": ("run" + " " * 900 + "\n") * 200,
    "heads": "Capabilities:\n" * 20_000,
    "scopes": "# audit scope\n1. **x**\n" * 10_000,
    "fences": "```\n" * 50_000,
    "ticks": "`" * 200_000,
    "brackets": "Capabilities: " + "(" * 200_000,
    "bold": ("1. **" + "a" * 900 + "\n") * 200,
    "passive": "tests must be \n" * 20_000,
    "far": "ensure " * 30_000,
    "marks": "#" * 200_000,
    "surrogates": "\ud800\u202e\x00é" * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_prompts_end(text: str) -> None:
    start = time.process_time()
    assert isinstance(steer(text, CAPABILITIES), Steering)
    # some 0.2 s on a slow machine; anything worse than linear takes hours
    assert time.process_time() - start < 20


WORDS = st.sampled_from(
    "run pytest do not fetch // Capabilities: - * 1. **Repo Map** # ``` ~~~ \n \r\n \t , . ; : ( ) and `x` "
    "audit scope structure: commit Tokenization | > must be committed É \u202e \ud800 \x00".split(" ")
)


@given(
    st.one_of(
        st.text(), st.lists(WORDS, max_size=60).map(" ".join), st.lists(WORDS, max_size=60).map("".join)
    )
)
@example("")
@example("-")
@example("1. ****")
@example("Capabilities:")
@example("Capabilities: :")
@example(": capabilities")
def test_any_prompt_gives_a_valid_answer(prompt: str) -> None:
    steering = steer(prompt, CAPABILITIES)
    lines = prompt.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert steering == steer(prompt, CAPABILITIES)
    assert steering.capabilities is None or 0 < len(steering.capabilities) < len(CAPABILITIES)
    assert steering.capabilities is None or set(steering.capabilities) <= set(CAPABILITIES)
    assert steering.sections is None or 0 < len(steering.sections) < 8
    assert all(1 <= one.line <= lines for one in steering.impossible)
    assert all(1 <= one.line <= lines and one.name for one in steering.unknown)


@given(st.lists(st.sampled_from(sorted(CAPABILITIES)), min_size=1, max_size=11, unique=True))
def test_exactly_the_named_are_selected(ids: list[str]) -> None:
    prompt = "Capabilities:\n" + "".join(f"- **{CAPABILITIES[key]}** (a, b)\n" for key in ids)
    assert chosen(prompt) == tuple(key for key in CAPABILITIES if key in ids)
