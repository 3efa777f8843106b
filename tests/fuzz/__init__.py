"""Fuzzing: hostile inputs for every parser and renderer, bounded in the tests, by the hour with
``python -m tests.fuzz SECONDS``."""
