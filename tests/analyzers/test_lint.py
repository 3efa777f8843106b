"""The selection of what ruff finds."""

import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

from codex_audit.analyzers.lint import ANALYZER, CODES, MAX_SYMBOL, analyse
from codex_audit.domain.facts import FileFacts, LintFacts, LintHit, PythonFacts, Suppression, Tier
from codex_audit.domain.finding import Finding, Rule
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.facts._ruff import arguments, parse, split_lines
from codex_audit.facts.python import extract_text

RUFF = str(Path(sysconfig.get_path("scripts")) / "ruff")


def hit(code: str, text: str = "x = 1", line: int = 1, message: str = "") -> LintHit:
    return LintHit(code=code, message=message, line=line, column=3, end_line=line, text=text)


def findings(*hits: LintHit, suppressions: tuple[Suppression, ...] = ()) -> list[Finding]:
    python = PythonFacts(tier=Tier.AST, encoding="utf-8", suppressions=suppressions)
    return list(analyse(FileFacts((LintFacts(hits), python))))


def one(code: str, text: str = "x = 1", message: str = "") -> Finding:
    (found,) = findings(hit(code, text, message=message))
    return found


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], list[str]]:
    """Rule and kind of example -> the rules that ruff's real hits on it become."""
    folder = tmp_path_factory.mktemp("examples")
    paths: dict[str, tuple[str, str]] = {}
    for rule in ANALYZER.rules:
        for kind in ("fires", "passes"):
            path = folder / f"{rule.id.replace('/', '-')}-{kind}.py"
            path.write_text(getattr(rule, kind), encoding="utf-8")
            paths[str(path)] = (rule.id, kind)
    output = subprocess.run(
        [RUFF, *arguments(list(CODES)), "--", *paths], capture_output=True, check=True
    ).stdout
    facts = parse(output, lambda path: split_lines(Path(path).read_text(encoding="utf-8")))
    return {
        paths[path]: [found.rule for found in analyse(FileFacts((facts[path],)))] if path in facts else []
        for path in paths
    }


@pytest.mark.parametrize("rule", ANALYZER.rules, ids=lambda rule: rule.id)
def test_examples_fire_and_pass_under_the_real_ruff(
    rule: Rule, examples: dict[tuple[str, str], list[str]]
) -> None:
    assert rule.id in examples[rule.id, "fires"]
    assert examples[rule.id, "passes"] == []


def test_the_selection_is_whole_and_without_assert() -> None:
    assert {rule.id for rule in CODES.values()} == {rule.id for rule in ANALYZER.rules}
    assert "S101" not in CODES
    assert list(CODES) == sorted(CODES)
    assert all(re.fullmatch(r"lint/[a-z]+(?:-[a-z]+)*", rule.id) for rule in ANALYZER.rules)
    assert all(re.fullmatch(r"[A-Z]+\d+", code) for code in CODES)
    assert all(rule.title and rule.help.endswith(".") for rule in ANALYZER.rules)


def test_severe_rules_are_few() -> None:
    severe = [rule.id for rule in ANALYZER.rules if rule.severity >= Severity.HIGH]
    assert len(severe) <= len(ANALYZER.rules) // 6


def test_a_finding_cites_its_line() -> None:
    found = one("B006", "def f(a=[]):")
    assert found.rule == "lint/mutable-default"
    assert (found.line, found.column, found.symbol, found.anchor) == (1, 3, "def f(a=[]):", "def f(a=[]):")
    assert found.message.endswith("(ruff B006).")
    assert found.end_line is None
    assert found.silenced == ""


def test_a_long_line_is_cut_and_stays_part_of_the_line() -> None:
    text = "y = 1  " * 40
    found = one("B006", text.strip())
    assert len(found.symbol) <= MAX_SYMBOL
    assert text.startswith(found.symbol)


def test_a_hit_over_lines_tells_its_end() -> None:
    (found,) = findings(LintHit("B006", "", 2, 1, 5, "def f("))
    assert (found.line, found.end_line) == (2, 5)


def test_codes_outside_the_selection_are_passed_over() -> None:
    assert findings(hit("E501"), hit("S101")) == []
    assert list(analyse(FileFacts())) == []


def test_one_finding_a_line_and_rule() -> None:
    found = findings(hit("B023"), hit("B023"), hit("B023", line=2), hit("S307"))
    assert [(each.rule, each.line) for each in found] == [
        ("lint/late-binding", 1),
        ("lint/late-binding", 2),
        ("lint/eval", 1),
    ]


