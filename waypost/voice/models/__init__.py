"""What this room keeps, a file for each of its things."""
