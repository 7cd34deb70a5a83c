"""The tablet of the class. A teacher opens it for a lesson; then each child chooses the own name, answers, and is gone.

No page of it has an address that tells of a child: a turn begins and ends by POST, and each answer leads back to the list.
"""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from waypost.school import talks
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Class, Person
from waypost.trust import limits, pictures
from waypost.trust.access import PUBLIC, ReadBook, Who, roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, page, trying
from waypost.trust.signin import slow_down

from ..access.kiosk import RUN_KIOSK
from ..forms.kiosk import WishForm
from ..forms.pulse import PulseForm
from ..models import Kiosk, KioskDevice
from ..queries.pulse import question
from ..services import Refused, secret
from ..services import kiosk as services
from ..services.pulse import of_week

COOKIE = "waypost_kiosk"
TURN = "waypost_kiosk_turn"  # whose turn it is: a random key, gone with the turn
PATH = "/voice/kiosk/"
CODE = "waypost_kiosk_code"  # the teacher's session: the code of the lesson that goes on
TRIES = limits.Limit("kiosk", free=40, first_wait=10, longest=300, memory=600)
TEACHERS = roles(Role.TEACHER)
#: The browser forgets what it kept of the child before; the key itself stays in its cookie.
FORGET = '"cache", "storage"'


# -- the teacher --------------------------------------------------------------------------------------------------------
@page(TEACHERS, purpose="class tablet")
@require_http_methods(["GET", "POST"])
def lesson(request: Asked, pk: int) -> HttpResponse:
    """Open a lesson for a class, see its code, end it."""
    klass = RUN_KIOSK.get(request.reads, pk=pk)
    going_on = _going_on(request, klass)
    if request.method == "POST":
        if request.POST.get("end"):
            _end(request, going_on)
        else:
            _open(request, klass)
        return redirect("voice:kiosk_lesson", pk)
    code = request.session.get(CODE, {})
    shown = code.get("code") if going_on and code.get("kiosk") == going_on.pk else None
    devices = going_on.devices.count() if going_on else 0
    context = {"klass": klass, "kiosk": going_on, "code": shown, "devices": devices}
    return render(request, "voice/kiosk_lesson.html", context)


@page(TEACHERS, purpose="class tablet")
@require_POST
def here(request: Asked, pk: int) -> HttpResponse:
    """This very device becomes the tablet: the teacher is signed out on it."""
    klass = RUN_KIOSK.get(request.reads, pk=pk)
    kiosk = _going_on(request, klass)
    if kiosk is None:
        return redirect("voice:kiosk_lesson", pk)
    return _enrolled(request, kiosk)


def join(request: Asked, klass: Class, account: int) -> HttpResponse:
    """For the demonstration's door alone: the lesson of a teacher's class goes on or begins, and this device is its tablet.
    Raises Refused."""
    going_on = services.going_on(klass, account)
    return _enrolled(request, going_on or services.open_for(klass, account, _network(request)).kiosk)


def _going_on(request: Asked, klass: Class) -> Kiosk | None:
    return services.going_on(klass, request.who.account or 0)


def _open(request: Asked, klass: Class) -> None:
    made = trying(request, lambda: services.open_for(klass, request.who.account or 0, _network(request)))
    if made is not None:
        request.session[CODE] = {"kiosk": made.kiosk.pk, "code": made.code}


def _end(request: Asked, kiosk: Kiosk | None) -> None:
    if kiosk is not None:
        services.close(kiosk)
    request.session.pop(CODE, None)
    messages.success(request, _("The lesson is over. The tablets open nothing any more."))


# -- the tablet ---------------------------------------------------------------------------------------------------------
@page(PUBLIC)
@require_http_methods(["GET", "POST"])
def front(request: Asked) -> HttpResponse:
    """The list of first names; or, on a device that isn't a tablet of a lesson, where the code is typed."""
    device = _device(request)
    if device is not None:
        return _list(request, device)
    if request.method == "GET":
        over = COOKIE in request.COOKIES
        return render(request, "voice/kiosk_code.html", {"over": over}, status=403 if over else 200)
    place = limits.address(request)
    wait = limits.waiting(TRIES, place)
    if wait:
        return slow_down(request, wait)
    kiosk = services.by_code(request.POST.get("code", "")[:40], _network(request))
    if kiosk is None:
        limits.failed(TRIES, place)
        return render(request, "voice/kiosk_code.html", {"wrong": True}, status=403)
    return _enrolled(request, kiosk)


@page(PUBLIC)
@require_http_methods(["GET", "POST"])
def turn(request: Asked) -> HttpResponse:
    """A child chose the own name; then the question. Its address says nothing, and back leads to the names."""
    device = _device(request)
    if device is None:
        return _not_here(request)
    if request.method == "POST":
        return _begin(request, device)
    key = request.COOKIES.get(TURN, "")
    person_id = services.whose(device, key)
    if person_id is None:
        return redirect("voice:kiosk")
    person = Person.objects.get(pk=person_id)
    if not device.known:
        return _who_is_it(request, device, person)
    if of_week(person_id, services.clock.today()) is not None:
        return render(request, "voice/kiosk_done.html", {"name": person.called})
    return _asked(request, device, person, key, None)


@page(PUBLIC)
@require_POST
def show(request: Asked) -> HttpResponse:
    """One tap on a picture, or the number: whoever taps is who it says."""
    device = _device(request)
    person_id = services.whose(device, request.COOKIES.get(TURN, "")) if device else None
    if device is None or person_id is None:
        return _not_here(request)
    wrong = secret.show(device, request.POST.dict()) if not secret.wait_of(person_id) else ""
    if wrong or secret.wait_of(person_id):
        device.refresh_from_db()
        return _who_is_it(request, device, Person.objects.get(pk=person_id), wrong)
    return redirect("voice:kiosk_turn")


