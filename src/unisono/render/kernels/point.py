"""What light needs to know of one surface in one pixel: the rows of a table `points` (KINDS, ROWS, N), float32.

Kept by kind, so that every loop does one thing: chalk mirrors no lamp, hair has strands, and what is seen through comes
last, far before near.
"""

CHALK, GLOSSY, HAIRY, SHEER = range(4)
KINDS = 4

X, Y, AHEAD = range(3)  # pixel x, y; metres before the lens
NX, NY, NZ = range(3, 6)  # the smooth normal, of any length
RED, GREEN, BLUE = range(6, 9)  # paint, linear 0..1
OPEN, FRONT, BACK = range(9, 12)  # openness, see occlusion.py
ALONG_X, ALONG_Y = range(12, 14)  # of strands, see `deform.lay`
LOOK, ROUGH, SKIN, TONE, STRANDS = range(14, 19)  # material: number, roughness, subsurface, r + g + b, strands
SHARE, COLUMN = range(19, 21)  # how many samples of the pixel it fills, 1..4; the pixel's column
WI, WJ, WK = range(21, 24)  # weights of the triangle's corners
OPACITY, SAMPLES = range(24, 26)  # 0..1, of what is seen through; a bit for each sample that it fills
ROWS = 26
