"""Telling a story."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.web.fields import OnceForm, Words

from ..models import Reach


class StoryForm(OnceForm):
    """Words, a picture or sound, everybody in it, who may read it and until when."""

    title = Words(label=_("Title"), most=120, rows=0)
    words = Words(label=_("What happened?"), most=2000, rows=5)
    picture = forms.FileField(
        label=_("A picture"), required=False, widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
        help_text=_("Where and when it was taken is removed from it."),
    )  # fmt: skip
    picture_says = Words(label=_("What can be seen in the picture?"), most=200, rows=0, required=False)
    sound = forms.FileField(
        label=_("Or sound"), required=False, widget=forms.ClearableFileInput(attrs={"accept": "audio/wav,audio/mpeg"}),
        help_text=_("WAV or MP3, up to five minutes."),
    )  # fmt: skip
    people = forms.TypedMultipleChoiceField(
        label=_("Who can be recognised in it, by face, voice or what is told?"), coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Everybody. Each is asked, and without every yes nobody sees it."),
    )  # fmt: skip
    reach = forms.ChoiceField(
        label=_("Who may read it?"), choices=Reach.choices, widget=forms.RadioSelect, initial=Reach.SCHOOL
    )
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))
    sure = forms.BooleanField(label=_("I have read it: others may keep a copy, and we can't get that back."))

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["people"].choices = list(people)  # type: ignore[attr-defined]
        if not people:
            del self.fields["people"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("picture") and not data.get("picture_says"):
            self.add_error("picture_says", _("Say what can be seen, for those who can't see it."))
        return data
