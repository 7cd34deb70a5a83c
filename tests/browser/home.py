"""Makes a data folder with the village and some evidence in it, for the real server: `python -m tests.browser.home FOLDER`.

It is a demonstration folder, since only such a folder keeps its own time: Monday 23 November 2026, 08:04.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def main(place: str) -> None:
    os.environ |= {"WAYPOST_HOME": place, "DJANGO_SETTINGS_MODULE": "waypost.settings"}
    from waypost.trust.folder import DataFolder

    DataFolder.from_environment().create("demo", "2026-11-23T07:04:00+00:00")
    from waypost.cli import start

    start.ready()
    from django.core.management import call_command
    from django.db import transaction

    from tests import village
    from waypost.school import clock
    from waypost.school.models import School

    call_command("collectstatic", interactive=False, verbosity=0)  # what is looked at is what is written now
    with clock.held_at(village.NOW), transaction.atomic():
        cast = village.build()
        School.objects.update(demo_now=village.NOW)
    with clock.held_at(village.NOW):
        from tests import work
        from tests.practice.furnish import furnish

        skills = work.fill()
        furnish(cast)
        from waypost.readings import jobs, numbers, rebuild
        from waypost.readings.models import Episode

        rebuild.rebuild()
        with transaction.atomic():
            proposed = numbers.propose("stuck", {"tries": 7}, "Ten tries are long for our youngest.", None)
        jobs.look_back.call(proposed.pk)
    people = {p.given_name: p.pk for p in cast.people()}
    ids = {
        "people": people,
        "classes": [cast.maths_7b.pk, cast.maths_7a.pk],
        "skills": {code: s.pk for code, s in skills.items()},
        "signals": {f"{e.person_id}-{e.signal}": e.pk for e in Episode.objects.all()},
        "accounts": [cast.account(cast.mia).pk],
    }
    (Path(place) / "ids.json").write_text(json.dumps(ids))


if __name__ == "__main__":
    main(sys.argv[1])
