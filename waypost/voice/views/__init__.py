"""Thin: form in, template out."""
