"""What this room offers to the pages that compose.

Leader's home  {% include "community/parts/profile.html" with profile=panels.for_leader() %}
"""

from __future__ import annotations

from .queries.profile import Profile, of_school


def for_leader() -> Profile:
    """The success profile: groups only, from releases."""
    return of_school()
