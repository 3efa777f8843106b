"""Telling what a killed run left behind from what a living one is working on, by a lock that the
system lets go of when its holder dies."""

import fcntl
import os
import shutil
import stat
import time
from contextlib import suppress
from typing import Final

from codex_audit.repository.plain import open_folder

STALE_SECONDS: Final = 10
"""What is younger may be about to be locked, or renamed, by who made it."""


def hold(descriptor: int) -> bool:
    """Take the lock of an open file or folder, until it is closed; false if another process has
    it, or where there are no locks."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def abandoned(descriptor: int) -> bool:
    """Whether nobody works on an open file or folder any more."""
    return time.time() - os.fstat(descriptor).st_mtime > STALE_SECONDS and hold(descriptor)


def sweep_folders(parent: str, prefix: str) -> None:
    """Remove this user's own folders of that prefix that were left behind in a folder which
    others may write to as well."""
    names: list[str] = []
    with suppress(OSError), os.scandir(parent) as entries:
        names += [entry.name for entry in entries if entry.name.startswith(prefix)]
    for name in names:
        path = os.path.join(parent, name)
        with suppress(OSError):
            descriptor = open_folder(path)
            try:
                found = os.fstat(descriptor)
                # Nobody else can have put anything into a folder that only this user may enter.
                own = found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) == stat.S_IRWXU
                if own and abandoned(descriptor):
                    shutil.rmtree(path)
            finally:
                os.close(descriptor)
