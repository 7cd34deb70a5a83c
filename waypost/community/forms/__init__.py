"""Forms of this room, a file for each of its things."""
