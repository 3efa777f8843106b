"""What the history of a repository says: branches, recent commits, and churn."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from codex_audit.domain.artifact import path_key
from codex_audit.domain.git import Branch, Commit, History, Trigger
from codex_audit.repository.git_config import Config
from codex_audit.repository.git_dir import GitDir, find
from codex_audit.repository.git_errors import GitDataError
from codex_audit.repository.git_graph import Region, Standing, clamp, parse_region, standings
from codex_audit.repository.git_private import PrivateGit, is_shallow, places, private_git
from codex_audit.repository.git_refs import Refs, read_refs
from codex_audit.repository.git_triggers import triggers
from codex_audit.repository.plain import bytes_text
from codex_audit.repository.work_tree import open_work_tree
from codex_audit.workers.programs import Completed

MAX_BRANCHES: Final = 200
GRAPH_LIMITS: Final = (20_000, 200_000)
"""Commits read to compare branches, the newest first; more only where the first do not tell."""

RECENT: Final = 20

_USUAL_BASES: Final = ("main", "master", "trunk", "develop")
_TIPS_OUTPUT: Final = 8_000_000
_GRAPH_OUTPUT: Final = 64_000_000
_LOG_OUTPUT: Final = 64_000_000
_FORMAT: Final = "--format=%H%x1f%ct%x1f%s"
_REFTABLE: Final = "the refs are kept in a form that is not read: branches and history are unknown"
_DAY: Final = 86_400


def read_history(root: str, *, commit_limit: int, window_days: int, timeout: float) -> History:
    """Branches, recent commits and churn of the repository that a root belongs to.

    ``commit_limit`` bounds the commits whose files are counted, ``timeout`` all git processes
    together, in seconds. Paths are relative to the root; files outside it are dropped. What
    could not be read stands in ``unknown``; nothing raises but OSError for a root that is no
    folder.
    """
    nothing = History(commit_limit=commit_limit, window_days=window_days)
    try:
        found = _locate(root)
        if found is None:
            return replace(nothing, unknown=("the tree is not in a git work tree",))
        config = found.config()
        nothing = replace(nothing, triggers=triggers(found, config))
        if config.reftable:
            return replace(nothing, remote=config.remote, unknown=(_REFTABLE,))
        refs = read_refs(found, config.hash_size)
    except GitDataError as error:
        return replace(nothing, unknown=(str(error),))
    reading = _Reading(refs, commit_limit, window_days, list(refs.unknown), triggers=nothing.triggers)
    try:
        with private_git(found, config.hash_size, timeout) as git:
            reading.read(git, found.prefix)
    except (GitDataError, OSError) as error:
        why = str(error) if isinstance(error, GitDataError) else "git could not be run"
        reading.unknown.append(f"{why}: branches and history were not read")
    return reading.history(found, config)


def _locate(root: str) -> GitDir | None:
    """The git data of a root, unless the walk takes the root as outside git: a folder that
    its repository excludes."""
    git = find(root)
    if git is None or not git.prefix:
        return git
    return open_work_tree(root).git


def state(git: GitDir) -> tuple[object, ...]:
    """All that ``read_history`` depends on besides the objects, which never change: refs,
    settings, hooks, and where the history was cut. Two equal states have the same history."""
    try:
        config = git.config()
    except GitDataError as error:
        return git.prefix, str(error)
    refs = None if config.reftable else read_refs(git, config.hash_size)
    return git.prefix, sorted(config.values.items()), refs, places(git), triggers(git, config)


class _Reading(Struct):
    refs: Refs
    commit_limit: int
    window_days: int
    unknown: list[str]
    branches: tuple[Branch, ...] = ()
    recent: tuple[Commit, ...] = ()
    churn: dict[str, int] = field(default_factory=dict)
    commits_read: int = 0
    triggers: tuple[Trigger, ...] | None = None

    def history(self, git: GitDir, config: Config) -> History:
        refs = self.refs
        return History(
            head=refs.head,
            head_branch=refs.head_branch,
            base=_base(refs),
            branches=self.branches,
            recent=self.recent,
            churn=self.churn,
            commits_read=self.commits_read,
            commit_limit=self.commit_limit,
            window_days=self.window_days,
            remote=config.remote,
            shallow=is_shallow(git),
            unknown=tuple(dict.fromkeys(self.unknown)),
            triggers=self.triggers,
        )

    def read(self, git: PrivateGit, prefix: str) -> None:
        """Three runs of git: the tips, the graph between them, and the log of HEAD."""
        if self.refs.head is None:
            self.unknown.append("HEAD names no commit: there is no history to read")
        chosen = self._chosen()
        tips = self._tips(git, sorted(set(chosen.values())))
        if tips:
            self._read_branches(git, chosen, tips)
        if self.refs.head is not None:
            self._read_log(git, self.refs.head, prefix)

    def _chosen(self) -> dict[str, str]:
        """The branches to be read: the first by name, with HEAD's and the base."""
        names = list(self.refs.branches)
        if len(names) > MAX_BRANCHES:
            wanted = [
                name for name in (self.refs.head_branch, _base(self.refs)) if name in self.refs.branches
            ]
            first = [name for name in names if name not in wanted][: MAX_BRANCHES - len(set(wanted))]
            names = sorted({*wanted, *first} - {None}, key=path_key)
            self.unknown.append(f"there are more than {MAX_BRANCHES} branches; the others were not read")
        return {name: self.refs.branches[name] for name in names}

    def _tips(self, git: PrivateGit, ids: Sequence[str]) -> dict[str, Commit]:
        if not ids:
            return {}
        done = git.run(
            ["log", "--no-walk=unsorted", "--ignore-missing", "-z", "--stdin", _FORMAT],
            stdin="".join(f"{one}\n" for one in ids).encode(),
            max_output=_TIPS_OUTPUT,
        )
        self._judge(done, "the branches' latest commits")
        found = [_commit(token) for token in _tokens(done)]
        return {commit.id: commit for commit in found if commit is not None}

    def _read_branches(self, git: PrivateGit, chosen: Mapping[str, str], tips: Mapping[str, Commit]) -> None:
        newest = max(tip.time for tip in tips.values())
        window = range(max(0, newest - self.window_days * _DAY), newest + 1)
        base = chosen.get(_base(self.refs) or "")
        for limit in GRAPH_LIMITS:
            region = self._graph(git, list(tips), window, limit)
            found = standings(region, list(tips), base, window)
            if region.whole or base is None or all(one.ahead is not None for one in found.values()):
                break
        if not region.whole and region.times and min(region.times.values()) > window.start:
            self.unknown.append(f"activity counts only the newest {len(region.times)} commits")
        branches = [
            _branch(name, tips[tip], found[tip], tip == base) for name, tip in chosen.items() if tip in tips
        ]
        if len(branches) < len(chosen):
            self.unknown.append("the latest commit of some branches could not be read; they were left out")
        if any(branch.ahead is None for branch in branches):
            self.unknown.append("how far some branches are ahead and behind lies beyond the commits read")
        self.branches = tuple(branches)

    def _graph(self, git: PrivateGit, tips: Sequence[str], window: range, limit: int) -> Region:
        """The newest commits of all tips; of a single one, those in the window."""
        bound = [f"--max-age={window.start}"] if len(tips) == 1 else []
        done = git.run(
            ["rev-list", "--timestamp", "--parents", f"--max-count={limit}", *bound, "--stdin"],
            stdin="".join(f"{one}\n" for one in tips).encode(),
            max_output=_GRAPH_OUTPUT,
        )
        self._judge(done, "the history of the branches")
        text = done.stdout[: done.stdout.rfind(b"\n") + 1].decode("ascii", "replace")
        lines = text.splitlines()
        return parse_region(lines, whole=done.returncode == 0 and len(lines) < limit)

    def _read_log(self, git: PrivateGit, head: str, prefix: str) -> None:
        done = git.run(
            [
                "log",
                "-z",
                "--raw",
                "--no-abbrev",
                "--no-renames",
                "--no-merges",
                "--no-ext-diff",
                "--no-textconv",
                f"--max-count={max(self.commit_limit, RECENT)}",
                _FORMAT,
                head,
                "--",
            ],
            max_output=_LOG_OUTPUT,
        )
        self._judge(done, "the history of HEAD")
        commits, touched = parse_log(_tokens(done))
        self.recent = tuple(commits[:RECENT])
        counted = touched[: self.commit_limit]
        self.commits_read = len(counted)
        start = f"{prefix}/" if prefix else ""
        counts = Counter(
            path.removeprefix(start) for paths in counted for path in paths if path.startswith(start)
        )
        self.churn = {path: counts[path] for path in sorted(counts, key=path_key)}

    def _judge(self, done: Completed, what: str) -> None:
        if done.timed_out:
            self.unknown.append(f"git took too long over {what}; only a part was read")
        elif done.truncated:
            self.unknown.append(f"git wrote too much over {what}; only a part was read")
        elif done.returncode != 0:
            self.unknown.append(f"git could not read all of {what}")


