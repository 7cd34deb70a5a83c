"""Forms of the administrator's pages about people, files and days."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils import dates
from django.utils.translation import gettext_lazy as _

from .services import KINDS, RIGHTS

WEEKDAYS = tuple(dates.WEEKDAYS.items())


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class FileForm(forms.Form):
    file = forms.FileField(label=_("File"))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("A few words. Whoever looks at this later will want to know."),
    )


class ClaimForm(forms.Form):
    """A guardian's letter: its code, what the school knows, and a password of one's own."""

    code = forms.CharField(
        label=_("The code of the letter"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    birth = _day(_("Birth date of the child"))
    password = forms.CharField(
        label=_("A new password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters. A few words in a row are easy to remember."),
    )


class JoinForm(ReasonForm):
    key = forms.CharField(
        label=_("Name in the tool"),
        max_length=1000,
        help_text=_(
            "As evidence names it: account|https://tool.example|name, or mbox|mailto:name@school.example."
        ),
    )
    since = _day(_("From"), required=False)
    until = _day(_("To"), required=False)
    field_order = ("key", "since", "until", "reason")


class HomeAdultForm(forms.Form):
    adult = forms.TypedChoiceField(label=_("Home adult"), coerce=int)

    def __init__(self, *args: object, people: list[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["adult"].choices = people  # type: ignore[attr-defined]


class RightsForm(forms.Form):
    rights = forms.MultipleChoiceField(
        label=_("This guardian may"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=zip(
            RIGHTS,
            (
                _("see how the child is getting on"),
                _("write to the school"),
                _("say yes to things that need a guardian's yes"),
                _("book appointments"),
            ),
            strict=True,
        ),
    )
    basis = forms.CharField(
        label=_("How we know"),
        max_length=300,
        required=False,
        help_text=_("A birth certificate, a letter, in person."),
    )


class CourtForm(RightsForm):
    """A restriction, or its end: a document, and a second member of staff who types their own password."""

    basis = forms.CharField(
        label=_("The document, and where it lies"),
        max_length=300,
        help_text=_("Like: Family Court AZ 12/26, in the safe of the office."),
    )
    second = forms.CharField(
        label=_("Sign-in name of the second member of staff"), max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Their password, typed by them"), max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class TermForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=255)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=zip(
            ("term", "gradingPeriod", "semester", "schoolYear"),
            (_("term"), _("half-term"), _("semester"), _("school year")),
            strict=True,
        ),
    )
    start = _day(_("First day"))
    end = _day(_("Last day"))

    assert {"term", "gradingPeriod", "semester", "schoolYear"} == set(KINDS)


class DaysOffForm(forms.Form):
    first = _day(_("First day"))
    last = _day(_("Last day"), required=False)
    title = forms.CharField(
        label=_("What it is"), max_length=120, required=False, help_text=_("Holiday, snow, training day.")
    )
    school = forms.BooleanField(label=_("There is school on these days, outside the habit"), required=False)


class HabitsForm(forms.Form):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days with school"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=sorted((z, z) for z in available_timezones()))

    def habit(self) -> str:
        """Monday first, 1 for a day with school."""
        return "".join("1" if n in self.cleaned_data["weekdays"] else "0" for n in range(7))
