"""Cases that working functions leave unwritten, and guards that only look like them."""

import pytest

from codex_audit.facts.python.cases import MAX_TEXT
from tests.facts.python.support import facts

SINGLED = "def work(x, y, self):\n    if {0}:\n        raise NotImplementedError\n    return x\n"
CHAIN = "def work(x):\n    if x == 1:\n        return 1\n    else:\n        raise NotImplementedError({0})\n"


def found(text: str) -> list[tuple[str, int, str]]:
    return [(one.tag, one.line, one.text) for one in facts(text).unfinished]


@pytest.mark.parametrize(
    "message",
    [
        "two is not yet supported",
        "two is currently not supported on Windows",
        "only one is supported at the moment",
        "not for now",
        "To be implemented",
        "Implementation is required",
        "needs implementing",
        "TODO",
    ],
)
def test_words_on_time_make_a_case_wherever_it_stands(message: str) -> None:
    assert found(CHAIN.format(repr(message))) == [("NotImplementedError", 5, message)]


@pytest.mark.parametrize(
    "argument",
    [
        "",
        "x",
        "f'unknown number: {x}'",
        "'two is not supported'",
        "'not implemented'",
        "'two is not yet supported; subclasses override this'",
    ],
)
def test_the_end_of_a_chain_is_a_guard(argument: str) -> None:
    assert found(CHAIN.format(argument)) == []


@pytest.mark.parametrize(
    "test",
    [
        "x",
        "self.tpu",
        "x == 'zip'",
        "x > 0",
        "x in KNOWN",
        "x is not None",
        "isinstance(x, str)",
        "getattr(x, 'fast', False)",
        "x and self.tpu or y is not None",
    ],
)
def test_a_test_for_something_singles_a_case_out(test: str) -> None:
    assert found(SINGLED.format(test)) == [("NotImplementedError", 3, "")]


@pytest.mark.parametrize(
    "test",
    [
        "not x",
        "x != 4",
        "x not in KNOWN",
        "x is None",
        "x is not y",
        "x >= 4",
        "type(self) is Base",
        "missing(x)",
        "x and not y",
        "1",
        " and ".join(["x"] * 60),
    ],
)
def test_a_test_for_an_absence_does_not(test: str) -> None:
    assert found(SINGLED.format(test)) == []


@pytest.mark.parametrize(
    ("argument", "shown"),
    [
        ("'Zip  is not\\n officially supported'", "Zip is not officially supported"),
        ("'this does not implement zip'", "this does not implement zip"),
        ("'zip is unsupported'", "zip is unsupported"),
        ("'only tar'", None),
        ("'x not supported' + str(x)", None),
        ("f'{x} not supported'", None),
        ("text", None),
    ],
)
def test_a_case_that_is_singled_out_needs_a_message_of_its_own(argument: str, shown: str | None) -> None:
    text = SINGLED.format("x").replace("Error", f"Error({argument})")
    assert [one[2] for one in found(text)] == ([] if shown is None else [shown])


@pytest.mark.parametrize("kind", ["NotImplementedError", "(ValueError, NotImplementedError)"])
def test_an_error_that_its_file_catches_passes_control(kind: str) -> None:
    handler = f"try:\n    work(1)\nexcept {kind}:\n    pass\n"
    assert found(SINGLED.format("x") + handler) == []
    assert len(found(CHAIN.format("'not yet'") + handler)) == 1
    assert len(found(SINGLED.format("x") + handler.replace(kind, "ValueError"))) == 1
    assert len(found(SINGLED.format("x") + handler.replace(f" {kind}", ""))) == 1


def test_the_whole_body_of_a_function_is_no_case() -> None:
    assert found("def work():\n    'Work.'\n    raise NotImplementedError('not yet')\n") == []
    assert found("def work():\n    prepare()\n    raise NotImplementedError('not yet')\n") != []


def test_other_errors_are_none() -> None:
    assert found("def work(x):\n    if x:\n        raise ValueError('not yet')\n    raise\n") == []
    assert found("raise NotImplementedError('this module is not written yet')\n") != []


def test_an_error_is_cited_only_on_its_own_line() -> None:
    assert (
        found("def work(x):\n    if x:\n        raise (\n            NotImplementedError('not yet'))\n") == []
    )


@pytest.mark.parametrize("test", ["False", "0", "None"])
def test_assertions_that_always_fail(test: str) -> None:
    assert found(f"def work():\n    assert {test}, 'not implemented yet'\n") == [
        ("assert", 2, "not implemented yet")
    ]


@pytest.mark.parametrize(
    "statement", ["assert x, 'TODO'", "assert False", "assert False, 'never here'", "assert True, 'TODO'"]
)
def test_other_assertions_are_none(statement: str) -> None:
    assert found(f"def work(x):\n    {statement}\n") == []


def test_messages_made_by_methods_and_operators_are_read() -> None:
    text = "def work(x):\n    if x:\n        raise NotImplementedError({0})\n"
    assert found(text.format("'{} is not supported yet'.format(x)"))[0][2] == "{} is not supported yet"
    assert found(text.format("'%s is not' % x + ' there yet'"))[0][2] == "%s is not there yet"


def test_cases_come_in_order_and_their_text_is_cut() -> None:
    many = "".join(
        f"    if x == {n}:\n        raise NotImplementedError('{'yet ' * 99}')\n" for n in range(9)
    )
    lines = found("def work(x):\n" + many)
    assert [line for _, line, _ in lines] == list(range(3, 21, 2))
    assert {len(text) for _, _, text in lines} <= {MAX_TEXT - 1, MAX_TEXT}


def test_text_that_no_output_could_encode_is_mended() -> None:
    ((_, _, text),) = found("def work(x):\n    if x:\n        raise NotImplementedError('\\udc80 yet')\n")
    assert text == "? yet"
