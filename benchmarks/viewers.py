"""Our heads in other people's programs: the Khronos validator, gltfpack, three.js in Chromium, Blender. Prints JSON.

    npm install --prefix benchmarks/out/npm gltf-validator@2.0.0-dev.3.10 gltfpack@1.3.0 three@0.187.0
    python benchmarks/viewers.py benchmarks/out/npm/node_modules [a python that has bpy, else Blender's own command]

Chromium and Blender (Debian: apt-get install chromium blender python3-numpy) are left out where they are not; three.js
draws each head with its jaw open and the head turned, by the light of its RoomEnvironment, into benchmarks/out.
What gltfpack has packed we read again, and tell how far vertices and shapes are from the plain file's, in micrometres.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np

from unisono.render import avatars, gltf_write
from unisono.types import Floats, Ints

OUT = Path(__file__).parent / "out"
PACKED = (
    ("-c",),
    ("-cz", "-ce", "khr"),
    ("-cc", "-vpf"),
)  # quantised; the newer codec; floats by the exponential filter
POSE = {"jawOpen": 1.0, "eyeBlinkLeft": 1.0, "mouthSmileRight": 0.6}
VALIDATE = """
const validator = require('gltf-validator'), fs = require('fs')
validator.validateBytes(new Uint8Array(fs.readFileSync(process.argv[1]))).then(report => {
  const { numErrors, numWarnings, numInfos, messages } = report.issues
  console.log(JSON.stringify({ errors: numErrors, warnings: numWarnings, infos: numInfos,
    codes: [...new Set(messages.map(m => m.code))] }))
})
"""
PAGE = """<!doctype html><body style="margin:0"><script type="importmap">{"imports":
{"three": "/modules/three/build/three.module.js", "three/addons/": "/modules/three/examples/jsm/"}}</script>
<script type="module">
const tell = said => fetch('/said', { method: 'POST', body: JSON.stringify(said) })
addEventListener('error', e => tell({ error: e.message }))
addEventListener('unhandledrejection', e => tell({ error: String(e.reason) }))
const warnings = []
for (const level of ['warn', 'error']) console[level] = (...words) => warnings.push(words.join(' '))
const THREE = await import('three')
const { GLTFLoader } = await import('three/addons/loaders/GLTFLoader.js')
const { MeshoptDecoder } = await import('three/addons/libs/meshopt_decoder.module.js')
const { RoomEnvironment } = await import('three/addons/environments/RoomEnvironment.js')
const pose = POSE
const renderer = new THREE.WebGLRenderer({ antialias: true, preserveDrawingBuffer: true })
renderer.setSize(720, 720)
renderer.toneMapping = THREE.ACESFilmicToneMapping
const scene = new THREE.Scene()
scene.background = new THREE.Color(0x5a6068)
scene.environment = new THREE.PMREMGenerator(renderer).fromScene(new RoomEnvironment(), 0.04).texture
scene.environmentIntensity = 0.6
const key = new THREE.DirectionalLight(0xffffff, 1)
key.position.set(0.5, 0.6, 1)
scene.add(key)
const gltf = await new GLTFLoader().setMeshoptDecoder(MeshoptDecoder).loadAsync('/head.glb')
scene.add(gltf.scene)
const names = new Set(), bones = []
gltf.scene.traverse(o => {
  if (o.isBone) bones.push(o.name)
  o.frustumCulled = false
  for (const [name, index] of Object.entries(o.morphTargetDictionary ?? {})) {
    names.add(name)
    o.morphTargetInfluences[index] = pose[name] ?? 0
  }
})
const head = gltf.scene.getObjectByName('head')
if (head) head.rotation.set(0.05, 0.35, 0)
const box = new THREE.Box3().setFromObject(gltf.scene), centre = box.getCenter(new THREE.Vector3())
const camera = new THREE.PerspectiveCamera(24, 1, 0.01, 10)
camera.position.set(centre.x, box.max.y - 0.16, centre.z + 1.15)
camera.lookAt(centre.x, box.max.y - 0.16, centre.z)
renderer.render(scene, camera)
tell({ targets: names.size, bones, warnings, revision: THREE.REVISION, picture: renderer.domElement.toDataURL() })
</script>"""
IMPORT = """
import bpy, json, numpy, sys
numpy.bool = bool  # what Debian's Blender 3.4 asks of a newer numpy
source, out = sys.argv[-2:]
bpy.ops.wm.read_factory_settings(use_empty=True)
bpy.ops.import_scene.gltf(filepath=source)
meshes = [o for o in bpy.data.objects if o.type == "MESH" and o.data.shape_keys]
keys = {key.name for o in meshes for key in o.data.shape_keys.key_blocks} - {"Basis"}
print("SAID " + json.dumps({"shape keys": len(keys), "bones": [b.name for a in bpy.data.armatures for b in a.bones],
    "version": bpy.app.version_string}))
