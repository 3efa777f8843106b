"""A bounded campaign at every front door: the same inputs each time."""

import pytest

from tests.fuzz.campaign import Campaign
from tests.fuzz.table import doors

SEED = 1
ROOMS = sorted({name.partition("/")[0] for name in doors()})
SCALE = {"facts": 0.5, "pipeline": 0.5, "renderers": 0.75, "extract": 0.5}


@pytest.mark.parametrize("room", ROOMS)
def test_no_input_breaks_a_promise(room: str) -> None:
    chosen = [name for name in doors() if name.partition("/")[0] == room]
    campaign = Campaign(SEED, chosen)
    campaign.rounds(lambda: True, twice=1, scale=SCALE.get(room, 1.0))
    told = [
        f"{one.door} {one.number}: {one.what}\n{one.sample}\n{one.detail}"
        for one in campaign.findings.values()
    ]
    assert not told, "\n".join(told)
    assert all(one.inputs for one in campaign.tallies.values())
