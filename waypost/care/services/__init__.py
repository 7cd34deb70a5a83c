"""Every change in this room, a file for each of its things."""
