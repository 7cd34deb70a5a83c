"""Forms for strategies and trials."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.school import clock
from waypost.school.models import Class
from waypost.web.fields import OnceForm, Words

from ..models import Helped, Verdict
from ..plan import Design
from ..services.strategies import Wording
from ..services.trials import FEWEST_WEEKS, MOST_WEEKS, Draft
from ..words import DESIGNS, OUTCOMES, SIZES


class StrategyForm(OnceForm):
    title = Words(label=_("What do you call it?"), most=120, rows=0)
    what = Words(
        label=_("What do you do, so that a colleague could do it, too?"), most=2000, rows=5
    )  # fmt: skip
    for_whom = Words(label=_("For whom, and when?"), most=400, required=False)
    how_seen = Words(label=_("How would we see that it works?"), most=400, required=False)
    tags = forms.CharField(
        label=_("Tags"), max_length=200, required=False, help_text=_("A few words, parted by commas: feedback, groups, reading.")
    )  # fmt: skip

    def wording(self) -> Wording:
        return Wording(*(self.cleaned_data[name] for name in ("title", "what", "for_whom", "how_seen")))


class ChangeForm(StrategyForm):
    because = Words(label=_("Why do you change it?"), most=400)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class PlanForm(OnceForm):
    design = forms.ChoiceField(
        label=_("How do you compare?"), widget=forms.RadioSelect, initial=str(Design.PHASE_IN)
    )
    classes = forms.TypedMultipleChoiceField(
        label=_("Which classes?"), coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text=_("Teachers of the others are asked; only classes that say yes take part."),
    )  # fmt: skip
    with_it = forms.TypedMultipleChoiceField(
        label=_("Only where no lots are drawn: which of them have the strategy?"), coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    outcome = forms.ChoiceField(label=_("What should move?"), widget=forms.RadioSelect)
    subject = forms.ChoiceField(label=_("In which subject?"), required=False)
    expect = Words(label=_("What do you expect, in a sentence?"), most=400)
    smallest = forms.TypedChoiceField(
        label=_("Which difference would be worthwhile?"),
        coerce=float,
        widget=forms.RadioSelect,
        initial="0.1",
    )
    first = forms.DateField(
        label=_("First week"), widget=forms.DateInput(attrs={"type": "date"}), help_text=_("The week of this day.")
    )  # fmt: skip
    weeks = forms.IntegerField(
        label=_("How many weeks, holidays counted?"), min_value=FEWEST_WEEKS, max_value=MOST_WEEKS, initial=10
    )
    waves = forms.TypedChoiceField(
        label=_("In how many groups do classes begin, one after the other?"), coerce=int,
        choices=[(n, str(n)) for n in (2, 3, 4)], initial=2,
    )  # fmt: skip
    block = forms.TypedChoiceField(
        label=_("Turn and turn about: how many weeks is a turn?"), coerce=int,
        choices=[(n, str(n)) for n in (2, 3, 4)], initial=2, help_text=_("The first week after each change is left out of the comparison."),
    )  # fmt: skip
    low_start = forms.BooleanField(
        label=_("Also look whether it does more for students who began below the middle of their class"), required=False
    )  # fmt: skip
    ethics = Words(
        label=_("What could be unfair or a burden to somebody, and what do you do about it?"), most=600
    )
    nothing_withheld = forms.BooleanField(
        label=_("No student goes without a support that was agreed for her or him, in no week and no class.")
    )

    def __init__(self, *args: Any, classes: Sequence[Class], subjects: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(c.pk, c.title) for c in classes]
        pick: Any = self.fields
        pick["classes"].choices = choices
        pick["with_it"].choices = choices
        pick["design"].choices = [(str(d), f"{title}. {why}") for d, (title, why) in DESIGNS.items()]
        pick["outcome"].choices = list(OUTCOMES.items())
        pick["outcome"].initial = next(iter(OUTCOMES))
        pick["smallest"].choices = [(str(n), words) for n, words in SIZES.items()]
        pick["subject"].choices = [("", _("all together")), *((s, s) for s in subjects)]

    def clean_first(self) -> date:
        day: date = self.cleaned_data["first"]
        monday = day - timedelta(days=day.weekday())
        if monday <= clock.today():
            raise forms.ValidationError(
                _("Choose a week that has not begun: a plan is fixed before anything is seen.")
            )
        return monday

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("design") == Design.MATCHED and "classes" in data:
            with_it = set(data.get("with_it", ())) & set(data["classes"])
            if not with_it or with_it == set(data["classes"]):
                self.add_error("with_it", _("Choose at least one class with the strategy and one without."))
        if len(data.get("classes", (0, 0))) < 2:
            self.add_error("classes", _("Choose at least two: with one class there is nothing to compare."))
        return data

    def draft(self) -> Draft:
        data = self.cleaned_data
        return Draft(
            design=Design(data["design"]), outcome=data["outcome"], subject=data["subject"], classes=tuple(data["classes"]),
            with_it=tuple(data["with_it"]), first=data["first"], weeks=data["weeks"], waves=data["waves"], block=data["block"],
            smallest=data["smallest"], group="low_start" if data["low_start"] else "", expect=data["expect"], ethics=data["ethics"],
        )  # fmt: skip

    @staticmethod
    def start(draft: Draft) -> dict[str, Any]:
        """What the form shows of a draft."""
        return {
            **draft.values(), "smallest": str(draft.smallest), "low_start": bool(draft.group), "classes": list(draft.classes),
            "with_it": list(draft.with_it),
        }  # fmt: skip


class BreakOffForm(forms.Form):
    because = Words(label=_("Why does it end before its last day?"), most=400)


class TeacherSaysForm(OnceForm):
    words = Words(label=_("What did you see that no number shows?"), most=1000, rows=3)


class StudentSaysForm(forms.Form):
    helped = forms.ChoiceField(
        label=_("How do you find it?"), choices=Helped.choices, widget=forms.RadioSelect
    )
    words = Words(label=_("Do you want to say more?"), most=400, required=False)


class DecideForm(OnceForm):
    verdict = forms.ChoiceField(
        label=_("What becomes of it?"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    because = Words(label=_("Why?"), most=1000, rows=3)
