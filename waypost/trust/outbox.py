"""Mail, which only ever says that something waits (TRUST 26).

`put` notes a reason in the caller's transaction: an account, a kind, a row's id. The worker calls `deliver` each
minute: it asks the kind whether the account may still see that row (the right is checked at delivery, TRUST 10), holds
back what isn't urgent during quiet hours, makes one mail of several reasons, tries again with growing pauses, and
stops writing to an address that bounces until somebody mends it.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from . import clock
from .models import Account, Outgoing

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

log = logging.getLogger(__name__)
PAUSES = (60, 300, 1500, 7200, 36000)  # seconds after each failure; then it is given up
STOP = "outbox.stop"  # salt of the address that ends mail
KEPT = timedelta(days=14)

May = Callable[[Account, int], bool]
_kinds: dict[str, May] = {}
_alone: dict[str, StrPromise | str] = {}  # kinds that can be ended alone -> what they tell of


@dataclass(frozen=True, slots=True)
class _Lent:
    """What trust doesn't know: the school's quiet hours, and where somebody's mail goes."""

    quiet_until: Callable[[datetime], datetime]
    address_of: Callable[[Account], str]


_lent = _Lent(lambda moment: moment, lambda account: account.email)


def install(*, quiet_until: Callable[[datetime], datetime], address_of: Callable[[Account], str]) -> None:
    """`quiet_until(t)`: t itself, or when the quiet hours that hold at t end."""
    global _lent
    _lent = _Lent(quiet_until, address_of)


def kind(name: str, *, alone: StrPromise | str = "") -> Callable[[May], May]:
    """Register a kind with its right: may this account still see this row, and does it still wait for them?

    `alone`: what it tells of, for a kind that somebody may end while other mail goes on.
    """

    def add(may: May) -> May:
        _kinds[name] = may
        if alone:
            _alone[name] = alone
        return may

    return add


def put(account_id: int, name: str, thing_id: int, *, urgent: bool = False) -> None:
    """Tell an account that something waits. The same reason that hasn't gone out yet is one reason."""
    if name not in _kinds:
        raise ValueError(f"no such kind of mail: {name}")
    now = clock.now()
    waits = Outgoing.objects.filter(account_id=account_id, kind=name, thing_id=thing_id, closed=None)
    if not waits.exists():
        Outgoing.objects.create(
            account_id=account_id,
            kind=name,
            thing_id=thing_id,
            urgent=urgent,
            made=now,
            due=now if urgent else _lent.quiet_until(now),
        )


def put_for_person(person_id: int, name: str, thing_id: int, *, urgent: bool = False) -> None:
    """The same for a person's account, where there is one."""
    account = Account.objects.filter(person_id=person_id, is_active=True).values_list("pk", flat=True).first()
    if account is not None:
        put(account, name, thing_id, urgent=urgent)


def configured() -> bool:
    """Can this instance send mail at all?"""
    return bool(settings.EMAIL_BACKEND) and not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def deliver() -> int:
    """Send what is due, one mail for each account. How many mails went out."""
    now = clock.now()
    accounts = Outgoing.objects.filter(closed=None, due__lte=now).values_list("account_id", flat=True)
    return sum(_to(account) for account in sorted(set(accounts)))


def _to(account_id: int) -> int:
    """One account's mail. It can go twice only if the machine dies between sending and noting it; no lock is held
    while a mail server thinks."""
    now = clock.now()
    account = Account.objects.get(pk=account_id)
    rows = list(Outgoing.objects.filter(account=account, closed=None, due__lte=now).order_by("pk"))
    rows = _still_quiet(rows, now)
    holding = [row for row in rows if account.is_active and _kinds[row.kind](account, row.thing_id)]
    _close([row for row in rows if row not in holding], "no longer")
    unwanted = [row for row in holding if row.kind in account.mail_without and not row.urgent]
    _close(unwanted, "stopped")
    holding = [row for row in holding if row not in unwanted]
    if not holding:
        return 0
    outcome = _why_not(account, holding) or _send(
        account, _lent.address_of(account), {r.kind for r in holding}
    )
    if outcome == "later":
        _later(holding)
    else:
        _close(holding, outcome)
    return int(outcome == "sent")


def _still_quiet(rows: list[Outgoing], now: datetime) -> list[Outgoing]:
    """Without those that came due outside quiet hours and weren't sent until they began again."""
    until = _lent.quiet_until(now)
    if until <= now:
        return rows
    Outgoing.objects.filter(pk__in=[r.pk for r in rows if not r.urgent]).update(due=until)
    return [row for row in rows if row.urgent]


