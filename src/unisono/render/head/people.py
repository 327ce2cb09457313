"""The people who need no file."""

from __future__ import annotations

from unisono.render.head.person import Face, Paint, Person

WOMAN = Person(
    "woman",
    Face(
        jaw_width=-0.11, cheek_width=-0.03, chin_width=-0.04, chin_drop=1.5, chin_ahead=1.5, temple_width=-0.02,
        nose_width=-0.12, nose_ahead=-1.0, nose_tip=1.5, nose_bridge=0.5, lips_full=0.10, mouth_width=-0.04,
        eye_size=0.02, eye_tilt=0.05, brow_drop=-1.0, neck_width=-0.13, cheek_full=-1.5,
    ),
    Paint(
        iris=(0.25, 0.16, 0.10), iris_wide=0.88, hair=(0.105, 0.045, 0.020), lip=(0.47, 0.115, 0.10),
        cloth=(0.13, 0.022, 0.035),
    ),
    hair="bob", brow=0.75, lashes=1.15, lids=0.06, ears=0.10, shoulders=0.90,
)  # fmt: skip
MAN = Person(
    "man",
    Face(
        jaw_width=0.05, cheek_width=-0.05, cheek_full=-4.0, chin_width=0.12, chin_drop=5.0, chin_ahead=4.0,
        lower_face=0.05, brow_ridge=3.5, brow_drop=3.5, nose_width=0.10, nose_length=2.5, nose_ahead=3.5,
        nose_bridge=4.0, lips_full=-0.22, mouth_width=0.05, eye_size=-0.13, neck_width=0.14, adam=3.0,
        temple_width=-0.03,
    ),
    Paint(
        skin=(0.60, 0.335, 0.235), blush=(0.54, 0.19, 0.135), lip=(0.42, 0.17, 0.13), hair=(0.034, 0.020, 0.014),
        brow=(0.030, 0.017, 0.011), iris=(0.20, 0.24, 0.24), iris_wide=0.86, beard=0.5, cloth=(0.035, 0.045, 0.060),
    ),
    hair="short", brow=1.3, lashes=0.7, lids=0.14, shoulders=1.12,
)  # fmt: skip
TOON = Person("toon", Face(), Paint(cloth=(0.030, 0.105, 0.110)))
PEOPLE = {person.name: person for person in (MAN, WOMAN, TOON)}
