"""Forms of this room."""

from __future__ import annotations

from dataclasses import Field
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waypost.measures.settings import open_fields


class ReasonForm(forms.Form):
    """Why a rule is retired or brought back."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One or two sentences, without the name of a student. All staff can read it."),
    )


class NumbersForm(forms.Form):
    """Other numbers for a rule, within their bounds, and why."""

    def __init__(self, shipped: Any, now: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in open_fields(shipped):
            self.fields[one.name] = _field(one, getattr(now, one.name))
        self.fields["reason"] = ReasonForm().fields["reason"]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


def _field(one: Field[Any], now: Any) -> forms.Field:
    low, high = one.metadata["low"], one.metadata["high"]
    whole = isinstance(one.default, int)
    kind = forms.IntegerField if whole else forms.FloatField
    said = gettext("From %(low)s to %(high)s. Waypost ships %(default)s.")
    made: forms.Field = kind(
        label=gettext(one.metadata["help"]), min_value=low, max_value=high, initial=now,
        help_text=said % {"low": low, "high": high, "default": one.default},
    )  # fmt: skip
    if not whole:
        made.widget.attrs["step"] = "any"
    return made
