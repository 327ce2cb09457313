"""The `gl` renderer: the software renderer's picture, drawn by a graphics processor."""
