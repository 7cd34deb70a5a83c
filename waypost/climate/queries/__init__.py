"""Every read in this room, already scoped to who asks."""
