"""Who sees work, shows it at home, and judges it."""

from __future__ import annotations

from django.db.models import Q

from waypost.trust.access import Who

from ..models import Piece
from .base import NOBODYS, OfStudent, of_family, of_staff, own


class SeePiece(OfStudent):
    name = "learning.piece.see"
    sentence = "The student and the staff of the student see work and what was said of it; the family where the student shows it."
    model = Piece

    def grounds(self, who: Who) -> Q:
        return own(who) | of_staff(who) | of_family(who) & Q(with_family=True)


class OwnPiece(OfStudent):
    name = "learning.piece.own"
    sentence = "Only the student places the own work beside the adults, and shows it at home."
    model = Piece

    def grounds(self, who: Who) -> Q:
        return own(who)


class JudgePiece(OfStudent):
    name = "learning.piece.judge"
    sentence = "The school's adults place work of the students whom they see on a rubric, with a reason."
    model = Piece

    def grounds(self, who: Who) -> Q:
        return of_staff(who) if who.viewing_as is None else NOBODYS


SEE_PIECE = SeePiece()
OWN_PIECE = OwnPiece()
JUDGE_PIECE = JudgePiece()
