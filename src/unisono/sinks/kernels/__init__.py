"""Loops of sinks, compiled."""
