"""Families and students who write, agree and ask: by the services that the pages use, with words that real ones might use."""

from __future__ import annotations

from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from waypost.care import adults, consents
from waypost.care.relations import Ends
from waypost.care.services import kept, messages, talk
from waypost.school import clock
from waypost.school.models import GuardianLink, Person
from waypost.trust.models import Account, Role
from waypost.trust.who import accounts_with

from .seed import Plan
from .simulator.dice import Dice

THREADS = 14
CONSENTS = 30
TALK = {
    "en": [
        ("Good morning. She was ill yesterday. Did she miss something important?",
         "Thank you for telling me. We went on with fractions; I gave her the sheet this morning."),
        ("He talks a lot about the bridge project at home. Can he bring it home to show us?",
         "Gladly, on Friday. Ask him why the second one held longer."),
        ("Is there a way to help with reading at home, ten minutes a day?",
         "Yes: let him read aloud to you, and ask what happens next."),
    ],
    "es": [("Buenos días. ¿Cómo le va con las fracciones? En casa dice que ya las entiende.",
            "Es verdad: esta semana las explicó a otra persona. Pregúntele cómo lo hizo.")],
    "ar": [("صباح الخير. كانت مريضة أمس. هل فاتها شيء مهم؟",
            "شكرًا لإخباري. تابعنا الكسور، وأعطيتها الورقة هذا الصباح.")],
}  # fmt: skip


@transaction.atomic
def live(plan: Plan) -> None:
    """All of it, at the demonstration's own time."""
    _safeguarding_are_people()
    links = list(
        GuardianLink.objects.filter(state="confirmed", message=True)
        .select_related("guardian", "student")
        .order_by("pk")
    )
    chosen = Dice(plan.seed, "families").shuffled(links)
    now = clock.now()
    for n, link in enumerate(chosen[:THREADS]):
        with clock.held_at(now - timedelta(days=1 + n % 6, hours=n % 4)):
            _thread(n, link)
    for n, link in enumerate(chosen[:CONSENTS]):
        if link.consent:
            consents.answer(link.student, link.guardian_id, "publish", "no" if n % 8 == 0 else "yes")
            if n % 2:
                consents.answer(link.student, link.student_id, "publish", "yes")
            if n % 10 == 3:
                consents.answer(link.student, link.guardian_id, "survey-sensitive", "no")
    _wishes_to_talk(chosen)


def _safeguarding_are_people() -> None:
    """Who holds the role is somebody of the school, whom a child reads by name."""
    for account in accounts_with(Role.SAFEGUARDING).filter(person_id=None).order_by("pk"):
        given, _space, family = account.name.partition(" ")
        person = Person.objects.create(
            given_name=given, family_name=family, kind="staff", since=clock.today() - timedelta(days=400)
        )
        Account.objects.filter(pk=account.pk).update(person_id=person.pk)


def _once(*names: object) -> UUID:
    return uuid5(NAMESPACE_URL, "waypost:demo:" + ":".join(str(n) for n in names))


def _thread(n: int, link: GuardianLink) -> None:
    around = adults.around(link.student_id)
    if not around:
        return
    ends = Ends(link.student_id, link.guardian_id, around[0].person.pk)
    language = link.guardian.language if link.guardian.language in TALK else "en"
    asked, answered = TALK[language][n % len(TALK[language])]
    messages.write(ends, ends.other, asked, language=language, once=_once("asked", n))
    if n % 4:
        with clock.held_at(clock.now() + timedelta(hours=2)):
            messages.write(ends, ends.adult, answered, language=language, once=_once("answered", n))


def _wishes_to_talk(chosen: list[GuardianLink]) -> None:
    """One that was read, one that waits, and one student who doesn't agree with the record."""
    students = list(dict.fromkeys(link.student_id for link in chosen))[-3:]
    now = clock.now()
    for n, student in enumerate(students[:2]):
        around = adults.around(student)
        if not around:
            continue
        with clock.held_at(now - timedelta(hours=n)):
            asked = talk.ask(
                student,
                around[0].person.pk,
                once=_once("talk", n),
                words="" if n else "It is about my group.",
            )
        if n:
            talk.read(asked, around[0].person.pk)
    if len(students) > 2:
        kept.object_to(
            students[2],
            students[2],
            "attendance",
            "On the day of the trip I was there. I came with the second bus.",
            once=_once("objection"),
        )
