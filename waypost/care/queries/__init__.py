"""Every read of this room, already scoped to who is asking, a file for each of its things."""