def _why_not(account: Account, rows: list[Outgoing]) -> str:
    if not configured() or not _lent.address_of(account):
        return "no address"
    if account.mail_refused is not None:
        return "refused"
    return "" if account.mail or any(r.urgent for r in rows) else "stopped"


def _send(account: Account, address: str, kinds: set[str]) -> str:
    """sent, refused (the address is no good: nothing more goes there) or later."""
    try:
        _mail(account, address, kinds).send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        if codes and all(code >= 500 for code in codes):
            Account.objects.filter(pk=account.pk).update(mail_refused=clock.now())
            return "refused"
        return "later"
    except (OSError, smtplib.SMTPException) as error:
        log.warning("Mail could not be sent: %s", type(error).__name__)
        return "later"
    return "sent"


def _mail(account: Account, address: str, kinds: set[str]) -> EmailMessage:
    """Says that something waits, and where; in the person's language. How to end all of it, and a kind alone."""
    stop = _stop_address(account)
    with translation.override(account.language or settings.LANGUAGE_CODE):
        body = _(
            "Something waits for you in Waypost.\n\n%(site)s/\n\n"
            "What it is stands there, after you have signed in. Nothing about a child is ever sent by mail.\n"
            "No more mail like this: %(stop)s\n"
        ) % {"site": site(), "stop": stop}
        for name in sorted(kinds & set(_alone)):
            body += _("No more mail about %(what)s, other mail goes on: %(stop)s\n") % {
                "what": _alone[name], "stop": _stop_address(account, name),
            }  # fmt: skip
        return EmailMessage(
            _("Something waits for you"),
            body,
            settings.DEFAULT_FROM_EMAIL,
            [address],
            headers={"List-Unsubscribe": f"<{stop}>"},
        )


def _stop_address(account: Account, kind: str = "") -> str:
    return f"{site()}/mail/stop/{signing.dumps([account.pk, kind], salt=STOP)}/"


def site() -> str:
    """The address at which people reach this Waypost."""
    outside = [
        h for h in settings.ALLOWED_HOSTS if h not in {"127.0.0.1", "localhost", "[::1]", "testserver"}
    ]
    return f"{'https' if settings.HTTPS else 'http'}://{outside[0] if outside else '127.0.0.1:8000'}"


def _later(rows: list[Outgoing]) -> None:
    now = clock.now()
    for row in rows:
        if row.tries >= len(PAUSES):
            _close([row], "given up")
            continue
        Outgoing.objects.filter(pk=row.pk).update(
            tries=row.tries + 1, due=now + timedelta(seconds=PAUSES[row.tries])
        )


def _close(rows: list[Outgoing], outcome: str) -> None:
    Outgoing.objects.filter(pk__in=[r.pk for r in rows]).update(closed=clock.now(), outcome=outcome)


@dataclass(frozen=True, slots=True)
class Ending:
    """What the address at the foot of a mail ends: all mail of an account, or one kind."""

    account: Account
    kind: str = ""

    @property
    def what(self) -> str:
        """What the kind tells of; "" for all mail."""
        return str(_alone.get(self.kind, ""))

    @property
    def on(self) -> bool:
        return self.account.mail and self.kind not in self.account.mail_without


def ending_of(token: str) -> Ending | None:
    """What a "no more mail" address ends, and whose."""
    try:
        pk, name = signing.loads(token, salt=STOP)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    account = Account.objects.filter(pk=pk).first()
    return Ending(account, name) if account is not None and name in {"", *_alone} else None


def stop(account: Account, kind: str = "") -> None:
    """No more mail (of this kind), but for what can't wait for a child's sake."""
    if not kind:
        Account.objects.filter(pk=account.pk).update(mail=False)
    else:
        _without(account, {kind}, set())


def again(account: Account, kind: str) -> None:
    """Mail of this kind again."""
    _without(account, set(), {kind})


@transaction.atomic
def _without(account: Account, more: set[str], less: set[str]) -> None:
    now = set(Account.objects.select_for_update().get(pk=account.pk).mail_without)
    Account.objects.filter(pk=account.pk).update(mail_without=sorted((now | more) - less))


def begin(account: Account) -> None:
    """Mail again, also to an address that had bounced."""
    Account.objects.filter(pk=account.pk).update(mail=True, mail_refused=None)


def sweep() -> int:
    """Rows that were dealt with a fortnight ago go."""
    return Outgoing.objects.filter(closed__lt=clock.now() - KEPT).delete()[0]
