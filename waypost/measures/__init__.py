"""Measures: pure folds over a student's events. No Django, no I/O; usable alone.

Columns and small dataclasses go in, readings come out. See docs/measures for what each one means.
"""
