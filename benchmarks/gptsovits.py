"""How fast GPT-SoVITS speaks on this processor: torch in single precision and the prepared graphs, by turns.

    python benchmarks/gptsovits.py [--version v2] [--rounds 3] [--threads 1] [--folder DIR]

Prints JSON. Every figure but the peaks is [torch, fast, how many times faster], the best of the rounds, by processor
time, so that other programs on the machine disturb it least; figures that end in "wall" are by the clock, and depend
on what else runs. Weights are the golden ones ($UNISONO_GOLDEN), written once into `folder` in the official
containers, single precision; they cost the same time as trained ones, but what they say about exactness is only what
random weights can say. The peaks are of fresh processes that say four seconds and a short sentence: `speaking` without
HuBERT, which only enrolment needs, `all` after it heard a recording.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for the golden weights, which tests know how to write

from unisono import caches
from unisono.speak.gptsovits.decoding import END, Choice, Net, Piece, decode, pick
from unisono.speak.gptsovits.files import Files
from unisono.speak.gptsovits.nets import Nets
from unisono.speak.gptsovits.opening import opened
from unisono.speak.gptsovits.streaming import chunk
from unisono.types import Floats

PHONES, PROMPT, TARGET, SPOKEN = 80, 100, 50, 100  # of all and of the target; tokens of the prompt and of what is said
SHORT, FEW = 22, 62  # phones of a ten-character sentence, and with those of a prompt of four seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", default="v2", choices=["v1", "v2", "v2Pro", "v2ProPlus"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=caches.folder() / "benchmarks" / "gptsovits")
    parser.add_argument("--peak", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peak:
        print(peak(files_from(json.loads(options.peak)), options.threads))
        return
    print(json.dumps(figures(options.version, options.rounds, options.threads, options.folder), indent=2))


def figures(version: str, rounds: int, threads: int, folder: Path) -> dict[str, Any]:
    import torch

    from tests.speak.gptsovits.models import written

    torch.set_num_threads(threads)
    files = written(folder, version)
    both = {"torch": reference(files), "fast": opened(files, threads=threads)}
    told: dict[str, Any] = {"cores": os.cpu_count(), "threads": threads, "version": version, "rounds": rounds}
    for name, (unit, work) in jobs(version).items():
        taken: dict[str, list[tuple[float, float]]] = {runtime: [] for runtime in both}
        for _ in range(rounds + 1):  # the first warms up
            for runtime, nets in both.items():
                taken[runtime].append(timed(partial(work, nets)))
        for label, column in ((name, 0), (f"{name}, wall", 1)):
            slow, fast = (min(row[column] for row in taken[runtime][1:]) for runtime in both)
            told[label] = [round(unit(slow), 3), round(unit(fast), 3), round(slow / fast, 2)]
    told |= exactness(both["torch"], both["fast"], version)
    del both
    told["peak MB"] = {what: fresh(files, what, threads) for what in ("speaking", "all")}
    return told


Job = tuple[Callable[[float], float], Callable[[Nets], Any]]


def jobs(version: str) -> dict[str, Job]:
    """Name -> how seconds are told, and what is done."""
    draw = np.random.default_rng(0)
    ids, phones = draw.integers(700, 7000, 32), draw.integers(0, 322, PHONES)
    bert = draw.normal(size=(1024, PHONES)).astype(np.float32)
    piece = Piece(phones, bert, draw.integers(0, 1024, PROMPT), limit=SPOKEN)
    short = Piece(phones[:FEW], bert[:, :FEW], piece.prompt, limit=chunk(0))
    tokens = draw.integers(0, 1024, SPOKEN)
    style = {"style": draw.normal(0, 0.3, 1024 if "Pro" in version else 512).astype(np.float32)}
    recording = draw.normal(0, 0.1, 80000).astype(np.float32)  # with the zeros behind it 5.6 s

    def whole(nets: Nets) -> None:
        nets.bert(ids)
        sounding, said = nets.sounding(style, phones[-TARGET:]), 0
        picked: list[int] = []
        for _, token in decode(nets.gpt, [piece], Choice(top_k=1)):
            picked.append(min(token, END - 1))
            if len(picked) - said >= chunk(said) or len(picked) == SPOKEN:
                sounding.push(np.array(picked))
                said = len(picked)
        assert said == SPOKEN, "the net ended by itself"

    def first(nets: Nets) -> None:
        nets.bert(ids[:12])
        picked = [min(token, END - 1) for _, token in decode(nets.gpt, [short], Choice(top_k=1))]
        nets.sounding(style, phones[:SHORT]).push(np.array(picked))

    seconds, share = float, lambda spent: spent / (SPOKEN / 25)
    return {
        f"prefill of {PHONES} phones and {PROMPT} tokens, s": (seconds, lambda nets: nets.gpt.read([piece])),
        "tokens/s, after the prefill": (lambda spent: SPOKEN / spent, partial(steps, piece=piece)),
        "decode of 4 s, RTF": (share, lambda nets: nets.sounding(style, phones[-TARGET:]).push(tokens)),
        "chunk of 16 tokens behind 16, s": (seconds, partial(later, style=style, phones=phones, behind=16)),
        "chunk of 16 tokens behind 284, s": (seconds, partial(later, style=style, phones=phones, behind=284)),
        "HuBERT of 5.6 s, s": (seconds, lambda nets: nets.tokens(recording)),
        "BERT of 32 tokens, s": (seconds, lambda nets: nets.bert(ids)),
        "whole of 4 s in chunks, RTF": (share, whole),
        "first packet of ten characters, s": (seconds, first),
    }


def steps(nets: Nets, piece: Piece) -> tuple[float, float]:
    """What SPOKEN steps take, for the prefill is measured by itself."""
    reading = nets.gpt.read([piece])

    def run() -> None:
        for token in range(SPOKEN):
            reading.step(np.array([token]))

    return timed(run)


def later(nets: Nets, style: Any, phones: Any, behind: int) -> tuple[float, float]:
    """What a chunk takes of a stream that is so long: all its tokens are encoded again."""
    tokens, sounding, until = np.arange(behind + 16), nets.sounding(style, phones), 0
    while until < behind:
        until = min(until + chunk(until), behind)
        sounding.push(tokens[:until])

    def run() -> None:
        sounding.push(tokens)

    return timed(run)


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds of processor time, seconds by the clock; `work` may have taken them itself."""
    clock, processor = perf_counter(), process_time()
    told = work()
    if isinstance(told, tuple):
        return float(told[0]), float(told[1])
    return process_time() - processor, perf_counter() - clock


