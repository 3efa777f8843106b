"""Notebooks."""

import ast
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_audit.domain.facts import PythonFacts
from codex_audit.facts import notebook
from codex_audit.facts.notebook import EXTRACTOR, code_of
from tests.facts.support import source


def write(*cells: str | list[str], **metadata: object) -> str:
    """A notebook with these code cells, each after one of prose."""
    listed: list[dict[str, object]] = []
    for cell in cells:
        listed.append({"cell_type": "markdown", "source": ["# prose\n"]})
        listed.append({"cell_type": "code", "source": cell})
    return json.dumps({"cells": listed, "metadata": metadata, "nbformat": 4})


def test_cells_are_joined_in_order() -> None:
    text = write("import os\n", ["x = 1\n", "y = 2"], "")
    assert code_of(text) == "import os\nx = 1\ny = 2\n"


def test_lines_of_ipython_are_blanked() -> None:
    text = write(
        "%matplotlib inline\n!pip install x \\\n  y\nif a:\n    !ls\n    %cd ..\n"
        "x = !ls\ny = %time f()\nfoo.bar??\n?help\nprint(1)"
    )
    assert code_of(text) == "\n\n\nif a:\n    None\n    None\nx = None\ny = None\n\n\nprint(1)"


def test_plain_python_stays_as_it_is() -> None:
    cell = 'print("a"\n  % (1,))\nx = """\n%not magic\n!nor this\n"""'
    assert code_of(write(cell)) == cell


def test_cells_of_other_programs_are_blank() -> None:
    code = code_of(write("%%bash\nls\npwd", "\n%%time\nx = 1", "%%writefile a.py\nx = 1", "%%!\nls"))
    assert code == "\n\n\n\n\nx = 1\n\n\n\n"


def test_a_continued_assignment() -> None:
    assert code_of(write("x = !ls \\\n  -l\ny = 1")) == "x = None\n\ny = 1"


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"language_info": {"name": "python"}},
        {"kernelspec": {"language": "Python", "name": "x"}},
        {"kernelspec": {"name": "conda-env-mine-py"}},
        {"language_info": {"name": ""}, "kernelspec": 3},
    ],
)
def test_python_kernels(metadata: dict[str, object]) -> None:
    assert code_of(write("x = 1", **metadata)) == "x = 1"


@pytest.mark.parametrize(
    "metadata",
    [
        {"language_info": {"name": "R"}},
        {"kernelspec": {"language": "julia"}},
        {"kernelspec": {"name": "ir"}},
        {"kernelspec": {"name": "javascript"}},
    ],
)
def test_other_kernels(metadata: dict[str, object]) -> None:
    assert code_of(write("x = 1", **metadata)) is None
    assert EXTRACTOR.extract(source("a.ipynb", write("x = 1", **metadata))) is None


def test_older_formats() -> None:
    sheet = {"cells": [{"cell_type": "code", "input": ["x = 1\n"]}, {"cell_type": "code", "input": "y = 2"}]}
    assert code_of(json.dumps({"worksheets": [sheet, 3], "metadata": []})) == "x = 1\ny = 2"


@pytest.mark.parametrize("text", ["", "[]", "{", "3", '{"a":' * 200_000, '{"x": ' + "9" * 5_000 + "}"])
def test_what_is_no_notebook(text: str) -> None:
    assert code_of(text) is None


def test_odd_cells_are_passed_over() -> None:
    cells = [
        3,
        {"cell_type": "code"},
        {"cell_type": "code", "source": [1, "x\n"]},
        {"cell_type": "raw", "source": "y"},
    ]
    assert code_of(json.dumps({"cells": cells})) == "\nx"
    assert code_of(json.dumps({"cells": 3})) == ""


def test_sizes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebook, "MAX_CODE", 3)
    assert code_of(write("x = 1")) is None
    monkeypatch.setattr(notebook, "MAX_CHARACTERS", 3)
    assert code_of(write("x")) is None


def test_facts_are_those_of_the_code() -> None:
    text = write("import os\n%magic", "def f():\n    return os.environ['A']")
    facts = EXTRACTOR.extract(source("a.ipynb", text))
    assert isinstance(facts, PythonFacts)
    assert [one.module for one in facts.imports] == ["os"]
    assert [(one.name, one.line) for one in facts.definitions] == [("f", 3)]


_LINES = st.sampled_from(
    ["x = 1", "%magic", "!ls", "", "if x:", "    pass", "    !ls", "y?", "z = !ls \\", "%%bash"]
)


@given(st.lists(st.lists(_LINES, max_size=6), max_size=4))
def test_lines_keep_counting(cells: list[list[str]]) -> None:
    code = code_of(write(*["\n".join(cell) for cell in cells]))
    assert code is not None
    kept = ["\n".join(cell).removesuffix("\n") for cell in cells]
    assert code.count("\n") == "\n".join(kept).count("\n")


def test_code_with_magics_parses() -> None:
    code = code_of(write("%load_ext x\nimport a\nfor i in a:\n    %time i\n", "!ls {a}\nb = 1"))
    assert code is not None
    assert "import a" in code
    ast.parse(code)
