"""The charter with the points of all four groups, partners who help, and three stories; by the services that the pages use."""

from __future__ import annotations

import io
import math
import struct
import uuid
import wave
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from waypost.community import figures, profile
from waypost.community.measured import MEASURED
from waypost.community.models import (
    Charter,
    Group,
    Help,
    Indicator,
    Kept,
    PartnerMember,
    Placement,
    Reach,
)
from waypost.community.periods import now as half_term
from waypost.community.services import charter as charters
from waypost.community.services import closing, partners, proposals, sharing, stories
from waypost.community.services.charter import Aim
from waypost.community.services.stories import Told
from waypost.learning.models import Goal
from waypost.school import clock
from waypost.school import queries as school
from waypost.school.models import Class, GuardianLink, HomeAdult, Person
from waypost.trust import files
from waypost.trust import services as trust
from waypost.trust.models import Role

from .places import MEET, first_with
from .seed import Plan

NAMESPACE = uuid.UUID("b0c4d1de-6a0f-4f0e-9c7a-6d1f0a5e2c33")
#: words, why, figure, and about how many of 100 points students, families, staff and partners give it
INDICATORS = (
    ("What we learnt stays with us", "Not only for the test.", "secure", (12, 24, 26, 18)),
    ("Somebody talks with each of us, not only when something is wrong", "", "talked", (22, 22, 18, 12)),
    ("We reach goals that we set ourselves", "It feels different when it is your own.", "goals", (16, 14, 18, 22)),
    ("Everybody belongs here", "", "belonging", (24, 18, 16, 16)),
    ("We have a say in how we learn", "", "agency", (18, 8, 12, 14)),
    ("Things we make are seen outside the school", "So that it is for somebody.", "", (8, 14, 10, 18)),
)  # fmt: skip
SHEETS = {Group.STUDENTS: 56, Group.FAMILIES: 24, Group.STAFF: 14, Group.PARTNERS: 12}
OPENED, SHARED, ADOPTED = date(2026, 9, 7), date(2026, 9, 14), date(2026, 9, 21)
DECISION = "Round table of 21 September: two students, two parents, two teachers, the library and the head. We took all six. “Everybody belongs” stands first, since students gave it most; the aim for talks is high on purpose."
#: name, about, (first, family) of its person, checked until, offers
PARTNERS = (
    ("City library", "Books, quiet places, people who read aloud", ("Helga", "Thoms"), date(2027, 7, 31), (
        (Help.PLACE, "A quiet place after school", "Tuesdays and Thursdays until six; somebody helps to find and to read.", 12),
        (Help.MENTORING, "Reading partners", "An hour a week: read together, aloud and silently, and talk about it.", 4),
    )),
    ("Makers' workshop", "Wood, wires and a laser", ("Aylin", "Kaya"), date(2027, 3, 31), (
        (Help.MENTORING, "Build something of your own", "We build, measure and try again with you, on Fridays from two.", 3),
    )),
    ("Hill farm", "Bees, apples and a lot of mud", ("Jonas", "Ritter"), date(2026, 10, 31), (
        (Help.VISIT, "A day on the farm", "For one class: measure a field, weigh the harvest, eat it.", 30),
    )),
    ("Kranz engineering", "Bridges", ("Mona", "Kranz"), date(2027, 1, 31), (
        (Help.MATERIAL, "Offcuts and old drawings", "Clean wood, cardboard and drawings of bridges that stand.", 5),
        (Help.MENTORING, "How do engineers use mathematics?", "Explain fractions and angles on real drawings, one hour a week.", 2),
    )),
)  # fmt: skip
#: what stands in the goals that an offer of mentoring helps with
FITS = {
    "Reading partners": ("Read ", "my story"),
    "Build something of your own": ("Finish what I begin", "Explain my way"),
    "How do engineers use mathematics?": ("tables", "word problem", "fraction"),
}
WISHES = (
    (
        Help.VISIT,
        "Somebody who speaks Vietnamese, for our family evening",
        "On 10 December, from five to seven.",
    ),
    (Help.MATERIAL, "A sewing machine", "For the costumes of 6B; an old one is fine."),
)
CAME = (
    "The first hour: we looked for what is interesting. A lot is.",
    "Tried it twice, the second time it held.",
    "Explained to me how it works. I learnt something.",
    "Brought an own question and stayed longer.",
)
THANKS = (
    (0, date(2026, 10, 9), "Thank you for the quiet corner. Some of us have found a place there."),
    (1, date(2026, 11, 12), "Thank you for every Friday. You don't say how it goes; you ask."),
    (3, date(2026, 11, 18), "The drawings hang in the corridor. Thank you for bringing them yourselves."),
)
STORIES = (
    (date(2026, 10, 14), "The bridge that held", "We built three bridges of paper. The first one broke at once, the second at forty grams. Then we folded the paper, and the third held a whole book. Nobody had told us to fold it.", Reach.PUBLIC, "picture"),
    (date(2026, 11, 4), "How bees say where", "I gave my first talk. My knees shook. Then somebody asked a question that I could answer, and I forgot my knees.", Reach.FAMILIES, "sound"),
    (date(2026, 11, 17), "Twenty minutes of silence", "7A asked for a quiet start on Mondays, and we tried it. The first time it was hard, for me most of all. Now they remind me.", Reach.SCHOOL, ""),
)  # fmt: skip


