"""Telling a story, saying yes or no to being in it, and taking it back: then words and files are gone at once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust import audit, consent, ledger
from waypost.trust.files import MB, Accepted

from ..access.stories import PURPOSE
from ..models import InStory, Kept, Reach, Story
from . import Refused

LONGEST = 370  # days: a school year
TAKEN_BACK = "story"  # in the ledger
QUOTA = 100 * MB  # of files, a person


class NoRoom(Refused):
    """The person's files fill what one person has (TRUST 20)."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told, to whom, until when."""

    title: str
    words: str
    reach: str
    until: date
    picture_says: str = ""


def promise(reach: str) -> str:
    """In a child's words, before the yes; kept as it was shown (TRUST 14)."""
    where = {
        Reach.SCHOOL: _("Students and staff of the school can read it."),
        Reach.FAMILIES: _("Students, staff, families and partners can read it."),
        Reach.PUBLIC: _("Everybody in the world can read it."),
    }[Reach(reach)]
    return f"{where} {_('Others may keep a copy; we can’t get that back. You can say no at any time, and then it is gone from here within a minute.')}"


def tell(
    person_id: int, told: Told, people: Iterable[int], *, once: UUID, picture: Accepted | None = None,
    sound: Accepted | None = None,
) -> Story:  # fmt: skip
    """A story; `people` can be recognised in it, besides the one who tells it. Files have passed `trust.files`.

    Sent twice it is one. Who tells it says yes with that; everybody else in it is asked.
    """
    kept: list[str] = []
    try:
        with transaction.atomic():
            done = Story.objects.filter(once=once).first()
            if done is not None:
                return done
            _check(person_id, told, [f for f in (picture, sound) if f is not None])
            names = [_kept(f) if f is not None else "" for f in (picture, sound)]
            kept = [n for n in names if n]
            made = Story.objects.create(
                person_id=person_id, title=told.title, words=told.words, reach=told.reach, until=told.until,
                picture=names[0], picture_says=told.picture_says, sound=names[1],
                file_bytes=sum(f.size for f in (picture, sound) if f is not None), at=clock.now(), once=once,
                key=secrets.token_hex(16), picture_key=secrets.token_hex(16), sound_key=secrets.token_hex(16),
            )  # fmt: skip
            InStory.objects.bulk_create(
                InStory(story=made, person_id=p) for p in sorted({person_id, *people})
            )
            answer(made, person_id, giver_id=person_id, yes=True)
            return made
    except BaseException:
        _drop(kept)
        raise
    finally:
        for file in (picture, sound):
            if file is not None:
                file.path.unlink(missing_ok=True)


def _check(person_id: int, told: Told, files: list[Accepted]) -> None:
    today = clock.today()
    if not today <= told.until <= date.fromordinal(today.toordinal() + LONGEST):
        raise Refused(_("It ends on a day to come, within a year."))
    used = Story.objects.filter(person_id=person_id).aggregate(n=Sum("file_bytes"))["n"] or 0
    if used + sum(f.size for f in files) > QUOTA:
        raise NoRoom(_("There is no room for more files here. Take an old story back first."))


def _kept(file: Accepted) -> str:
    with file.path.open("rb") as content:
        return str(default_storage.save(f"stories/{secrets.token_hex(16)}.{file.type}", File(content)))


def _drop(names: Iterable[str]) -> None:
    for name in names:
        if name and default_storage.exists(name):
            default_storage.delete(name)


@transaction.atomic
def answer(story: Story, person_id: int, *, giver_id: int, yes: bool) -> None:
    """Somebody in it (or a guardian) says yes or no; a no acts at the next request. Raises Refused."""
    if not InStory.objects.filter(story=story, person_id=person_id).exists():
        raise Refused(_("Nobody is asked about this person here."))
    words = f"{story.title}\n{promise(story.reach)}"
    text = consent.shown(PURPOSE, (get_language() or "en").split("-")[0], words)
    end = clock.start_of(date.fromordinal(story.until.toordinal() + 1))
    try:
        consent.give(
            person_id, PURPOSE, yes=yes, giver_id=giver_id, text=text, audience=story.reach, media=story.media,
            until=end if yes else None,
        )  # fmt: skip
    except PermissionError as no:
        raise Refused(str(no)) from no


@transaction.atomic
def read(story: Story, by: int, *, show: bool) -> None:
    """A member of the staff has read it."""
    state = Kept.SHOWN if show else Kept.HELD
    Story.objects.filter(pk=story.pk, state=Kept.WAITING).update(state=state, read_by=by)


@transaction.atomic
def take_back(story: Story, by: int) -> None:
    """Gone: words and files now, here and wherever it was embedded. Its address says that it is gone."""
    row = Story.objects.select_for_update().get(pk=story.pk)
    if row.taken_back is not None:
        return
    row.taken_back = clock.now()
    empty(row)
    ledger.note(TAKEN_BACK, [row.pk])
    audit.act("story.take_back", object_kind="story", object_id=row.pk, detail={"by_person": by})


def empty(row: Story) -> None:
    """Words and files of a story go; that it was there stays."""
    files = [row.picture, row.sound]
    row.title, row.words, row.picture_says = "", "", ""
    row.picture, row.sound, row.file_bytes = "", "", 0
    row.save()
    transaction.on_commit(lambda: _drop(files))


def end_old() -> int:
    """Stories past their last day are taken back by themselves; how many. Run by the nightly job."""
    old = list(Story.objects.filter(taken_back=None, until__lt=clock.today()))
    for story in old:
        take_back(story, 0)
    return len(old)
