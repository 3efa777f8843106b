"""Frozen types that every room speaks; imports nothing else of this package."""
