"""Names of distributions and well-known modules."""

from codex_audit.project._distributions import DISTRIBUTIONS


def normalise(name: str) -> str:
    """A distribution's name by PEP 503: lower case, runs of ``-_.`` as one hyphen."""
    return "-".join(part for part in name.lower().replace("_", "-").replace(".", "-").split("-") if part)


def known_import(top: str) -> bool:
    """Whether a well-known distribution gives this top-level name."""
    return top in DISTRIBUTIONS