@pytest.mark.parametrize(
    ("codes", "kept"),
    [
        (("BLE001", "S110"), ["lint/swallowed-error"]),
        (("BLE001", "S112"), ["lint/swallowed-error"]),
        (("E722", "S110"), ["lint/bare-except"]),
        (("BLE001",), ["lint/blind-except"]),
    ],
)
def test_one_handler_is_one_finding(codes: tuple[str, ...], kept: list[str]) -> None:
    assert [each.rule for each in findings(*map(hit, codes))] == kept


def test_an_undefined_name_is_one_finding_and_is_named() -> None:
    message = "Undefined name `maths`"
    found = findings(
        hit("F821", "maths.pi", 1, message),
        hit("F821", "maths.e", 2, message),
        hit("F821", "tau", 2, "`tau`"),
    )
    assert [(each.line, each.message) for each in found] == [
        (1, "Nothing defines the name maths (ruff F821)."),
        (2, "Nothing defines the name tau (ruff F821)."),
    ]
    assert one("F821", message="no name").message == "Nothing defines the name (ruff F821)."


LOW, MEDIUM = Severity.LOW, Severity.MEDIUM


@pytest.mark.parametrize(
    ("code", "text", "message", "severity", "confidence"),
    [
        ("F821", "long(x)", "Undefined name `long`", LOW, Confidence.MEDIUM),
        ("F821", "print(_('x'))", "Undefined name `_`", LOW, Confidence.LOW),
        ("F821", "a: Literal['head', 'row']", "Undefined name `head`", LOW, Confidence.LOW),
        ("F821", "print(f'{head} of')", "Undefined name `head`", None, None),
        ("F821", "head('x')", "Undefined name `head`", None, None),
        ("S602", "run('ls')", "`subprocess` call with `shell=True` seems safe", LOW, Confidence.MEDIUM),
        ("S602", "run(x)", "`subprocess` call with `shell=True` identified", None, None),
        ("S605", "os.system('ls')", "Starting a process with a shell: seems safe", LOW, Confidence.MEDIUM),
        ("S102", "exec('from os import *', space)", "", LOW, Confidence.MEDIUM),
        ("S102", 'exec("x")', "", LOW, Confidence.MEDIUM),
        ("S102", "exec(f'{x}')", "", None, None),
        ("S102", "exec(x)", "", None, None),
        ("S506", "yaml.load(x, yaml.FullLoader)", "unsafe loader `FullLoader`", LOW, Confidence.MEDIUM),
        ("S506", "yaml.load(x)", "unsafe loader `Loader`", None, None),
        ("T100", "import pdb", "", LOW, Confidence.MEDIUM),
        ("T100", "breakpoint()", "", None, None),
        ("F403", "from .a import *", "", Severity.INFO, None),
        ("F403", "from a import *", "", None, None),
        ("F811", "def f():", "Redefinition of unused `f` from line 1", None, None),
        ("F811", "async def f():", "Redefinition of unused `f` from line 1", None, None),
        ("F811", "import f", "Redefinition of unused `f` from line 1", LOW, None),
        ("SIM115", "stream = open(path)", "", None, None),
    ],
)
def test_severity_follows_the_text(
    code: str, text: str, message: str, severity: Severity | None, confidence: Confidence | None
) -> None:
    found = one(code, text, message)
    assert (found.severity, found.confidence) == (severity, confidence)


@pytest.mark.parametrize(
    ("code", "text", "message"),
    [
        ("F811", "except ValueError as e:", "Redefinition of unused `e` from line 1"),
        ("F811", "global f", "Redefinition of unused `f` from line 1"),
        ("F811", "def test_it(f):", "Redefinition of unused `f` from line 1"),
        ("SIM115", "self.stream = open(path)", ""),
        ("SIM115", "x = NamedTemporaryFile(delete=False)", ""),
    ],
)
def test_what_is_meant_is_no_finding(code: str, text: str, message: str) -> None:
    assert findings(hit(code, text, message=message)) == []


def test_names_that_exec_may_define_are_doubted() -> None:
    found = findings(hit("S102", "exec(x)", 1), hit("F821", "y", 2, "Undefined name `y`"))
    assert (found[1].severity, found[1].confidence) == (Severity.LOW, Confidence.LOW)


