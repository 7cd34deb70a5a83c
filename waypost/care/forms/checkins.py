"""Forms about check-ins: short, nothing must be filled."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.school import clock
from waypost.web.fields import OnceForm, Words

from ..models.checkins import Every, WhoDoes
from ..services.checkins import Said


def _day(label: object, required: bool) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)  # type: ignore[arg-type]


def _not_gone(day: date | None) -> date | None:
    if day is not None and day < clock.today():
        raise forms.ValidationError(_("Choose today or a later day."))
    return day


class HoldForm(OnceForm):
    """What was said. Empty, it notes that there was a talk."""

    how_are_you = Words(label=_("How are you?"), most=600, rows=1, required=False)
    went_well = Words(label=_("What went well?"), most=600, rows=1, required=False)
    hard = Words(label=_("What is hard?"), most=600, rows=1, required=False)
    next_step = Words(label=_("What is next?"), most=300, rows=1, required=False)
    who_does_it = forms.ChoiceField(
        label=_("Who does it?"),
        required=False,
        choices=WhoDoes.choices,
        widget=forms.RadioSelect,
        initial=WhoDoes.STUDENT,
    )
    next_on = _day(_("When do you talk next?"), required=False)
    apart = Words(
        label=_("Kept apart from the student's page"), most=4000, rows=3, required=False,
        help_text=_("This becomes a record. A family may ask to read it."),
    )  # fmt: skip

    SHARED = ("how_are_you", "went_well", "hard", "next_step", "who_does_it")

    def clean_next_on(self) -> date | None:
        return _not_gone(self.cleaned_data["next_on"])

    @property
    def shared(self) -> list[forms.BoundField]:
        return [self[name] for name in self.SHARED]

    def said(self) -> Said:
        data = self.cleaned_data
        step = data["next_step"]
        return Said(
            data["how_are_you"], data["went_well"], data["hard"], step, data["who_does_it"] if step else ""
        )


class PlanTalkForm(OnceForm):
    """When the two talk next."""

    day = _day(_("When?"), required=True)

    def clean_day(self) -> date | None:
        return _not_gone(self.cleaned_data["day"])


class RhythmForm(forms.Form):
    """How often, by need."""

    every = forms.TypedChoiceField(
        label=_("How often does somebody talk with this student?"),
        coerce=int,
        choices=Every.choices,
        widget=forms.RadioSelect,
    )
    why = Words(
        label=_("What makes it more often?"), most=200, rows=1, required=False,
        help_text=_("The adults of this student read this. A family may ask to read it."),
    )  # fmt: skip
