"""The templates of the documents, compiled by a process that reads nothing of the tree."""

from contextlib import suppress
from typing import Self

from codex_audit.renderers._markdown import adopt, compiled_templates
from codex_audit.workers.pool import Lost, Pool


class Compiler:
    """Compiles beside what else is done. Where no process can be started, or it dies, templates
    are compiled when they are needed."""

    def __init__(self) -> None:
        self._pool = Pool(compiled_templates, jobs=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.__exit__(None, None, None)

    def begin(self) -> None:
        """Start to compile."""
        with suppress(OSError):
            self._pool.submit(0, b"")

    def finish(self) -> None:
        """Wait for the compiled templates, and let the renderers have them."""
        with suppress(OSError):
            for _, compiled in self._pool.results():
                if not isinstance(compiled, Lost):
                    adopt(compiled)
