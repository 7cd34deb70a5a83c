"""A student asks to talk: with whom, a sentence if wanted, and who needn't know. The same questions wherever it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waypost.web.fields import OnceForm, Words

from .talks import Adult


class TalkForm(OnceForm):
    adult = forms.TypedChoiceField(
        label=gettext_lazy("With whom?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose somebody.")},
    )
    words = Words(
        label=gettext_lazy("Do you want to say what it is about?"),
        most=400,
        required=False,
        help_text=gettext_lazy("One sentence is enough, or nothing at all."),
    )
    kept_from = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who should not know that you asked?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, adults: Sequence[Adult], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(a.person_id, a.called) for a in adults]
        self.fields["adult"].choices = choices  # type: ignore[attr-defined]
        self.fields["kept_from"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("adult") in data.get("kept_from", []):
            raise forms.ValidationError(
                _("You chose the same person to talk with and as somebody who should not know.")
            )
        return data
