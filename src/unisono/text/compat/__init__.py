"""GPT-SoVITS's own text front end: the same normalised text, phones and ids, faults included.

For voices trained on that front end. Everything heavy is loaded at the first text.
"""

from unisono.text.compat.front import Segment, segments, segments_of
from unisono.text.compat.symbols import SYMBOLS, ids

__all__ = ["SYMBOLS", "Segment", "ids", "segments", "segments_of"]
