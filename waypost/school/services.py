"""Changes that a person makes by hand: the school's days, home adults, guardians' rights. One function an action."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from waypost.trust import audit, ledger, sessions
from waypost.trust import services as trust
from waypost.trust.models import Account, Role

from . import calendar, changes, clock, queries
from .models import AcademicSession, Class, DayOff, Enrollment, GuardianLink, HomeAdult, Person, School

RIGHTS = ("see", "message", "consent", "book")
LONGEST_TERM = 400  # days
KINDS = ("schoolYear", "semester", "term", "gradingPeriod")


def _act(verb: str, by: Account | None, kind: str, key: int, **detail: object) -> None:
    audit.act(verb, actor_id=by.pk if by else None, object_kind=kind, object_id=key, detail=detail)


# The school's days


@transaction.atomic
def save_term(
    title: str, kind: str, start: date, end: date, by: Account | None, term: AcademicSession | None = None
) -> AcademicSession:
    """A new term, or another title or other days for one. Two of a kind never overlap: a day would count twice."""
    if end < start:
        raise ValidationError(_("The last day lies before the first. Change one of the two."))
    if (end - start).days > LONGEST_TERM:
        raise ValidationError(_("%(title)s is longer than a year. Is a year mistyped?") % {"title": title})
    if kind not in KINDS:
        raise ValidationError(_("Choose school year, semester, term or half-term."))
    _overlaps(title, kind, start, end, term)
    if term is None:
        term = AcademicSession(sourced_id=f"by-hand-{kind}-{start.isoformat()}-{end.isoformat()}")
        if AcademicSession.objects.filter(sourced_id=term.sourced_id).exists():
            raise ValidationError(_("There is a term with these days already."))
    term.title, term.kind, term.start, term.end, term.active = title.strip()[:255], kind, start, end, True
    term.save()
    _act("term.save", by, "term", term.pk)
    calendar.changed()
    return term


def _overlaps(title: str, kind: str, start: date, end: date, term: AcademicSession | None) -> None:
    rows = AcademicSession.objects.filter(kind=kind, active=True, start__lte=end, end__gte=start)
    other = rows.exclude(pk=term.pk if term else 0).first()
    if other is not None:
        raise ValidationError(
            _("%(title)s overlaps with %(other)s (%(first)s to %(last)s).")
            % {"title": title, "other": other.title, "first": other.start, "last": other.end}
        )


@transaction.atomic
def end_term(term: AcademicSession, by: Account | None) -> None:
    """This term doesn't count any more. It stays, as rosters may name it."""
    term.active = False
    term.save(update_fields=["active"])
    _act("term.end", by, "term", term.pk)
    calendar.changed()


@transaction.atomic
def set_days_off(first: date, last: date, title: str, by: Account | None, *, school: bool = False) -> int:
    """No school from `first` to `last` (both included): holidays, a snow day; or with `school` a day of school outside
    the habit. Returns how many days; at most a summer's length in one go."""
    if last < first:
        raise ValidationError(_("The last day lies before the first. Change one of the two."))
    count = (last - first).days + 1
    if count > 120:
        raise ValidationError(
            _("These are more than 120 days. Enter the terms instead: days between terms are free.")
        )
    for n in range(count):
        DayOff.objects.update_or_create(
            day=first + timedelta(days=n), defaults={"title": title[:120], "school": school}
        )
    _act("days_off.set", by, "calendar", 0, first=first.isoformat(), last=last.isoformat(), school=school)
    calendar.changed()
    return count


@transaction.atomic
def remove_day_off(day: date, by: Account | None) -> None:
    """The day is again what the weekly habit says."""
    DayOff.objects.filter(day=day).delete()
    _act("days_off.remove", by, "calendar", 0, day=day.isoformat())
    calendar.changed()


