"""One file format a module: the formats that schools and tools really send."""
