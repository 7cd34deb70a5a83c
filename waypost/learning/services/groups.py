"""Changes of a class's groups, and of what is given to do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from waypost.school import clock

from ..models import Group, GroupMember, GroupVersion, Handed, Task, TaskKind
from . import Meanwhile, Refused
from .plans import standing


@transaction.atomic
def make(
    klass_id: int,
    title: str,
    people: Collection[int],
    *,
    by: int,
    once: UUID,
    skill_id: int | None = None,
    words: str = "",
) -> Group:
    """A group is kept. Sent twice it is one."""
    before = Group.objects.filter(once=once, klass_id=klass_id).first()
    if before is not None:
        return before
    if not people:
        raise Refused(_("Choose who is in the group."))
    now = clock.now()
    try:
        with transaction.atomic():
            group = Group.objects.create(
                klass_id=klass_id, skill_id=skill_id, made=now, made_by=by, once=once
            )
    except IntegrityError:
        return Group.objects.get(once=once, klass_id=klass_id)
    GroupVersion.objects.create(group=group, number=1, title=title, words=words, made=now, made_by=by)
    GroupMember.objects.bulk_create(
        GroupMember(group=group, person_id=p, since=now) for p in sorted(set(people))
    )
    return group


@transaction.atomic
def change(
    group: Group,
    title: str,
    words: str,
    people: Collection[int],
    *,
    by: int,
    seen: int,
    within: Collection[int],
) -> GroupVersion:
    """Another title, words or members. `seen` as in `plans.write`.

    `within`: the students whom the writer could choose from; members whom the writer doesn't see stay.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    current = group.current
    live = dict(group.members.filter(until=None).values_list("person_id", "pk"))
    wanted = {*people, *(p for p in live if p not in within)}
    if (current.title, current.words) == (title, words) and set(live) == wanted:
        return current
    if current.number != seen:
        raise Meanwhile(current.number)
    if not wanted:
        raise Refused(_("Choose who is in the group."))
    now = clock.now()
    GroupMember.objects.filter(pk__in=[pk for p, pk in live.items() if p not in wanted]).update(until=now)
    GroupMember.objects.bulk_create(
        GroupMember(group=group, person_id=p, since=now) for p in sorted(wanted - set(live))
    )
    return GroupVersion.objects.create(
        group=group, number=current.number + 1, title=title, words=words, made=now, made_by=by
    )


@transaction.atomic
def end(group: Group) -> None:
    """The group has done its work."""
    Group.objects.filter(pk=group.pk, ended=None).update(ended=clock.now())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is given to do, or how something is taught again."""

    what: str
    by_when: date
    kind: str = TaskKind.TASK
    link: str = ""
    skill_id: int | None = None


@transaction.atomic
def hand_out(
    klass_id: int, wanted: Wanted, people: Collection[int], *, by: int, once: UUID, group: Group | None = None
) -> Task:
    """Give it to these students; how each stands now is kept, so that one can see afterwards what happened."""
    before = Task.objects.filter(once=once, klass_id=klass_id).first()
    if before is not None:
        return before
    if not people:
        raise Refused(_("Choose for whom it is."))
    now, chosen = clock.now(), sorted(set(people))
    try:
        with transaction.atomic():
            task = Task.objects.create(
                klass_id=klass_id, kind=wanted.kind, what=wanted.what, link=wanted.link, skill_id=wanted.skill_id,
                group=group, by_when=wanted.by_when, made=now, made_by=by, once=once,
            )  # fmt: skip
    except IntegrityError:
        return Task.objects.get(once=once, klass_id=klass_id)
    stood = standing(wanted.skill_id, chosen) if wanted.skill_id else {}
    nothing = ("not_enough", 0) if wanted.skill_id else ("", 0)
    Handed.objects.bulk_create(
        Handed(
            task=task, person_id=p, state_then=stood.get(p, nothing)[0], tries_then=stood.get(p, nothing)[1]
        )
        for p in chosen
    )
    return task


@transaction.atomic
def done(handed: Handed, *, by: int) -> bool:
    """It is done, says the student or an adult. False when somebody had said so."""
    return bool(Handed.objects.filter(pk=handed.pk, done=None).update(done=clock.now(), done_by=by))


@transaction.atomic
def not_done(handed: Handed) -> None:
    """A tap by mistake."""
    Handed.objects.filter(pk=handed.pk).update(done=None, done_by=None)


@transaction.atomic
def end_task(task: Task) -> None:
    """Nobody needs to do it any more."""
    Task.objects.filter(pk=task.pk, ended=None).update(ended=clock.now())
