"""Who sees and changes what in this room, a file for each of its things."""
