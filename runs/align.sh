#!/bin/sh
# The acoustic model of the aligner, from scratch: writes src/unisono/align/data/acoustics.npz.
# Needs flite (apt-get install flite), pip install -e '.[train]', and the speech pack beside the checkout.
set -e
cd "$(dirname "$0")/.."
exec python -m unisono.train.align --pack ../shared/speech_pack --work runs/out/align --seed 0 "$@"
