"""`python -m unisono` is the command line."""

from unisono.cli import main

main()
