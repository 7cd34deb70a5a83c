"""The frame's contents for who is asking: main navigation, account menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from waypost.community.panels import serves
from waypost.school import emergency
from waypost.trust.access import NOBODY, Who
from waypost.trust.models import Account, Role
from waypost.trust.pages import CARD
from waypost.web.context import url_or_none


def context(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `nav`, `nav_more`, `account_name`, `account_links`."""
    who: Who = getattr(request, "who", NOBODY)
    if not who.signed_in:
        return {}
    account = request.user
    nav = folded(_items(request, _places(who)))
    return {
        "nav": nav,
        "nav_more": [item for item in nav if item["folded"]],
        **_eyes(who),
        "emergencies": SimpleLazyObject(lambda: emergency.to_review(who)),  # homes of those who review alone
        "serves": SimpleLazyObject(serves),  # only pages of results ask
        "account_name": _called(who, account),
        "account_links": _account_links(who),
        "foot_links": [{"label": _("How we know"), "url": url_or_none("readings:how_list")}],
    }


def _called(who: Who, account: Any) -> str:
    """In full; the first name alone where a card was all that was shown (TRUST 15)."""
    if who.tier == CARD:
        return str(account.get_short_name())
    return getattr(account, "name", "") or str(account.get_username())


def _account_links(who: Who) -> list[dict[str, str]]:
    url = url_or_none("trust:account") if who.tier != CARD else ""
    return [{"label": _("My account"), "url": url, "icon": "person"}] if url else []


def _eyes(who: Who) -> dict[str, str]:
    """Whose eyes are borrowed, and where to give them back (TRUST 11)."""
    if who.viewing_as is None:
        return {}
    account = Account.objects.filter(pk=who.account or 0).first()
    name = (account.name or account.username) if account else ""
    return {"viewing_as": name, "viewing_as_end": url_or_none("trust:end-view-as")}


def home_of(who: Who) -> str:
    """The name of the page that this person opens first."""
    if who.tier == CARD:
        return "homes:start"
    for role, name in _FIRST:
        if who.has(role):
            return name
    return "homes:welcome"


_FIRST: tuple[tuple[Role, str], ...] = (
    (Role.TEACHER, "homes:today"),
    (Role.COUNSELLOR, "homes:today"),
    (Role.LEADER, "homes:how_we_are_doing"),
    (Role.STUDENT, "homes:path"),
    (Role.GUARDIAN, "homes:week"),
    (Role.ADMINISTRATOR, "homes:administration"),
    (Role.PRIVACY, "homes:administration"),
    (Role.SAFEGUARDING, "care:concerns"),
    (Role.PARTNER, "community:partner_home"),
)


#: Everybody of the school but those who only run it.
_CHARTER = (Role.STUDENT, Role.GUARDIAN, Role.TEACHER, Role.COUNSELLOR, Role.LEADER, Role.PARTNER)


def _places(who: Who) -> list[tuple[str, str]]:
    if who.tier == CARD:  # with a card alone there is one page
        return [(_("Start"), "homes:start")]
    places: list[tuple[str, str]] = []
    if who.has(Role.TEACHER, Role.COUNSELLOR):
        places += [(_("Today"), "homes:today"), (_("Classes"), "homes:classes")]
    if who.has(Role.LEADER):
        places += [(_("How we are doing"), "homes:how_we_are_doing")]
        places += [] if who.has(Role.TEACHER) else [(_("Classes"), "homes:classes")]
    if who.has(Role.STUDENT):
        places += [(_("My path"), "homes:path")]
    if who.has(Role.GUARDIAN):
        places += [(_("This week"), "homes:week")]
    if who.has(Role.PARTNER):
        places += [(_("Our help"), "community:partner_home")]
    if who.has(*_CHARTER):
        places += [(_("Messages"), "care:messages")]
    if who.has(Role.TEACHER, Role.LEADER):
        places += [(_("What works"), "practice:what_works"), (_("Surveys"), "voice:surveys")]
        places += [(_("Skills"), "skills:tree"), (_("Sources"), "evidence:sources")]
    if who.has(*_CHARTER):
        places += [(_("Our charter"), "community:charter")]
    if who.has(Role.SAFEGUARDING):
        places += [(_("Safeguarding"), "care:concerns")]
    if who.has(Role.ADMINISTRATOR, Role.PRIVACY):
        places += [(_("Administration"), "homes:administration")]
    return list(dict.fromkeys(places))


def _items(request: HttpRequest, places: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Each place; the one whose address is nearest to the page's is the current one."""
    items = [{"label": label, "url": url_or_none(name) or "#"} for label, name in places]
    near = [i["url"] for i in items if i["url"] != "/" and request.path.startswith(i["url"])]
    here = max(near, key=len, default=request.path)
    return [{**item, "current": item["url"] == here} for item in items]


#: What one line of a phone of 360 px holds, and what "More" takes of it.
_LINE, _MORE = 328.0, 76.0


def folded(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """On a phone one line: the place where one is, then the first ones that fit; what is `folded` stands under "More"."""
    if sum(map(_wide, items)) <= _LINE:
        return [{**item, "folded": False} for item in items]
    left = _LINE - _MORE - sum(_wide(item) for item in items if item["current"])
    shown: set[str] = set()
    full = False
    for item in items:
        full = full or len(shown) == 3 or (not item["current"] and _wide(item) > left)
        if not full and not item["current"]:
            shown.add(item["label"])
            left -= _wide(item)
    return [{**item, "folded": not item["current"] and item["label"] not in shown} for item in items]


def _wide(item: dict[str, Any]) -> float:
    """About as wide as it was measured in a browser: letters, bolder where one is, wider in Arabic, and the edges."""
    letter = (9.0 if item["current"] else 8.2) * (1.2 if item["label"] > "\u0590" else 1)
    return len(item["label"]) * letter + 22


def home_url(who: Who) -> str:
    return reverse(home_of(who))
