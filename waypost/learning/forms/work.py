"""Forms about work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.skills.models import Skill
from waypost.web.links import is_foreign_link

from .. import rubrics
from ..models import PieceKind
from ..services.work import Work
from .fields import OnceForm, Words

PICTURES = "image/jpeg,image/png,image/webp,image/gif"


class PieceForm(OnceForm):
    """A title, and the work itself: words, a link or a picture."""

    title = Words(label=_("What is it?"), most=200, rows=0, help_text=_("For example: my talk on bees."))
    kind = forms.ChoiceField(label=_("What kind of work?"), choices=PieceKind.choices)
    text = Words(label=_("The work, or some words about it"), most=10_000, rows=6, required=False)
    link = forms.CharField(
        label=_("A link to it"), max_length=500, required=False, help_text=_("It begins with https://")
    )
    picture = forms.FileField(
        label=_("A photo of it"), required=False, widget=forms.FileInput(attrs={"accept": PICTURES}),
        help_text=_("At most 25 MB. What the camera writes about place and time is left out."),
    )  # fmt: skip
    with_family = forms.BooleanField(label=_("Show it at home, too"), required=False)

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"].strip()
        if link and not is_foreign_link(link):
            raise forms.ValidationError(_("This is no address that begins with https:// and can be opened."))
        return link

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        wrong = {"text", "link", "picture"} & set(self.errors)
        if not wrong and not (data.get("text") or data.get("link") or data.get("picture")):
            self.add_error("text", _("Add the work: some words, a link or a photo."))
        return data

    def work(self) -> Work:
        data = self.cleaned_data
        return Work(data["title"], data["kind"], data["text"], data["link"], data.get("with_family", False))


class PlaceForm(OnceForm):
    """One of four described levels; the student says why if wanted."""

    level = forms.TypedChoiceField(label=_("Which of these fits best?"), coerce=int, widget=forms.RadioSelect)
    reason = Words(label=_("What in my work shows it?"), most=600, rows=3, required=False)

    def __init__(self, *args: Any, rubric: rubrics.Rubric, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["level"].choices = [(n, f"{n}. {rubric.words(n)}") for n in rubrics.LEVELS]  # type: ignore[attr-defined]


class JudgeForm(PlaceForm):
    """The same for an adult: a reason is needed, and a skill of a subject may be named."""

    reason = Words(
        label=_("What in the work shows it?"), most=600, rows=3, help_text=_("The student reads this.")
    )
    also = forms.ModelChoiceField(
        label=_("It shows a skill of a subject, too"), queryset=Skill.objects.none(), required=False,
        empty_label=_("no other skill"),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        others = Skill.objects.filter(active=True, framework__active=True).exclude(
            framework__uri=rubrics.FRAMEWORK
        )
        self.fields["also"].queryset = others  # type: ignore[attr-defined]
