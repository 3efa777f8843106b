"""All front doors."""

from functools import cache

from tests.fuzz import facts_doors, output_doors, repository_doors, tree_doors
from tests.fuzz.doors import Door


@cache
def doors() -> dict[str, Door]:
    """By id, in order."""
    rooms = (facts_doors, repository_doors, output_doors, tree_doors)
    return {door.id: door for room in rooms for door in room.doors()}
