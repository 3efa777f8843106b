"""From facts to judgements: which capabilities of the packs stand in the repository."""