bpy.ops.export_scene.gltf(filepath=out, export_extras=True)
"""


def main() -> None:
    """Every head through every program that is installed."""
    modules = Path(sys.argv[1]).resolve()
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in avatars.names():
            path = Path(folder) / f"{name}.glb"
            path.write_bytes(gltf_write.packed(avatars.load(name)))
            print(json.dumps({"head": name, "bytes": path.stat().st_size, **_said(path, modules)}, ensure_ascii=False))


def _said(path: Path, modules: Path) -> dict[str, Any]:
    said: dict[str, Any] = {"validator": _validated(path, modules)}
    said["gltfpack"] = {" ".join(how): _packed(path, modules, how) for how in PACKED}
    if browser := shutil.which("chromium") or shutil.which("chromium-browser"):
        said["three"] = _shown(path, modules, browser)
    if blender := sys.argv[2] if len(sys.argv) > 2 else shutil.which("blender"):
        said["blender"] = _imported(path, blender)
    return said


def _validated(path: Path, modules: Path) -> Any:
    done = subprocess.run(
        ["node", "-e", VALIDATE, str(path)], cwd=modules.parent, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def _packed(path: Path, modules: Path, how: tuple[str, ...]) -> dict[str, float]:
    """Bytes of a packed head, and how far off it is read again."""
    out = path.with_suffix(".packed.glb")
    words = [str(modules / ".bin" / "gltfpack"), *how, "-kn", "-km", "-ke", "-i", str(path), "-o", str(out)]
    subprocess.run(words, check=True, capture_output=True)
    return {"bytes": out.stat().st_size, **_apart(path, out)}


def _apart(one: Path, other: Path) -> dict[str, float]:
    """Micrometres that vertices and shapes of one head are from another's."""
    plain, changed = avatars.load(one), avatars.load(other)
    same = _nearest(changed.vertices, plain.vertices)
    places = np.abs(changed.vertices - plain.vertices[same]).max()
    shapes = np.quantile(np.abs(changed.shapes - plain.shapes[:, same]).max(axis=(0, 2)), 0.99)  # two may share a place
    return {"places": round(float(places) * 1e6, 1), "shapes": round(float(shapes) * 1e6, 1)}


def _nearest(of: Floats, among: Floats) -> Ints:
    """(N,) for each of these points the index of the nearest of those."""
    found = [((of[k : k + 200, None] - among) ** 2).sum(axis=2).argmin(axis=1) for k in range(0, len(of), 200)]
    return np.concatenate(found).astype(np.int32)


def _shown(path: Path, modules: Path, browser: str) -> Any:
    """What the page told; its picture is written aside."""
    told: list[dict[str, Any]] = []
    done = threading.Event()

    class Handler(SimpleHTTPRequestHandler):
        def translate_path(self, url: str) -> str:
            where = url.split("?")[0]
            return str(path) if where == "/head.glb" else str(modules / where.removeprefix("/modules/"))

        def do_GET(self) -> None:
            if self.path != "/":
                return super().do_GET()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(PAGE.replace("POSE", json.dumps(POSE)).encode())

        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()
            done.set()

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(modules)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as profile:
        flags = ["--headless", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
        process = subprocess.Popen(
            [browser, *flags, f"--user-data-dir={profile}", f"http://127.0.0.1:{server.server_port}/"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        done.wait(180)
        process.terminate()
        process.wait(20)
    server.shutdown()
    said = told[0] if told else {"error": "the page told nothing within three minutes"}
    if "picture" in said:
        picture = OUT / f"three_{path.stem}.png"
        picture.write_bytes(base64.b64decode(said["picture"].partition(",")[2]))
        said["picture"] = str(picture)
    return said


def _imported(path: Path, blender: str) -> Any:
    """What Blender found in the file, what it complained of, and how far off the file is that it writes of it."""
    out = path.with_suffix(".blender.glb")
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(IMPORT)
        script.flush()
        is_python = "python" in Path(blender).name
        flags = [] if is_python else ["--background", "--factory-startup", "--python"]
        done = subprocess.run(
            [blender, *flags, script.name, "--", str(path), str(out)], capture_output=True, text=True, check=False
        )
    lines = done.stdout.splitlines() + done.stderr.splitlines()
    complaints = [line for line in lines if "warn" in line.lower() or "error" in line.lower()]
    found = next((json.loads(line[5:]) for line in lines if line.startswith("SAID ")), {"error": lines[-1:]})
    return {**found, "complaints": complaints, **(_apart(path, out) if out.exists() else {})}


if __name__ == "__main__":
    main()
