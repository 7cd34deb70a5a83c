"""Pages of this room: the roster and what hangs on it, for administrators."""
