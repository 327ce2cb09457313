"""Synthesizers: one file or folder per engine."""
