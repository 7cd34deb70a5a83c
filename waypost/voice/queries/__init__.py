"""What the pages of this room read, through its rules, a file for each of its things."""
