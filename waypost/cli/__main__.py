"""`python -m waypost.cli`."""

from . import main

main()
