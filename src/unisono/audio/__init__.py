"""Sound in and out: read, write, resample, features."""
