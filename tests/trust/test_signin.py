"""Signing in: who gets in, how often one may try, what it needs, and what ends it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from tests.village import PASSWORD, Village
from waypost.trust import clock as trust_clock
from waypost.trust import limits, services, sessions
from waypost.trust.models import Account, Role, RoleGrant, Tries

pytestmark = pytest.mark.urls("tests.trust.urls_alone")
SignedIn = Callable[[object], Client]


class Hands:
    """The machine's time, moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 7, 4, tzinfo=UTC)

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    it = Hands()
    monkeypatch.setitem(trust_clock._sources, "wall", lambda: it.at)
    return it


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> object:
    return client.post("/sign-in/", {"login": name, "password": password, **more})


def whose(client: Client) -> str | None:
    key = client.session.get("_auth_user_id")
    return Account.objects.get(pk=key).username if key else None


def test_a_student_signs_in_with_name_and_password(village: Village) -> None:
    client = Client()
    assert client.get("/sign-in/").status_code == 200
    response = sign_in(client, "Mia")
    assert response.status_code == 302  # type: ignore[attr-defined]
    assert whose(client) == "mia"


def test_the_answer_does_not_tell_whether_an_account_exists(village: Village) -> None:
    def plain(name: str) -> str:
        page = sign_in(Client(), name, "wrong").content.decode()  # type: ignore[attr-defined]
        return re.sub(r'(csrf[^>]*(value|content)="[^"]*")|' + name, "", page)

    assert plain("ada") == plain("zed")


def test_nobody_signs_up(village: Village) -> None:
    for path in ("/sign-up/", "/signup/", "/accounts/signup/"):
        assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_leads_on_only_inside(village: Village, onward: str) -> None:
    response = Client().post(
        f"/sign-in/?next={onward}", {"login": "mia", "password": PASSWORD, "next": onward}
    )
    assert "evil" not in response["Location"]
    assert response["Location"].startswith("/")


def test_guessing_from_a_thousand_addresses_is_tried_fewer_than_fifty_times_in_a_day(
    village: Village, hands: Hands
) -> None:
    tried = 0
    for n in range(10_000 // 25):
        hands.forward(seconds=216)
        client = Client(REMOTE_ADDR=f"203.0.{n // 250}.{n % 250}")
        tried += sign_in(client, "ada", f"guess {n}").status_code != 429  # type: ignore[attr-defined]
    assert tried < 60


def test_sixty_children_behind_one_address_all_get_in(village: Village, hands: Hands) -> None:
    for n in range(60):
        services.ensure_account(5000 + n, f"Child {n}", f"child{n}")
    secret = Account(password="")
    secret.set_password(PASSWORD)
    Account.objects.filter(username__startswith="child").update(password=secret.password)
    for n in range(60):
        hands.forward(seconds=2)
        client = Client(REMOTE_ADDR="198.51.100.7")
        if n % 5 == 0:
            sign_in(client, f"child{n}", "a slip of the finger")
        sign_in(client, f"child{n}")
        assert whose(client) == f"child{n}"


def test_somebody_guessing_elsewhere_cannot_keep_the_teacher_out(village: Village, hands: Hands) -> None:
    own = Client()
    sign_in(own, "ben")
    own.post("/sign-out/")
    for n in range(30):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{n}"), "ben", "guess")
    assert sign_in(Client(), "ben").status_code == 429  # type: ignore[attr-defined]
    sign_in(own, "ben")
    assert whose(own) == "ben"


def test_a_delay_says_how_long_and_ends(village: Village, hands: Hands) -> None:
    client = Client()
    for _ in range(6):
        sign_in(client, "leo", "wrong")
    slow = sign_in(client, "leo")
    assert slow.status_code == 429  # type: ignore[attr-defined]
    assert int(slow["Retry-After"]) > 0  # type: ignore[index]
    hands.forward(seconds=int(slow["Retry-After"]) + 1)  # type: ignore[index]
    sign_in(client, "leo")
    assert whose(client) == "leo"


def test_tries_are_kept_without_names(village: Village) -> None:
    sign_in(Client(), "ada", "wrong")
    assert all(re.fullmatch(r"[0-9a-f]{64}", t.bucket) for t in Tries.objects.all())


def test_forwarded_addresses_count_only_behind_a_named_proxy(settings: object, rf: object) -> None:
    request = rf.get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR="1.2.3.4, 198.51.100.1")  # type: ignore[attr-defined]
    assert limits.address(request) == "10.0.0.9"
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]  # type: ignore[attr-defined]
    assert limits.address(request) == "198.51.100.1"


