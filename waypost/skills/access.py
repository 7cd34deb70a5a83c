"""Who may see and change skills and alignments. They hold nothing about a person: everybody signed in may see skills,
staff see alignments, teachers, leaders and administrators edit them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from waypost.trust.access import Decision, Rule, Who, roles
from waypost.trust.models import Role

from .models import Alignment, Skill

EDITORS = (Role.TEACHER, Role.LEADER, Role.ADMINISTRATOR)
EDIT = roles(*EDITORS)


class SeeSkill(Rule[Skill]):
    name = "skills.skill.see"
    sentence = "Everybody who is signed in sees the trees of skills."

    def rows(self, who: Who) -> QuerySet[Skill]:
        return Skill.objects.filter(active=True) if who.signed_in else Skill.objects.none()

    def may(self, who: Who, thing: Skill) -> Decision:
        return Decision(who.signed_in and thing.active, self.sentence)

    def subjects(self, row: Skill) -> Iterable[int]:
        return ()


class SeeAlignment(Rule[Alignment]):
    name = "skills.alignment.see"
    sentence = "All staff see which work counts for which skill."

    def rows(self, who: Who) -> QuerySet[Alignment]:
        return Alignment.objects.filter(ended__isnull=True) if who.is_staff else Alignment.objects.none()

    def may(self, who: Who, thing: Alignment) -> Decision:
        return Decision(who.is_staff and thing.ended is None, self.sentence)

    def subjects(self, row: Alignment) -> Iterable[int]:
        return ()


class EditAlignment(SeeAlignment):
    name = "skills.alignment.edit"
    sentence = "Teachers, leaders and administrators say which work counts for which skill."

    def rows(self, who: Who) -> QuerySet[Alignment]:
        return super().rows(who) if who.has(*EDITORS) else Alignment.objects.none()

    def may(self, who: Who, thing: Alignment) -> Decision:
        return Decision(who.has(*EDITORS) and thing.ended is None, self.sentence)


SEE_SKILL = SeeSkill()
SEE_ALIGNMENT = SeeAlignment()
EDIT_ALIGNMENT = EditAlignment()
