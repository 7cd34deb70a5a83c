"""Whose signal is it? About the person: the home adult. About a skill: the teacher of that class. Taken: who took it.

Every signal has exactly one owner: where no home adult is here any more, a counsellor of the school, else a leader.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from waypost.measures.events import Kind
from waypost.measures.registry import SIGNALS
from waypost.readings.models import Episode, Event
from waypost.school import clock, identities
from waypost.school.models import Enrollment, HomeAdult, Person
from waypost.school.queries import organizations_of
from waypost.skills.models import Skill
from waypost.trust.models import Role

from . import adults
from .models import Part, Taking, TalkTold

ASKED = "asked_for_help"


@dataclass(frozen=True, slots=True)
class Taught:
    """One class that a student is in, with the one teacher who answers for it."""

    class_id: int
    subject: str
    teacher_id: int


@dataclass(frozen=True, slots=True)
class Ownership:
    """What the owners of a set of episodes are read from (built in four queries)."""

    home: Mapping[int, int]  # student -> home adult
    taught: Mapping[int, list[Taught]]  # student -> classes
    subjects: Mapping[int, str]  # skill -> subject
    taken: Mapping[int, int]  # episode -> who has it
    chosen: Mapping[int, int]  # episode -> the adult whom the student chose
    instead: Mapping[int, int]  # student -> who is there where no home adult is

    def owner(self, episode: Episode) -> int | None:
        """The adult's person id."""
        return self.taken.get(episode.pk) or self.usual_owner(episode)

    def usual_owner(self, episode: Episode) -> int | None:
        if episode.only_for_id is not None:
            return episode.only_for_id or None
        if episode.pk in self.chosen:
            return self.chosen[episode.pk]
        klass = self.class_of(episode)
        if klass is not None:
            return klass.teacher_id
        return self.home.get(episode.person_id) or self.instead.get(episode.person_id)

    def class_of(self, episode: Episode) -> Taught | None:
        """The class whose teacher answers, for a signal about a skill."""
        signal = SIGNALS.get(episode.signal)
        if signal is None or signal.about.owner != "class teacher" or not episode.subject:
            return None
        classes = self.taught.get(episode.person_id, [])
        subject = self.subjects.get(episode.subject, "").casefold()
        matching = [c for c in classes if subject and c.subject.casefold() == subject]
        if matching:
            return matching[0]
        return classes[0] if classes and not subject else None


def of(episodes: Iterable[Episode]) -> Ownership:
    """Read what decides the owners of these episodes."""
    listed = list(episodes)
    students = {e.person_id for e in listed}
    skills = {e.subject for e in listed if e.subject}
    home = _home(students)
    return Ownership(
        home=home,
        taught=_taught(students),
        subjects=dict(Skill.objects.filter(pk__in=skills).values_list("pk", "subject")),
        taken=dict(
            Taking.objects.filter(episode_id__in=[e.pk for e in listed], ended=None).values_list(
                "episode_id", "adult_id"
            )
        ),
        chosen=_chosen([e for e in listed if e.signal == ASKED]),
        instead={s: adult for s in students - set(home) if (adult := _instead(s)) is not None},
    )


def _home(students: set[int]) -> dict[int, int]:
    """Home adults who are still here."""
    today = clock.today()
    here = Q(adult__active=True) & (Q(adult__left=None) | Q(adult__left__gte=today))
    rows = HomeAdult.objects.filter(here, student__in=students, until=None)
    return dict(rows.values_list("student_id", "adult_id"))


def _instead(student: int) -> int | None:
    """The counsellor, else the leader, of the student's school who has been it for longest."""
    places = organizations_of(student)
    for role in (Role.COUNSELLOR, Role.LEADER):
        found = adults.holders(role, places)
        if found:
            return found[0]
    return None


def _chosen(asked: list[Episode]) -> dict[int, int]:
    """The adult named in the latest request for help, where the student named one who is on the staff."""
    found: dict[int, int] = {}
    passed_on = talk_holders({e.person_id for e in asked})
    for episode in asked:
        if episode.person_id in passed_on:
            found[episode.pk] = passed_on[episode.person_id]
            continue
        own = [known.identifier for known in identities.identifiers_of(episode.person_id)]
        requests = Event.objects.filter(identifier_id__in=own, kind=Kind.HELP, voided=False).order_by(
            "-at", "-seq"
        )
        adult = requests.values_list("actor_id", flat=True).first()
        person = identities.person_of(adult, episode.opened) if adult else None
        if person and Person.objects.filter(pk=person, kind="staff", active=True).exists():
            found[episode.pk] = person
    return found


def talk_holders(students: set[int]) -> dict[int, int]:
    """Student -> the adult with whom an open wish to talk lies now: who read it, else who was told last.

    Deputies have a page of their own; the signal stays with the adult before them.
    """
    if not students:
        return {}
    found: dict[int, int] = {}
    told = TalkTold.objects.filter(request__person_id__in=students, request__ended=None)
    for row in told.exclude(part=Part.DEPUTY).select_related("request").order_by("request__made", "at", "pk"):
        found[row.request.person_id] = row.request.read_by or row.adult_id
    return found


def _taught(students: set[int]) -> dict[int, list[Taught]]:
    memberships = list(
        Enrollment.objects.filter(person__in=students, role="student", active=True, klass__active=True)
        .order_by("klass_id")
        .values_list("person_id", "klass_id", "klass__subject")
    )
    teachers: dict[int, int] = {}
    rows = Enrollment.objects.filter(klass__in={k for _, k, _ in memberships}, role="teacher", active=True)
    for klass, person in rows.order_by("-primary", "pk").values_list("klass_id", "person_id"):
        teachers.setdefault(klass, person)
    found: dict[int, list[Taught]] = defaultdict(list)
    for student, klass, subject in memberships:
        if klass in teachers and subject:
            found[student].append(Taught(klass, subject, teachers[klass]))
    return found
