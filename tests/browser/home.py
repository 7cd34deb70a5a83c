"""Makes a data folder with the village and some evidence in it, for the real server: `python -m tests.browser.home FOLDER`.

It is a demonstration folder, since only such a folder keeps its own time: Monday 23 November 2026, 08:04.
"""

from __future__ import annotations

import os
import sys


def main(place: str) -> None:
    os.environ |= {"WAYPOST_HOME": place, "DJANGO_SETTINGS_MODULE": "waypost.settings"}
    from waypost.trust.folder import DataFolder

    DataFolder.from_environment().create("demo", "2026-11-23T07:04:00+00:00")
    from waypost.cli import start

    start.ready()
    from django.db import transaction

    from tests import village
    from waypost.school import clock
    from waypost.school.models import School

    with clock.held_at(village.NOW), transaction.atomic():
        village.build()
        School.objects.update(demo_now=village.NOW)
    with clock.held_at(village.NOW):
        from tests import work

        work.fill()
        from waypost.readings import rebuild

        rebuild.rebuild()


if __name__ == "__main__":
    main(sys.argv[1])
