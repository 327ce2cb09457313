"""unisono: one sentence becomes one person's voice and a matching face, in unison.

The public face: `Actor` and the nouns. Heavy libraries load only when a stage that needs them does.
"""

from unisono.errors import UnisonoError
from unisono.pipeline import Actor
from unisono.types import Avatar, FaceTrack, Line, Phone, Span, Speech, Take, Voice

__all__ = ["Actor", "Avatar", "FaceTrack", "Line", "Phone", "Span", "Speech", "Take", "UnisonoError", "Voice"]
__version__ = "0.1.0"
