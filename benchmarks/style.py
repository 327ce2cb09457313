"""What our rules in the usual style measure: the figures of `animate/fitting.py`. Mean of eight seeds, both languages.

python benchmarks/style.py
"""

from __future__ import annotations

import numpy as np
from lips import SENTENCES

from unisono import plugins
from unisono.animate.fitting import measured
from unisono.pipeline import Actor
from unisono.types import Take


def main() -> None:
    speeches = [Actor.cast().say(text).speech for text in SENTENCES.values()]
    rules = [plugins.load("animator", "rules", fps=60, seed=seed) for seed in range(8)]
    found = [measured(Take.join(animator.animate([s])).face) for s in speeches for animator in rules]
    for name in found[0]:
        values = [one[name] for one in found]
        print(f'    "{name}": {np.mean(values):.4f},  # deviation {np.std(values):.4f}')


if __name__ == "__main__":
    main()