# -- the second step --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["adam", "lena", "cora", "priya", "sam"])
def test_roles_with_wide_sight_are_sent_to_set_up_a_second_step(village: Village, who: str) -> None:
    client = Client()
    sign_in(client, who)
    response = client.get("/account/")
    assert response.status_code == 302
    assert response["Location"].startswith("/account/second-step/")
    assert client.get("/account/second-step/").status_code == 200
    fragment = client.get("/account/", headers={"HX-Request": "true"})
    assert fragment.status_code == 403
    assert fragment["HX-Redirect"].startswith("/account/second-step/")


def test_a_teacher_has_fourteen_days_of_grace(village: Village, hands: Hands) -> None:
    client = Client()
    sign_in(client, "ada")
    assert client.get("/account/").status_code == 200
    hands.forward(days=14, minutes=1)
    sign_in(client, "ada")
    assert client.get("/account/")["Location"].startswith("/account/second-step/")


def test_students_and_families_need_no_second_step(village: Village) -> None:
    for who in ("mia", "rosa"):
        client = Client()
        sign_in(client, who)
        assert client.get("/account/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_and_signing_in_with_it(village: Village) -> None:
    client = Client()
    sign_in(client, "adam")
    page = client.get("/account/second-step/app/")
    assert page.status_code == 200
    assert client.get("/account/second-step/picture.svg")["Content-Type"] == "image/svg+xml"
    secret = client.session[totp.SECRET_SESSION_KEY]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    made = client.post("/account/second-step/app/", {"code": code})
    assert made.status_code == 302
    assert client.get("/account/second-step/codes/").status_code == 200
    assert client.get("/account/").status_code == 200
    seed = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in seed

    other = Client()
    response = sign_in(other, "adam")
    assert response["Location"] == "/sign-in/second-step/"  # type: ignore[index]
    assert whose(other) is None
    assert other.get("/sign-in/second-step/").status_code == 200
    other.post("/sign-in/second-step/", {"code": "000000"})
    assert whose(other) is None


def test_wrong_codes_of_the_second_step_have_to_wait(village: Village, hands: Hands) -> None:
    adam = village.account(village.adam)
    totp.TOTP.activate(adam, totp.generate_totp_secret())
    client = Client()
    sign_in(client, "adam")
    for n in range(11):
        client.post("/sign-in/second-step/", {"code": f"00000{n % 10}"})
    assert "wait" in client.post("/sign-in/second-step/", {"code": "000000"}).content.decode()


def test_what_one_session_proved_is_not_carried_to_the_next_person(village: Village) -> None:
    client = Client()
    sign_in(client, "mia")
    session = client.session
    session["waypost_second_factor"] = True
    session.save()
    sign_in(client, "adam")
    client.force_login(village.account(village.adam), backend="waypost.trust.signin.ActiveAccountBackend")
    assert "waypost_second_factor" not in client.session


# -- sessions ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "minutes"), [("cora", 31), ("ada", 4 * 60 + 1), ("mia", 4 * 60 + 1), ("rosa", 30 * 24 * 60 + 1)]
)
def test_a_session_ends_when_nobody_is_there(
    village: Village, signed_in: SignedIn, hands: Hands, who: str, minutes: int
) -> None:
    client = signed_in(getattr(village, who))
    hands.forward(minutes=minutes - 2)
    assert client.get("/account/").status_code == 200
    hands.forward(minutes=minutes)
    assert client.get("/account/")["Location"].startswith("/sign-in/")


def test_a_page_that_refreshes_by_itself_keeps_no_session_alive(
    village: Village, signed_in: SignedIn, hands: Hands
) -> None:
    client = signed_in(village.cora)
    for _ in range(4):
        hands.forward(minutes=10)
        last = client.get("/account/", headers={"HX-Request": "true"})
    assert last.status_code == 403
    assert "/sign-in/" in last["HX-Redirect"]


def test_a_shared_device_signs_out_after_a_lesson(village: Village, hands: Hands) -> None:
    client = Client()
    sign_in(client, "mia", shared="on")
    hands.forward(minutes=49)
    assert client.get("/account/").status_code == 200
    hands.forward(minutes=12)
    assert client.get("/account/").status_code == 302


def test_a_new_password_ends_the_other_devices(village: Village, signed_in: SignedIn) -> None:
    one, two = signed_in(village.mia), signed_in(village.mia)
    new = "a-quiet-stone-bridge"
    done = one.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert done.status_code == 302
    assert one.get("/account/").status_code == 200
    assert two.get("/account/").status_code == 302


