"""A real school's first ten minutes: pages that can be left and taken up again, and the same as plain functions."""
