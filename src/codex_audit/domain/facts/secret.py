"""Facts on values that look like secrets; the values themselves never leave the extractor."""

import msgspec


class SecretHit(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """``kind`` is the detector's id; ``digest`` a short salted digest of the value;
    ``lead`` is text before the value on its line that identifies the place (a key's name)."""

    kind: str
    line: int
    digest: str
    lead: str


class SecretFacts(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="secret"):
    """The hits of one file, in order; ``more`` counts those beyond the first."""

    hits: tuple[SecretHit, ...] = ()
    more: int = 0