@transaction.atomic
def set_habits(weekdays: str, time_zone: str, by: Account | None) -> None:
    """Which weekdays have school ("1111100": Monday first), and where the school's clock stands."""
    if len(weekdays) != 7 or set(weekdays) - {"0", "1"} or "1" not in weekdays:
        raise ValidationError(_("Choose at least one day of the week."))
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValidationError(
            _("This time zone isn't known. Choose one of the list, like Europe/Berlin.")
        ) from error
    school = School.objects.select_for_update().get()
    school.weekdays, school.time_zone = weekdays, time_zone
    school.save(update_fields=["weekdays", "time_zone"])
    _act("school.habits", by, "school", school.pk)
    clock.forget()
    calendar.changed()


# Home adults


@transaction.atomic
def set_home_adult(student: Person, adult: Person, by: Account | None) -> HomeAdult:
    """From today signals about the student go to this adult. A roster doesn't change what was set by hand."""
    if student.kind != "student" or adult.kind != "staff" or not adult.active:
        raise ValidationError(_("A home adult is somebody of the staff, and is one for students."))
    today = clock.today()
    standing = HomeAdult.objects.select_for_update().filter(student=student, until__isnull=True).first()
    if standing is not None and (standing.since >= today or standing.adult_id == adult.pk):
        standing.adult, standing.basis, standing.set_by = adult, "by hand", by.pk if by else None
        standing.save()
    else:
        if standing is not None:
            standing.until = today - timedelta(days=1)
            standing.save(update_fields=["until"])
        standing = HomeAdult.objects.create(
            student=student, adult=adult, basis="by hand", since=today, set_by=by.pk if by else None
        )
    _act("home_adult.set", by, "person", student.pk, adult=adult.pk)
    changes.people_changed.send(sender=HomeAdult, person_ids={student.pk})
    return standing


# Classes by hand, for a school whose classes came with a file of responses


@transaction.atomic
def give_class(teacher: Person, klass: Class, by: Account) -> Enrollment:
    """From today somebody of the staff teaches a class that has no teacher: they see its students."""
    if teacher.kind != "staff" or not teacher.active:
        raise ValidationError(_("A class goes to somebody of the staff."))
    if by.person_id == teacher.pk:
        raise ValidationError(_("Nobody gives a class to themselves."))
    if not queries.classes_without_teacher().filter(pk=klass.pk).exists():
        raise ValidationError(_("This class has a teacher already."))
    place = Enrollment.objects.create(
        person=teacher, klass=klass, role="teacher", primary=True, since=clock.today()
    )
    _act("class.give", by, "person", teacher.pk, klass=klass.pk)
    return place


@transaction.atomic
def end_class(place: Enrollment, by: Account) -> None:
    """Take back what was given by hand; the roster's own rows follow the roster."""
    if place.role != "teacher" or place.rostered:
        raise ValidationError(_("This comes from the roster: change it there."))
    place.active = False
    place.until = clock.today()
    place.save(update_fields=["active", "until"])
    _act("class.end", by, "person", place.person_id, klass=place.klass_id)


# Guardians


@transaction.atomic
def add_guardian(student: Person, guardian: Person, by: Account | None, basis: str) -> GuardianLink:
    """A pending link by hand; it opens nothing until it is confirmed."""
    if student.kind != "student" or guardian.kind == "student":
        raise ValidationError(_("A guardian is an adult, and is one for a student."))
    if GuardianLink.objects.filter(student=student, guardian=guardian).exclude(state="ended").exists():
        raise ValidationError(_("These two are linked already."))
    link = GuardianLink.objects.create(
        student=student, guardian=guardian, basis=basis[:300], set_by=by.pk if by else None
    )
    _act("guardian.add", by, "guardian_link", link.pk)
    return link


@transaction.atomic
def confirm_guardian(
    link: GuardianLink, rights: set[str], by: Account | None, basis: str = ""
) -> GuardianLink:
    """A person at the school knows this guardian, and says which rights the link carries from today on."""
    _check_rights(rights)
    if link.state == "ended":
        raise ValidationError(_("This link was ended. Make a new one if things have changed."))
    if rights - _left_by_a_court(link):
        raise ValidationError(
            _("A court's restriction stands. Two members of staff end it, with the newer document.")
        )
    lost = {right for right in RIGHTS if getattr(link, right)} - rights
    link.state, link.set_by = "confirmed", by.pk if by else None
    link.since = link.since or clock.today()
    link.basis = basis[:300] or link.basis
    for right in RIGHTS:
        setattr(link, right, right in rights)
    link.save()
    account = trust.ensure_account(
        link.guardian_id,
        link.guardian.name,
        link.guardian.email or link.guardian.name,
        link.guardian.language,
    )
    trust.grant_role(account, Role.GUARDIAN, None, reason="confirmed link")
    if lost:
        _end_sessions(link)
        _note_lost(link, lost)
    _act("guardian.confirm", by, "guardian_link", link.pk, rights=sorted(rights))
    return link


