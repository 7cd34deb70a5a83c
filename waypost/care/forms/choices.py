"""The school's choices about time and help, as one form."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..choices import Choices
from ..helplines import Line

NUMBER = re.compile(r"[+(]?\d[\d ()/.-]{1,24}")
MOST = 8


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class _Hours(forms.FloatField):
    """Two hours read "2", not "2.0"."""

    def prepare_value(self, value: Any) -> Any:
        return int(value) if isinstance(value, float) and value.is_integer() else value


def _hours(label: Any, help_text: Any) -> forms.FloatField:
    return _Hours(
        label=label,
        help_text=help_text,
        min_value=0.25,
        max_value=16,
        widget=forms.NumberInput(attrs={"step": "0.25"}),
    )


class ChoicesForm(forms.Form):
    opens = _clock(gettext_lazy("On a school day somebody is there from"))
    closes = _clock(gettext_lazy("until"))
    talk_hours = _hours(
        gettext_lazy("School hours until a wish to talk goes on to the next adult"),
        gettext_lazy("Two is usual. Nights, weekends and holidays don't count."),
    )
    concern_hours = _hours(
        gettext_lazy("School hours until the next deputy is told of a concern"),
        gettext_lazy("One is usual."),
    )
    numbers = forms.CharField(
        label=gettext_lazy("Whom a child can call"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "One a line, like: School office: 030 1234. They stand before the country's own lines, wherever a child writes."
        ),
    )
    own_data = forms.IntegerField(
        label=gettext_lazy("From this age a student answers alone for own data"),
        min_value=10,
        max_value=18,
        help_text=gettext_lazy("The country's rule stands here; change it only where a lawyer says so."),
    )
    of_age = forms.IntegerField(
        label=gettext_lazy("From this age a student is of age"), min_value=16, max_value=21
    )

    def clean_numbers(self) -> tuple[Line, ...]:
        lines = [line.strip() for line in self.cleaned_data["numbers"].splitlines() if line.strip()]
        if len(lines) > MOST:
            raise forms.ValidationError(_("At most eight: who is in need looks for one."))
        return tuple(_line(line) for line in lines)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("opens") and data.get("closes") and data["opens"] >= data["closes"]:
            self.add_error("closes", _("This lies before the beginning. Change one of the two."))
        if data.get("own_data") and data.get("of_age") and data["own_data"] > data["of_age"]:
            self.add_error("own_data", _("This lies after coming of age. Change one of the two."))
        return data

    def choices(self) -> Choices:
        return Choices(**self.cleaned_data)


def _line(text: str) -> Line:
    name, _colon, number = text.rpartition(":")
    if not name.strip() or not NUMBER.fullmatch(number.strip()):
        raise forms.ValidationError(_("“%(line)s” isn't a name, a colon and a number.") % {"line": text[:60]})
    return Line(name.strip()[:80], number.strip())


def as_text(numbers: tuple[Line, ...]) -> str:
    return "\n".join(f"{line.name}: {line.number}" for line in numbers)
