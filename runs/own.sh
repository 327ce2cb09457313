#!/bin/sh
# Our own voice: ../shared/speech_pack -> runs/out/own/own.npz (fp16, what the runtime reads). Aligning takes four minutes,
# the 6200 steps of the shipped weights two hours of one core beside other work.
# Seeds are fixed. Kill it at any time; called again it goes on. Curves: runs/out/own/curves.png, log.jsonl.
set -e
cd "$(dirname "$0")/.."
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
.venv/bin/python -m unisono.train.own --steps "${1:-6200}"
