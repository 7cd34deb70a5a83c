"""Open Badges, read by others: PyJWT and plain standards here; openbadgeslib and the 1EdTech schema once by hand (docs/recognition.md)."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import stat
import struct
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
import pytest
from django.test import Client
from PIL import Image

from tests.village import NOW, Village
from waypost.recognition.badges import credential, keys, published
from waypost.recognition.models import Badge, BadgeKey, Certificate, StatusEntry
from waypost.recognition.services import certificates
from waypost.school import clock
from waypost.trust.folder import DataFolder

SignedIn = Callable[[object], Client]
BASE = "http://testserver"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    DataFolder(tmp_path).create("school", "now")


@pytest.fixture
def made(village: Village) -> Certificate:
    found = certificates.make(
        village.mia, "For a talk", "You made us think.", "path", by=village.ada.pk, once=uuid4()
    )
    certificates.let_check(found, True)
    found.refresh_from_db()
    return found


def checked(token: str) -> dict[str, Any]:
    """What a checker does that knows nothing but the token: fetch did.json, take the named key, verify by PyJWT."""
    kid = jwt.get_unverified_header(token)["kid"]
    document = Client().get("/recognition/badges/did.json").json()
    found = [m for m in document["verificationMethod"] if m["id"] == kid]
    if not found or kid not in document["assertionMethod"]:
        raise jwt.InvalidKeyError(kid)
    key = jwt.PyJWK(found[0]["publicKeyJwk"]).key
    return dict(
        jwt.decode(token, key, algorithms=["EdDSA"], options={"verify_nbf": False, "verify_exp": False})
    )


def revoked(claims: dict[str, Any]) -> bool:
    """Bitstring Status List 1.0, 3.2: fetch, verify, unpack, look at the bit."""
    status = claims["credentialStatus"]
    answer = Client().get(status["statusListCredential"].removeprefix(BASE))
    listed = checked(answer.content.decode())
    assert listed["issuer"] == claims["issuer"]["id"]
    assert listed["credentialSubject"]["statusPurpose"] == status["statusPurpose"] == "revocation"
    encoded = listed["credentialSubject"]["encodedList"]
    assert encoded[0] == "u"
    bits = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    assert len(bits) * 8 >= 131_072
    entry = int(status["statusListIndex"])
    return bool(bits[entry // 8] & (0x80 >> entry % 8))


def texts_of(png: bytes) -> dict[str, str]:
    """The iTXt chunks of a PNG, walked by length as the format says."""
    at, found = 8, {}
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"iTXt":
            name, _sep, rest = png[at + 8 : at + 8 + length].partition(b"\x00")
            found[name.decode()] = rest[4:].decode()
        at += 12 + length
    return found


def test_the_students_badge_verifies_with_nothing_but_what_is_published(
    village: Village, made: Certificate, signed_in: SignedIn
) -> None:
    answer = signed_in(village.mia).get(f"/recognition/certificates/{made.pk}/badge.jwt")
    claims = checked(answer.content.decode())
    assert claims["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert claims["iss"] == claims["issuer"]["id"] == "did:web:testserver:recognition:badges"
    assert claims["jti"] == claims["id"]
    assert claims["credentialSubject"]["achievement"]["name"] == "For a talk"
    assert not revoked(claims)
    who = claims["credentialSubject"]["identifier"][0]
    assert who["identityHash"] == "sha256$" + hashlib.sha256(b"Mia Santos" + who["salt"].encode()).hexdigest()
    for word in ("Mia", "Santos", "Mathematics", "@willow", "Okafor"):
        assert word not in json.dumps({**claims, "@context": None})


def test_the_picture_carries_both_forms_and_is_a_picture_still(
    village: Village, made: Certificate, signed_in: SignedIn
) -> None:
    png = signed_in(village.mia).get(f"/recognition/certificates/{made.pk}/badge.png").content
    Image.open(io.BytesIO(png)).verify()
    told = texts_of(png)
    assert set(told) == {"openbadges", "openbadgecredential"}
    assert checked(told["openbadgecredential"])["name"] == "For a talk"
    two = checked(told["openbadges"])
    assert two["@context"] == "https://w3id.org/openbadges/v2"
    named = Client().get(two["verification"]["creator"].removeprefix(BASE)).json()
    jwt.decode(told["openbadges"], named["publicKeyPem"], algorithms=["EdDSA"])
    about = Client().get(two["badge"].removeprefix(BASE))
    assert (about.json()["type"], about.json()["name"]) == ("BadgeClass", "For a talk")
    assert "made us think" not in about.content.decode(), "no more than the page of the check shows"
    assert named["id"] in Client().get("/recognition/badges/issuer.json").json()["publicKey"]


def test_a_changed_word_no_longer_verifies(made: Certificate) -> None:
    head, body, signature = credential.token(credential.issue(made, BASE)).split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["name"] = "For two talks"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    with pytest.raises(jwt.InvalidSignatureError):
        checked(f"{head}.{forged}.{signature}")
    with pytest.raises(jwt.PyJWTError):
        checked(jwt.encode(claims, "", algorithm="none", headers={"kid": jwt.get_unverified_header(f"{head}.{body}.{signature}")["kid"]}))  # fmt: skip


def test_revoked_is_seen_in_both_lists(made: Certificate) -> None:
    badge = credential.issue(made, BASE)
    claims = checked(credential.token(badge))
    certificates.revoke(made)
    assert revoked(claims)
    gone = Client().get("/recognition/badges/revocations.json").json()["revokedAssertions"]
    assert gone == [f"urn:uuid:{badge.credential_id}"]


def test_an_erased_badge_reads_as_revoked(made: Certificate) -> None:
    claims = checked(credential.token(credential.issue(made, BASE)))
    Badge.objects.all().delete()
    Certificate.objects.all().delete()
    assert revoked(claims)


def test_what_an_old_key_signed_stays_good_and_the_key_is_seen_as_rotated(made: Certificate) -> None:
    badge = credential.issue(made, BASE)
    before = credential.token(badge)
    with clock.held_at(NOW + timedelta(days=60)):  # the next year has its own key
        after = credential.token(badge)
        assert checked(before) == checked(after)
        assert jwt.get_unverified_header(before)["kid"] != jwt.get_unverified_header(after)["kid"]
        assert not revoked(checked(before))
        states = {k["kid"]: k["state"] for k in Client().get("/recognition/badges/keys.json").json()["keys"]}
    assert sorted(states.values()) == ["rotated", "signs"]
    assert states[jwt.get_unverified_header(before)["kid"].partition("#")[2]] == "rotated"


def test_nothing_that_a_stolen_key_signed_is_believed(made: Certificate) -> None:
    badge = credential.issue(made, BASE)
    before = credential.token(badge)
    thief = BadgeKey.objects.get()
    keys.stolen(thief, None)
    with pytest.raises(jwt.PyJWTError):
        checked(before)
    told = Client().get("/recognition/badges/keys.json").json()
    assert [k["kid"] for k in told["revoked"]] == [thief.kid]
    assert Client().get(f"/recognition/badges/keys/{thief.kid}/").status_code == 410
    assert checked(credential.token(badge))["id"] == f"urn:uuid:{badge.credential_id}", (
        "fetched anew it is good"
    )


def test_private_keys_stand_in_the_keys_folder_alone(made: Certificate) -> None:
    credential.token(credential.issue(made, BASE))
    folder = DataFolder.from_environment().path
    found = [p for p in folder.rglob("*") if p.is_file() and b"PRIVATE KEY" in p.read_bytes()]
    assert [p.parent.name for p in found] == ["keys"]
    assert stat.S_IMODE(found[0].stat().st_mode) == 0o600
    assert not DataFolder(folder).loose_permissions()


def test_no_badge_without_the_students_yes_and_none_for_others(
    village: Village, made: Certificate, signed_in: SignedIn
) -> None:
    address = f"/recognition/certificates/{made.pk}/badge.png"
    for name in ("ada", "rosa", "lena"):
        assert signed_in(getattr(village, name)).get(address).status_code == 403
    assert signed_in(village.leo).get(address).status_code == 404
    certificates.let_check(made, False)
    assert signed_in(village.mia).get(address).status_code == 404
    assert not Badge.objects.exists()


def test_the_place_in_the_list_says_nothing_of_the_order(village: Village) -> None:
    for _n in range(30):
        credential.issue(
            certificates.make(village.mia, "T", "w", "leaf", by=village.ada.pk, once=uuid4()), BASE
        )
    places = list(Badge.objects.order_by("pk").values_list("entry", flat=True))
    assert len(set(places)) == 30 == StatusEntry.objects.count()
    assert places != sorted(places)
    assert max(places) - min(places) > 30_000
    sizes = {len(published.encoded(some)) for some in ([], places[:1])}
    assert max(sizes) < 400, "the list is small and the same for everybody"


def test_a_leader_begins_a_new_key_and_takes_a_stolen_one_out(
    village: Village, made: Certificate, signed_in: SignedIn
) -> None:
    credential.token(credential.issue(made, BASE))
    key = BadgeKey.objects.get()
    client = signed_in(village.lena)
    assert key.kid in client.get("/recognition/keys/").content.decode()
    assert signed_in(village.ada).get("/recognition/keys/").status_code == 403
    assert client.post("/recognition/keys/new/").status_code == 302
    assert BadgeKey.objects.count() == 2
    assert "Take this key out?" in client.get(f"/recognition/keys/{key.pk}/stolen/").content.decode()
    client.post(f"/recognition/keys/{key.pk}/stolen/")
    key.refresh_from_db()
    assert key.stolen is not None
    assert client.post(f"/recognition/keys/{key.pk}/stolen/").status_code == 404
