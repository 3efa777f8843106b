"""Trees of any number of files, made by rule: the same number gives the same bytes."""

from pathlib import Path

FILES_A_FOLDER = 100

_MODULE = '''"""Module {number} of the tree."""

import os

from tree.{folder}.{neighbour} import convert_{before}


class Record{number}:
    """Holds what was read."""

    def __init__(self, name, size=0):
        self.name = name
        self.size = size

    def grow(self, step):
        """The size after some steps."""
        for one in range(step):
            if one % 2 == 0 and self.size < {number}:
                self.size += one
        return self.size


def convert_{number}(path, limit={number}):
    """Lines of a file, up to a limit."""
    with open(os.path.join(path, "data-{number}.txt"), encoding="utf-8") as stream:
        lines = [line.strip() for line in stream if line]
    return lines[:limit] or convert_{before}(path)
'''


def build(folder: Path, files: int) -> Path:
    """Write a tree of so many Python modules, each importing the one before it."""
    package = folder / "tree"
    for start in range(0, files, FILES_A_FOLDER):
        name = f"part_{start // FILES_A_FOLDER:05}"
        part = package / name
        part.mkdir(parents=True)
        last = min(files, start + FILES_A_FOLDER) - 1
        for number in range(start, last + 1):
            # The first of a folder imports the second: no chain is longer than its folder.
            before = number - 1 if number > start else min(start + 1, last)
            text = _MODULE.format(number=number, before=before, folder=name, neighbour=f"module_{before}")
            (part / f"module_{number}.py").write_text(text, encoding="utf-8")
    return folder
