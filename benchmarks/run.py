"""One command for all figures: real-time factor of each stage, first-chunk latency, cold start, peak memory.

    python benchmarks/run.py [--quick] [--out benchmarks/out]

Prints JSON; writes it, and a plot of it, to the output folder. Real-time factors are seconds of work for a second of
performance, medians of several rounds that go through the stages in turn, so that a noisy machine spoils none alone.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from unisono import casting, plugins
from unisono.pipeline import Actor, released
from unisono.sinks.opening import open_sinks, write_all
from unisono.text.script import script
from unisono.types import Line, Speech

SENTENCES = {
    "zh": "今天我们来学习一首古诗，请大家跟我一起读：床前明月光，疑是地上霜。",
    "en": "Please bring the blue book back before Bob moves the maple table, and speak slowly.",
    "mixed": "我们用 Python 写程序，明天 deploy 到服务器上。",
}
LONG = "春天的早晨，我们坐在窗边读书。Maybe people prefer simple problems. 不要着急，一步一步来，你一定会做好的。"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, no long text")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "out")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    rounds = 3 if options.quick else 7
    figures: dict[str, Any] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rtf": stage_factors(rounds),
        "first_chunk_ms": first_chunks(3 * rounds),
        "cold_start_s": cold_starts(rounds),
        "video_720p": video(rounds),
        "peak_memory_mb": memory([400, 2_000] if options.quick else [2_000, 20_000]),
    }
    text = json.dumps(figures, indent=2, ensure_ascii=False)
    (options.out / "figures.json").write_text(text, "utf-8")
    plot(figures, options.out / "figures.png")
    print(text)


def stage_factors(rounds: int) -> dict[str, float]:
    """Real-time factor of speak, animate at 60 fps, and the two aligners; medians over rounds and languages."""
    synthesizer = plugins.load("synthesizer", casting.DEFAULT)
    voice = synthesizer.voices()[0]
    took: defaultdict[str, list[float]] = defaultdict(list)
    for i in range(rounds + 1):
        for text in SENTENCES.values():
            line = next(script(text, synthesizer.languages))
            spoken: list[Speech] = []
            factors = {
                "speak": timed(partial(spoken.extend, synthesizer.speak(line, voice))),
                "animate": timed(partial(drain, plugins.load("animator", "rules", fps=60).animate(spoken))),
            }
            bare = [Speech(c.samples, c.rate, c.offset) for c in spoken]
            for aligner in ("ear", "own"):
                aligned = plugins.load("aligner", aligner).align(line, iter(bare))
                factors[f"align ({aligner})"] = timed(partial(drain, aligned))
            if i:  # the first round warms up
                seconds = Speech.join(spoken).duration
                for name, work in factors.items():
                    took[name].append(work / seconds)
    return {name: round(statistics.median(values), 5) for name, values in took.items()}


def first_chunks(rounds: int) -> dict[str, float]:
    """Milliseconds from a line to its first chunk of sound, and to its first take, warm; median and 95th percentile."""
    actor = warm()
    took: defaultdict[str, list[float]] = defaultdict(list)
    for i in range(rounds):
        line = Line(list(SENTENCES.values())[i % len(SENTENCES)])
        streams: dict[str, Iterator[Any]] = {
            "sound": actor.synthesizer.speak(line, actor.voice),
            "sound and face": actor.stream([line]),
        }
        for name, opened in streams.items():
            with released(opened) as stream:
                took[name].append(1000 * timed(partial(next, stream)))
    return {
        f"{name} {label}": round(sorted(v)[int(q * (len(v) - 1))], 1)
        for name, v in took.items()
        for label, q in (("median", 0.5), ("p95", 0.95))
    }


def cold_starts(rounds: int) -> dict[str, float]:
    """Seconds a fresh process takes; medians, interpreter start included."""
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "python": ["-c", "pass"],
            "import unisono": ["-c", "import unisono"],
            "say to wav": ["-m", "unisono", "say", "你好，世界。", "-o", f"{folder}/a.wav"],
            "say to mp4": ["-m", "unisono", "say", "你好，世界。", "-o", f"{folder}/a.mp4"],
        }
        took: defaultdict[str, list[float]] = defaultdict(list)
        for _ in range(min(rounds, 5)):
            for name, command in commands.items():
                took[name].append(timed(partial(run, command)))
    return {name: round(statistics.median(values), 3) for name, values in took.items()}


def video(rounds: int) -> dict[str, float]:
    """Frames a second of drawing and encoding at 1280x720, and of each alone."""
    from unisono.render import avatars

    actor = warm(fps=30)
    takes = list(actor.stream([Line(SENTENCES["zh"])]))
    frames = sum(len(t.face) for t in takes)
    head, renderer = avatars.load("default"), plugins.load("renderer", "software", size=(1280, 720))
    took: defaultdict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        drawn = [image for t in takes[:1] for image in renderer.draw(head, t.face)]

        def film(draw: Callable[..., Iterator[Any]]) -> None:
            drain(write_all(iter(takes), open_sinks([Path(folder) / "a.mp4"], draw)))

        for _ in range(min(rounds, 5)):
            took["draw and encode"].append(timed(lambda: film(lambda face: renderer.draw(head, face))))
            took["draw"].append(timed(lambda: drain(i for t in takes for i in renderer.draw(head, t.face))))
            took["encode"].append(timed(lambda: film(lambda face: (drawn[i % len(drawn)] for i in range(len(face))))))
    fps = {f"{name} fps": round(frames / statistics.median(values), 1) for name, values in took.items()}
    return fps | {"vertices": len(head.vertices), "triangles": len(head.triangles)}


def memory(sizes: list[int]) -> dict[str, float]:
    """Peak resident MB of a process that speaks texts of so many characters to mp4 (160x90), csv, wav and srt."""
    peaks = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            text = (LONG * (size // len(LONG) + 1))[:size]
            outputs = [x for s in ("mp4", "csv", "wav", "srt") for x in ("-o", f"{folder}/a.{s}")]
            code = "import resource, sys; from unisono.cli import app; app(standalone_mode=False); "
            code += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
            command = ["-c", code, "say", text, "--size", "160x90", "--fps", "10", *outputs]
            peaks[f"{size} characters"] = round(float(run(command).split()[-1]), 1)
    return peaks


def warm(fps: int = 60) -> Actor:
    actor = Actor.cast(fps=fps)
    drain(actor.synthesizer.speak(Line("warm 暖"), actor.voice))
    return actor


def timed(work: Callable[[], Any]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def drain(items: Iterator[Any]) -> None:
    for _ in items:
        pass


def run(arguments: list[str]) -> str:
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True).stdout


def plot(figures: dict[str, Any], path: Path) -> None:
    """Bars for each group, with the value that must hold as a line where there is one."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    groups = [
        ("rtf", "seconds of work per second", {"speak": 0.15, "animate": 0.01}),
        ("first_chunk_ms", "first chunk, ms", {"sound median": 150.0}),
        ("cold_start_s", "cold start, s", {"import unisono": 0.3}),
        ("video_720p", "1280×720, frames/s", {"draw and encode fps": 30.0}),
        ("peak_memory_mb", "peak memory, MB", {}),
    ]
    figure, axes = pyplot.subplots(1, len(groups), figsize=(18, 4), layout="constrained")
    for axis, (key, title, limits) in zip(axes, groups, strict=True):
        values = {k: v for k, v in figures[key].items() if k not in ("vertices", "triangles")}
        bars = axis.bar(range(len(values)), values.values(), color="#c8553d")
        axis.bar_label(bars, fmt="%.3g", fontsize=8)
        axis.set_xticks(range(len(values)), [k.replace(" ", "\n") for k in values], fontsize=7)
        for i, name in enumerate(values):
            if name in limits:
                axis.hlines(limits[name], i - 0.5, i + 0.5, colors="#222", linestyles="dashed")
        axis.set_title(title, fontsize=10)
        axis.spines[["top", "right"]].set_visible(False)
    figure.suptitle(f"unisono on {figures['machine']}; dashed: what must hold")
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
