"""The pool: results, and survival of what its workers meet.

Workers are isolated and import nothing of the tests, so the handlers here are functions that
every Python has: ``eval`` of an expression in bytes.
"""

import os
import subprocess
import sys
from collections.abc import Sequence

from codex_audit.workers.limits import Limits
from codex_audit.workers.pool import Lost, Pool
from tests.workers.test_programs import ends

DIE = b"__import__('os').kill(__import__('os').getpid(), 11)"
HANG = b"__import__('time').sleep(60)"


def outcome(
    payloads: Sequence[bytes], *, jobs: int = 2, limits: Limits | None = None
) -> dict[int, bytes | Lost]:
    with Pool(eval, jobs=jobs, limits=limits) as pool:
        for tag, payload in enumerate(payloads):
            pool.submit(tag, payload)
        return dict(pool.results())


def test_results_carry_their_tags() -> None:
    replies = outcome([f"b'{number}'".encode() for number in range(20)])
    assert replies == {number: str(number).encode() for number in range(20)}


def test_large_replies_arrive_whole() -> None:
    replies = outcome([b"b'x' * 5_000_000", b"b'y' * 3"])
    assert replies == {0: b"x" * 5_000_000, 1: b"yyy"}


def test_a_worker_that_dies_costs_one_task() -> None:
    replies = outcome([b"b'1'", DIE, b"b'2'", DIE, b"b'3'"], jobs=1)
    assert [replies[0], replies[2], replies[4]] == [b"1", b"2", b"3"]
    assert replies[1] == replies[3] == Lost("the worker process died")


def test_a_task_that_takes_too_long_is_killed_and_marked_as_a_matter_of_time() -> None:
    replies = outcome([HANG, b"b'1'"], limits=Limits(seconds=1.0))
    assert replies[1] == b"1"
    assert replies[0] == Lost("took longer than 1 seconds", clock=True)


def test_an_exception_is_named_but_not_quoted() -> None:
    assert outcome([b"1 / 0"]) == {0: Lost("failed with ZeroDivisionError")}


def test_memory_is_bounded() -> None:
    replies = outcome([b"bytes(8 << 30)", b"b'alive'"], jobs=1, limits=Limits(memory=1 << 30))
    assert replies == {0: Lost("failed with MemoryError"), 1: b"alive"}


def test_the_stack_is_bounded_whatever_the_caller_allows() -> None:
    asked = b"repr(__import__('resource').getrlimit(__import__('resource').RLIMIT_STACK)[0]).encode()"
    assert outcome([asked], limits=Limits(stack=1 << 22)) == {0: b"4194304"}


def test_a_task_may_have_a_time_limit_of_its_own() -> None:
    with Pool(eval, jobs=1) as pool:
        pool.submit(0, HANG, 0.5)
        assert dict(pool.results()) == {0: Lost("took longer than 0.5 seconds", clock=True)}


def test_workers_may_start_before_their_work() -> None:
    with Pool(eval, jobs=2, prepare=locals) as pool:
        pool.start(5)
        assert len(pool._workers) == 2
        pool.submit(0, b"b'x'")
        assert dict(pool.results()) == {0: b"x"}


def test_noise_on_standard_output_does_not_tear_replies() -> None:
    assert outcome([b"print('noise', flush=True) or b'reply'"]) == {0: b"reply"}


def test_tasks_may_be_submitted_while_results_are_read() -> None:
    with Pool(eval, jobs=1) as pool:
        pool.submit(0, b"b'first'")
        seen = []
        for tag, reply in pool.results():
            seen.append(reply)
            if tag == 0:
                pool.submit(1, b"b'second'")
    assert seen == [b"first", b"second"]


def test_workers_are_isolated_and_stand_outside_the_current_folder(tmp_path, monkeypatch) -> None:
    (tmp_path / "enum.py").write_text("raise SystemExit('planted')\n")
    monkeypatch.chdir(tmp_path)
    flags = b"repr((__import__('sys').flags.isolated, __import__('os').getcwd())).encode()"
    reply = outcome([flags])[0]
    assert isinstance(reply, bytes)
    isolated, folder = eval(reply)
    assert isolated == 1
    assert folder != str(tmp_path)


def test_workers_refuse_sockets_and_programs() -> None:
    replies = outcome(
        [
            b"__import__('socket').socket() and b''",
            b"__import__('subprocess').run(['/bin/true']) and b''",
            b"__import__('os').system('true') and b''",
        ]
    )
    assert set(replies.values()) == {Lost("failed with GuardError")}


def test_no_worker_is_left_behind() -> None:
    with Pool(eval, jobs=2) as pool:
        pool.submit(0, b"str(__import__('os').getpid()).encode()")
        pool.submit(1, HANG)
        _, reply = next(pool.results())
    assert isinstance(reply, bytes)
    assert not os.path.exists(f"/proc/{int(reply)}")


CHILD = (sys.executable, "-I", "-c", "from codex_audit.workers.child import main; main()")


def test_the_child_ends_when_its_input_does() -> None:
    reading, writing = os.pipe()
    child = [*CHILD, str(reading)]
    done = subprocess.run(
        child,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
        pass_fds=[reading],
        start_new_session=True,
    )
    assert (done.returncode, done.stdout) == (0, b"")
    os.close(writing)
    done = subprocess.run(
        child, stdin=subprocess.PIPE, timeout=60, check=False, pass_fds=[reading], start_new_session=True
    )
    assert done.returncode == 1
    os.close(reading)


def test_a_busy_worker_dies_with_its_parent() -> None:
    # An endless loop within C: no Python code has a turn in it.
    busy = (
        "import time\n"
        "from codex_audit.workers.pool import Pool\n"
        "with Pool(eval, jobs=1) as pool:\n"
        "    pool.submit(0, b'str(__import__(\"os\").getpid()).encode()')\n"
        "    worker = dict(pool.results())[0].decode()\n"
        "    pool.submit(1, b'sum(iter(int, 1))')\n"
        "    time.sleep(0.5)\n"
        "    print(worker, flush=True)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-I", "-c", busy], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
    assert ends(worker)
