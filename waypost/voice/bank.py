"""The questions that come with Waypost: our own, in words that a ten-year-old reads. Data, no logic.

A scale is the mean of its items. A school may change an item (a new version of it) or add its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

LOWEST, HIGHEST = 1, 5
#: What 1 to 5 mean. There is no "don't know": leaving a question out is always allowed.
ANSWERS: dict[int, Text] = {
    1: _("not true"), 2: _("a little true"), 3: _("half true"), 4: _("mostly true"), 5: _("fully true"),
}  # fmt: skip

#: Areas that the law protects or that families want to know of beforehand (after 20 U.S.C. 1232h).
TOPICS: dict[str, Text] = {
    "mind": _("how somebody feels inside, worries and troubles"),
    "family": _("what goes on at home, or what somebody thinks of people close to them"),
    "belief": _("religion"),
    "politics": _("politics"),
    "body": _("body, love and sex"),
    "wrong": _("forbidden or dangerous things that somebody does"),
    "money": _("what a family earns or has"),
    "confidant": _("what somebody told a doctor, a lawyer or a priest"),
}

STUDENTS, FAMILIES, STAFF = "students", "families", "staff"


@dataclass(frozen=True, slots=True)
class Scale:
    """`items` are statements answered from 1 to 5; for `words` scales, questions answered in own words."""

    slug: str
    people: str
    title: Text
    items: tuple[Text, ...]
    words: bool = False


SCALES: tuple[Scale, ...] = (
    Scale("belonging", STUDENTS, _("Belonging"), (
        _("I feel that I am part of this school."),
        _("There is somebody here I can go to when I need someone."),
        _("Others here are glad when I come."),
        _("I can be myself here."),
    )),
    Scale("agency", STUDENTS, _("A say in my learning"), (
        _("I have a say in what I work on."),
        _("I can choose how I show what I know."),
        _("I know what I want to learn next."),
        _("When I have an idea, I can try it."),
    )),
    Scale("challenge", STUDENTS, _("Challenge"), (
        _("The work here makes me think."),
        _("I get work that is neither too easy nor too hard."),
        _("When something gets easy for me, I get something harder."),
    )),
    Scale("support", STUDENTS, _("Support"), (
        _("When I am stuck, I get help."),
        _("My teachers notice when I need help."),
        _("I know whom to ask when I don't understand something."),
        _("What my teachers say about my work helps me to get better."),
    )),
    Scale("enjoyment", STUDENTS, _("Enjoyment"), (
        _("I look forward to lessons."),
        _("When we work, time goes by fast."),
        _("I like what I learn here."),
    )),
    Scale("respect", STUDENTS, _("Trust and respect"), (
        _("My teachers listen to me."),
        _("My teachers do what they promise."),
        _("My teachers treat me with respect."),
        _("The rules are the same for everybody."),
    )),
    Scale("mistakes", STUDENTS, _("Safe to be wrong"), (
        _("I can ask a question even if others find it easy."),
        _("Nobody laughs at me when I get something wrong."),
        _("When I make a mistake, we look at what I can learn from it."),
        _("I dare to try things that I can't do yet."),
    )),
    Scale("safety", STUDENTS, _("Feeling safe"), (
        _("I feel safe in my classroom."),
        _("I feel safe in the breaks."),
        _("When somebody is mean to me, an adult helps."),
        _("I know an adult here whom I can tell when something is wrong."),
    )),
    Scale("learned", STUDENTS, _("What helps, in my own words"), (
        _("What helped me learn this week?"),
        _("What should we do differently?"),
    ), words=True),
    Scale("home", FAMILIES, _("School and home"), (
        _("I know what my child is working on."),
        _("I know how I can help at home."),
        _("I feel welcome at the school."),
        _("When I say something, the school listens."),
    )),
    Scale("home-words", FAMILIES, _("In a family's own words"), (
        _("What goes well for your child?"),
        _("What should the school do differently?"),
    ), words=True),
    Scale("team", STAFF, _("Working here"), (
        _("I can try new ways of teaching here."),
        _("My colleagues help me when I ask."),
        _("I have time to talk with each student."),
        _("What we decide together happens."),
    )),
    Scale("team-words", STAFF, _("In the staff's own words"), (
        _("What helps you to teach each student well?"),
        _("What is in the way?"),
    ), words=True),
)  # fmt: skip

BY_SLUG = {s.slug: s for s in SCALES}
OWN = "own"  # the scale of questions that somebody here wrote: each stands for itself


def place(slug: str) -> tuple[int, str]:
    """Where a scale stands among the others, in the order of this file; one that is not here stands last."""
    order = list(BY_SLUG)
    return (order.index(slug) if slug in BY_SLUG else len(order), slug)
