"""What prompts ask for and an audit does not do: how such requests begin, and why not.

A pattern is matched where a clause begins, so that it takes imperatives alone. Between its verb
and its object stand only words of ``_FILLERS``: "run the audit and list the tests" asks to run
no tests. Every repetition is bounded and its parts begin differently.
"""

import re
from typing import Final

from msgspec import Struct

from codex_audit.domain.patterns import regex
from codex_audit.project.words import words


class Kind(Struct, frozen=True):
    """A kind of request. ``begins`` matches at the start of a clause that begins with one of
    ``verbs``; ``within`` anywhere in a sentence that holds "be". ``title`` and ``rationale``
    are for the log of what was put off."""

    id: str
    verbs: frozenset[str]
    title: str
    rationale: str
    begins: re.Pattern[str]
    within: re.Pattern[str] | None = None


_FILLERS: Final = words(
    """
    a all an and any available black bandit both broken clean code complete configured coverage current
    dead dedicated default development docs documented draft duplicate duplicated each entire every
    example existing failing fast feature following fresh full generated git github heavy helper
    in inside installed integration into isolated isort its latest least local locally main
    missing most mypy necessary needed new newest non-functional nox offline on online open optional or
    our own package pip pip-audit pre-commit production project project's pylint pyright pytest python
    quality quick recent recently registered regression relevant remaining remote repo repository
    repository's required resulting ruff safe sample single slow small smoke some source static
    suggested test the their these this those through tox training unit unittest unittests unused up
    upstream via virtual whole with your
    """
)
_FILL: Final = (
    rf"(?:[`\"']?(?:{'|'.join(sorted(map(re.escape, _FILLERS), reverse=True))}|all\s+of)"
    r"[`\"']?(?:\s*[,/&]\s*|\s+)){0,8}[`\"']?"
)
_RUNS: Final = words("rerun re-run run execute invoke launch start trigger call")
_RUN: Final = r"(?:re-?run|run|execute|invoke|launch|start|trigger|call)\s+"
_FAR: Final = r"[^.;\n]{0,80}?"


def _begins(*patterns: str) -> re.Pattern[str]:
    return regex("|".join(f"(?:{one})" for one in patterns).replace(" ~ ", r"\s+" + _FILL), re.IGNORECASE)


