"""Pages of this room: sources and their keys, the tray, files of responses."""
