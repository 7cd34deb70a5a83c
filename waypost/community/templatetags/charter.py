"""`{% load charter %}`: which charter results of a day serve, for pages of any room."""

from __future__ import annotations

from datetime import date

from django import template

from waypost.community.panels import Serves, serves

register = template.Library()


@register.simple_tag
def charter_of(day: date) -> Serves:
    """`{% charter_of wave.closes_on as serves %}`, then community/parts/serves.html."""
    return serves(day)
