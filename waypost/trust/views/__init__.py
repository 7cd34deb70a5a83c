"""Pages of trust: one's own account, codes, and the books that administrators and privacy keep."""
