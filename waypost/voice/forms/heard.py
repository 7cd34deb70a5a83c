"""Forms for suggestions, answers and discussions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.school.models import Class
from waypost.web.fields import OnceForm, Words

from ..models import Decision

SCHOOL = 0


class Meant(OnceForm):
    """A form that asks once more when somebody sends a lot, and drops nothing (TRUST 24)."""

    anyway = forms.BooleanField(label=_("Yes, send this one, too"), required=False)

    def __init__(self, *args: Any, many: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.many = many
        if not many:
            del self.fields["anyway"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.many and not data.get("anyway"):
            self.add_error(
                "anyway", _("You have sent a lot today. That is fine: say that you mean this one, too.")
            )
        return data


class SuggestForm(Meant):
    words = Words(label=_("What would make it better?"), most=600, rows=3)
    place = forms.TypedChoiceField(label=_("Whom do I tell?"), coerce=int, widget=forms.RadioSelect)
    named = forms.BooleanField(
        label=_("My classmates may see my name"), required=False,
        help_text=_("The adult knows who wrote it. Without this your classmates never see your name."),
    )  # fmt: skip
    field_order = ("once", "words", "place", "named", "anyway")

    def __init__(self, *args: Any, classes: Sequence[Class], **more: Any) -> None:
        super().__init__(*args, **more)
        places = [(c.pk, c.title) for c in classes]
        self.fields["place"].choices = [*places, (SCHOOL, _("the leaders of the school"))]  # type: ignore[attr-defined]
        if places:
            self.fields["place"].initial = places[0][0]


class ReplyForm(OnceForm):
    decision = forms.ChoiceField(
        label=_("What did you decide?"), choices=Decision.choices, widget=forms.RadioSelect
    )
    words = Words(label=_("In a sentence or two: what, and why"), most=600, rows=3)


class AskForm(OnceForm):
    klass = forms.TypedChoiceField(label=_("Which class?"), coerce=int)
    question = Words(label=_("What shall the class talk about?"), most=300, rows=2)

    def __init__(self, *args: Any, classes: Sequence[Class], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["klass"].choices = [(c.pk, c.title) for c in classes]  # type: ignore[attr-defined]


class PostForm(Meant):
    words = Words(label=_("What do I think?"), most=1000, rows=3)
    field_order = ("once", "words", "anyway")


class ReportForm(forms.Form):
    why = Words(label=_("What is not right about it?"), most=300, rows=2)