@pytest.mark.parametrize(
    "text", ["exec(open('v.py').read())", "exec(f.read(), space)", "exec(compile(code, 'v.py', 'exec'))"]
)
def test_names_that_another_file_defines_are_no_finding(text: str) -> None:
    found = findings(hit("S102", text, 1), hit("F821", "y", 2, "Undefined name `y`"))
    assert [each.rule for each in found] == ["lint/exec"]


def within(source: str, *hits: LintHit) -> list[Finding]:
    """The findings of hits in a file of this text."""
    return list(analyse(FileFacts((extract_text(source, source.encode(), "a.py"), LintFacts(hits)))))


@pytest.mark.parametrize(
    ("first", "severity"),
    [
        ("import f", LOW),
        ("from a import (\nf)", LOW),
        ("def f(): pass", None),
        ("@app.get('/')\ndef f(): pass", ...),
        ("@register\ndef f(): pass", ...),
        ("@functools.lru_cache(None)\ndef f(): pass", None),
        ("@pytest.mark.parametrize('x', [1])\ndef f(): pass", None),
    ],
)
def test_what_a_definition_replaces_decides(first: str, severity: object) -> None:
    line = first.count("\n") + 1
    again = hit("F811", "def f():", line + 1, f"Redefinition of unused `f` from line {line}")
    found = within(f"{first}\ndef f(): pass\n", again)
    assert [each.severity for each in found] == ([] if severity is ... else [severity])


@pytest.mark.parametrize(
    ("text", "evaluated"),
    [
        ("def f(self) -> Client:", False),
        ("async def f(self, x: int = 1, *rest: list[Client]):", False),
        ("client: Client | None = None,", False),
        ("def f(self, x: int = Client):", True),
        ("client: int = Client()", True),
        ("else: Client()", True),
        ("return {a: Client}", True),
    ],
)
def test_annotations_that_are_never_evaluated_raise_nothing(text: str, evaluated: bool) -> None:
    undefined = hit("F821", text, 2, "Undefined name `Client`")
    (found,) = within("from __future__ import annotations\n", undefined)
    assert (found.severity, found.confidence) == ((None, None) if evaluated else (LOW, Confidence.LOW))
    (found,) = within("import os\n", undefined)
    assert found.severity is None


def test_a_broken_file_keeps_only_what_its_structure_does_not_decide() -> None:
    found = findings(hit("invalid-syntax"), hit("F821", line=2), hit("B015", line=3), hit("S307", line=4))
    assert [each.rule for each in found] == ["lint/eval"]


def silence(tool: str, line: int, *codes: str, whole_file: bool = False) -> tuple[Suppression, ...]:
    return (Suppression(tool=tool, line=line, codes=codes, whole_file=whole_file),)


@pytest.mark.parametrize(
    ("suppressions", "silenced"),
    [
        (silence("noqa", 1), "noqa"),
        (silence("noqa", 1, "S307"), "noqa"),
        (silence("noqa", 1, "S"), "noqa"),
        (silence("noqa", 1, "E501", "S3"), "noqa"),
        (silence("noqa", 9, whole_file=True), "noqa"),
        (silence("nosec", 1), "nosec"),
        (silence("nosec", 1, "B307"), "nosec"),
        (silence("nosec", 1, "B101"), ""),
        (silence("noqa", 1, "E501"), ""),
        (silence("noqa", 2), ""),
        (silence("type", 1), ""),
        (silence("noqa", 1) + silence("nosec", 1, "B307"), "nosec"),
    ],
)
def test_the_comment_that_would_have_hidden_it_is_told(
    suppressions: tuple[Suppression, ...], silenced: str
) -> None:
    (found,) = findings(hit("S307"), suppressions=suppressions)
    assert found.silenced == silenced


def test_nosec_says_nothing_of_other_rules() -> None:
    (found,) = findings(hit("B006"), suppressions=silence("nosec", 1))
    assert found.silenced == ""


def test_an_undefined_name_that_its_author_excused_is_doubted() -> None:
    (found,) = findings(hit("F821", message="`x`"), suppressions=silence("noqa", 1, "F821"))
    assert (found.severity, found.confidence, found.silenced) == (MEDIUM, Confidence.LOW, "noqa")
    (found,) = findings(hit("F821", message="`x`"), suppressions=silence("noqa", 1))
    assert (found.severity, found.confidence, found.silenced) == (None, None, "noqa")


def test_facts_without_python_are_judged_too() -> None:
    assert [each.rule for each in analyse(FileFacts((LintFacts((hit("S307"),)),)))] == ["lint/eval"]
