"""Words of a vocabulary, where a file first says them."""

from codex_audit.domain.facts import Vocabulary
from codex_audit.facts.python import extract_text

CODE = """import torch


class Run:
    lr: float = 1

    def f(self, fp16, *, resume=None):
        self.steps = 3
        loss.backward()
        x = Trainer(fp16=True, report_to="wandb").train()
        return {"optimizer": 1, "other": 2}, TASK_REGISTRY


TASK_REGISTRY = {}
steps = resume
loss.backward()
"""


def said(**words: object) -> list[tuple[str, str, int, str]]:
    found = extract_text(CODE, CODE.encode(), "a.py", Vocabulary(**words)).mentions
    return [(one.kind, one.word, one.line, one.value) for one in found]


def test_methods_count_only_where_they_are_called() -> None:
    words = frozenset({"backward", "train", "optim"})
    assert said(methods=words) == [("method", "backward", 9, ""), ("method", "train", 10, "")]


def test_keywords_carry_their_constant() -> None:
    words = frozenset({"fp16", "report_to", "missing"})
    assert said(keywords=words) == [("keyword", "fp16", 10, "True"), ("keyword", "report_to", 10, "wandb")]


def test_strings_are_whole() -> None:
    assert said(strings=frozenset({"optimizer", "opt"})) == [("string", "optimizer", 11, "")]


def test_names_are_assigned_or_taken() -> None:
    words = frozenset({"lr", "fp16", "resume", "steps", "x", "loss"})
    assert said(names=words) == [
        ("name", "lr", 5, "1"),
        ("name", "fp16", 7, ""),
        ("name", "resume", 7, ""),
        ("name", "steps", 8, "3"),
        ("name", "x", 10, ""),
        ("name", "steps", 15, ""),
    ]


def test_names_by_their_ending() -> None:
    assert said(endings=("_REGISTRY",)) == [("name", "TASK_REGISTRY", 14, "")]


def test_without_words_nothing_is_said() -> None:
    assert said() == []