def live(plan: Plan, first: date, last: date) -> None:
    """What happened between two days."""
    leader = first_with(Role.LEADER)
    if leader is None or leader.person_id is None:
        return
    by = int(leader.person_id)

    def on(day: date, act: Callable[[], object]) -> None:
        if first <= day <= last and _at(day) <= clock.now():
            with clock.held_at(_at(day)):
                act()

    on(OPENED, lambda: _proposed(by))
    on(SHARED, lambda: _shared(plan, by))
    on(ADOPTED, lambda: _adopted(by))
    on(date(2026, 9, 10), lambda: _partners(by))
    on(date(2026, 9, 24), _placed)
    for week in range(8):
        on(date(2026, 10, 1) + timedelta(weeks=week), lambda n=week: _hours(n))  # type: ignore[misc]
    for n, day, words in THANKS:
        on(day, lambda n=n, words=words: _thank(n, words, by))  # type: ignore[misc]
    for n, row in enumerate(STORIES):
        on(row[0], lambda n=n: _told(n))  # type: ignore[misc]
    period = half_term()
    if period is not None and (period.last - clock.today()).days <= 14:
        profile.make()  # the half-term that ends: what it is compared with later


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 16, tzinfo=clock.zone())


def _once(what: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, what)


def _charter() -> Charter | None:
    return Charter.objects.order_by("-pk").first()


@transaction.atomic
def _proposed(by: int) -> None:
    made = charters.open_version(by, once=_once("charter"))
    for n, (words, why, figure, _points) in enumerate(INDICATORS):
        group = (Group.STAFF, Group.FAMILIES, Group.STUDENTS, Group.STUDENTS, Group.STUDENTS, Group.PARTNERS)[
            n
        ]
        row = proposals.propose(made, by, group, words, why=why, figure=figure, once=_once(words))
        Indicator.objects.filter(pk=row.pk).update(person_id=None)  # of somebody in the hall
        proposals.show(row, by)


def _shared(plan: Plan, by: int) -> None:
    """A hundred phones in the hall: everybody around the middle of the group, nobody alike."""
    made = _charter()
    if made is None or made.state != "writing":
        return
    charters.begin_sharing(made, by)
    made.refresh_from_db()
    dice = Random(f"{plan.seed} points")
    ids = list(made.indicators.order_by("pk").values_list("pk", flat=True))
    mark = 0
    for place, (group, people) in enumerate(SHEETS.items()):
        for _n in range(people):
            mark -= 1
            given = {
                pk: max(0, round(row[3][place] + dice.gauss(0, 7)))
                for pk, row in zip(ids, INDICATORS, strict=True)
            }
            sharing.share(made, mark, group, sharing.scaled(given))
    closing.close(made, by=by)
    figures.make(Charter.objects.get(pk=made.pk))


def _adopted(by: int) -> None:
    made = _charter()
    if made is None or made.state != "counted":
        return
    rows = list(made.indicators.filter(state=Kept.SHOWN))
    aims = {i.pk: Aim(f.aim, f.worthwhile) if (f := MEASURED.get(i.figure)) else Aim() for i in rows}
    charters.adopt(made, DECISION, aims, by=by, next_review=date(2027, 1, 25))


@transaction.atomic
def _partners(by: int) -> None:
    for n, (name, about, (given, family), until, offers) in enumerate(PARTNERS):
        made = partners.add_partner(name, about, once=_once(name))
        person, _new = Person.objects.get_or_create(
            sourced_id=f"partner-{n}",
            defaults={"given_name": given, "family_name": family, "kind": "partner"},
        )
        account = trust.ensure_account(person.pk, person.name, f"{given}.{family}".lower())
        trust.grant_role(account, Role.PARTNER, by=None, reason="demonstration")
        member = partners.add_member(made, person.pk)
        partners.note_check(member, date(2026, 9, 1), until, by=by)
        for kind, title, words, room in offers:
            partners.offer(made, kind, title, words, room, once=_once(title), read_by=by)
    for kind, title, words in WISHES:
        partners.wish(kind, title, words, by=by, once=_once(title))