@transaction.atomic
def restrict_guardian(
    link: GuardianLink, rights: set[str], document: str, by: Account, second: Account
) -> GuardianLink:
    """A court's restriction: fewer rights, by two members of staff, with a reference to the document (TRUST 10)."""
    _check_rights(rights)
    if not document.strip():
        raise ValidationError(_("Name the document, so that somebody can find it later."))
    if by.pk == second.pk:
        raise ValidationError(_("A second member of staff has to confirm this."))
    for right in RIGHTS:
        setattr(link, right, right in rights and getattr(link, right))
    link.basis, link.set_by, link.second_by = document.strip()[:300], by.pk, second.pk
    link.save()
    _end_sessions(link)
    ledger.note("restricted", [link.pk])
    _note_lost(link, {right for right in RIGHTS if not getattr(link, right)})
    _act("guardian.restrict", by, "guardian_link", link.pk, rights=sorted(rights), second=second.pk)
    return link


@transaction.atomic
def lift_restriction(link: GuardianLink, document: str, by: Account, second: Account) -> GuardianLink:
    """The court has changed its mind: rights may be given again, one by one, as for any other link."""
    if not document.strip():
        raise ValidationError(_("Name the document, so that somebody can find it later."))
    if by.pk == second.pk:
        raise ValidationError(_("A second member of staff has to confirm this."))
    standing = GuardianLink.objects.filter(student=link.student_id, guardian=link.guardian_id)
    standing.update(second_by=None)
    link.refresh_from_db()
    link.basis, link.set_by = document.strip()[:300], by.pk
    link.save(update_fields=["basis", "set_by"])
    _act("guardian.lift", by, "guardian_link", link.pk, second=second.pk)
    return link


def _left_by_a_court(link: GuardianLink) -> set[str]:
    """The rights that this link may carry: all of them, unless a restriction stands for these two, on this or an older link."""
    held = GuardianLink.objects.filter(
        student=link.student_id, guardian=link.guardian_id, second_by__isnull=False
    )
    if not held.exists():
        return set(RIGHTS)
    own = held.filter(pk=link.pk).first()
    return {right for right in RIGHTS if own is not None and getattr(own, right)}


def _note_lost(link: GuardianLink, rights: set[str]) -> None:
    """An older backup doesn't bring these back (TRUST 13)."""
    for right in sorted(rights):
        ledger.note(f"right to {right}", [link.pk])


def _end_sessions(link: GuardianLink) -> None:
    """What was taken away is gone from open pages, too (TRUST 10)."""
    account = Account.objects.filter(person_id=link.guardian_id).first()
    if account is not None:
        sessions.end_all(account.pk)


@transaction.atomic
def end_guardian(link: GuardianLink, by: Account | None, reason: str) -> GuardianLink:
    """The link opens nothing from this moment on. A roster doesn't begin it again."""
    if not reason.strip():
        raise ValidationError(_("Say in a few words why. Whoever looks at this later will want to know."))
    for right in RIGHTS:
        setattr(link, right, False)
    link.state, link.until, link.basis, link.set_by = (
        "ended",
        clock.today(),
        reason.strip()[:300],
        by.pk if by else None,
    )
    link.save()
    ledger.note("guardian", [link.pk])
    _end_sessions(link)
    _act("guardian.end", by, "guardian_link", link.pk)
    return link


def _check_rights(rights: set[str]) -> None:
    if unknown := rights - set(RIGHTS):
        raise ValidationError(
            _("There is no such right: %(rights)s.") % {"rights": ", ".join(sorted(unknown))}
        )
