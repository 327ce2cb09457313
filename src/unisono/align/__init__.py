"""Aligners: when each phone of a recording happens."""
