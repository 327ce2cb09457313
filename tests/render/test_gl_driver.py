"""A graphics context and its thread: shared by drawings, let go with the renderer, and its failures told."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tests.render import scenes
from tests.render.test_golden import decoded, differences
from unisono import arkit
from unisono.errors import EngineError
from unisono.render import choice
from unisono.render.gl import context
from unisono.render.gl.driver import Driver
from unisono.render.gl.renderer import Gl
from unisono.render.software import Software
from unisono.types import Material

pytestmark = pytest.mark.usefixtures("opengl")

SIZE = (160, 120)
TURNS = [(0.0, yaw / 10, 0.0) for yaw in range(6)]


def test_many_threads_may_draw_with_one_renderer_at_once() -> None:
    gl, head = Gl(SIZE), scenes.head()
    alone = [next(gl.draw(head, scenes.face({}, head=turn))) for turn in TURNS]
    with ThreadPoolExecutor(6) as pool:
        for _ in range(3):
            drawn = pool.map(lambda turn: next(gl.draw(head, scenes.face({}, head=turn))), TURNS)
            assert all((a == b).all() for a, b in zip(alone, drawn, strict=True))


def test_a_drawing_may_go_on_in_another_thread_while_others_do() -> None:
    gl = Gl(SIZE)
    one, other = scenes.head(), scenes.avatar(*scenes.square(0.2))
    poses = scenes.face({}, {}, {})
    poses.head[:, 1] = (0.0, 0.2, 0.4)
    expected = [list(gl.draw(avatar, poses)) for avatar in (one, other)]
    drawings = [gl.draw(avatar, poses) for avatar in (one, other)]
    for frame in range(3):
        for number, drawing in enumerate(drawings):
            with ThreadPoolExecutor(1) as fresh:
                drawn = fresh.submit(next, drawing).result()
            assert (drawn == expected[number][frame]).all()


def test_two_renderers_do_not_disturb_each_other() -> None:
    small, large, head = Gl(SIZE), Gl((240, 200), "none"), scenes.head()
    before = next(small.draw(head, scenes.face({})))
    assert next(large.draw(head, scenes.face({}))).shape == (200, 240, 4)
    del large
    gc.collect()
    assert (next(small.draw(head, scenes.face({}))) == before).all()


def test_a_renderer_that_nobody_reads_lets_its_thread_go() -> None:
    def ours() -> set[threading.Thread]:
        return {thread for thread in threading.enumerate() if thread.name.startswith("unisono-gl")}

    before = ours()
    gl = Gl(SIZE)
    next(gl.draw(scenes.head(), scenes.face({})))
    (thread,) = ours() - before
    del gl
    gc.collect()
    thread.join(10)
    assert not thread.is_alive()


def test_renderers_that_are_gone_leave_no_memory_taken() -> None:
    run = """
import gc, resource
from tests.render import scenes
from unisono.render.gl.renderer import Gl
def drawn(times):
    for _ in range(times):
        next(Gl((320, 200)).draw(scenes.head(), scenes.face({})))
        gc.collect()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(-drawn(4) + drawn(12))
