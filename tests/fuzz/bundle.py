"""Several files as one run of bytes, so that they can be changed and made smaller together."""

from collections.abc import Mapping
from typing import Final

_MARK: Final = b"\x1e\x1e"
_LONGEST: Final = 250


def bundle(files: Mapping[str, bytes]) -> bytes:
    """The files, each behind a mark and its path."""
    return b"".join(
        _MARK + path.encode("utf-8", "surrogateescape") + b"\n" + data for path, data in files.items()
    )


def unbundled(data: bytes) -> dict[bytes, bytes]:
    """The files of any bytes: paths that stay below a root, what lies before the first mark
    left out."""
    files = {}
    for part in data.split(_MARK)[1:]:
        path, _, content = part.partition(b"\n")
        parts = [
            one[:_LONGEST] for one in path.replace(b"\0", b"").split(b"/") if one not in {b"", b".", b".."}
        ]
        if parts:
            files[b"/".join(parts[:20])] = content
    return files
