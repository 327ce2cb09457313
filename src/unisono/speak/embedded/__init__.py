"""The stand-in voice: espeak-ng behind a pipe. It follows a reference's pitch and pace and clones nobody."""

from unisono.speak.embedded.engine import Embedded

__all__ = ["Embedded"]
