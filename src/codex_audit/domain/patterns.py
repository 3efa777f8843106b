"""Regular expressions that are compiled when they are first used.

Compiling the few hundred of them takes longer than the check of a file, which needs a part.
"""

import re
from typing import Any, AnyStr, Final, cast

_METHODS: Final = (
    *("search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"),
    *("pattern", "flags", "groups", "groupindex", "scanner"),
)


class _Lazy:
    """Stands in for a pattern. Its methods become attributes at the first use of any, so that
    the later ones cost what those of the pattern cost."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self._source, self._flags)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return self.__dict__[name]


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern with the methods of ``re.compile(source, flags)``.

    A mistake in it shows at its first use: ``re.error``.
    """
    return cast("re.Pattern[AnyStr]", _Lazy(source, flags))
