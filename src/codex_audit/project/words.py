"""Tables of words."""


def words(text: str) -> frozenset[str]:
    """The words of a table, set apart by blanks and line ends."""
    return frozenset(text.split())
