"""Dictionaries of functions and classes at the top of a module."""

import pytest

from codex_audit.domain.facts import DispatchTable
from tests.facts.python.support import facts


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("def f(): ...\ndef g(): ...\nSTEPS = {'f': f, 'g': g}\n", 2),
        ("class A: ...\nclass B: ...\nKINDS: dict[str, type] = {'a': A, 'b': B, 'name': 'x'}\n", 2),
        ("from torch import optim, nn\nT = {'adam': optim.Adam, 'sgd': optim.SGD, 'relu': nn.ReLU}\n", 2),
        ("from .models import GPT, Llama, tiny\nT = {'g': GPT, 'l': Llama, 't': tiny}\n", 2),
        ("T = {'relu': lambda x: x, 'gelu': lambda x: x}\n", 2),
        ("from functools import partial\ndef f(a): ...\nT = {'a': partial(f, 1), 'b': partial(f, 2)}\n", 2),
        ("def f(): ...\ndef g(): ...\nT = {1: [f, g], 2: (g,), 3: []}\n", 2),
    ],
)
def test_tables_of_components(text: str, entries: int) -> None:
    (found,) = facts(text).dispatch
    assert found == DispatchTable(found.name, text.count("\n"), entries)


@pytest.mark.parametrize(
    "text",
    [
        "import torch\nT = {'fp16': torch.float16, 'bf16': torch.bfloat16, 'max': torch.MAX}\n",
        "def f(): ...\nT = {'f': f}\n",
        "def f(): ...\ndef g(): ...\nT = {'f': f(), 'g': g(), 'h': 1}\n",
        "def f(): ...\ndef g(): ...\ndef h():\n    T = {'f': f, 'g': g}\n",
        "def f(): ...\ndef g(): ...\nT = {'f': f, 'g': g, 'a': 1, 'b': 2, 'c': 3}\n",
        "T = {'a': x, 'b': y}\n",
        "x.T = {'a': len, 'b': max}\n",
        "T = {**other}\n",
    ],
)
def test_other_dictionaries(text: str) -> None:
    assert facts(text).dispatch == ()
