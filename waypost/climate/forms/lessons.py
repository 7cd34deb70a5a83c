"""Forms about lessons that are looked at: short, with plain defaults."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.school import clock
from waypost.school.models import Class, Person
from waypost.web.fields import OnceForm, Words

from ..foci import CHOICES, LEVELS, Focus
from ..models import Label, LabelKind, Unit
from ..services.lessons import Plan

AHEAD = timedelta(days=60)
PACES = [
    (10, _("every 10 seconds")),
    (20, _("every 20 seconds")),
    (30, _("every 30 seconds")),
    (60, _("every minute")),
    (0, _("at my own pace")),
]


class ClassField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Class) -> str:
        return obj.title


class LessonForm(OnceForm):
    """Class, focus and who looks; the rest has defaults."""

    klass = ClassField(label=_("Which class?"), queryset=Class.objects.none(), empty_label=None)
    focus = forms.ChoiceField(label=_("What shall we look at?"), choices=CHOICES, widget=forms.RadioSelect)
    myself = forms.BooleanField(label=_("I look myself"), required=False, initial=True)
    guest = forms.TypedChoiceField(
        label=_("A colleague whom I invite"), coerce=int, empty_value=None, required=False,
        help_text=_("Only those whom you invite see this lesson. Two who look at the same time show how far they agree."),
    )  # fmt: skip
    day = forms.DateField(
        label=_("On which day?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    unit = forms.ChoiceField(
        label=_("Look at"), choices=Unit.choices, initial=Unit.GROUPS, widget=forms.RadioSelect,
        help_text=_("They have numbers, no names: count them from the door on."),
    )  # fmt: skip
    count = forms.IntegerField(label=_("How many are there?"), min_value=1, max_value=40, initial=6)
    every = forms.TypedChoiceField(
        label=_("How often does the next look come?"), coerce=int, choices=PACES, initial=20
    )
    kind = forms.ModelChoiceField(
        label=_("Kind of lesson"), queryset=Label.objects.none(), required=False, empty_label=_("not named")
    )
    strategy = forms.ModelChoiceField(
        label=_("Way of teaching"), queryset=Label.objects.none(), required=False, empty_label=_("not named")
    )

    MAIN = ("klass", "focus", "myself", "guest")
    MORE = ("day", "unit", "count", "every", "kind", "strategy")

    def __init__(self, *args: Any, classes: Any, guests: Sequence[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["klass"].queryset = classes  # type: ignore[attr-defined]
        self.fields["guest"].choices = [("", _("nobody")), *((p.pk, p.name) for p in guests)]  # type: ignore[attr-defined]
        self.fields["day"].initial = clock.today()
        for name, kind in (("kind", LabelKind.LESSON), ("strategy", LabelKind.STRATEGY)):
            self.fields[name].queryset = Label.objects.filter(kind=kind, active=True)  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < clock.today():
            raise forms.ValidationError(_("Choose today or a later day."))
        if day > clock.today() + AHEAD:
            raise forms.ValidationError(_("Choose a day within the next two months."))
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("myself") and not data.get("guest") and "guest" not in self.errors:
            self.add_error("guest", _("Somebody has to look: you, or a colleague whom you invite."))
        return data

    def plan(self) -> Plan:
        d = self.cleaned_data
        return Plan(
            d["klass"].pk, d["day"], d["focus"], d["unit"], d["count"], d["every"], d["kind"], d["strategy"]
        )

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MAIN]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]

    @property
    def more_open(self) -> bool:
        return any(field.errors for field in self.more)


class LevelsForm(forms.Form):
    """The sides of a focus, each at one of four described levels; each may stay open."""

    def __init__(self, *args: Any, focus: Focus, **more: Any) -> None:
        super().__init__(*args, **more)
        for aspect in focus.aspects:
            self.fields[aspect.slug] = forms.TypedChoiceField(
                label=aspect.title, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect,
                choices=[(n, f"{n}. {aspect.words(n)}") for n in LEVELS],
            )  # fmt: skip


class NoteForm(OnceForm):
    words = Words(label=_("What I noticed"), most=2000, rows=3, help_text=_("No names of students, please."))


class LabelForm(forms.Form):
    kind = forms.ChoiceField(label=_("Which list?"), choices=LabelKind.choices)
    name = Words(label=_("What do you call it?"), most=80, rows=0)


class GuestForm(forms.Form):
    guest = forms.TypedChoiceField(label=_("A colleague whom I invite"), coerce=int)

    def __init__(self, *args: Any, guests: Sequence[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["guest"].choices = [("", _("choose")), *((p.pk, p.name) for p in guests)]  # type: ignore[attr-defined]
