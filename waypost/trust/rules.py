"""Trust's own rules: accounts, the log of reads, the book of acts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .access import Decision, Rule, Who, roles
from .models import AccessRequest, Account, Act, ErasureCase, Hold, ReadRow, Role
from .requests import own_to

ADMINISTRATORS = roles(Role.ADMINISTRATOR)
PRIVACY = roles(Role.PRIVACY)
BOOKKEEPERS = roles(Role.ADMINISTRATOR, Role.PRIVACY)
CONFIRMERS = roles(Role.ADMINISTRATOR, Role.LEADER, Role.PRIVACY, Role.SAFEGUARDING)


class ManageAccounts(Rule[Account]):
    name = "trust.account.manage"
    sentence = (
        "Administrators see all accounts: names, roles, when they were invited. Never what is in a file."
    )

    def rows(self, who: Who) -> QuerySet[Account]:
        rows = Account.objects.all()
        return rows if who.has(Role.ADMINISTRATOR) else rows.none()

    def may(self, who: Who, thing: Account) -> Decision:
        allowed = who.has(Role.ADMINISTRATOR)
        return Decision(allowed, "" if allowed else _("Accounts are for administrators."))

    def subjects(self, row: Account) -> Iterable[int]:
        return () if row.person_id is None else (row.person_id,)


class FindAccounts(ManageAccounts):
    name = "trust.account.find"
    sentence = "Privacy finds a person by name, to see who looked at the person's record."

    def rows(self, who: Who) -> QuerySet[Account]:
        rows = Account.objects.filter(person_id__isnull=False)
        return rows if who.has(Role.PRIVACY) else rows.none()

    def may(self, who: Who, thing: Account) -> Decision:
        allowed = who.has(Role.PRIVACY) and thing.person_id is not None
        return Decision(allowed, "" if allowed else _("The log of reads is for the privacy role."))


class ReadTheLog(Rule[ReadRow]):
    name = "trust.readrow.read"
    sentence = "The privacy role reads who looked at whom."
    restricted = True

    def rows(self, who: Who) -> QuerySet[ReadRow]:
        rows = ReadRow.objects.all()
        return rows if who.has(Role.PRIVACY) else rows.none()

    def may(self, who: Who, thing: ReadRow) -> Decision:
        allowed = who.has(Role.PRIVACY)
        return Decision(allowed, "" if allowed else _("The log of reads is for the privacy role."))

    def subjects(self, row: ReadRow) -> Iterable[int]:
        return ()  # the page names its subject itself, once


class ReadActs(Rule[Act]):
    name = "trust.act.read"
    sentence = "Administrators and the privacy role read the book of acts: ids and verbs, no contents."

    def rows(self, who: Who) -> QuerySet[Act]:
        rows = Act.objects.all()
        return rows if who.has(Role.ADMINISTRATOR, Role.PRIVACY) else rows.none()

    def may(self, who: Who, thing: Act) -> Decision:
        allowed = who.has(Role.ADMINISTRATOR, Role.PRIVACY)
        return Decision(allowed, "" if allowed else _("The book of acts is for administrators and privacy."))

    def subjects(self, row: Act) -> Iterable[int]:
        return ()


class SeeRequests(Rule[AccessRequest]):
    name = "trust.access_request.see"
    sentence = "The privacy role works on access requests, nobody on the own or those about an own child."
    restricted = True

    def rows(self, who: Who) -> QuerySet[AccessRequest]:
        rows = AccessRequest.objects.all()
        return rows.exclude(pk__in=own_to(who.person, rows)) if who.has(Role.PRIVACY) else rows.none()

    def may(self, who: Who, thing: AccessRequest) -> Decision:
        if not who.has(Role.PRIVACY):
            return Decision(False, _("Access requests are for the privacy role."))
        own = bool(own_to(who.person, AccessRequest.objects.filter(pk=thing.pk)))
        return Decision(not own, _("Somebody else has to look after your own request.") if own else "")

    def subjects(self, row: AccessRequest) -> Iterable[int]:
        return (row.subject_id,)


class SeeErasures(Rule[ErasureCase]):
    name = "trust.erasure.see"
    sentence = "The privacy role works on requests to erase, nobody on the own or those about an own child."
    restricted = True

    def rows(self, who: Who) -> QuerySet[ErasureCase]:
        rows = ErasureCase.objects.all()
        return rows.exclude(pk__in=own_to(who.person, rows)) if who.has(Role.PRIVACY) else rows.none()

    def may(self, who: Who, thing: ErasureCase) -> Decision:
        if not who.has(Role.PRIVACY):
            return Decision(False, _("Requests to erase are for the privacy role."))
        own = bool(own_to(who.person, ErasureCase.objects.filter(pk=thing.pk)))
        return Decision(not own, _("Somebody else has to look after your own request.") if own else "")

    def subjects(self, row: ErasureCase) -> Iterable[int]:
        return () if row.subject_id is None else (row.subject_id,)


class SeeHolds(Rule[Hold]):
    name = "trust.hold.see"
    sentence = "The privacy role holds files that law keeps from ending."
    restricted = True
    no = "holds are for the privacy role"

    def rows(self, who: Who) -> QuerySet[Hold]:
        rows = Hold.objects.all()
        return rows if who.has(Role.PRIVACY) else rows.none()

    def subjects(self, row: Hold) -> Iterable[int]:
        return (row.person_id,)


SEE_ERASURES = SeeErasures()
SEE_HOLDS = SeeHolds()
SEE_REQUESTS = SeeRequests()
MANAGE_ACCOUNTS = ManageAccounts()
FIND_ACCOUNTS = FindAccounts()
READ_THE_LOG = ReadTheLog()
READ_ACTS = ReadActs()
