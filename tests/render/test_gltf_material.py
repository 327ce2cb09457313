"""Materials of glTF heads: alpha, pictures of every kind, moved coordinates, looks by name, shells about the eye."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.render import scenes
from tests.render.glb import Writer
from unisono.errors import AvatarError
from unisono.render.gltf import read
from unisono.render.looks import by_name
from unisono.types import Image, Material

BALL, CORNERS = scenes.ball((0, 1.6, 0), 0.1, 6, 8)
JAW = np.where(BALL[:, 1:2] < 1.56, np.array([0, -0.02, 0]), 0).astype(np.float32)
UVS = (np.random.default_rng(0).random((len(BALL), 2)) * 0.9).astype(np.float32)


def head(*materials: dict[str, Any], pictures: tuple[bytes, ...] = (), textures: tuple[Any, ...] = ()) -> Writer:
    """A ball that opens its jaw, once for each material."""
    writer = Writer()
    primitive = writer.primitive(BALL, JAW, corners=CORNERS, TEXCOORD_0=writer.accessor(UVS))
    writer.json["images"] = [{"bufferView": writer.view(data), "mimeType": "image/png"} for data in pictures]
    writer.json["textures"] = list(textures) or [{"source": k} for k in range(len(pictures))]
    writer.json["materials"] = list(materials)
    writer.mesh(*({**primitive, "material": k} for k in range(len(materials))), names=("jawOpen",))
    return writer


def material(tmp_path: Path, writer: Writer) -> Material:
    (only,) = read(writer.glb(tmp_path / "a.glb")).materials
    return only


def textured(**more: Any) -> dict[str, Any]:
    return {"name": "x", "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}, **more}


def coded(pixels: Image, codec: str) -> bytes:
    """(H, W, 4) as a file."""
    out = io.BytesIO()
    shapes = {"png": ("image2pipe", "rgba"), "libwebp": ("webp", "bgra")}
    form, pixel = shapes[codec]
    with av.open(out, "w", format=form) as container:
        stream = container.add_stream(codec, rate=1, options={"lossless": "1"} if codec == "libwebp" else {})
        stream.width, stream.height, stream.pix_fmt = pixels.shape[1], pixels.shape[0], pixel
        for frame in (av.VideoFrame.from_ndarray(pixels, format="rgba"), None):
            container.mux(stream.encode(frame))
    return out.getvalue()


def holed() -> Image:
    pixels = np.full((16, 24, 4), 255, np.uint8)
    pixels[..., :3] = (200, 100, 50)
    pixels[:8, :, 3] = 0
    return pixels


@pytest.mark.parametrize("codec", ["png", "libwebp"])
def test_a_picture_with_holes_keeps_them_where_the_material_is_seen_through(tmp_path: Path, codec: str) -> None:
    writer = head(textured(alphaMode="BLEND"), pictures=(coded(holed(), codec),))
    seen = material(tmp_path, writer)
    assert seen.texture is not None
    assert np.abs(seen.texture.astype(int) - holed())[8:].max() <= 2
    assert (seen.texture[..., 3] == holed()[..., 3]).all()
    assert (seen.opacity, seen.cutoff) == (1.0, None)
    writer.json["materials"][0]["alphaMode"] = "OPAQUE"
    solid = material(tmp_path, writer)
    assert solid.texture is not None
    assert solid.texture.shape == (16, 24, 3)


def test_a_mask_tells_from_where_on_it_is_solid(tmp_path: Path) -> None:
    writer = head(textured(alphaMode="MASK", alphaCutoff=0.3), pictures=(coded(holed(), "png"),))
    assert material(tmp_path, writer).cutoff == 0.3
    del writer.json["materials"][0]["alphaCutoff"]
    assert material(tmp_path, writer).cutoff == 0.5


def test_an_alpha_that_is_full_everywhere_costs_nothing(tmp_path: Path) -> None:
    pixels = holed()
    pixels[..., 3] = 255
    seen = material(tmp_path, head(textured(alphaMode="BLEND"), pictures=(coded(pixels, "png"),)))
    assert seen.texture is not None
    assert seen.texture.shape == (16, 24, 3)
    assert seen.opacity == 1.0


@pytest.mark.parametrize(("mode", "opacity"), [("BLEND", 0.25), ("MASK", 0.25), ("OPAQUE", 1.0), (None, 1.0)])
def test_the_alpha_of_a_colour_counts_where_the_material_is_seen_through(
    tmp_path: Path, mode: str | None, opacity: float
) -> None:
    about = {"name": "lens", "pbrMetallicRoughness": {"baseColorFactor": [1, 1, 1, 0.25]}, "alphaMode": mode}
    assert material(tmp_path, head({k: v for k, v in about.items() if v is not None})).opacity == opacity


def test_webp_is_taken_before_the_picture_beside_it(tmp_path: Path) -> None:
    other = np.full((4, 4, 4), 255, np.uint8)
    texture = {"source": 0, "extensions": {"EXT_texture_webp": {"source": 1}}}
    writer = head(textured(), pictures=(coded(other, "png"), coded(holed(), "libwebp")), textures=(texture,))
    writer.json["extensionsRequired"] = ["EXT_texture_webp"]
    seen = material(tmp_path, writer)
    assert seen.texture is not None
    assert seen.texture.shape == (16, 24, 3)


@pytest.mark.parametrize("required", [True, False])
def test_a_picture_of_a_kind_that_is_not_read_is_named(tmp_path: Path, required: bool) -> None:
    texture = {"extensions": {"KHR_texture_basisu": {"source": 0}}}
    writer = head(textured(), pictures=(b"\xabKTX 20",), textures=(texture,))
    if required:
        writer.json["extensionsRequired"] = ["KHR_texture_basisu"]
    with pytest.raises(AvatarError, match="KHR_texture_basisu"):
        read(writer.glb(tmp_path / "a.glb"))


def test_the_base_picture_is_taken_where_a_better_one_is_not_read(tmp_path: Path) -> None:
    texture = {"source": 0, "extensions": {"KHR_texture_basisu": {"source": 1}}}
    seen = material(tmp_path, head(textured(), pictures=(coded(holed(), "png"), b"KTX"), textures=(texture,)))
    assert seen.texture is not None


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        ({"offset": [0.25, 0.5]}, UVS + np.array([0.25, 0.5])),
        ({"scale": [0.5, 2]}, UVS * (0.5, 2)),
        ({"rotation": np.pi / 2}, UVS[:, ::-1] * (1, -1)),
        ({"offset": [0, 1], "rotation": np.pi / 2, "scale": [0.5, 0.5]}, UVS[:, ::-1] * (0.5, -0.5) + np.array([0, 1])),
        ({"texCoord": 1}, np.zeros_like(UVS)),
    ],
)
def test_coordinates_are_moved_as_the_texture_says(tmp_path: Path, moved: Any, expected: Any) -> None:
    about = textured()
    about["pbrMetallicRoughness"]["baseColorTexture"]["extensions"] = {"KHR_texture_transform": moved}
    writer = head(about, {"name": "plain"}, pictures=(coded(holed(), "png"),))
    writer.json["extensionsRequired"] = ["KHR_texture_transform"]
    avatar = read(writer.glb(tmp_path / "a.glb"))
    first, second = (avatar.uvs[avatar.triangles[avatar.material == k]] for k in range(2))
    assert np.allclose(first, np.asarray(expected)[CORNERS], atol=1e-6)
    assert np.allclose(second, UVS[CORNERS], atol=1e-6), "two materials on the same vertices do not share a move"


@pytest.mark.parametrize(
    ("name", "mode", "stays"),
    [
        ("Std_Eye_Occlusion_L", "OPAQUE", False),
        ("Std_Tearline_R", "BLEND", False),
        ("MI_lacrimal_fluid", "BLEND", False),
        ("eyeEdge_material", "OPAQUE", False),
        ("Cornea", "BLEND", False),
        ("Std_Cornea_L", "OPAQUE", True),  # Character Creator's carries the iris
        ("Wolf3D_Glasses", "BLEND", True),
        ("Std_Eyelash", "BLEND", True),
        ("Eye_L", "OPAQUE", True),
    ],
)
def test_shells_about_the_eye_are_left_out(tmp_path: Path, name: str, mode: str, stays: bool) -> None:
    shell = {"name": name, "alphaMode": mode, "pbrMetallicRoughness": {"baseColorFactor": [1, 1, 1, 0.5]}}
    avatar = read(head({"name": "Skin"}, shell).glb(tmp_path / "a.glb"))
    assert [m.name for m in avatar.materials] == (["Skin", name] if stays else ["Skin"])


# Names as Ready Player Me, Character Creator, VRoid, MetaHuman, MakeHuman and others write them.
@pytest.mark.parametrize(
    ("names", "roughness", "subsurface"),
    [
        ("Wolf3D_Skin Wolf3D_Body Std_Skin_Head Ga_Skin_Arm N00_000_00_Face_00_SKIN M_HeadSynthesized Human.skin lips "
         "MaleHead ear_L", 0.56, 1.0),
        ("Wolf3D_Eye Std_Eye_L N00_000_00_EyeIris_00_EYE EyeWhite cornea M_EyeRefractive eyeball", 0.06, 0.25),
        ("Wolf3D_Teeth Std_Upper_Teeth teeth_lower Tooth", 0.22, 0.35),
        ("Std_Tongue N00_000_00_FaceMouth_00_FACE GumsTongue oral_cavity Mouth", 0.30, 0.8),
        ("Wolf3D_Hair N00_000_Hair_00_HAIR Std_Eyelash N00_000_00_FaceEyelash_00_FACE eyebrows001 Wolf3D_Beard "
         "N00_000_00_FaceBrow_00_FACE N00_000_00_FaceEyeline_00_FACE Scalp_Transparency", 0.65, 0.0),
        ("Wolf3D_Eyewear Wolf3D_Headwear Wolf3D_Outfit_Top Wolf3D_Outfit_Footwear necklace Glasses outerwear Slipper "
         "EarRing_gold Material.001 chewing_gumball", 0.4, 0.0),
    ],
)  # fmt: skip
def test_names_tell_what_a_part_is(names: str, roughness: float, subsurface: float) -> None:
    for name in names.split():
        seen = by_name(Material(name, roughness=0.4))
        assert (seen.roughness, seen.subsurface) == (roughness, subsurface), name


def test_hair_with_a_picture_shines_across_its_strands() -> None:
    picture = np.zeros((2, 2, 3), np.uint8)
    assert by_name(Material("Wolf3D_Hair", texture=picture)).strands > 0
    assert by_name(Material("Wolf3D_Hair")).strands == by_name(Material("Eyelash", texture=picture)).strands == 0


@pytest.mark.parametrize("joined", [False, True])
def test_eyes_of_one_flat_colour_get_an_iris_each(tmp_path: Path, joined: bool) -> None:
    writer = head({"name": "Face"}, {"name": "ScleraLeft"}, {"name": "IrisLeft"})
    face, _, iris = writer.json["meshes"][0]["primitives"]
    eyes = []
    for side in (0.03, -0.03):
        ball, corners = scenes.ball((side, 1.6, 0.09), 0.012)
        attributes = {"POSITION": writer.accessor(ball)}
        indices = writer.accessor(corners.reshape(-1, 1).astype("u4"))
        eyes.append({"attributes": attributes, "indices": indices, "material": 1})
    writer.json["meshes"][0]["primitives"] = [face, iris, *eyes[: 1 + joined]]
    avatar = read(writer.glb(tmp_path / "a.glb"))
    middle = np.array([0.03, 1.6, 0.09])
    for side in (1, -1)[: 1 + joined]:
        off = avatar.vertices - middle * (side, 1, 1)
        front = (np.linalg.norm(off, axis=1) < 0.0121) & (off[:, 2] > 0.01199)
        assert avatar.colors[front].max() < 0.1, "a pupil looks ahead"
        rest = (np.linalg.norm(off, axis=1) < 0.0121) & (off[:, 2] < 0)
        assert avatar.colors[rest].min() > 0.9


@pytest.mark.parametrize(("names", "depths"), [(("", "1", "2"), [1, 0.25, 0]), (("Face", "1", "2"), [1, 0, 0])])
def test_without_names_skin_and_eyes_are_told_from_what_moves(
    tmp_path: Path, names: tuple[str, ...], depths: list[float]
) -> None:
    writer = head(*({"name": name} for name in names))
    face, eye, hair = writer.json["meshes"][0]["primitives"]
    whole = np.tile(np.array([0.01, 0, 0], np.float32), (len(BALL), 1))
    for part, jaw, look in ((face, JAW, JAW), (eye, JAW * 0, whole), (hair, JAW * 0, JAW * 0)):
        part["attributes"] = {"POSITION": writer.accessor(BALL)}
        part["targets"] = [{"POSITION": writer.accessor(move)} for move in (jaw, look)]
    writer.json["meshes"][0]["extras"]["targetNames"] = ["jawOpen", "eyeLookInLeft"]
    assert [m.subsurface for m in read(writer.glb(tmp_path / "a.glb")).materials] == depths


@pytest.mark.parametrize("how", ["unlit", "mtoon", "vrm0"])
def test_a_cartoons_face_is_not_made_wet_or_shiny(tmp_path: Path, how: str) -> None:
    names = {"unlit": "KHR_materials_unlit", "mtoon": "VRMC_materials_mtoon"}
    writer = head({"name": "EyeIris", "extensions": {names[how]: {}} if how in names else {}})
    if how == "vrm0":
        writer.json["extensions"] = {"VRM": {"materialProperties": [{"shader": "VRM/MToon"}]}}
    assert material(tmp_path, writer).roughness == 0.9


@pytest.mark.parametrize(
    ("said", "subsurface", "sheet"),
    [
        ({"subsurface": 0.25, "sheet": 1}, 0.25, True),
        ({"subsurface": 7, "sheet": False}, 1.0, False),
        ({"subsurface": "deep"}, 0.0, None),
        ({"subsurface": None, "strands": [1]}, 0.0, None),
        ({"subsurface": float("nan")}, 0.0, None),
    ],
)
def test_what_other_programs_made_of_our_extras_is_borne(
    tmp_path: Path, said: Any, subsurface: float, sheet: bool | None
) -> None:
    seen = material(tmp_path, head({"name": "Skin", "extras": {"unisono": said}}))
    assert (seen.subsurface, seen.strands, seen.sheet) == (subsurface, 0.0, sheet)


def png_that_claims(width: int, height: int, rows: bytes = b"") -> bytes:
    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head_ = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = part(b"IHDR", head_) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.mark.parametrize(
    "data",
    [
        png_that_claims(100_000, 100_000),
        png_that_claims(16_000, 16_000, bytes(1 << 24)),
        png_that_claims(1 << 31, 1),
        png_that_claims(0, 0),
        png_that_claims(8, 8)[:40],
        b"",
        b"\xff\xd8\xff\xe0" + bytes(40),
        b"RIFF\0\0\0\x20WEBPVP8L" + bytes(40),
        b"%!PS-Adobe",
        b"#EXTM3U\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
    ],
)
def test_a_picture_that_lies_is_one_clear_line(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(AvatarError) as caught:
        read(head(textured(), pictures=(data,)).glb(tmp_path / "a.glb"))
    assert "\n" not in str(caught.value)


def test_a_large_picture_is_kept_as_fine_as_it_can_be_seen(tmp_path: Path) -> None:
    pixels = np.full((1500, 3000, 4), 255, np.uint8)
    pixels[:, 1500:, :3] = 0
    seen = material(tmp_path, head(textured(), pictures=(coded(pixels, "png"),)))
    assert seen.texture is not None
    assert seen.texture.shape == (1024, 2048, 3)
    assert seen.texture[500, [100, 1900]].tolist() == [[255] * 3, [0] * 3]


def test_pictures_that_come_to_too_much_are_refused(tmp_path: Path) -> None:
    pictures = tuple(png_that_claims(2048, 2048, bytes((1 + 4 * 2048) * 2048)) for _ in range(17))
    materials = [textured() for _ in pictures]
    for k, about in enumerate(materials):
        about["pbrMetallicRoughness"] = {"baseColorTexture": {"index": k}}
    with pytest.raises(AvatarError, match="pictures have more than"):
        read(head(*materials, pictures=pictures).glb(tmp_path / "a.glb"))


@pytest.mark.parametrize(
    "bent",
    [
        {"pbrMetallicRoughness": {"baseColorFactor": [1, 2]}},
        {"pbrMetallicRoughness": {"baseColorFactor": "red"}},
        {"pbrMetallicRoughness": {"baseColorTexture": {"index": 9}}},
        {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0, "extensions": {"KHR_texture_transform": []}}}},
        {"pbrMetallicRoughness": {"baseColorTexture": {"extensions": {"KHR_texture_transform": {"offset": [1]}}}}},
        {"pbrMetallicRoughness": {"baseColorTexture": {"extensions": {"KHR_texture_transform": {"scale": "x"}}}}},
        {"alphaCutoff": "low", "alphaMode": "MASK"},
    ],
)
def test_a_material_that_lies_is_one_clear_line(tmp_path: Path, bent: dict[str, Any]) -> None:
    with pytest.raises(AvatarError) as caught:
        read(head({"name": "x", **bent}, pictures=(coded(holed(), "png"),)).glb(tmp_path / "a.glb"))
    assert "\n" not in str(caught.value)
