"""Animators: speech to face."""
