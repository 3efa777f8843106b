"""The words that a run looks for in Python files: those of its packs and of the checklist."""

from typing import Final

from codex_audit.domain.capabilities import Pack, vocabulary_of
from codex_audit.domain.facts import Vocabulary

CHECKLIST: Final = Vocabulary(
    methods=frozenset({"manual_seed", "train_test_split"}),
    keywords=frozenset({"deterministic", "generator", "random_state", "seed", "split"}),
    strings=frozenset(
        {
            "CUBLAS_WORKSPACE_CONFIG",
            "PYTHONHASHSEED",
            "SOURCE_DATE_EPOCH",
            "TF_CUDNN_DETERMINISTIC",
            "TF_DETERMINISTIC_OPS",
            "freeze",
            "git rev-parse --short HEAD",
            "git rev-parse HEAD",
            "nvidia-smi",
            "pip freeze",
            "rev-parse",
        }
    ),
    names=frozenset({"benchmark", "deterministic"}),
)
"""Words that the checklist makes use of where a run looks for them."""


def vocabulary(packs: tuple[Pack, ...]) -> Vocabulary:
    """All words together."""
    asked = vocabulary_of(packs)
    return Vocabulary(
        methods=asked.methods | CHECKLIST.methods,
        keywords=asked.keywords | CHECKLIST.keywords,
        strings=asked.strings | CHECKLIST.strings,
        names=asked.names | CHECKLIST.names,
        endings=asked.endings,
    )
