"""Why git data could not be read. The messages are ours and quote nothing of it."""


class GitDataError(Exception):
    """The git data of a tree is there but cannot be used; the message says why."""


class IndexFormatError(GitDataError):
    """The index is damaged or in a form that is not read."""
