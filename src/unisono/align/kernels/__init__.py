"""The loops of the aligner, compiled."""
