"""Pictures as they looked when somebody last looked at them, told apart as an eye would.

python -m tests.render.test_golden   draws them anew: look at them before they are committed.
"""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.render import scenes
from unisono.draw.canvas import Canvas
from unisono.render import avatars
from unisono.render.head.people import PEOPLE
from unisono.render.software import Software
from unisono.types import Image

FOLDER = Path(__file__).with_name("golden")
SIDE = 168
POSES: dict[str, tuple[dict[str, float], float]] = {
    "rest": ({}, 0.0),
    "aa": ({"jawOpen": 0.6, "mouthLowerDownLeft": 0.2, "mouthLowerDownRight": 0.2}, 0.4),
    "blink": ({"eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0, "mouthPucker": 0.6}, -0.5),
}
# An eye sees a difference of about 2 in large areas; grain of a dither or an edge that moved by a hair goes unseen.
MEAN, MOST = 0.5, 4.0


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_looks_as_before(name: str) -> None:
    drawn, golden = sheet(name), decoded(FOLDER / f"{name}.png")
    assert drawn.shape == golden.shape
    apart = differences(drawn, golden)
    assert apart.mean() < MEAN
    assert np.quantile(apart, 0.995) < MOST


def test_what_an_eye_would_see_is_found() -> None:
    golden = decoded(FOLDER / "man.png")
    smiling = sheet("man", {"mouthSmileLeft": 0.5, "mouthSmileRight": 0.5})
    redder = np.clip(golden.astype(int) + np.array([12, 0, 0]), 0, 255).astype(np.uint8)
    grain = golden.astype(int) + np.random.default_rng(0).integers(-2, 3, golden.shape)
    assert np.quantile(differences(smiling, golden), 0.995) > MOST
    assert differences(redder, golden).mean() > MEAN
    assert differences(np.clip(grain, 0, 255).astype(np.uint8), golden).mean() < MEAN


def sheet(name: str, more: dict[str, float] | None = None) -> Image:
    """(SIDE, 3 SIDE, 3): the poses side by side."""
    renderer, person = Software((SIDE, SIDE), frame="head", threads=1), avatars.load(name)
    pictures = []
    for pose, yaw in POSES.values():
        track = scenes.face({**pose, **(more or {})}, head=(0.0, yaw, 0.0))
        pictures += list(renderer.draw(person, track))
    return np.concatenate(pictures, axis=1)


def differences(one: Image, other: Image) -> NDArray[np.float64]:
    """(H - 2, W - 2) CIE 1976 colour differences of pictures softened over three by three pixels."""
    return np.asarray(np.linalg.norm(lab(one) - lab(other), axis=2))


def lab(image: Image) -> NDArray[np.float64]:
    """CIELAB of sRGB under D65 (IEC 61966-2-1; CIE 15)."""
    srgb = image.astype(np.float64) / 255
    light = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    rows, columns = light.shape[0] - 2, light.shape[1] - 2
    soft = np.mean([light[y : y + rows, x : x + columns] for y in range(3) for x in range(3)], axis=0)
    to_xyz = np.array([(0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)])
    xyz = soft @ to_xyz.T / (0.9505, 1.0, 1.089)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)


def decoded(path: Path) -> Image:
    with av.open(str(path)) as container:
        return np.asarray(next(container.decode(video=0)).to_ndarray(format="rgb24"))


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in PEOPLE:
        canvas = Canvas(1, 1)
        canvas.image = np.ascontiguousarray(sheet(name))
        (FOLDER / f"{name}.png").write_bytes(canvas.png())


if __name__ == "__main__":
    main()
