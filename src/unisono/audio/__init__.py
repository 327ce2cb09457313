"""Sound as every stage needs it: read, resample, features."""
