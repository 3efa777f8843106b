"""The backlog is a JSON list."""

import json

from codex_audit.renderers import backlog
from tests.renderers.sample import bare, sample


def test_each_item_is_an_object_on_a_line() -> None:
    document = backlog.render(sample())
    assert json.loads(document) == [
        {
            "type": "code_block",
            "path": "README.md",
            "line": 12,
            "language": "bash",
            "content": "pip install brook\n",
        },
        {
            "type": "todo",
            "path": "src/brook/core.py",
            "line": 99,
            "language": None,
            "content": "TODO: make merge lazy",
        },
    ]
    assert len(document.splitlines()) == 4


def test_an_empty_backlog_is_an_empty_list() -> None:
    assert backlog.render(bare()) == "[]\n"
