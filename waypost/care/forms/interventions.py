"""Forms about planned help."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.school import clock
from waypost.school.models import Person
from waypost.web.fields import OnceForm, Words

from .. import effects
from ..models import Approach
from ..models.interventions import Decided
from ..services.interventions import Plan

SESSIONS = [(n, str(n)) for n in range(1, 6)]


def _day(label: Any, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class HelpForm(OnceForm):
    """What, why, for whom, how often, what it should move, and when we look."""

    students = forms.TypedMultipleChoiceField(
        label=_("For whom?"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    approach = forms.TypedChoiceField(
        label=_("Out of the library"), coerce=int, required=False, empty_value=None
    )
    what = Words(label=_("What do you do?"), most=200, rows=0, required=False)
    keep = forms.BooleanField(label=_("Put it into the library for others"), required=False)
    why = Words(
        label=_("Why do you think it helps?"), most=600, rows=2, required=False,
        help_text=_("The adults of these students read this. A family may ask to read it."),
    )  # fmt: skip
    a_week = forms.TypedChoiceField(
        label=_("How many times a week?"), coerce=int, choices=SESSIONS, initial=2, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(
        label=_("What should it move?"), choices=list(effects.MOVES.items()), widget=forms.RadioSelect
    )
    begins = _day(_("When does it begin?"))
    review = _day(_("When do we look at it again?"))

    def __init__(self, *args: Any, people: list[Person], library: list[Approach], **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["students"].choices = [(p.pk, p.name) for p in people]
        fields["approach"].choices = [("", _("Something of my own")), *((a.pk, a.title) for a in library)]
        self._library = {a.pk: a for a in library}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("what") and not data.get("approach"):
            self.add_error("what", _("Choose something out of the library, or write what you do."))
        begins, review = data.get("begins"), data.get("review")
        if begins and review and review <= begins:
            self.add_error("review", _("Choose a day after it begins."))
        return data

    def plan(self, approach: Approach | None = None) -> Plan:
        data = self.cleaned_data
        chosen = approach or self._library.get(data["approach"] or 0)
        return Plan(
            what=data["what"] or (chosen.title if chosen else ""),
            outcome=data["outcome"],
            begins=data["begins"],
            review=data["review"],
            a_week=data["a_week"],
            why=data["why"],
            approach=chosen,
        )


class SessionForm(forms.Form):
    """Who was there: all, unless somebody is taken out."""

    day = _day(_("When was it?"))
    present = forms.TypedMultipleChoiceField(
        label=_("Who was there?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: list[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["present"]
        field.choices = [(p.pk, p.name) for p in people]
        field.initial = [p.pk for p in people]
        self.fields["day"].initial = clock.today()

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > clock.today():
            raise forms.ValidationError(_("Choose today or an earlier day."))
        return day


class DecideForm(forms.Form):
    """Keep, change or stop; and what we learnt."""

    decided = forms.ChoiceField(
        label=_("What now?"), choices=Decided.choices, widget=forms.RadioSelect, initial=Decided.KEEP
    )
    review = _day(_("If you keep it: when do we look again?"), required=False)
    learnt = Words(label=_("What did you learn?"), most=600, rows=3, required=False)

    def clean_review(self) -> date | None:
        day: date | None = self.cleaned_data["review"]
        if day is not None and day <= clock.today():
            raise forms.ValidationError(_("Choose a day to come."))
        return day


class HandOverForm(forms.Form):
    to = forms.TypedChoiceField(label=_("Who goes on with it?"), coerce=int)
    words = Words(label=_("What do they need to know?"), most=600, rows=3, required=False)

    def __init__(self, *args: Any, adults: list[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["to"]
        field.choices = [(p.pk, p.name) for p in adults]