def _branch(name: str, tip: Commit, standing: Standing, is_base: bool) -> Branch:
    if is_base:
        return Branch(name, tip, standing.active, 0, 0)
    return Branch(name, tip, standing.active, standing.ahead, standing.behind)


def _base(refs: Refs) -> str | None:
    """The branch that others are compared with: origin's default, a usual name, or HEAD's."""
    for name in (refs.default, *_USUAL_BASES, refs.head_branch):
        if name is not None and name in refs.branches:
            return name
    return None


def _tokens(done: Completed) -> list[bytes]:
    """The parts of the output, each ended by a NUL; one that was cut off is dropped."""
    return done.stdout.split(b"\0")[:-1]


def _commit(token: bytes) -> Commit | None:
    parts = token.decode("utf-8", "replace").split("\x1f", 2)
    if len(parts) != 3 or not parts[0].isalnum():
        return None
    return Commit(parts[0], clamp(parts[1]), parts[2])


def parse_log(tokens: Sequence[bytes]) -> tuple[list[Commit], list[list[str]]]:
    """The commits of ``git log -z --raw`` and the paths that each of them touched.

    A token is a commit, or the start of a change (``:modes ids status``), whose path is the
    next token whatever it looks like.
    """
    commits: list[Commit] = []
    touched: list[list[str]] = []
    stream = iter(tokens)
    for token in stream:
        if token.lstrip(b"\n").startswith(b":"):
            path = next(stream, b"")
            if touched and path:
                touched[-1].append(bytes_text(path))
            continue
        commit = _commit(token)
        if commit is not None:
            commits.append(commit)
            touched.append([])
    return commits, touched
