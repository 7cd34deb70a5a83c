"""Families and students who write, agree and ask: by the services that the pages use, with words that real ones might use."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from waypost.care import adults, consents, relations
from waypost.care.models import TalkTime, Way
from waypost.care.relations import Ends
from waypost.care.services import family, kept, messages, talk
from waypost.school import calendar, clock
from waypost.school.models import GuardianLink, Person
from waypost.school.queries import home_adult_of
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

#: What families see at home, and the answer of the home adult; every third waits for one, every fifth came by phone.
HOME = {
    "en": [
        ("She reads to the cat every evening, and laughs a lot.",
         "I let her read aloud on Thursday. Ask her how it was."),
        ("Homework in science takes an hour and ends in tears.",
         "Thank you for telling me. Half of it is enough this week; I look at it with him."),
        ("He has built the second bridge again, at home, out of spaghetti.",
         "Please take a picture for us. He could show the others on Monday."),
    ],
    "es": [("En casa explica las fracciones a su hermano con una naranja.",
            "Qué bonito. El lunes lo contará en clase, si quiere.")],
    "ar": [("تقرأ لأختها الصغيرة كل مساء، وتترجم لها الكلمات.",
            "جميل جدًا. سأطلب منها أن تحكي لنا عن ذلك.")],
}  # fmt: skip
#: Between a student, the helper from outside, and the adult of the school who answers for it.
WITH_HELPER = (
    ("other", "Hello! On Friday I bring the wheels. Do you want to build the frame first, or the motor?"),
    ("student", "The frame. Can I try it alone first?"),
    ("other", "Yes. I sit beside you and say nothing until you ask."),
    ("adult", "Room 12 is free from two o'clock. I look in at three."),
)
GOALS = (
    "Read aloud on three evenings",
    "Ask one question in each science lesson",
    "Sleep before nine in the week of tests",
)
TOLD = 12


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
    with_helpers()
    _wishes_to_talk(chosen)
    _from_home(chosen)
    _talks(chosen)


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


def with_helpers() -> None:
    """Of those whom somebody from outside helps with everybody's yes, the first two write; the second waits for an answer."""
    people = Person.objects.filter(kind="partner", active=True).order_by("pk")
    threads = [ends for helper in people for ends in relations.from_helper(helper.pk)[:1]][:2]
    now = clock.now()
    for n, ends in enumerate(threads):
        writer = {"other": ends.other, "student": ends.student, "adult": ends.adult}
        for place, (who, words) in enumerate(WITH_HELPER[: 1 if n else None]):
            with clock.held_at(now - timedelta(days=2, hours=5 - place)):
                messages.write(ends, writer[who], words, language="en", once=_once("helper", n, place))


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


def _from_home(chosen: list[GuardianLink]) -> None:
    """What families tell, by page and by phone, what the home adults answer, and goals that they propose."""
    now = clock.now()
    for n, link in enumerate(chosen[:TOLD]):
        home = home_adult_of(link.student_id)
        if home is None:
            continue
        language = link.guardian.language if link.guardian.language in HOME else "en"
        words, answer = HOME[language][n % len(HOME[language])]
        by_phone = n % 5 == 4
        with clock.held_at(now - timedelta(days=1 + n % 9)):
            if by_phone:
                told = family.note(
                    link.student_id, link.guardian_id, words, language=language, way=Way.PHONE,
                    said_on=clock.today(), by=home.pk, once=_once("home", n),
                )  # fmt: skip
            else:
                told = family.tell(
                    link.student_id, link.guardian_id, words, language=language, once=_once("home", n)
                )
            if n % 3:
                family.answer(told, home.pk, answer)
            if n < len(GOALS) and language == "en":
                family.wish(link.student_id, link.guardian_id, GOALS[n], once=_once("wish", n))


def _talks(chosen: list[GuardianLink]) -> None:
    """A home adult's afternoon for families: some times are taken, most are free."""
    day = calendar.next_school_day(clock.today(), 3)
    booked = 0
    for link in (link for link in chosen if link.book):
        home = home_adult_of(link.student_id)
        if home is None or booked == 4:
            continue
        if not TalkTime.objects.filter(adult_id=home.pk).exists():
            family.offer(home.pk, day, time(14), time(16), 15, "Room 12")
        free = TalkTime.objects.filter(adult_id=home.pk, closed=None, bookings=None).order_by("at").first()
        if free is not None:
            family.book(free, link.student_id, link.guardian_id, once=_once("booked", booked))
            booked += 1
