"""Write a message; report a thread."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from waypost.web.fields import OnceForm, Words

PICTURES = "image/jpeg,image/png,image/webp,image/gif"


class MessageForm(OnceForm):
    words = Words(label=_("Your message"), most=4000, rows=4)
    picture = forms.FileField(
        label=_("A picture"), required=False, widget=forms.FileInput(attrs={"accept": PICTURES}),
        help_text=_("At most 25 MB. What the camera writes about place and time is left out."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Written in"), choices=settings.LANGUAGES)
    sure = forms.BooleanField(label=_("Send it all the same"), required=False)

    def __init__(
        self, *args: Any, much: bool = False, outside: bool = False, helper: bool = False, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.much = much
        if helper:
            self.fields["words"].help_text = _("Please name no other child.")
        if outside:  # no picture of a child goes to somebody outside, and none comes from there
            del self.fields["picture"]
        self.fields["language"].initial = (get_language() or "en").split("-")[0]
        if not much:
            del self.fields["sure"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.much and not data.get("sure"):
            self.add_error(
                "sure", _("You have written ten messages and nobody has answered yet. Do you want to send this one, too?")
            )  # fmt: skip
        return data


class ReportForm(forms.Form):
    reason = Words(label=_("What is wrong here?"), most=600, rows=3)


class OutcomeForm(forms.Form):
    outcome = Words(label=_("What came of it?"), most=600, rows=3)
