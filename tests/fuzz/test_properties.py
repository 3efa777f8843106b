"""The doors once more, with inputs that hypothesis makes and makes small."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codex_audit.registry import discover
from codex_audit.repository.git_errors import IndexFormatError
from codex_audit.repository.git_index import GITLINK, parse_index
from codex_audit.repository.ignore import Budget, IgnoreFile
from codex_audit.workers.child import HEADER
from codex_audit.workers.pool import _take_frame
from tests.fuzz.doors import Door
from tests.fuzz.sources import Sample
from tests.fuzz.table import doors
from tests.repository.test_git_index import entry, index

CI = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
"""The same examples each time."""

# What may kill its process is tried in another one, by the campaign; what writes is slow.
DIRECT = [
    door
    for door in doors().values()
    if door.make is None and door.id not in {"renderers", "facts/python", "facts/notebook"}
]


def inputs(door: Door) -> st.SearchStrategy[bytes]:
    """Tokens of the door's language, lines of its seeds, and any bytes."""
    lines = [line for seed in door.seeds() for line in seed.data.splitlines(keepends=True)][:2_000]
    piece = st.sampled_from([*door.tokens, *lines, b"\n", b"    "]) | st.binary(max_size=8)
    return st.lists(piece, max_size=40).map(b"".join)


@pytest.mark.parametrize("door", DIRECT, ids=lambda one: one.id)
def test_any_input_keeps_the_promises(door: Door) -> None:
    named = st.sampled_from(door.names or ("x",))

    @CI
    @given(named, inputs(door))
    def promise(name: str, data: bytes) -> None:
        door.check(Sample(name, data))

    promise()


@CI
@given(st.text() | st.binary().map(lambda raw: raw.decode("utf-8", "surrogateescape")))
def test_any_path_is_accepted_or_not(path: str) -> None:
    for extractor in discover("facts"):
        assert extractor.accepts(path) in (True, False)


@CI
@given(
    st.lists(st.tuples(st.binary(min_size=1, max_size=40), st.sampled_from([0o100644, GITLINK])), max_size=9)
)
def test_an_index_gives_back_what_was_put_in(rows: list[tuple[bytes, int]]) -> None:
    rows = [(path.replace(b"\0", b"x"), mode) for path, mode in rows]
    found = parse_index(index(*(entry(path, mode) for path, mode in rows)), 20)
    assert [(one.path, one.mode) for one in found] == rows


@CI
@given(st.binary(max_size=300), st.sampled_from([20, 32]), st.integers(0, 5))
def test_the_start_of_an_index_is_not_enough(tail: bytes, size: int, count: int) -> None:
    data = index(*(entry(b"a%d" % number) for number in range(count)), count=count + 1 + len(tail), tail=tail)
    with pytest.raises(IndexFormatError):
        parse_index(data, size)


@CI
@given(st.text("ab*?[]!/\\-^ .é", max_size=14), st.text("ab/.é-]", min_size=1, max_size=14))
def test_a_pattern_without_wildcards_matches_itself_alone(pattern: str, path: str) -> None:
    literal = re.sub(r"[*?\[\]!\\/ ]", "", pattern).encode().decode("latin-1")
    path = path.replace("/", "").encode().decode("latin-1")
    if not literal or literal.startswith("#"):
        return
    verdict = IgnoreFile(literal.encode("latin-1"), Budget()).verdict(path, path, False)
    assert verdict is (True if path == literal else None)


@CI
@given(st.lists(st.binary(max_size=50), max_size=5), st.data())
def test_frames_come_out_of_any_pieces(frames: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(HEADER.pack(len(frame)) + frame for frame in frames)
    buffer = bytearray()
    found: list[bytes] = []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        buffer += stream[:size]
        stream = stream[size:]
        while (frame := _take_frame(buffer)) is not None:
            found.append(frame)
    assert found == frames
    assert not buffer
