"""Who a head is: what sets one person's face, hair, colours and clothes apart from the next one's."""

from __future__ import annotations

from dataclasses import dataclass, field

Color = tuple[float, float, float]  # linear RGB, 0..1


@dataclass(frozen=True)
class Face:
    """How a face differs from the one that the clay describes; 0 throughout is that face. Shares or millimetres."""

    jaw_width: float = 0.0  # share
    jaw_corner: float = 0.0  # mm that the jaw stands out below the ears
    cheek_width: float = 0.0  # share, at the level of the cheekbones
    cheek_full: float = 0.0  # mm that the soft cheek stands out
    temple_width: float = 0.0  # share
    chin_width: float = 0.0  # share
    chin_drop: float = 0.0  # mm
    chin_ahead: float = 0.0  # mm
    lower_face: float = 0.0  # share that everything below the nose is longer
    brow_ridge: float = 0.0  # mm
    brow_drop: float = 0.0  # mm
    forehead: float = 0.0  # mm that it stands out
    nose_width: float = 0.0  # share
    nose_length: float = 0.0  # mm that the tip is lower
    nose_ahead: float = 0.0  # mm
    nose_bridge: float = 0.0  # mm that the bridge stands out
    nose_tip: float = 0.0  # mm that the tip is turned up
    lips_full: float = 0.0  # share
    mouth_width: float = 0.0  # share
    mouth_corners: float = 0.0  # mm that they are higher
    eye_size: float = 0.0  # share
    eye_apart: float = 0.0  # mm that each is farther out
    eye_tilt: float = 0.0  # radians that the outer corners are higher
    neck_width: float = 0.0  # share
    adam: float = 0.0  # mm that the larynx stands out


@dataclass(frozen=True)
class Paint:
    """Colours."""

    skin: Color = (0.68, 0.40, 0.29)
    blush: Color = (0.64, 0.215, 0.155)
    lip: Color = (0.45, 0.145, 0.115)
    hair: Color = (0.075, 0.034, 0.017)  # of its light strands
    brow: Color = (0.060, 0.027, 0.015)
    iris: Color = (0.27, 0.165, 0.10)  # sRGB, as the texture is painted
    iris_wide: float = 1.0
    beard: float = 0.0  # 0..1, the shade of a shaven one
    cloth: Color = (0.030, 0.085, 0.135)
    shirt: Color | None = None  # of the collar that lies over it; None: no shirt
    jacket: Color | None = None  # None: no jacket


@dataclass(frozen=True)
class Person:
    """One head."""

    name: str
    face: Face = field(default_factory=Face)
    paint: Paint = field(default_factory=Paint)
    hair: str = "tufts"  # a name in cuts.CUTS
    fine: float = 1.0  # how deep folds and creases are carved
    brow: float = 1.0  # how thick
    lashes: float = 1.0  # how long
    lids: float = 0.0  # how far they are shut at rest, in shares of eyeBlink
    ears: float = 0.52  # radians that they stand off the head
    shoulders: float = 1.0  # how broad
