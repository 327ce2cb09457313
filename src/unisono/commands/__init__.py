"""The work of the longer commands; `cli.py` has their options."""