KINDS: Final = (
    Kind(
        "fetch",
        words("//fetch git fetch pull download retrieve get curl wget"),
        "Fetching over the network",
        "An audit opens no connection; branches and commits are read from the git data of the checkout.",
        _begins(
            r"//fetch\b",
            r"(?:git\s+)?(?:fetch|pull)(?=\s*$|\s*[.,;:)])",
            r"(?:git\s+)?(?:fetch|pull|download|retrieve|get) ~ (?:https?://|origin\b|upstream\b|remotes?\b|"
            r"branch(?:es)?\b|tags?\b|commits?\b|changes\b|pull requests?\b|issues\b|datasets?\b|"
            r"dependenc(?:y|ies)\b|packages?\b|weights\b|checkpoints\b|web ?pages?\b|urls?\b|activity\b|"
            r"from\s+(?:the\s+)?(?:origin|upstream|remote|internet|web|network|github|pypi|hub)\b)",
            r"(?:curl|wget)\s+\S",
        ),
    ),
    Kind(
        "web-search",
        words("search browse consult query use perform do run conduct make look check google"),
        "Searching the web",
        "An audit opens no connection, so no page was searched or read.",
        _begins(
            r"(?:search|browse|consult|query)\s+(?:the\s+)?(?:web|internet|online)\b(?!\s+(?:app|server|ui|code))",
            r"(?:use|perform|do|run|conduct|make) ~ (?:web|internet|online)[ -]search(?:es)?\b",
            rf"(?:search|look|check|browse)\b{_FAR}\b(?:online|(?:on|in|from)\s+the\s+(?:web|internet))\b",
            r"google\s+(?:for|the|it|each)\b",
        ),
    ),
    Kind(
        "dynamic-imports",
        words("use perform try attempt apply do import dynamically"),
        "Importing the repository's modules",
        "An audit imports nothing of the repository; `structure.load` in `audit.json` says from syntax and "
        "declared dependencies which modules would load.",
        _begins(
            r"(?:use|perform|try|attempt|apply|do) ~ dynamic(?:ally)?[ -]imports?\b",
            r"(?:dynamically\s+)?import ~ (?:modules?|packages?)\b",
            r"dynamically\s+import\b",
        ),
    ),
    Kind(
        "tests",
        _RUNS | words("ensure verify confirm check"),
        "Running tests and gates",
        "An audit runs no program that the repository's configuration could name; section 5 lists the gates "
        "that were found, each with `not run`.",
        _begins(
            _RUN + _FILL + r"(?:pytest|nox|tox|unittests?|tests\b(?!/)|test[ -]?suites?|test sessions?|gates|"
            r"doctests?|coverage|sessions?)\b",
            rf"(?:ensure|verify|confirm|check)\b{_FAR}\bpass(?:es)? ~ (?:pytest|nox|tox|tests|gates)\b",
        ),
        regex(
            r"\b(?:tests|test suite|pytest|nox|tox|gates)\s+(?:must|should|shall)\s+be\s+(?:run|executed)\b",
            re.IGNORECASE,
        ),
    ),
    Kind(
        "hooks",
        words("rerun re-run run execute invoke install trigger enable activate pre-commit"),
        "Executing hooks",
        "An audit installs and executes no hook: those of pre-commit and git run commands that the "
        "repository chooses.",
        _begins(
            r"(?:re-?run|run|execute|invoke|install|trigger|enable|activate) ~ (?:pre-commit|hooks?)\b",
            r"pre-commit\s+(?:run|install)\b",
        ),
    ),
    Kind(
        "checkers",
        _RUNS | words("ensure verify confirm check"),
        "Running the repository's checkers",
        "An audit runs no checker under the repository's configuration; its own `ruff` pass is isolated "
        "from it.",
        _begins(
            _RUN + _FILL + r"(?:mypy|pyright|pylint|flake8|bandit|semgrep|pip-audit|black|isort|trivy|tsc|"
            r"eslint|codeql)\b",
            rf"(?:ensure|verify|confirm|check)\b{_FAR}\bpass(?:es)? ~ "
            r"(?:mypy|pyright|bandit|semgrep|black)\b",
        ),
    ),
    Kind(
        "code",
        _RUNS | words("train benchmark build"),
        "Running code of the repository",
        "An audit treats the repository as untrusted and runs none of its code, so nothing it would print, "
        "train or serve was observed.",
        _begins(
            _RUN + _FILL + r"(?:scripts?|notebooks?|examples?|quickstarts?|code(?: blocks?)?|programs?|"
            r"applications?|apps?|servers?|training|benchmarks?|containers?|docker|snippets?|entry points?|"
            r"demos?|models?|inference|migrations|makefile|make)\b(?!\s+(?:map|index|inventory|analysis|audit))",
            r"train ~ models?\b",
            r"benchmark ~ (?:code|training|models?|functions?|loop)\b",
            r"build ~ (?:docker|images?|containers?|wheels?|docs|documentation)\b"
            r"(?!\s+(?:map|index|graph|list|inventory))",
        ),
    ),
    Kind(
        "install",
        words(
            "pip poetry conda npm uv install create initialize initialise set setup activate build prepare"
        ),
        "Installing packages or an environment",
        "An audit installs nothing: that needs the network and runs the build code of packages.",
        _begins(
            r"(?:pip|poetry|conda|npm)\s+install\b",
            r"uv\s+(?:sync|pip)\b",
            r"install ~ (?:dependenc(?:y|ies)|packages?|extras?|requirements|plugins?|tools?|project|"
            r"pytest|mypy|pip-audit)\b",
            r"(?:create|initiali[sz]e|set ?up|activate|build|prepare) ~ "
            r"(?:environment|virtualenv|venv|\.venv|conda env(?:ironment)?)\b"
            r"(?!\s+(?:variables?|capture|snapshot))",
        ),
    ),
    Kind(
        "commit",
        words("git commit push create cut make submit raise file open merge rebase"),
        "Committing or pushing",
        "An audit writes its own artefacts and leaves git data, branches and remotes as they are.",
        _begins(
            r"(?:git\s+)?(?:commit|push)(?=\s*$|\s*[.,;:)/]|\s+(?:the|all|any|your|my|changes?|everything|"
            r"locally|and|to|these|those|each|them|it|results?|with|commits|branch(?:es)?|upstream|origin|"
            r"reports?|files?|artefacts|artifacts)\b)",
            r"(?:create|cut|make|push) ~ (?:branch|tag|commit)\b",
            r"(?:create|submit|raise|file|open\s+(?:an?|the|one)) ~ (?:pull requests?|PRs?|merge requests?|"
            r"issues?)\b",
            r"open\s+(?:an?|the|one)\s+(?:pull request|PR|merge request|issue)\b",
            r"(?:merge|rebase) ~ (?:branch(?:es)?|pull requests?|changes)\b",
        ),
        regex(r"\b(?:must|should|shall|needs?\s+to|has\s+to)\s+be\s+(?:committed|pushed)\b", re.IGNORECASE),
    ),
    Kind(
        "checkout",
        words("git check checkout clone switch"),
        "Checking out branches or cloning",
        "An audit reads the work tree as it lies and switches no branch; of other branches it reads the "
        "commits, not the files.",
        _begins(
            r"(?:git\s+)?(?:check\s?out|clone|switch\s+to) ~ (?:branch(?:es)?|main|master|develop|commits?|"
            r"tags?|repo(?:sitory|s)?|repositories|revisions?)\b",
        ),
    ),
    Kind(
        "hosted-ci",
        words(
            "trigger enable create dispatch start run add set setup rerun re-run activate configure use wait"
        ),
        "Hosted CI",
        "An audit creates, enables and triggers no hosted CI workflow, as each could incur cost.",
        _begins(
            r"(?:trigger|enable|create|dispatch|start|run|add|set\s?up|re-?run|activate|configure|use|"
            r"wait\s+for) ~ (?:github[ -](?:actions?|workflows?)|actions|hosted CI|remote CI|workflow runs?|"
            r"workflows|CI (?:workflows?|pipelines?|jobs?|runs?)|circleci|gitlab CI)\b",
        ),
    ),
    Kind(
        "publish",
        words("upload publish send post sync log report submit release notify email deploy"),
        "Sending results to other services",
        "An audit opens no connection; its results are the files that it writes.",
        _begins(
            rf"(?:upload|publish|send|post|sync|log|report|submit|release|notify|email)\b{_FAR}\b(?:to|on|in)\s+"
            r"(?:the\s+|our\s+|a\s+)?(?:test\s*)?(?:pypi|github|gitlab|slack|s3|gcs|w&b|wandb|mlflow server|"
            r"hugging ?face|docker hub|cloud|remote|server|dashboard|codecov|sonarqube|jira|confluence)\b",
            r"deploy\s+(?:the|it|this|to)\b",
        ),
    ),
    Kind(
        "edit",
        words(
            "apply remove delete prune rewrite refactor rename modify edit "
            "fix implement reformat replace create write add extend update generate"
        ),
        "Changing files of the repository",
        "An audit writes its own artefacts alone; changes to other files are proposed, never made.",
        _begins(
            r"apply ~ (?:diffs?|patch(?:es)?|fix(?:es)?|changes|edits)\b",
            r"(?:remove|delete|prune|rewrite|refactor|rename|modify|edit|fix|implement|reformat|replace) ~ "
            r"(?:stubs?|modules?|functions?|classes|files?|tests?|sessions?|imports?|loops?|bugs?|typos|"
            r"findings|features?|improvements|code|links)\b",
            r"(?:create|write|add|extend|update|implement)(?:\s+or\s+(?:create|update|extend))? ~ "
            r"(?:tests|test[ -]suites?|suite|sessions?)\b",
            r"(?:update|write|edit|extend|generate) ~ (?:comprehensive\s+)?[`\"']?(?:changelog|readme|"
            r"documentation|docs)(?:\.md|\.rst)?\b(?!\s+(?:summary|map|index|inventory|gaps|report))",
        ),
    ),
)
"""In the order in which they are reported."""