"""
    said = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True).stdout
    assert int(said) < 40_000  # kB on Linux; 9 MB each are 108 MB


def test_an_avatar_is_forgotten_with_its_last_reader_and_so_are_its_buffers() -> None:
    gl = Gl(SIZE)
    for _ in range(3):
        list(gl.draw(scenes.head(), scenes.face({})))
        gc.collect()
    assert len(gl._ready) == 0
    assert gl._driver.do(gl._driver.context.gc) > 5


def test_what_goes_wrong_in_the_driver_is_one_line_that_names_the_way_out() -> None:
    driver = Driver()
    with pytest.raises(EngineError, match=r"graphics driver failed: .*renderer 'software'") as caught:
        driver.do(driver.context.program, vertex_shader="#version 400 core\nnonsense")
    assert "\n" not in str(caught.value)
    assert driver.do(lambda: driver.context.error) == "GL_NO_ERROR"


def test_a_texture_larger_than_the_driver_takes_is_told() -> None:
    driver = Driver()
    largest = driver.do(lambda: driver.context.info["GL_MAX_TEXTURE_SIZE"])
    wide = np.zeros((1, largest + 1, 3), np.uint8)
    vertices, triangles = scenes.square(0.2)
    look = Material("wide", texture=wide)
    with pytest.raises(EngineError, match="renderer 'software'"):
        next(Gl(SIZE).draw(scenes.avatar(vertices, triangles, materials=(look,)), scenes.face({})))


def test_without_a_driver_it_says_so_in_one_line() -> None:
    run = "from unisono.render.gl.renderer import Gl\ntry: Gl()\nexcept Exception as error: print(repr(error))"
    nobody = {**os.environ, "__EGL_VENDOR_LIBRARY_FILENAMES": "/nonexistent", "EGL_PLATFORM": "surfaceless"}
    said = subprocess.run([sys.executable, "-c", run], env=nobody, capture_output=True, text=True, check=True).stdout
    assert said.startswith('EngineError("no OpenGL 4.0 here')
    assert "software" in said


def test_the_command_draws_with_the_renderer_that_is_named(tmp_path: Path) -> None:
    track = tmp_path / "a.csv"
    names = [name[0].upper() + name[1:] for name in arkit.NAMES]
    rows = [f"00:00:00:{frame:02d},52,{','.join(['0.1'] * 52)}" for frame in range(3)]
    track.write_text("\n".join(["Timecode,BlendshapeCount," + ",".join(names), *rows]))
    drawn = [tmp_path / f"{name}.mov" for name in ("gl", "software")]
    for film in drawn:
        run = ["render", str(track), "--fps", "30", "--size", "96x96", "--renderer", film.stem, "-o", str(film)]
        subprocess.run([sys.executable, "-m", "unisono", *run], check=True, capture_output=True)
    one, other = (decoded(film) for film in drawn)
    assert differences(one, other).mean() < 1.0  # what ProRes makes of grain included
    wrong = [sys.executable, "-m", "unisono", "render", str(track), "--fps", "30", "--renderer", "jam", "-o", "b.mov"]
    said = subprocess.run(wrong, capture_output=True, text=True, cwd=tmp_path)
    assert said.returncode == 2
    assert "no renderer called 'jam'; installed: gl, software" in said.stdout + said.stderr


def test_a_driver_that_imitates_a_graphics_processor_is_told_apart() -> None:
    class Told:
        def __init__(self, renderer: str) -> None:
            self.info = {"GL_RENDERER": renderer}

    real = ["NVIDIA H100 80GB HBM3/PCIe/SSE2", "AMD Radeon RX 6600 (radeonsi, navi23)", "Apple M2", "Mesa Intel(R) UHD"]
    not_ = ["llvmpipe (LLVM 15.0.6, 256 bits)", "SwiftShader Device", "Apple Software Renderer", "GDI Generic"]
    assert [context.is_real(Told(name)) for name in real + not_] == [True] * 4 + [False] * 4  # type: ignore[arg-type]


def test_the_usual_renderer_is_software_unless_a_graphics_processor_is_here() -> None:
    assert choice.usual() == ("gl" if choice._has_device() and Gl(SIZE).is_real else "software")


def test_a_driver_is_trusted_if_it_draws_as_we_do() -> None:
    assert choice.is_alike(Gl(SIZE), Software(SIZE))
    assert not choice.is_alike(Gl(SIZE, "#fff"), Software(SIZE))
    assert not choice.is_alike(Gl(SIZE, frame="head", background="#000"), Software(SIZE, background="#000"))


def test_choosing_loads_no_driver_where_there_is_no_device() -> None:
    if choice._has_device():
        pytest.skip("this machine has a graphics device")
    run = "import sys; from unisono.render.choice import usual; print(usual(), 'moderngl' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True).stdout
    assert said == "software False\n"
