"""How fast GPT-SoVITS picks tokens on this processor.

    python benchmarks/gptsovits.py [--phones 80] [--prompt 100] [--tokens 50] [--rounds 5] [--threads 1]

Prints JSON: tokens a second by the clock (best of the rounds) and by processor time (the same, other programs aside),
and seconds until the first token. The weights are random: they cost the same time as real ones.
"""

from __future__ import annotations

import argparse
import json
import os
from time import perf_counter, process_time

import numpy as np
import torch

from unisono.speak.gptsovits.decoding import Choice, Piece, decode
from unisono.speak.gptsovits.t2s import T2S, Shape


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, number in (("phones", 80), ("prompt", 100), ("tokens", 50), ("rounds", 5), ("threads", 1)):
        parser.add_argument(f"--{name}", type=int, default=number)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    net = T2S(Shape()).eval().requires_grad_(False)
    net.ar_predict_layer.weight[-1] = 0  # one among a thousand: the end is not picked
    draw = np.random.default_rng(0)
    piece = Piece(
        draw.integers(0, 732, options.phones),
        draw.normal(size=(1024, options.phones)).astype(np.float32),
        draw.integers(0, 1024, options.prompt),
        limit=options.tokens,
    )
    rounds = np.array([once(net, piece) for _ in range(options.rounds)])
    figures = {
        "cores": os.cpu_count(),
        "threads": options.threads,
        "tokens/s": round(rounds[:, 0].max(), 1),
        "tokens/s of processor time": round(rounds[:, 1].max(), 1),
        "first token s": round(rounds[:, 2].min(), 3),
    }
    print(json.dumps(figures, indent=2))


def once(net: T2S, piece: Piece) -> tuple[float, float, float]:
    """Tokens a second after the first, by the clock and by processor time; seconds until the first."""
    start = perf_counter()
    stream = decode(net, [piece], Choice(top_k=1))
    next(stream)
    clock, work = perf_counter(), process_time()
    count = sum(1 for _ in stream)
    assert count == piece.limit - 1, "the net ended by itself"
    return count / (perf_counter() - clock), count / (process_time() - work), clock - start


if __name__ == "__main__":
    main()
