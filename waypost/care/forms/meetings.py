"""Forms of support meetings and groups."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.school import clock
from waypost.school.models import Person
from waypost.web.fields import OnceForm, Words


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _not_gone(day: date) -> date:
    if day < clock.today():
        raise forms.ValidationError(_("Choose today or a later day."))
    return day


class MeetingForm(OnceForm):
    title = Words(label=_("What is it called?"), most=120, rows=0)
    day = _day(_("When?"))
    adults = forms.TypedMultipleChoiceField(
        label=_("Who takes part?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, adults: list[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["adults"]
        field.choices = [(p.pk, p.name) for p in adults]

    def clean_day(self) -> date:
        return _not_gone(self.cleaned_data["day"])


class RequestForm(forms.Form):
    """A student onto the agenda, in one's own words."""

    student = forms.TypedChoiceField(label=_("Whom shall we speak of?"), coerce=int)
    why = Words(
        label=_("Why?"), most=300, rows=1, required=False,
        help_text=_("Those who take part read this. A family may ask to read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["student"]
        field.choices = [(p.pk, p.name) for p in people]


class DecisionForm(OnceForm):
    what = Words(label=_("What do we do?"), most=300, rows=2)
    owner = forms.TypedChoiceField(label=_("Who does it?"), coerce=int)
    due = _day(_("Until when?"))

    def __init__(self, *args: Any, adults: list[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["owner"]
        field.choices = [(p.pk, p.name) for p in adults]

    def clean_due(self) -> date:
        return _not_gone(self.cleaned_data["due"])


class GroupForm(OnceForm):
    title = Words(label=_("What is the group called?"), most=120, rows=0)
    students = forms.TypedMultipleChoiceField(
        label=_("Who is in it?"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: list[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["students"]
        field.choices = [(p.pk, p.name) for p in people]
