"""A school in one encrypted file, and back into an empty place, without what was taken back since (TRUST 13)."""
