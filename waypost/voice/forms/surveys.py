"""Forms of surveys: choose what to ask, answer it, reword a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from waypost.school import clock
from waypost.school.models import Class
from waypost.web.fields import OnceForm, Words

from .. import bank
from ..models import Item, ItemVersion, Kind, People, Unit, WaveItem
from ..services.answers import Given
from ..services.surveys import OPEN_FOR, Draft

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
EVERY = [(0, _("once")), (6, _("every six weeks")), (12, _("every twelve weeks")), (20, _("twice a year"))]
KINDS = [
    (Kind.ANONYMOUS, _("Anonymous: nobody can find out who said what, not even later")),
    (Kind.CONFIDENTIAL, _("Confidential: you read results of groups only; two people together may open an answer in danger")),
    (Kind.NAMED, _("With names: you read who said what")),
]  # fmt: skip
UNITS = [(Unit.WHOLE, _("everybody together")), (Unit.YEAR, _("by year")), (Unit.CLASS, _("by class"))]
MOST_WORDS = 600
_ROOM = 7000  # bytes for all words of an answer: a sealed box has one size


class BuildForm(OnceForm):
    """Choose scales, say what is promised about names, and when."""

    title = Words(
        label=_("What is it about?"), most=120, rows=0, help_text=_("For example: how it is in our class.")
    )
    klass = forms.TypedChoiceField(label=_("Which class?"), coerce=int)
    scales = forms.MultipleChoiceField(
        label=_("What do you want to know?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    own = Words(label=_("A question of your own"), most=200, rows=0, required=False)
    own_words = forms.ChoiceField(
        label=_("How is your question answered?"), required=False, initial="1", widget=forms.RadioSelect,
        choices=[("1", _("in own words")), ("0", _("from “not true” to “fully true”"))],
    )  # fmt: skip
    own_topics = forms.MultipleChoiceField(
        label=_("Does your question touch one of these?"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(bank.TOPICS.items()),
        help_text=_("Then families are told two weeks before, and may say no for their child."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What do you promise about names?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        initial=Kind.ANONYMOUS,
    )
    unit = forms.ChoiceField(
        label=_("Which groups do you want to see?"), choices=UNITS, widget=forms.RadioSelect, initial=Unit.WHOLE,
        help_text=_("Only this one grouping, chosen before anybody answers; groups of fewer than ten are never shown. An anonymous answer keeps nothing else about who gave it."),
    )  # fmt: skip
    opens_on = forms.DateField(label=_("First day"), widget=DAY)
    closes_on = forms.DateField(label=_("Last day"), widget=DAY)
    every_weeks = forms.TypedChoiceField(label=_("How often?"), choices=EVERY, coerce=int, initial=0)

    def __init__(self, *args: Any, people: str, classes: Iterable[Class], whole: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.people = people
        self._items = items_by_scale(people)
        titles = {s.slug: s.title for s in bank.SCALES}
        self.fields["scales"].choices = [  # type: ignore[attr-defined]
            (slug, f"{titles.get(slug, _('Our own questions'))} ({len(items)})")
            for slug, items in self._items.items()
        ]
        options: list[tuple[Any, Any]] = [(k.pk, k.title) for k in classes]
        if whole:
            options.insert(0, (0, _("the whole school")))
        self.fields["klass"].choices = options  # type: ignore[attr-defined]
        if people != People.PUPILS:
            del self.fields["klass"]
        if people != People.PUPILS or not whole:
            del self.fields["unit"]
        today = clock.today()
        self.fields["opens_on"].initial = today
        self.fields["closes_on"].initial = today + OPEN_FOR

    @property
    def preview(self) -> list[tuple[str, list[str]]]:
        """The questions behind each scale, to read before choosing."""
        labels = dict(self.fields["scales"].choices)  # type: ignore[attr-defined]
        return [(str(labels[slug]), [i.current.text for i in items]) for slug, items in self._items.items()]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("scales") and not data.get("own") and "own" not in self.errors:
            self.add_error("scales", _("Choose at least one, or write a question of your own."))
        opens, closes = data.get("opens_on"), data.get("closes_on")
        if opens and opens < clock.today():
            self.add_error("opens_on", _("Choose today or a later day."))
        if opens and closes and not opens <= closes <= opens + timedelta(days=42):
            self.add_error("closes_on", _("Choose a last day after the first, within six weeks."))
        return data

    def draft(self, organization_id: int | None) -> Draft:
        data = self.cleaned_data
        chosen = [i.pk for slug in data["scales"] for i in self._items[slug]]
        own = [(data["own"], data["own_words"] != "0", data["own_topics"])] if data["own"] else []
        return Draft(
            title=data["title"], items=chosen, people=self.people, kind=data["kind"],
            unit=data.get("unit") or Unit.WHOLE, klass_id=data.get("klass") or None,
            organization_id=organization_id, opens_on=data["opens_on"], closes_on=data["closes_on"],
            every_weeks=data["every_weeks"], own=own,
        )  # fmt: skip


def items_by_scale(people: str) -> dict[str, list[Item]]:
    """The questions that are offered, by scale in the order of the bank; own ones last."""
    found: dict[str, list[Item]] = defaultdict(list)
    order = [s.slug for s in bank.SCALES]
    rows = Item.objects.filter(people=people, retired=False).prefetch_related("versions")
    for item in sorted(
        rows, key=lambda i: (order.index(i.scale) if i.scale in order else 99, i.position, i.pk)
    ):
        if item.scale != bank.OWN:
            found[item.scale].append(item)
    return dict(found)


class DaysForm(forms.Form):
    """Other days for a round."""

    opens_on = forms.DateField(label=_("First day"), widget=DAY)
    closes_on = forms.DateField(label=_("Last day"), widget=DAY)


class RewordForm(forms.Form):
    """A question in each language, and what it touches."""

    topics = forms.MultipleChoiceField(
        label=_("Does it touch one of these?"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(bank.TOPICS.items()),
        help_text=_("Then families are told two weeks before, and may say no for their child."),
    )  # fmt: skip

    def __init__(self, *args: Any, version: ItemVersion, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: dict[str, forms.Field] = {}
        for code, name in settings.LANGUAGES:
            fields[f"text_{code}"] = Words(
                label=name, most=200, rows=2, required=code == "en" and "" not in version.texts,
                initial=version.texts.get(code) or (version.texts.get("", "") if code == "en" else ""),
            )  # fmt: skip
        self.fields = {**fields, **self.fields}
        self.fields["topics"].initial = version.topics

    def texts(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"text_{code}"] for code, _name in settings.LANGUAGES}


class AnswerForm(forms.Form):
    """The questions of a round; each may be left out."""

    quotable = forms.BooleanField(
        label=_("My words may be shown to others here, without my name"), required=False,
        help_text=_("To everybody who is asked. Then they can't be taken back."),
    )  # fmt: skip

    def __init__(self, *args: Any, questions: Iterable[WaveItem], **more: Any) -> None:
        super().__init__(*args, **more)
        self.questions = list(questions)
        in_words = [q for q in self.questions if q.version.item.words]
        most = min(MOST_WORDS, _ROOM // (4 * len(in_words))) if in_words else 0
        fields: dict[str, forms.Field] = {}
        for q in self.questions:
            if q.version.item.words:
                fields[f"w{q.version_id}"] = Words(label=q.version.text, most=most, rows=3, required=False)
            else:
                fields[f"q{q.version_id}"] = forms.TypedChoiceField(
                    label=q.version.text, choices=[(n, w) for n, w in bank.ANSWERS.items()], coerce=int,
                    empty_value=None, required=False,
                )  # fmt: skip
        if not in_words:
            del self.fields["quotable"]
        self.fields = {**fields, **self.fields}

    @property
    def labels(self) -> list[str]:
        return [str(word) for word in bank.ANSWERS.values()]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What the page draws, in order: a level to pick, or a field for words."""
        out = []
        for q in self.questions:
            name = f"{'w' if q.version.item.words else 'q'}{q.version_id}"
            chosen = self.data.get(name, "") if self.is_bound else ""
            out.append(
                {
                    "name": name,
                    "text": q.version.text,
                    "words": q.version.item.words,
                    "field": self[name],
                    "chosen": int(chosen) if not q.version.item.words and chosen.isdecimal() else None,
                }
            )
        return out

    def given(self) -> Given:
        data = self.cleaned_data
        return Given(
            {int(k[1:]): v for k, v in data.items() if k[0] == "q" and k != "quotable" and v is not None},
            {int(k[1:]): v for k, v in data.items() if k[0] == "w" and v},
            bool(data.get("quotable")),
        )


class SheetForm(AnswerForm, OnceForm):
    """A sheet of paper, typed in."""


class OpeningForm(forms.Form):
    """Why a confidential answer should be opened."""

    reason = Words(label=_("Why must this answer be opened?"), most=400, rows=3)
    untold_because = Words(
        label=_("Only if telling would endanger the student: why not tell?"), most=400, rows=2, required=False
    )


class CameForm(forms.Form):
    """What those who were asked read afterwards."""

    words = Words(
        label=_("What did you hear, and what will you do?"), most=1000, rows=4,
        help_text=_("Everybody who was asked reads this with the results: also the children. Say what you won't do, and why."),
    )  # fmt: skip
