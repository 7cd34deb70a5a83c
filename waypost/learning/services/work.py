"""Changes of work: a piece comes in, the student places it, adults judge it. A judgement is told to evidence with it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from waypost.evidence.models import Audience
from waypost.school import clock
from waypost.skills import services as skills
from waypost.skills.importing import Entry, Tree
from waypost.skills.models import Skill
from waypost.trust import safeguarding
from waypost.trust.files import MB, Accepted

from .. import rubrics, telling
from ..models import Judgement, Piece, SelfPlacing
from ..rubrics import Rubric
from . import Refused

QUOTA = 200 * MB  # of pictures, a student (TRUST 20)


@dataclass(frozen=True, slots=True)
class Work:
    """What a piece holds."""

    title: str
    kind: str = "essay"
    text: str = ""
    link: str = ""
    with_family: bool = False


def add_piece(person_id: int, work: Work, *, by: int, once: UUID, picture: Accepted | None = None) -> Piece:
    """A piece of work. `picture` has passed `trust.files` and is taken away here. Sent twice it is one piece."""
    name = ""
    try:
        before = Piece.objects.filter(once=once, person_id=person_id).first()
        if before is not None:
            return before
        if picture is not None:
            _within_quota(person_id, picture.size)
            name = _kept(picture)
        with transaction.atomic():
            if by == person_id:
                safeguarding.look_at(work.title, work.text)
            return Piece.objects.create(
                person_id=person_id, title=work.title, kind=work.kind, text=work.text, link=work.link,
                with_family=work.with_family, picture=name, picture_bytes=picture.size if picture else 0,
                made=clock.now(), made_by=by, once=once,
            )  # fmt: skip
    except BaseException as error:
        if name:
            default_storage.delete(name)
        twin = Piece.objects.filter(once=once, person_id=person_id).first()
        if isinstance(error, IntegrityError) and twin is not None:
            return twin  # the other sending was quicker by a moment
        raise
    finally:
        if picture is not None:
            picture.path.unlink(missing_ok=True)


def _within_quota(person_id: int, size: int) -> None:
    used = Piece.objects.filter(person_id=person_id).aggregate(n=Sum("picture_bytes"))["n"] or 0
    if used + size > QUOTA:
        raise Refused(_("There is no room for more pictures here. A teacher can help to clear some."))


def _kept(picture: Accepted) -> str:
    with picture.path.open("rb") as file:
        return default_storage.save(f"learning/{secrets.token_hex(16)}.{picture.type}", File(file))


@transaction.atomic
def show_at_home(piece: Piece, yes: bool) -> None:
    """The student says whether the family sees it."""
    Piece.objects.filter(pk=piece.pk).update(with_family=yes)


@transaction.atomic
def place(piece: Piece, rubric: Rubric, level: int, reason: str, *, once: UUID) -> None:
    """Where the student sees the own work. It stays here: evidence isn't told."""
    _on_the_rubric(level)
    _row, new = SelfPlacing.objects.get_or_create(
        once=once,
        defaults={"piece": piece, "rubric": rubric.slug, "level": level, "reason": reason, "at": clock.now()},
    )
    if new:
        safeguarding.look_at(reason)


@transaction.atomic
def judge(
    piece: Piece, rubric: Rubric, level: int, reason: str, *, by: int, once: UUID, also: int | None = None,
    second: bool = False,
) -> Judgement:  # fmt: skip
    """An adult places it, with a reason. The same adult's earlier judgement on this rubric is taken back.

    `second`: as second marker, who hasn't seen what the first one said; there must be a first one.
    """
    _on_the_rubric(level)
    if not reason.strip():
        raise Refused(_("Say in a sentence what you saw in the work."))
    Piece.objects.select_for_update().get(pk=piece.pk)
    before = Judgement.objects.filter(once=once, piece=piece).first()
    if before is not None:
        return before
    now, skill = clock.now(), skill_of(rubric)
    for earlier in Judgement.objects.filter(piece=piece, rubric=rubric.slug, by=by, taken_back=None):
        take_back(earlier)
    first = Judgement.objects.filter(piece=piece, rubric=rubric.slug, taken_back=None).exclude(by=by)
    shown = [skill.pk] if also is None else [skill.pk, also]
    statement = telling.judged(piece.person_id, piece.pk, level, shown, by, now)
    return Judgement.objects.create(
        piece=piece, rubric=rubric.slug, level=level, reason=reason, skill_id=skill.pk, also_skill_id=also,
        second=second and first.exists(), by=by, at=now, statement_id=statement, once=once,
    )  # fmt: skip


@transaction.atomic
def take_back(judgement: Judgement) -> None:
    """It no longer counts; it stays in the history."""
    now = clock.now()
    if Judgement.objects.filter(pk=judgement.pk, taken_back=None).update(taken_back=now):
        telling.take_back(judgement.statement_id, judgement.piece.person_id, now, Audience.SCHOOL)


def skill_of(rubric: Rubric) -> Skill:
    """The skill that a rubric counts for; the tree of the shipped rubrics is written when first needed."""
    found = Skill.objects.filter(framework__uri=rubrics.FRAMEWORK, code=rubric.slug).first()
    if found is None:
        entries = [
            Entry(code=r.slug, title=str(r.title), statement=str(r.question), kind="skill", rule="judgement")
            for r in rubrics.SHIPPED.values()
        ]
        skills.write_tree(Tree(title=str(rubrics.FRAMEWORK_TITLE), uri=rubrics.FRAMEWORK, entries=entries))
        found = Skill.objects.get(framework__uri=rubrics.FRAMEWORK, code=rubric.slug)
    return found


def _on_the_rubric(level: int) -> None:
    if level not in rubrics.LEVELS:
        raise Refused(_("Choose one of the four levels."))
