"""Where things sit on the default face, in millimetres: X to the character's left, Y up, Z to the front.

The origin lies between the ears at eye height. Proportions: an animated-film adult, eyes and cheeks a little large.
"""

from __future__ import annotations

EYE = (32.5, 0.0, 58.5)  # centre of the left eyeball
EYEBALL = 20.5  # radius
LID = 2.2  # how far the lids' outside lies above the eyeball: room for a chord, which lids in files take
EYE_HALF_WIDTH = 17.0  # from the pupil to either corner of the opening
IRIS = 0.50  # radians from the optical axis to the limbus
LOOK = 0.5  # radians that eyeLook* turns the eye at weight 1

MOUTH_Y = -65.0  # the line where the lips meet
MOUTH_HALF_WIDTH = 26.0
UPPER_LIP = 7.4  # height of the red, at its highest
LOWER_LIP = 8.8

HINGE = (0.0, -12.0, -5.0)  # the jaw turns about the X axis through here
JAW_OPEN = 0.292  # radians at jawOpen 1: the inner lips part by about 32 mm
PIVOT = (0.0, -62.0, -24.0)  # where neck and skull join
NECK_TOP, NECK_BOTTOM = -95.0, -160.0  # between them the skin goes from turning with the head to standing still