def _who_is_it(request: Asked, device: KioskDevice, person: Person, wrong: str = "") -> HttpResponse:
    kind, wait = secret.of(person.pk), secret.wait_of(person.pk)
    choosing = kind is secret.Secret.CHOOSE
    context = {
        "name": person.called,
        "number": kind is secret.Secret.NUMBER,
        "choosing": choosing,
        "pictures": pictures.shown(pictures.so_far(device.tapped), choosing),
        "wrong": wrong,
        "wait": limits.in_words(wait) if wait else "",
    }
    return render(request, "voice/kiosk_who.html", context, status=429 if wait else 200)


@page(PUBLIC)
@require_http_methods(["GET", "POST"])
def talk(request: Asked) -> HttpResponse:
    """Please talk with me: whoever it is for, the list of names is back at once, and says the same as after any turn."""
    device = _device(request)
    key = request.COOKIES.get(TURN, "")
    person_id = services.whose(device, key) if device else None
    if device is None or person_id is None or not device.known:
        return _not_here(request)
    adults = talks.keeper().around(person_id)
    form = WishForm(request.POST or None, adults=adults, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_to_talk(device, key, form.wish())
        except Refused as why:
            form.add_error("adult", str(why))
        else:
            return _back_to_list(device, "kept")
    context = {"form": form, "anybody": bool(adults), "lines": talks.keeper().lines()}
    return render(request, "voice/kiosk_talk.html", context)


def _begin(request: Asked, device: KioskDevice) -> HttpResponse:
    chosen = request.POST.get("student", "")
    try:
        key = services.begin_turn(device, int(chosen) if chosen.isdigit() else 0)
    except Refused:
        return _not_here(request)
    response = redirect("voice:kiosk_turn")
    _cookie(response, TURN, key, int(services.TURN.total_seconds()))
    return response


@page(PUBLIC)
@require_POST
def answer(request: Asked) -> HttpResponse:
    """The answer, or "I am done": either way back to the list, and nothing stays."""
    device = _device(request)
    if device is None:
        return _not_here(request)
    if request.POST.get("stop"):
        return _back_to_list(device, "")
    key = request.POST.get("turn", "")
    person_id = services.whose(device, key)
    if person_id is None or not device.known:
        return _not_here(request)
    person = Person.objects.get(pk=person_id)
    klass = Class.objects.get(pk=device.kiosk.class_id)
    form = PulseForm(request.POST, question=question(person_id, klass))
    if not form.is_valid():
        return _asked(request, device, person, key, form)
    said = form.said()
    try:
        services.answer(device, key, said)
    except Refused:
        return _back_to_list(device, "")
    return _back_to_list(device, "kept")


def _network(request: Asked) -> str:
    """Where a device is: the school's own networks are one place."""
    return limits.counted_network(request) or "school"


def _device(request: Asked) -> KioskDevice | None:
    """The tablet that asks. A device on which somebody is signed in is none."""
    return None if request.who.signed_in else services.device_of(request.COOKIES.get(COOKIE, ""))


def _enrolled(request: Asked, kiosk: Kiosk) -> HttpResponse:
    logout(request)
    response = redirect("voice:kiosk")
    _set_key(response, kiosk, services.enrol(kiosk))
    return response


def _list(request: Asked, device: KioskDevice) -> HttpResponse:
    children = services.children(device.kiosk)
    _note(request, device, children)
    klass = Class.objects.get(pk=device.kiosk.class_id)
    names = [p.called for p in children]
    shown = [
        (p, p.called if names.count(p.called) == 1 else f"{p.called} {p.family_name[:1]}.") for p in children
    ]
    kept = request.GET.get("done") == "kept"
    return render(request, "voice/kiosk.html", {"children": shown, "klass": klass, "kept": kept})


def _note(request: Asked, device: KioskDevice, children: list[Person]) -> None:
    """The list stands in the log under the teacher who opened the lesson."""
    teacher = Who(account=device.kiosk.opened_by, roles=frozenset({str(Role.TEACHER)}))
    request.reads = ReadBook(teacher, page=request.reads.page, purpose="class tablet")
    request.reads.note(SEE_STUDENT, "listed", [p.pk for p in children])


def _asked(
    request: Asked, device: KioskDevice, person: Person, key: str, form: PulseForm | None
) -> HttpResponse:
    klass = Class.objects.get(pk=device.kiosk.class_id)
    form = form or PulseForm(question=question(person.pk, klass))
    return render(request, "voice/kiosk_turn.html", {"name": person.called, "form": form, "turn": key})


def _back_to_list(device: KioskDevice, how: str) -> HttpResponse:
    response = redirect(f"{PATH}?done={how}" if how else PATH)
    _set_key(response, device.kiosk, services.end_turn(device))
    response.delete_cookie(TURN, path=PATH, samesite="Strict")
    response["Clear-Site-Data"] = FORGET
    return response


def _not_here(request: Asked) -> HttpResponse:
    """A turn that is over, a tablet that is none any more: nothing of anybody."""
    response = render(request, "voice/kiosk_over.html", status=403)
    response["Clear-Site-Data"] = FORGET
    return response


def _set_key(response: HttpResponse, kiosk: Kiosk, key: str) -> None:
    _cookie(response, COOKIE, key, int((kiosk.until - services.clock.wall()).total_seconds()))


def _cookie(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    """Read by no script, sent to this path alone."""
    response.set_cookie(
        name, value, max_age=max(0, seconds), path=PATH, httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
