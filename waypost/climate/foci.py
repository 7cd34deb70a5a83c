"""What can be looked at in a lesson: three things, each with what one look may say and with described levels.

A look says what a group or a seat does at one moment. Nothing here says "off task" of anybody: what is not seen as
together, in exchange or going on is side by side, quiet or waiting, which tells of the lesson, not of a child.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

Text = Any  # a lazy translation
UNCLEAR = "unclear"
LEVELS = range(1, 5)
#: What students say of a lesson, 1 to 4.
SAID: tuple[Any, ...] = (_("hardly"), _("a little"), _("mostly"), _("all the time"))


@dataclass(frozen=True, slots=True)
class Code:
    """What one look may say. `seen`: it is what the focus looks for; None: it counts for nothing (can't tell)."""

    slug: str
    label: Text
    meaning: Text
    seen: bool | None


@dataclass(frozen=True, slots=True)
class Aspect:
    """A side of the whole lesson, at four described levels."""

    slug: str
    title: Text
    anchors: tuple[Text, Text, Text, Text]

    def words(self, level: int) -> Text:
        return self.anchors[level - 1]


@dataclass(frozen=True, slots=True)
class Focus:
    slug: str
    title: Text
    question: Text
    seen: Text  # the sentence's verb: "worked together"
    codes: tuple[Code, ...]
    aspects: tuple[Aspect, ...]
    said: Text  # what students are asked about the lesson, as a sentence of theirs

    def code(self, slug: str) -> Code | None:
        return next((c for c in self.codes if c.slug == slug), None)

    def aspect(self, slug: str) -> Aspect | None:
        return next((a for a in self.aspects if a.slug == slug), None)


_CANT_TELL = Code(UNCLEAR, _("I can't tell"), _("Too far away, or somebody stands in between."), None)

COLLABORATION = Focus(
    "collaboration",
    _("Working together"),
    _("Do they work together?"),
    _("worked together"),
    (
        Code("together", _("Together"), _("They work on one thing and need each other for it."), True),
        Code("beside", _("Side by side"), _("Each has an own task; now and then they talk."), False),
        Code("apart", _("Each alone"), _("Nobody works with anybody at this moment."), False),
        _CANT_TELL,
    ),
    (
        Aspect(
            "task",
            _("One task"),
            (
                _("Each works alone; the task asks for nothing else."),
                _("They sit together and compare what they have."),
                _("They share the work on one task."),
                _("They need each other: nobody could finish it without the others."),
            ),
        ),
        Aspect(
            "part",
            _("Everybody has a part"),
            (
                _("One does the work."),
                _("Two or three do most of it."),
                _("All do something."),
                _("All do something, and they see to it that nobody is left out."),
            ),
        ),
    ),
    _("In this lesson we needed each other to get it done."),
)
COMMUNICATION = Focus(
    "communication",
    _("Talking with each other"),
    _("Do they talk it through?"),
    _("talked it through"),
    (
        Code("exchange", _("Talking it through"), _("Several speak, and take up what was said."), True),
        Code("telling", _("One speaks"), _("One tells or explains, the others listen."), False),
        Code("quiet", _("Quiet"), _("Nobody speaks at this moment."), False),
        _CANT_TELL,
    ),
    (
        Aspect(
            "turns",
            _("Who speaks"),
            (
                _("The teacher speaks nearly all the time."),
                _("Students answer the teacher."),
                _("Students speak with one another when they are asked to."),
                _("Students speak with one another of their own accord."),
            ),
        ),
        Aspect(
            "reasons",
            _("What is said"),
            (
                _("Answers without reasons."),
                _("Reasons when the teacher asks for them."),
                _("They give reasons by themselves."),
                _("They take up each other's reasons, build on them or question them."),
            ),
        ),
    ),
    _("In this lesson we talked things through with each other."),
)
STARTING = Focus(
    "starting",
    _("Starting, going on, choosing"),
    _("Do they start, go on and choose by themselves?"),
    _("started, went on or chose by themselves"),
    (
        Code("start", _("Starting"), _("They get going by themselves."), True),
        Code("go", _("Going on"), _("They are at it, or try again."), True),
        Code("choose", _("Choosing"), _("They decide what comes next, or how."), True),
        Code("wait", _("Waiting"), _("For help, for material, for a turn or for the others."), False),
        _CANT_TELL,
    ),
    (
        Aspect(
            "start",
            _("Starting"),
            (
                _("Most wait until somebody comes to them."),
                _("They start after several reminders."),
                _("They start when they are asked to."),
                _("They start by themselves."),
            ),
        ),
        Aspect(
            "go",
            _("Going on"),
            (
                _("When it gets hard, most stop."),
                _("When it gets hard, they wait for help."),
                _("They try a second way, or ask one another."),
                _("They try several ways, and say what each showed them."),
            ),
        ),
        Aspect(
            "choose",
            _("Choosing"),
            (
                _("There is nothing to choose."),
                _("They choose between tasks that lie ready."),
                _("They choose how they work, or what they show."),
                _("They choose the aim and the way, and can say why."),
            ),
        ),
    ),
    _("In this lesson I started, went on or chose by myself."),
)
FOCI = {f.slug: f for f in (COLLABORATION, COMMUNICATION, STARTING)}
CHOICES = [(f.slug, f.title) for f in FOCI.values()]
