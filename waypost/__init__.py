"""Waypost tells a school whether personalized learning is working, and helps people act in time."""
