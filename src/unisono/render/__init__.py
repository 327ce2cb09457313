"""Avatars and renderers: face to pictures."""
