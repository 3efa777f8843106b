"""Processes: the pool, its limits, the guard, and every outside program."""