@transaction.atomic
def _placed() -> None:
    """Five students with a goal of their own, whose families and who themselves say yes; and one that still waits."""
    helpers = [
        m
        for m in PartnerMember.objects.order_by("pk")
        if m.checked_until and m.checked_until > date(2026, 12, 1)
    ]
    placed: set[int] = set()
    for n in range(6):
        helper = helpers[n % len(helpers)]
        found = helper.partner.offers.filter(kind=Help.MENTORING).first()
        goal = next((g for g in _goals(placed) if found is not None and _fits(found.title, g)), None)
        if found is None or goal is None:
            continue
        student = Person.objects.get(pk=goal.person_id)
        placed.add(student.pk)
        guardians, home = school.guardians_of(student, "consent"), school.home_adult_of(student)
        assert home is not None, "everybody of the simulator has one"
        row = partners.place(
            found,
            student,
            helper,
            goal.current.what,
            date(2027, 2, 26),
            by=home.pk,
            once=_once(f"placed {student.sourced_id}"),
        )
        if n < 5:
            partners.answer(row, guardians[0].pk, student.called, yes=True)
            partners.answer(row, student.pk, student.called, yes=True)


def _goals(without: set[int]) -> list[Goal]:
    """Goals that others may know of: first those of the students whom everybody meets at the door of the demonstration."""
    names = {name for _kind, name, _words in MEET}
    met = {p.pk for p in Person.objects.filter(kind="student") if p.name in names}
    with_a_yes = GuardianLink.objects.filter(state="confirmed", consent=True).values("student")
    open_ones = Goal.objects.filter(private=False, ended=None, person_id__in=with_a_yes).exclude(
        person_id__in=without
    )
    return sorted(open_ones, key=lambda g: (g.person_id not in met, g.person_id, g.pk))


def _fits(title: str, goal: Goal) -> bool:
    return any(words in goal.current.what for words in FITS[title])


@transaction.atomic
def _hours(week: int) -> None:
    for n, row in enumerate(Placement.objects.filter(ended=None).order_by("pk")[:5]):
        if (n + week) % 2 == 0:
            words = CAME[(n + week) // 2 % len(CAME)]
            partners.note_hours(
                row,
                clock.today(),
                60 + 15 * (n % 2),
                words,
                by=row.helper_person_id,
                once=_once(f"hours {n} {week}"),
            )


@transaction.atomic
def _thank(n: int, words: str, by: int) -> None:
    partner = PartnerMember.objects.select_related("partner").order_by("pk")[n].partner
    partners.thank(partner, words, by=by, once=_once(words))


def _told(n: int) -> None:
    """The first two by students of 7B whose families say yes, the third by their teacher."""
    klass = Class.objects.filter(title="Mathematics 7B", active=True).first()
    if klass is None:
        return
    _day, title, words, reach, what = STORIES[n]
    pupils = [s for s in school.students_of_class(klass) if school.guardians_of(s, "consent")]
    teachers = school.teachers_of_class(klass)
    if len(pupils) < 8 or not teachers:
        return
    teller = pupils[3 * n] if what else teachers[0]
    others: Sequence[Person] = [pupils[5]] if n == 0 else []
    told = Told(
        title,
        words,
        reach,
        date(2027, 7, 1),
        "A bridge of folded paper with a book on it" if what == "picture" else "",
    )
    made = stories.tell(
        teller.pk, told, [p.pk for p in others], once=_once(title),
        picture=files.accept("picture", _picture()) if what == "picture" else None,
        sound=files.accept("sound", _sound()) if what == "sound" else None,
    )  # fmt: skip
    for one in [teller, *others]:
        if one.kind != "student":
            continue
        for giver in (one, school.guardians_of(one, "consent")[0]):
            stories.answer(made, one.pk, giver_id=giver.pk, yes=True)
    home = HomeAdult.objects.filter(student=pupils[0], until=None).first()
    stories.read(made, home.adult_id if home else teachers[0].pk, show=True)


def _picture() -> io.BytesIO:
    """A folded bridge with a book on it, drawn."""
    from PIL import Image, ImageDraw

    sheet = Image.new("RGB", (960, 640), "#f3efe6")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((80, 420, 240, 640), fill="#8a7a5c")
    pen.rectangle((720, 420, 880, 640), fill="#8a7a5c")
    for n in range(20):
        left = 180 + 30 * n
        pen.polygon([(left, 420), (left + 15, 380), (left + 30, 420)], fill="#fffdf7", outline="#6b6456")
    pen.rectangle((360, 300, 600, 380), fill="#1f6b5c")
    pen.rectangle((372, 312, 600, 368), fill="#fbfaf6")
    out = io.BytesIO()
    sheet.save(out, "PNG")
    out.seek(0)
    return out


def _sound() -> io.BytesIO:
    """Two seconds of humming, as bees do."""
    out = io.BytesIO()
    rate = 16000
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        tones = (
            math.sin(t * 2 * math.pi * 220 / rate) * (1 + math.sin(t * 2 * math.pi * 9 / rate))
            for t in range(2 * rate)
        )
        sound.writeframes(b"".join(struct.pack("<h", int(5000 * v)) for v in tones))
    out.seek(0)
    return out
