"""Looking with another's eyes: read-only, fifteen minutes, a banner, nothing restricted, in the log under the real
person (TRUST 11)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from . import audit, sessions
from .access import Who
from .models import Account, Role
from .who import who_is

KEY = "waypost_view_as"
LENGTH = 15 * 60
#: Whose eyes nobody borrows: what they see is for them alone.
NEVER = (Role.SAFEGUARDING, Role.PRIVACY, Role.COUNSELLOR, Role.ADMINISTRATOR)
END = "/account/view-as/end/"
SIGN_OUT = "/sign-out/"


def begin(request: HttpRequest, real: Account, target: Account, reason: str) -> None:
    """Start to look as `target`. Raises PermissionDenied with the sentence when that isn't allowed."""
    mine, theirs = who_is(real), who_is(target)
    if not mine.has(Role.ADMINISTRATOR):
        raise PermissionDenied(_("Only an administrator can look with another's eyes."))
    if real.pk == target.pk or theirs.has(*NEVER) or not theirs.roles:
        raise PermissionDenied(_("Nobody can look with the eyes of this person."))
    if not reason.strip():
        raise PermissionDenied(_("Please say why: the reason stands in the book of acts."))
    request.session[KEY] = {"account": target.pk, "until": sessions.moment() + LENGTH}
    audit.act(
        "view-as.begin",
        actor_id=real.pk,
        object_kind="account",
        object_id=target.pk,
        detail={"reason": reason[:200]},
    )


def end(request: HttpRequest, real: Account) -> None:
    """Look with one's own eyes again."""
    held = request.session.pop(KEY, None)
    if held:
        audit.act("view-as.end", actor_id=real.pk, object_kind="account", object_id=held["account"])


def eyes(request: HttpRequest, real: Account) -> Who | None:
    """The rights of the other person while it lasts; None: one's own eyes."""
    held = request.session.get(KEY)
    if not held:
        return None
    target = Account.objects.filter(pk=held["account"], is_active=True).first()
    if target is None or sessions.moment() > held["until"] or not who_is(real).has(Role.ADMINISTRATOR):
        end(request, real)
        return None
    who = who_is(target, viewing_as=real.pk)
    if who.has(*NEVER):
        end(request, real)
        return None
    return who


def allowed(request: HttpRequest) -> bool:
    """Reading is; changing is not, but for ending it and signing out."""
    return request.method in {"GET", "HEAD", "OPTIONS"} or request.path in {END, SIGN_OUT}
