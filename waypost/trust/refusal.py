"""A rule's no, in words for the person who asked."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied):
    """Why something can't be done; str(error) is a sentence. Where no view shows it beside its form, it is the page's answer."""