def test_a_role_taken_away_acts_at_the_next_request(village: Village, signed_in: SignedIn) -> None:
    client = signed_in(village.adam)
    assert client.get("/administration/accounts/").status_code == 200
    RoleGrant.objects.filter(account=village.account(village.adam)).update(until=trust_clock.now())
    assert client.get("/administration/accounts/").status_code == 403


def test_a_role_ended_by_somebody_signs_the_devices_out(village: Village, signed_in: SignedIn) -> None:
    client = signed_in(village.ada)
    services.end_role(RoleGrant.objects.get(account=village.account(village.ada)), by=None)
    assert client.get("/account/", headers={"HX-Request": "true"}).status_code == 403


def test_sign_in_gives_a_new_session_id(village: Village) -> None:
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["x"] = 1
    session.save()
    before = client.session.session_key
    sign_in(client, "mia")
    assert client.session.session_key != before


def test_i_see_my_devices_and_end_one(village: Village) -> None:
    one, two = Client(), Client()
    sign_in(one, "mia")
    sign_in(two, "mia")
    page = one.get("/account/devices/").content.decode()
    other = re.findall(r"/account/devices/(\d+)/end/", page)
    assert len(other) == 1
    one.post(f"/account/devices/{other[0]}/end/")
    assert two.get("/account/").status_code == 302
    assert one.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/administration/accounts/{pk}/invite/", "/administration/accounts/{pk}/role/"]
)
def test_what_is_marked_fresh_asks_again_after_eleven_minutes(
    village: Village, signed_in: SignedIn, hands: Hands, path: str
) -> None:
    client = signed_in(village.adam)
    place = path.format(pk=village.account(village.mia).pk)
    assert client.post(place, {"role": "student"}).status_code in {200, 302}
    hands.forward(minutes=11)
    again = client.post(place, {"role": "student"})
    assert again.status_code == 302
    assert again["Location"].startswith("/sign-in/again/")


# -- codes and other's eyes -------------------------------------------------------------------------------------------
def test_a_slip_leads_to_a_password_and_a_scanner_uses_nothing_up(village: Village) -> None:
    mia = village.account(village.mia)
    code = services.invite(mia, None)
    client = Client()
    for _ in range(3):
        assert client.get("/code/").status_code == 200
    assert client.post("/code/", {"code": "ABCDE"}).status_code == 200
    assert client.post("/code/", {"code": code.lower()})["Location"] == "/code/password/"
    assert code not in client.get("/code/password/").content.decode()
    assert client.post("/code/password/", {"password": "my-own-little-words"}).status_code == 302
    sign_in(client, "mia", "my-own-little-words")
    assert whose(client) == "mia"


def test_looking_with_anothers_eyes_reads_only_and_for_fifteen_minutes(
    village: Village, signed_in: SignedIn, hands: Hands
) -> None:
    client = signed_in(village.adam)
    ada = village.account(village.ada)
    assert (
        client.post(f"/administration/accounts/{ada.pk}/view-as/", {"reason": "she asked"}).status_code == 302
    )
    assert client.get("/administration/accounts/").status_code == 403
    assert client.post("/account/", {"theme": "dark"}).status_code == 403
    hands.forward(minutes=16)
    assert client.get("/administration/accounts/").status_code == 200


@pytest.mark.parametrize("who", ["sam", "priya", "cora", "adam"])
def test_nobody_borrows_the_eyes_of_those_who_see_what_is_restricted(
    village: Village, signed_in: SignedIn, who: str
) -> None:
    client = signed_in(village.adam)
    target = village.account(getattr(village, who))
    place = f"/administration/accounts/{target.pk}/view-as/"
    assert client.post(place, {"reason": "curious"}).status_code == 403


def test_spans_are_the_shortest_that_any_role_asks_for() -> None:
    from waypost.trust.access import Who

    both = Who(account=1, roles=frozenset({str(Role.GUARDIAN), str(Role.TEACHER)}))
    assert sessions.span_of(both) is sessions.STAFF


def test_a_classroom_computer_covers_names_after_each_sign_in(village: Village) -> None:
    client = Client()

    def sign_in() -> None:
        client.post("/sign-in/", {"login": "ada", "password": PASSWORD})

    sign_in()
    assert "data-projector>" not in client.get("/account/devices/").content.decode()
    client.post("/account/devices/classroom/", {"on": "1"})
    client.post("/preferences/", {"projector": "0"})
    client.post("/sign-out/")
    sign_in()
    assert client.cookies["projector"].value == "1"
    client.post("/account/devices/classroom/", {"on": "0"})
    client.cookies["projector"] = "0"
    client.post("/sign-out/")
    sign_in()
    assert client.cookies["projector"].value == "0"