def exactness(torch: Nets, fast: Nets, version: str) -> dict[str, Any]:
    """Golden inputs: of 100 first greedy tokens how many are the same after the same ones, and SNR of what is made."""
    from tests.speak.gptsovits.places import path

    text, sound = np.load(path("t2s_v1.npz" if version == "v1" else "t2s_v2.npz")), np.load(path(f"vits_{version}.npz"))
    piece = Piece(text["phones"], text["bert"], text["prompt"], limit=60)
    same = [agreed(fast.gpt, piece, text[name][:50], penalty) for name, penalty in GREEDY]
    state, ids = {"style": sound["ge"].reshape(-1)}, np.load(path("bert.npz"))["token_ids"]
    both = (torch, fast)
    said = [nets.sounding(state, sound["phones"]).push(sound["codes"]) for nets in both]
    heard = [nets.tokens(voice()) for nets in both]
    return {
        "same greedy tokens of the first 50": [round(share, 3) for share in same],
        "sound, SNR dB": snr(*said),
        "BERT, SNR dB": snr(*(nets.bert(ids) for nets in both)),
        "same tokens of a recording": round(float(np.mean(heard[0] == heard[1])), 3),
    }


GREEDY = (("greedy_rp1", 1.0), ("greedy_rp135", 1.35))


def agreed(net: Net, piece: Piece, wanted: Any, penalty: float) -> float:
    """How often the net picks the golden token after the golden ones before."""
    reading, seen, same = net.read([piece]), np.isin(np.arange(END + 1), piece.prompt), 0
    for i, token in enumerate(wanted):
        same += pick(reading.logits[0], seen, Choice(1, penalty=penalty), i, np.random.default_rng(0)) == token
        seen[token] = True
        reading.step(np.array([token]))
    return same / len(wanted)


def voice() -> Floats:
    from tests.speak.gptsovits.places import module

    sound: Floats = module("filler").voice(80000, 16000)
    return sound


def snr(wanted: Floats, found: Floats) -> float:
    return round(float(10 * np.log10(np.square(wanted).sum() / np.square(wanted - found).sum())), 1)


def reference(files: Files) -> Nets:
    from unisono.speak.gptsovits.opening import torch_nets

    return torch_nets(files)


def fresh(files: Files, what: str, threads: int) -> int:
    """The most memory that a new process takes."""
    parts = {name: str(value) for name, value in vars(files).items() if value} | {"what": what}
    command = [sys.executable, __file__, "--threads", str(threads), "--peak", json.dumps(parts)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def files_from(parts: dict[str, str]) -> dict[str, Any]:
    what, version = parts.pop("what"), parts.pop("version")
    return {"what": what, "files": Files(version, **{name: Path(value) for name, value in parts.items()})}


def peak(given: dict[str, Any], threads: int) -> int:
    """MB, after everything was used once."""
    nets = opened(given["files"], threads=threads)
    wanted = ("whole", "first", *(["HuBERT"] if given["what"] == "all" else []))
    for name, (_, work) in jobs(nets.version).items():
        if name.startswith(wanted):
            work(nets)
    assert "torch" not in sys.modules
    told = Path("/proc/self/status").read_text("ascii")  # getrusage counts what the parent took, too
    return int(told.partition("VmHWM:")[2].split()[0]) // 1024


if __name__ == "__main__":
    main()
