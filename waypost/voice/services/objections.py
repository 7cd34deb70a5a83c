"""A no to a survey, said on a page or on paper: who says it isn't asked, reminded or counted as missing (TRUST 14)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from waypost.school import queries as school
from waypost.trust import consent
from waypost.trust.consent.words import SURVEYS, kept
from waypost.trust.models import Consent

from .. import asked
from ..models import Kind, People, Survey
from . import Refused

PRIVATE, NAMED = "survey-sensitive", "survey"


def purpose_of(survey: Survey) -> str:
    """What a no to this survey says no to; "" where nobody is known who could be left out: an anonymous one without such topics."""
    if survey.people == People.PUPILS and asked.topics_of(survey):
        return PRIVATE
    return NAMED if survey.kind != Kind.ANONYMOUS else ""


@transaction.atomic
def note(
    subject: int, purpose: str, yes: bool, *, giver: int, language: str, noted_by: int | None = None
) -> Consent:
    """`noted_by`: who typed in what somebody signed on paper. Raises Refused where it isn't the giver's to say."""
    text = consent.shown(purpose, language, kept(*SURVEYS[purpose]))
    basis = "page" if noted_by is None else "paper"
    try:
        return consent.give(
            subject, purpose, yes=yes, giver_id=giver, text=text, basis=basis, noted_by=noted_by
        )
    except PermissionError as why:
        raise Refused(str(why)) from why


def no_on_paper(subject: int, purpose: str, *, by_family: bool, language: str, noted_by: int) -> None:
    """A slip that came back: signed by the family (whoever has the right to consent), or by the person who would be asked."""
    givers = [g.pk for g in school.guardians_of(subject, "consent")] if by_family else [subject]
    if not givers:
        raise Refused(_("Choose a student, and who signed. A guardian needs the right to consent."))
    note(subject, purpose, False, giver=givers[0], language=language, noted_by=noted_by)
