"""What is wrong with this instance, in plain words, and how to mend it. Each room registers its own checks."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from . import clock
from .backup import each_night, make
from .folder import DataFolder
from .models import AccessRequest, Account, ErasureCase, Outgoing, Role
from .requests import own_to
from .second_factor import without_one
from .who import accounts_with


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `grave` ones keep a school from working or a child from being safe."""

    sentence: str
    mend: str
    grave: bool = False


Check = Callable[[], Iterable[Problem]]
LITTLE = 1024  # MB
LATE = timedelta(days=2)  # a night may be missed
_checks: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Register a check under "room.what"; it returns nothing when all is well."""

    def add(function: Check) -> Check:
        _checks[name] = function
        return function

    return add


def examine() -> list[Problem]:
    """Run every check; a check that breaks is itself a problem. Grave ones first."""
    found: list[Problem] = []
    for name, function in sorted(_checks.items()):
        try:
            found += function()
        except Exception as error:  # whatever broke, the others should still be heard
            found.append(
                Problem(
                    _("The check %(name)s could not run: %(error)s.")
                    % {"name": name, "error": type(error).__name__},
                    _("Run `waypost doctor` again; if it stays, tell whoever looks after the server."),
                )
            )
    return sorted(found, key=lambda p: not p.grave)


@check("trust.keys")
def loose_keys() -> Iterable[Problem]:
    for place in DataFolder.from_environment().loose_permissions():
        yield Problem(
            _("Others on this machine may read %(place)s.") % {"place": place},
            _("Run: chmod go-rwx %(place)s") % {"place": place},
            grave=True,
        )


@check("trust.disk")
def little_room() -> Iterable[Problem]:
    place = DataFolder.from_environment().path
    free = shutil.disk_usage(place).free // 2**20 if place.exists() else LITTLE
    if free < LITTLE:
        yield Problem(
            _("Only %(n)d MB are free where the data folder is: soon nothing can be kept.") % {"n": free},
            _("Make room on that disk, or move the data folder to a larger one."),
            grave=True,
        )


@check("trust.safeguarding")
def two_for_safeguarding() -> Iterable[Problem]:
    if settings.DEMO:
        return
    people = accounts_with(Role.SAFEGUARDING).filter(person_id__isnull=False).count()
    if people < 2:
        yield Problem(
            _("Safeguarding needs two people, so that nobody's concern waits for one; it has %(n)d.")
            % {"n": people}
            + " "
            + _("Until then no pulse, survey or message is opened."),
            _("Give the role to somebody on the page Accounts; a second person confirms it."),
        )


@check("trust.requests")
def nobody_for_a_request() -> Iterable[Problem]:
    """Nobody handles a request of their own or about their own child: where everybody in the role is concerned, it lies."""
    waiting = AccessRequest.objects.filter(released=None)
    lies = set(waiting.values_list("pk", flat=True))
    for person in accounts_with(Role.PRIVACY).values_list("person_id", flat=True):
        lies &= own_to(person, waiting)
    if lies:
        yield Problem(
            _("A request to see the record waits, and nobody may work on it."),
            _(
                "Give the privacy role to somebody whom the request doesn't concern; a second person confirms it."
            ),
        )


@check("trust.erasures")
def two_for_an_erasure() -> Iterable[Problem]:
    """One decides, another confirms, and neither is the person, who asked, or a parent."""
    waiting = ErasureCase.objects.filter(closed=None, confirmed=None)
    free = dict.fromkeys(waiting.values_list("pk", flat=True), 0)
    for person in accounts_with(Role.PRIVACY).values_list("person_id", flat=True):
        for pk in free.keys() - own_to(person, waiting):
            free[pk] += 1
    if any(n < 2 for n in free.values()):
        yield Problem(
            _("A request to erase waits, and fewer than two people may work on it."),
            _(
                "Give the privacy role to somebody whom the request doesn't concern; a second person confirms it."
            ),
        )
    if ErasureCase.objects.filter(closed=None, gone__lt=clock.now() - timedelta(days=2)).exists():
        yield Problem(
            _("What was erased is not cleaned off the disk yet: something keeps the database busy."),
            _("Restart `waypost serve`; if it stays, tell whoever looks after the server."),
        )


@check("trust.backup")
def a_good_backup() -> Iterable[Problem]:
    if settings.DEMO:
        return
    last, nightly = make.last_good(), each_night.plan()
    if nightly is not None and nightly.fault:
        yield Problem(
            _("Last night's backup was not made. %(why)s") % {"why": nightly.fault},
            _("Mend that, then run `waypost backup --to %(to)s`.") % {"to": nightly.to},
        )
    elif last is None:
        yield Problem(
            _("There is no backup of this school yet."),
            _("Run `waypost backup --new-key FILE` once, then `waypost backup --to FOLDER --nightly`."),
        )
    elif clock.wall() - last > LATE:
        yield Problem(
            _("The last good backup is %(n)d days old.") % {"n": (clock.wall() - last).days},
            _("Run `waypost backup --to FOLDER`, and look why it doesn't run each night."),
        )


@check("trust.second-step")
def administrators_with_a_second_step() -> Iterable[Problem]:
    if settings.DEMO:
        return
    ids = list(accounts_with(Role.ADMINISTRATOR).values_list("pk", flat=True))
    if not ids:
        yield Problem(
            _("Nobody is administrator."),
            _("On the server, run: waypost user grant NAME administrator"),
            grave=True,
        )
    bare = without_one(ids)
    for name in Account.objects.filter(pk__in=bare).values_list("username", flat=True):
        yield Problem(
            _("The administrator %(name)s has no second step yet.") % {"name": name},
            _("They are asked for it at their next sign-in."),
        )


@check("trust.http")
def plain_http() -> Iterable[Problem]:
    outside = [h for h in settings.ALLOWED_HOSTS if h not in {"127.0.0.1", "localhost", "[::1]"}]
    if outside and not settings.HTTPS:
        yield Problem(
            _("Waypost answers as %(host)s, but not over https.") % {"host": outside[0]},
            _("Start it with a certificate, or with --behind-proxy and the proxy's address."),
            grave=True,
        )


@check("trust.books")
def heads_are_kept() -> Iterable[Problem]:
    from . import chain

    for sentence in chain.heads("reads")[1]:
        yield Problem(
            sentence, _("Compare it with a backup: somebody changed the record of the log."), grave=True
        )


@check("trust.mail")
def addresses_that_bounce() -> Iterable[Problem]:
    refused = Account.objects.filter(mail_refused__isnull=False, is_active=True)
    for name in refused.values_list("username", flat=True)[:20]:
        yield Problem(
            _("Mail to %(name)s comes back: the address is no good.") % {"name": name},
            _("Mend the address in the roster; then open the account and begin mail again."),
        )
    lost = Outgoing.objects.filter(outcome="given up").count()
    if lost:
        yield Problem(
            _("Some mails could not be sent: %(n)d.") % {"n": lost},
            _("Check WAYPOST_SMTP: is the mail server's name, port and password right?"),
        )
