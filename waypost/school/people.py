"""Joining and parting: identifiers with people, and rows that are one person (TRUST 9).

Every change writes an act and says in the same transaction whose evidence now reads differently. Reads are in
`identities`, the exact rules in `automatic`; both are offered here, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from waypost.trust import audit

from . import changes, clock
from .automatic import join_automatically, roster_key, settle
from .identities import (
    Known,
    Window,
    identifiers_of,
    identifiers_of_all,
    merged_into,
    person_of,
    resolve,
    rows_of,
    rows_of_all,
    standing_for,
    who_on,
    windows_of,
)
from .models import Identifier, Identity, Merge, Person

__all__ = [
    "Known",
    "Window",
    "automatic_join",
    "identifiers_of",
    "identifiers_of_all",
    "join",
    "join_automatically",
    "merge",
    "merged_into",
    "part",
    "part_merge",
    "person_of",
    "resolve",
    "roster_key",
    "rows_of",
    "rows_of_all",
    "settle",
    "standing_for",
    "tell",
    "who_on",
    "windows_of",
]

#: Stands for "the command line" where an account is expected and None means "a rule".
CONSOLE = 0


def automatic_join(identifier: Identifier) -> int | None:
    """Join one identifier by the exact rules; the person it stands for today, if any."""
    join_automatically([identifier.pk])
    return person_of(identifier.pk, clock.today())


@transaction.atomic
def join(
    identifier_id: int,
    person_id: int,
    *,
    by: int | None,
    reason: str,
    since: date | None = None,
    until: date | None = None,
    basis: str = "by hand",
) -> Identity:
    """From `since` to `until` (None: open) this identifier is this person. Raises ValidationError with a sentence."""
    reason = _reason(reason)
    if since and until and until < since:
        raise ValidationError(_("The last day lies before the first. Change one of the two."))
    identifier = Identifier.objects.select_for_update().get(pk=identifier_id)
    for other in identifier.identities.filter(parted__isnull=True).select_related("person"):
        if _overlap(since, until, other.since, other.until):
            raise ValidationError(
                _(
                    "%(key)s already stands for %(name)s on some of these days. Part it there first, or choose other days."
                )
                % {"key": identifier.key, "name": other.person.name}
            )
    row = Identity.objects.create(
        identifier=identifier,
        person_id=person_id,
        since=since,
        until=until,
        basis=basis,
        set_by=by,
        set_at=clock.now(),
        reason=reason,
    )
    audit.act(
        "identity.join",
        actor_id=by,
        object_kind="identity",
        object_id=str(row.pk),
        detail={"person": person_id},
    )
    tell([person_id])
    return row


@transaction.atomic
def part(identity_id: int, *, by: int | None, reason: str) -> Identity:
    """End an identity as if it had never been. The row stays, with who parted it and why."""
    row = Identity.objects.select_for_update().get(pk=identity_id)
    if row.parted is not None:
        raise ValidationError(_("This identifier was parted already."))
    row.parted, row.parted_by, row.parted_reason = clock.now(), CONSOLE if by is None else by, _reason(reason)
    row.save(update_fields=["parted", "parted_by", "parted_reason"])
    audit.act(
        "identity.part",
        actor_id=by,
        object_kind="identity",
        object_id=str(row.pk),
        detail={"person": row.person_id},
    )
    tell([row.person_id])
    return row


@transaction.atomic
def merge(kept_id: int, absorbed_id: int, *, by: int | None, reason: str) -> Merge:
    """Two rows are one person: `kept` stands for both from now on.

    Nothing moves but one pointer, so that parting restores exactly. Identifiers and classes of the absorbed row count
    for the kept one; its guardian links, consents, grants and home adult do not: they wait for a person.
    """
    reason = _reason(reason)
    people = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in={kept_id, absorbed_id})}
    kept, absorbed = people[kept_id], people[absorbed_id]
    _refuse_merge(kept, absorbed)
    absorbed.merged_into = kept
    absorbed.save(update_fields=["merged_into"])
    row = Merge.objects.create(kept=kept, absorbed=absorbed, reason=reason, by=by, at=clock.now())
    audit.act(
        "person.merge",
        actor_id=by,
        object_kind="person",
        object_id=str(kept.pk),
        detail={"absorbed": absorbed.pk},
    )
    tell([kept.pk, absorbed.pk])
    return row


@transaction.atomic
def part_merge(merge_id: int, *, by: int | None, reason: str) -> Merge:
    """Undo a merge exactly: both rows stand for themselves as if they had never been merged."""
    row = Merge.objects.select_for_update().select_related("kept", "absorbed").get(pk=merge_id)
    if row.parted is not None:
        raise ValidationError(_("These two were parted already."))
    reason = _reason(reason)
    row.absorbed.merged_into = None
    row.absorbed.save(update_fields=["merged_into"])
    row.parted, row.parted_by, row.parted_reason = clock.now(), CONSOLE if by is None else by, reason
    row.save(update_fields=["parted", "parted_by", "parted_reason"])
    audit.act(
        "person.part",
        actor_id=by,
        object_kind="person",
        object_id=str(row.kept_id),
        detail={"parted": row.absorbed_id},
    )
    settle([row.kept_id, row.absorbed_id])
    tell([row.kept_id, row.absorbed_id])
    return row


def tell(person_ids: Iterable[int]) -> None:
    """Say whose evidence reads differently now: these people and those who stand for them."""
    people = set(person_ids)
    merged = merged_into()
    people |= {merged[p] for p in people if p in merged}
    if people:
        changes.people_changed.send(sender=Person, person_ids=people)


def _refuse_merge(kept: Person, absorbed: Person) -> None:
    """One step from the absorbed row to the kept one, never a chain: each merge can be parted by itself."""
    names = {"kept": kept.name, "absorbed": absorbed.name}
    if kept.pk == absorbed.pk:
        raise ValidationError(_("Choose two different people."))
    if kept.merged_into_id or absorbed.merged_into_id:
        raise ValidationError(
            _("One of these two is part of another person already. Open that person instead.")
        )
    if absorbed.merged.exists():
        raise ValidationError(
            _("%(absorbed)s already stands for another row. Keep %(absorbed)s instead, or part that first.")
            % names
        )
    if kept.kind != absorbed.kind:
        raise ValidationError(
            _("%(kept)s and %(absorbed)s aren't of one kind: a student and an adult stay two people.") % names
        )


def _reason(words: str) -> str:
    if not words.strip():
        raise ValidationError(_("Say in a few words why. Whoever looks at this later will want to know."))
    return words.strip()[:300]


def _overlap(a_since: date | None, a_until: date | None, b_since: date | None, b_until: date | None) -> bool:
    return (a_since or date.min) <= (b_until or date.max) and (b_since or date.min) <= (a_until or date.max)
