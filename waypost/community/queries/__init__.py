"""What the pages of this room read, through its rules and from releases."""
