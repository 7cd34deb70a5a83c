"""The wish to talk, on a tablet of the class."""

from __future__ import annotations

from typing import Any

from waypost.school.talk_form import TalkForm

from ..services.kiosk import Wish


class WishForm(TalkForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["words"].widget.attrs["autocomplete"] = "off"

    def wish(self) -> Wish:
        return Wish(**self.cleaned_data)
