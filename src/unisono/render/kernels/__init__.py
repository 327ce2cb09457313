"""Compiled loops of the software renderer: arrays in, arrays out. Nothing here knows what an avatar is."""
