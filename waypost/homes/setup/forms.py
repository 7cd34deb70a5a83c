"""Forms of the set-up: few questions, each with an example."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waypost.evidence.forms import FORMAT_CHOICES

from . import services


class TokenForm(forms.Form):
    token = forms.CharField(
        label=gettext_lazy("The token"),
        max_length=80,
        help_text=gettext_lazy("It stands in the window in which `waypost serve` was started."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("The school's name"), max_length=255)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    country = forms.CharField(
        label=gettext_lazy("Country"),
        max_length=2,
        help_text=gettext_lazy("Two letters, such as DE, ES or US."),
    )
    language = forms.ChoiceField(label=gettext_lazy("The school's first language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=[("", _("Choose the nearest place")), *((z, z) for z in services.zones())],
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("The school's first language"), choices=settings.LANGUAGES
        )


def _sign_in_name(*, required: bool = True) -> forms.SlugField:
    return forms.SlugField(
        label=gettext_lazy("A sign-in name"),
        max_length=60,
        required=required,
        error_messages={"invalid": gettext_lazy("Letters from a to z, numbers, - and _ only; no spaces.")},
    )


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))


class TermForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Name of the term"), max_length=80)
    first = _day(gettext_lazy("First day"))
    last = _day(gettext_lazy("Last day"))


class DaysOffForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Name of the holiday"), max_length=80, required=False)
    first = _day(gettext_lazy("First day off"))
    last = _day(gettext_lazy("Last day off"), required=False)


class RosterForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Your roster"),
        help_text=gettext_lazy(
            "A OneRoster 1.1 or 1.2 zip. Nothing changes before you have seen what it would do."
        ),
    )


class ResponsesForm(forms.Form):
    """A file of responses instead of a roster: it makes its own people and classes."""

    file = forms.FileField(label=gettext_lazy("A file of responses"))
    format = forms.ChoiceField(label=gettext_lazy("It is"), choices=FORMAT_CHOICES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "answers_%s"  # the roster's field stands on the same page


class SourceForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the tool"),
        max_length=80,
        help_text=gettext_lazy("As your teachers call it."),
    )
    home_page = forms.URLField(
        label=gettext_lazy("Its address"), required=False, assume_scheme="https",
        help_text=gettext_lazy("What it writes about begins with this address."),
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )  # fmt: skip


class AdministratorForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120)
    username = _sign_in_name()
    password = forms.CharField(
        label=gettext_lazy("A password"), max_length=200,
        help_text=gettext_lazy("At least ten letters: three or four words are better than signs."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip


class TeacherForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("The teacher's name"), max_length=120)
    username = _sign_in_name(required=False)
    all_classes = forms.BooleanField(
        label=gettext_lazy("Teaches the classes that have no teacher yet"), required=False, initial=True
    )
