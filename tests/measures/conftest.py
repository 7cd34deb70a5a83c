"""Kernels compile on first use, so a first example may be slow: no deadline in this room."""

from hypothesis import settings

settings.register_profile("measures", deadline=None)
settings.load_profile("measures")
