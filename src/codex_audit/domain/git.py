"""What the git data of a repository says, as far as it was read."""

from collections.abc import Mapping

from msgspec import Struct, field


class Commit(Struct, frozen=True):
    """``time`` is seconds since the epoch, UTC (the committer's)."""

    id: str
    time: int
    subject: str


class Branch(Struct, frozen=True):
    """A local branch. ``activity`` counts commits in the window; ``ahead`` and ``behind`` are
    against ``History.base`` and null where that is unknown."""

    name: str
    tip: Commit
    activity: int
    ahead: int | None
    behind: int | None


class Trigger(Struct, frozen=True):
    """What makes git run a program, or talk to one, when it is used in this tree.

    ``key`` is a configuration key, without a part that may be an address, or a hook's name;
    its value is not kept. ``place`` is the file below the work tree or the git directory that
    says so, and ``line`` its line there, if it has lines. ``known`` names the common tool that
    puts exactly this there, if it is one.
    """

    key: str
    place: str
    line: int | None = None
    known: str = ""


class History(Struct, frozen=True):
    """Branches and churn. ``unknown`` says why, where nothing or not all could be read.

    ``churn`` maps a path to the number of commits that touched it, among the last
    ``commits_read`` commits that are no merges (at most ``commit_limit``). ``triggers`` is null
    where the repository's settings could not be read.
    """

    head: str | None = None
    head_branch: str | None = None
    base: str | None = None
    branches: tuple[Branch, ...] = ()
    recent: tuple[Commit, ...] = ()
    churn: Mapping[str, int] = field(default_factory=dict)
    commits_read: int = 0
    commit_limit: int = 0
    window_days: int = 0
    remote: str | None = None
    shallow: bool = False
    unknown: tuple[str, ...] = ()
    triggers: tuple[Trigger, ...] | None = None

    @property
    def most_active(self) -> Branch | None:
        """The branch with most commits in the window; ties go to the newest tip, then name."""
        if not self.branches:
            return None
        return min(
            self.branches, key=lambda b: (-b.activity, -b.tip.time, b.name != self.head_branch, b.name)
        )
