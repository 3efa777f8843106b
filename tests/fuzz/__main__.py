"""A campaign by the clock: ``python -m tests.fuzz SECONDS [--seed N] [--out FOLDER] [DOOR…]``.

Prints what each door was given and what became of it, and writes the smallest input that shows
each way to break a promise. The seed is the day's unless it is named, so that no two days try
the same inputs; the same seed makes the same inputs.
"""

import argparse
import re
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.fuzz.campaign import Campaign, Finding, Tally
from tests.fuzz.child import TABLE

_DAY: Final = 86_400
_REPORT: Final = 300.0


def main(arguments: list[str]) -> int:
    """Run the campaign; 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("seconds", type=float, nargs="?", default=60.0)
    parser.add_argument("--seed", type=int, default=int(time.time() // _DAY))
    parser.add_argument("--out", type=Path, help="Write the smallest inputs into this folder.")
    parser.add_argument("--door", action="append", help="Only this one; may be given again.")
    parser.add_argument("--table", default=TABLE, help="The module that knows the doors.")
    given = parser.parse_args(arguments)
    campaign = Campaign(given.seed, given.door or (), given.table)
    begin = time.monotonic()
    said = begin
    shown = 0

    def over() -> bool:
        nonlocal said, shown
        for one in [*campaign.findings.values()][shown:]:
            shown += 1
            _print([f"{one.door}, input {one.number}: {one.what}"])
        if time.monotonic() - said > _REPORT:
            said = time.monotonic()
            _print(_totals(campaign, said - begin))
        return time.monotonic() - begin > given.seconds

    campaign.rounds(over, twice=5)
    for finding in campaign.findings.values():
        _show(campaign, finding, given.out)
    _print(_table(campaign.tallies))
    _print(_totals(campaign, time.monotonic() - begin))
    return int(bool(campaign.findings))


def _show(campaign: Campaign, finding: Finding, out: Path | None) -> None:
    sample = campaign.smaller(finding)
    _print([f"\n{finding.door}, input {finding.number} of seed {campaign.seed}, {finding.count} times:"])
    _print([f"    {finding.what}", f"    {sample.name!r} {sample.data[:300]!r}"])
    if out is None:
        return
    out.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"\W+", "-", f"{finding.door} {finding.number}")
    (out / f"{stem}.bin").write_bytes(sample.data)
    about = f"{finding.door}\n{sample.name!r}\n{finding.what}\n{finding.count} times\n\n{finding.detail}"
    (out / f"{stem}.txt").write_text(about, encoding="utf-8")


def _table(tallies: dict[str, Tally]) -> Iterable[str]:
    yield f"\n{'front door':26}{'inputs':>10}{'crashes':>9}{'hangs':>7}{'faults':>8}{'slowest':>10}  its number"
    for name, one in tallies.items():
        seconds, number = one.slowest
        figures = f"{one.inputs:>10,}{one.crashes:>9}{one.hangs:>7}{one.faults:>8}"
        yield f"{name:26}{figures}{seconds:>8.2f} s  {number}"


def _totals(campaign: Campaign, seconds: float) -> list[str]:
    every = campaign.tallies.values()
    text = (
        f"seed {campaign.seed}, {seconds:,.0f} s, {campaign.round} rounds: "
        f"{sum(one.inputs for one in every):,} inputs, {sum(one.crashes for one in every)} crashes, {sum(one.hangs for one in every)} hangs, "
        f"{sum(one.faults for one in every)} faults of {len(campaign.findings)} kinds"
    )
    return [text]


def _print(lines: Iterable[str]) -> None:
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
