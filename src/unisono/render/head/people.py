"""The people who need no file."""

from __future__ import annotations

from unisono.render.head.person import Face, Paint, Person

WOMAN = Person(
    "woman",
    Face(
        jaw_width=-0.06, cheek_width=-0.02, chin_width=-0.06, chin_drop=3.0, chin_ahead=2.0, temple_width=-0.02,
        nose_width=-0.16, nose_ahead=-1.0, nose_tip=1.5, nose_bridge=1.0, lips_full=0.06, mouth_width=-0.055,
        mouth_corners=-1.0, eye_size=0.0, eye_tilt=0.05, brow_drop=-0.5, neck_width=-0.15, cheek_full=-3.0,
        lower_face=0.03,
    ),
    Paint(
        iris=(0.25, 0.16, 0.10), iris_wide=0.90, hair=(0.105, 0.045, 0.020), brow=(0.085, 0.042, 0.024),
        lip=(0.47, 0.150, 0.130), cloth=(0.40, 0.37, 0.33), jacket=(0.024, 0.030, 0.048),
    ),
    hair="bob", brow=0.7, lashes=1.1, lids=0.14, ears=0.0, shoulders=0.90,
)  # fmt: skip
MAN = Person(
    "man",
    Face(
        jaw_width=0.03, jaw_corner=3.0, cheek_width=-0.05, cheek_full=-5.0, chin_width=0.12, chin_drop=5.0,
        chin_ahead=4.0, lower_face=0.05, brow_ridge=3.5, brow_drop=3.0, nose_width=0.04, nose_length=2.5,
        nose_ahead=3.5, nose_bridge=4.0, lips_full=-0.08, mouth_width=-0.07, mouth_corners=-1.6, eye_size=-0.06,
        eye_apart=-1.0, neck_width=0.10, adam=3.0, temple_width=-0.03,
    ),
    Paint(
        skin=(0.60, 0.335, 0.235), blush=(0.54, 0.19, 0.135), lip=(0.45, 0.19, 0.145), hair=(0.056, 0.033, 0.021),
        brow=(0.060, 0.036, 0.024), iris=(0.20, 0.24, 0.24), iris_wide=0.88, beard=0.45, cloth=(0.035, 0.045, 0.060),
        shirt=(0.40, 0.45, 0.52),
    ),
    hair="swept", brow=1.15, lashes=0.6, lids=0.20, shoulders=1.12,
)  # fmt: skip
TOON = Person(
    "toon",
    Face(
        eye_size=0.15, eye_apart=1.5, jaw_width=0.01, chin_width=-0.10, chin_drop=-3.0, cheek_full=2.0,
        nose_width=-0.06, nose_length=-2.0, nose_ahead=-1.0, nose_tip=1.0, mouth_width=-0.12,
        mouth_corners=0.8, lips_full=0.0, neck_width=-0.22, lower_face=-0.04, brow_drop=-3.0,
    ),
    Paint(
        hair=(0.34, 0.085, 0.020), brow=(0.20, 0.055, 0.016), iris=(0.25, 0.27, 0.19), lip=(0.55, 0.24, 0.18),
        cloth=(0.030, 0.105, 0.110),
    ),
    brow=1.4, lids=0.06, lashes=0.7, ears=0.65, shoulders=0.85, fine=0.2,
)  # fmt: skip
PEOPLE = {person.name: person for person in (MAN, WOMAN, TOON)}
