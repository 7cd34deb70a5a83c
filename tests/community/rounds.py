"""What the tests of this room begin from: a charter in each of its states."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from tests.village import Village
from waypost.community.jobs import finish
from waypost.community.models import Charter, Group, Indicator
from waypost.community.services import charter as services
from waypost.community.services import closing, proposals, sharing
from waypost.community.services.charter import Aim
from waypost.school import clock

IDEAS = (
    ("What we learnt stays", "secure"),
    ("Somebody talks with each of us", "talked"),
    ("Nobody eats alone", ""),
    ("We try things", ""),
)


def writing(village: Village) -> Charter:
    """Four proposals of staff."""
    made = services.open_version(village.lena.pk, once=uuid4())
    for words, figure in IDEAS:
        proposals.propose(made, village.ada.pk, Group.STAFF, words, figure=figure, once=uuid4())
    return made


def sharing_now(village: Village) -> Charter:
    made = writing(village)
    services.begin_sharing(made, village.lena.pk)
    return fresh(made)


def indicators(charter: Charter) -> list[Indicator]:
    return list(charter.indicators.order_by("pk"))


def fill(charter: Charter, group: str, people: int, points: tuple[int, ...], first: int = 10_000) -> None:
    """So many people of a group, who all share alike but for a few points."""
    ids = [i.pk for i in indicators(charter)]
    for n in range(people):
        own = list(points)
        own[n % len(own)] += 4
        own[(n + 1) % len(own)] -= 4
        sharing.share(charter, first + n, group, dict(zip(ids, own, strict=True)))


def counted(village: Village, *, staff: int = 12) -> Charter:
    """Students, families and staff have shared; partners too few."""
    made = sharing_now(village)
    fill(made, Group.STUDENTS, 24, (10, 30, 40, 20), 10_000)
    fill(made, Group.FAMILIES, 15, (40, 30, 20, 10), 20_000)
    fill(made, Group.STAFF, staff, (45, 35, 10, 10), 30_000)
    fill(made, Group.PARTNERS, 4, (25, 25, 25, 25), 40_000)
    finish(closing.close(made))
    return fresh(made)


def adopted(village: Village) -> Charter:
    made = counted(village)
    aims = {i.pk: Aim(0.5, 0.05) if i.figure else Aim() for i in indicators(made)}
    return services.adopt(
        made, "The round table of 20 November", aims, by=village.lena.pk,
        next_review=clock.today() + timedelta(days=70),
    )  # fmt: skip


def fresh(charter: Charter) -> Charter:
    return Charter.objects.get(pk=charter.pk)
