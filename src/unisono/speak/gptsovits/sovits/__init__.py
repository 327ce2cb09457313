"""Semantic tokens and sounds to say become sound in a voice: SoVITS v1, v2, v2Pro, v2ProPlus."""
