"""Our own small voice: what it predicts, and the vocoder that makes it sound."""
