"""What this room offers to the pages that compose, a file for each of its things."""
