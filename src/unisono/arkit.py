"""The 52 ARKit blendshapes in their canonical order (Unreal's EARFaceBlendShape, Live Link Face UDP).

Left and right are the character's own. Values are 0..1. Map by name, never by another program's index.
Source: ../shared/specs/face-formats.md section 1.
"""

from __future__ import annotations

NAMES: tuple[str, ...] = tuple(
    """
    eyeBlinkLeft eyeLookDownLeft eyeLookInLeft eyeLookOutLeft eyeLookUpLeft eyeSquintLeft eyeWideLeft
    eyeBlinkRight eyeLookDownRight eyeLookInRight eyeLookOutRight eyeLookUpRight eyeSquintRight eyeWideRight
    jawForward jawLeft jawRight jawOpen
    mouthClose mouthFunnel mouthPucker mouthLeft mouthRight mouthSmileLeft mouthSmileRight
    mouthFrownLeft mouthFrownRight mouthDimpleLeft mouthDimpleRight mouthStretchLeft mouthStretchRight
    mouthRollLower mouthRollUpper mouthShrugLower mouthShrugUpper mouthPressLeft mouthPressRight
    mouthLowerDownLeft mouthLowerDownRight mouthUpperUpLeft mouthUpperUpRight
    browDownLeft browDownRight browInnerUp browOuterUpLeft browOuterUpRight
    cheekPuff cheekSquintLeft cheekSquintRight noseSneerLeft noseSneerRight tongueOut
    """.split()
)

INDEX: dict[str, int] = {name: index for index, name in enumerate(NAMES)}


def both(stem: str) -> tuple[int, int]:
    """Indices of a two-sided shape: `both("mouthSmile")` is those of mouthSmileLeft and mouthSmileRight."""
    return INDEX[f"{stem}Left"], INDEX[f"{stem}Right"]


def places(name: str) -> tuple[int, ...]:
    """Indices of a shape, or of both sides of a two-sided one that is named without its side."""
    return (INDEX[name],) if name in INDEX else both(name)


def mirror(name: str) -> str:
    """The same shape on the other side: mouthSmileLeft -> mouthSmileRight, jawOpen -> jawOpen."""
    for here, there in (("Left", "Right"), ("Right", "Left")):
        if name.endswith(here):
            return name[: -len(here)] + there
    return name
