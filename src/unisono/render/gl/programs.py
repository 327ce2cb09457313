"""Shaders, read from the package and fitted to what a material needs; the studio's lamps are written into them."""

from __future__ import annotations

from importlib.resources import files

from moderngl import Context, Program

from unisono.render import studio
from unisono.render.kernels import shade
from unisono.types import Floats, Material

_LAMPS = ("KEY", "FILL", "RIM_LEFT", "RIM_RIGHT", "SKY", "GROUND")  # in the order of studio.lamps()


def build(context: Context, vertex: str, fragment: str, words: frozenset[str] = frozenset()) -> Program:
    """The program of two shaders, with `words` defined in both."""
    head = "#version 400 core\n" + "".join(f"#define {word}\n" for word in sorted(words))
    vertex, fragment = (_read(f"{vertex}.vert.glsl"), _read(f"{fragment}.frag.glsl"))
    return context.program(vertex_shader=head + vertex, fragment_shader=head + _constants() + fragment)


def words(material: Material) -> frozenset[str]:
    """What the surface shader has to do for this material, and nothing else."""
    has = {
        "TEXTURED": material.texture is not None,
        "STRANDS": material.strands > 0.0,
        "GLOSSY": material.roughness < shade.CHALK,
        "WET": material.roughness < shade.WET,
    }
    return frozenset(word for word, is_so in has.items() if is_so)


def _read(name: str) -> str:
    return files(__package__).joinpath("shaders", name).read_text("utf-8")


def _constants() -> str:
    """FLOOR, and each lamp's direction and light."""
    lines = [f"const float FLOOR = {shade.FLOOR};"]
    for name, lamp in zip(_LAMPS, studio.lamps(), strict=True):
        lines += [f"const vec3 {name} = {_vec3(lamp[:3])};", f"const vec3 {name}_LIGHT = {_vec3(lamp[3:])};"]
    return "\n".join(lines) + "\n"


def _vec3(value: Floats) -> str:
    return "vec3({:.8f}, {:.8f}, {:.8f})".format(*map(float, value))
