"""How branches stand to each other."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_audit.repository.git_graph import LAST_SECOND, Region, clamp, parse_region, standings

ALWAYS = range(LAST_SECOND + 1)


def region(parents: Mapping[str, str], whole: bool = True) -> Region:
    """Commits by name with the names of their parents; time is the place in the mapping."""
    times = {name: 1000 - place for place, name in enumerate(parents)}
    return Region(times, {name: tuple(above.split()) for name, above in parents.items()}, whole)


FORK = {"main": "b", "side": "s1", "s1": "a", "b": "a", "a": "root", "root": ""}


def test_ahead_and_behind() -> None:
    found = standings(region(FORK), ["main", "side"], "main", ALWAYS)
    assert (found["side"].ahead, found["side"].behind) == (2, 2)
    assert (found["main"].ahead, found["main"].behind) == (0, 0)
    assert (found["main"].active, found["side"].active) == (4, 4)


def test_the_window_bounds_activity_alone() -> None:
    found = standings(region(FORK), ["main", "side"], "main", range(998, 1000))
    assert (found["main"].active, found["side"].active) == (0, 2)
    assert found["side"].behind == 2


def test_merges_and_tips_inside_each_other() -> None:
    graph = region({"m": "x y", "x": "r", "y": "r", "r": ""})
    found = standings(graph, ["m", "x", "x"], "x", ALWAYS)
    assert (found["m"].ahead, found["m"].behind, found["m"].active) == (2, 0, 4)


def test_a_region_that_ends_in_common_history_still_tells() -> None:
    found = standings(
        region({"main": "b", "side": "b", "b": "gone"}, whole=False), ["main", "side"], "main", ALWAYS
    )
    assert (found["side"].ahead, found["side"].behind) == (1, 1)


def test_a_region_that_ends_before_the_branches_meet_does_not_tell() -> None:
    graph = region({"main": "m1", "side": "s1"}, whole=False)
    found = standings(graph, ["main", "side"], "main", ALWAYS)
    assert (found["side"].ahead, found["side"].behind) == (None, None)
    assert (found["main"].ahead, found["main"].behind) == (0, 0)


@pytest.mark.parametrize("base", [None, "elsewhere"])
def test_without_a_base_nothing_is_ahead_or_behind(base: str | None) -> None:
    found = standings(region(FORK), ["side"], base, ALWAYS)
    assert (found["side"].ahead, found["side"].behind, found["side"].active) == (None, None, 4)


def test_a_tip_that_was_not_read() -> None:
    found = standings(region(FORK), ["main", "lost"], "main", ALWAYS)
    assert (found["lost"].active, found["lost"].ahead) == (0, None)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5", 5), ("-5", 0), ("", 0), ("x", 0), ("9" * 30, LAST_SECOND), (str(1 << 62), LAST_SECOND)],
)
def test_absurd_dates_are_brought_into_range(text: str, seconds: int) -> None:
    assert clamp(text) == seconds


def test_lines_of_git_become_a_region() -> None:
    found = parse_region(["7 a b c", "6 b", "", "x"], whole=True)
    assert found == Region({"a": 7, "b": 6}, {"a": ("b", "c"), "b": ()}, True)


def _reach(parents: Mapping[str, tuple[str, ...]], tip: str) -> set[str]:
    seen: set[str] = set()
    waiting = [tip]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += parents[one]
    return seen


@given(st.lists(st.lists(st.integers(1, 6), max_size=3), min_size=1, max_size=25), st.data())
def test_counts_equal_those_of_plain_sets(steps: list[list[int]], data: st.DataObject) -> None:
    size = len(steps)
    parents = {
        f"c{place}": tuple(f"c{place + step}" for step in sorted(set(some)) if place + step < size)
        for place, some in enumerate(steps)
    }
    times = {name: size - place for place, name in enumerate(parents)}
    tips = data.draw(st.lists(st.sampled_from(sorted(parents)), min_size=1, max_size=5))
    window = range(data.draw(st.integers(0, size)), size + 1)
    found = standings(Region(times, parents, True), tips, tips[0], window)
    base = _reach(parents, tips[0])
    for tip in tips:
        mine = _reach(parents, tip)
        assert found[tip].active == sum(times[one] in window for one in mine)
        assert (found[tip].ahead, found[tip].behind) == (len(mine - base), len(base - mine))
