"""Forms of this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.school.models import Class

from .models import Source
from .responses import GUESSES

FORMAT_CHOICES = [
    ("csv", _("a table (CSV, TSV)")),
    ("assistments", _("ASSISTments, skill builder")),
    ("datashop", _("PSLC DataShop, transactions")),
    ("triples", _("three lines a student")),
]
MEANINGS = {
    "student": _("Student"),
    "skill": _("Skill"),
    "correct": _("Right or wrong"),
    "score": _("Score"),
    "time": _("Time"),
    "item": _("Item"),
    "duration": _("How long it took"),
    "hint": _("Hints"),
}


class SourceForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As people here call it."))
    home_page = forms.URLField(
        label=_("Its address"), max_length=500, required=False, assume_scheme="https",
        help_text=_("The beginning of what it calls its accounts and activities, such as https://tool.example."),
    )  # fmt: skip


class KeyForm(forms.Form):
    """A key for a tool."""

    name = forms.CharField(
        label=_("Name of the key"), max_length=120, help_text=_("Statements name it for good.")
    )
    prefixes = forms.CharField(
        label=_("Activities it writes about"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One beginning of an address a line. Empty: the source's own address."),
    )  # fmt: skip
    klass = forms.ModelChoiceField(
        label=_("Only this class"),
        queryset=Class.objects.none(),
        required=False,
        empty_label=_("the whole school"),
    )
    scope = forms.ChoiceField(
        label=_("It may"), initial="statements",
        choices=[
            ("statements", _("write, and read what its source sent")),
            ("write", _("write only")),
            ("read", _("read only, from every tool")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["klass"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Class.objects.filter(active=True).order_by("title")

    def prefix_list(self) -> list[str] | None:
        return [p.strip() for p in self.cleaned_data["prefixes"].splitlines() if p.strip()] or None


class DownForm(forms.Form):
    """From when to when a source was down."""

    since = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: it still is."),
    )
    note = forms.CharField(label=_("Why"), max_length=200, required=False)


class MendForm(forms.Form):
    document = forms.CharField(
        label=_("The statement"), widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"})
    )


class UploadForm(forms.Form):
    """A file of responses, and where it comes from."""

    file = forms.FileField(label=_("A file of responses"))
    format = forms.ChoiceField(label=_("It is"), choices=FORMAT_CHOICES)
    source = forms.ModelChoiceField(
        label=_("From"),
        queryset=Source.objects.none(),
        required=False,
        empty_label=_("a new source, named after the file"),
    )
    make_people = forms.BooleanField(
        label=_("Make people and classes for students whom nobody knows yet"), required=False,
        help_text=_("For looking around without a roster."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Source.objects.filter(kind="file").order_by("name")


class ColumnsForm(forms.Form):
    """Which column says what."""

    def __init__(self, header: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = list(dict.fromkeys(h for h in header if h))
        for meaning in GUESSES:
            empty = [("", _("none"))] if meaning != "student" else []
            choices = [*empty, *((n, n) for n in names)]
            self.fields[meaning] = forms.ChoiceField(
                label=MEANINGS[meaning], choices=choices, required=meaning == "student"
            )
        self.fields["student_is"] = forms.ChoiceField(
            label=_("The student column holds"),
            choices=[
                ("account", _("the tool's own names")),
                ("sourced_id", _("the roster's ids")),
                ("email", _("mail addresses")),
            ],
        )
        self.fields["score_max"] = forms.FloatField(
            label=_("Full marks"), required=False, min_value=0.0001, help_text=_("Empty: 1.")
        )
        self.fields["duration_unit"] = forms.ChoiceField(
            label=_("It took so many"), choices=[("s", _("seconds")), ("ms", _("milliseconds"))]
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("correct") and not data.get("score"):
            self.add_error(
                "correct", _("Choose the column that says right or wrong, or the one with the score.")
            )
        return data

    def mapping(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if v not in ("", None)}
