"""One decorator for the compiled kernels, so that a process may choose not to compile.

The web process sets WAYPOST_KERNELS=python and never imports numba: the same functions then run as plain
Python (slower, same results). Everywhere else they are compiled once into NUMBA_CACHE_DIR and loaded from there.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

COMPILED = os.environ.get("WAYPOST_KERNELS", "numba") != "python"

if COMPILED:
    import numba

    def kernel(function: F) -> F:
        """Compile a function over numpy arrays and scalars (strict IEEE arithmetic, the lock released)."""
        compiled: F = numba.njit(cache=True, nogil=True)(function)
        return compiled
else:

    def kernel(function: F) -> F:
        """Leave the function as it is: this process reads, it does not fold in bulk."""
        return function
