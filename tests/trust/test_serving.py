"""How an instance may be opened to a network, and what `doctor` says about this one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tests.village import Village
from waypost.trust import doctor, keys, services, serving
from waypost.trust.folder import DataFolder
from waypost.trust.models import Role


@pytest.mark.parametrize(
    ("bind", "proxy", "certificate", "demo", "word"),
    [
        ("127.0.0.1", "", False, False, None),
        ("::1", "", False, False, None),
        ("localhost", "", False, True, None),
        ("0.0.0.0", "", False, False, "plain HTTP"),
        ("192.168.1.5", "", False, False, "plain HTTP"),
        ("0.0.0.0", "", True, False, None),
        ("0.0.0.0", "10.0.0.1", False, False, None),
        ("0.0.0.0", "10.0.0.0/24, 10.1.0.1", False, False, None),
        ("0.0.0.0", "0.0.0.0/0", False, False, "trust everybody"),
        ("0.0.0.0", "nginx", False, False, "isn't an address"),
        ("0.0.0.0", "", True, True, "demonstration"),
        ("0.0.0.0", "10.0.0.1", False, True, "demonstration"),
    ],
)
def test_each_way_to_serve_has_its_answer(
    tmp_path: Path, bind: str, proxy: str, certificate: bool, demo: bool, word: str | None
) -> None:
    said = serving.refusal(
        bind, behind_proxy=proxy, certificate=certificate, demo=demo, folder=DataFolder(tmp_path)
    )
    assert said is None if word is None else word in str(said)


def test_keys_that_others_may_read_stop_the_server(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.secret("secret_key")
    (tmp_path / "keys" / "secret_key").chmod(0o644)
    assert "chmod" in str(serving.refusal("127.0.0.1", folder=folder))


def test_two_that_ask_for_a_secret_at_once_get_the_same_one(tmp_path: Path) -> None:
    folder, start = DataFolder(tmp_path), Barrier(8)

    def ask(_: int) -> set[str]:
        start.wait()
        return {folder.secret(f"key{n}") for n in range(20)}

    with ThreadPoolExecutor(8) as many:
        told = list(many.map(ask, range(8)))
    assert all(one == told[0] and len(one) == 20 for one in told)
    assert len(list((tmp_path / "keys").iterdir())) == 20


def test_doctor_asks_for_two_in_safeguarding_and_a_second_step(village: Village) -> None:
    said = " ".join(p.sentence for p in doctor.examine())
    assert "Safeguarding needs two people" in said
    assert "adam" in said
    lena, cora = village.account(village.lena), village.account(village.cora)
    services.grant_role(cora, Role.SAFEGUARDING, by=village.account(village.adam), second=lena)
    assert "Safeguarding needs" not in " ".join(p.sentence for p in doctor.examine())


def test_a_check_that_breaks_is_told_and_the_others_still_run(village: Village) -> None:
    @doctor.check("test.broken")
    def broken() -> list[doctor.Problem]:
        raise RuntimeError

    try:
        said = [p.sentence for p in doctor.examine()]
    finally:
        doctor._checks.pop("test.broken")
    assert any("test.broken" in s for s in said)
    assert len(said) > 1


def test_a_new_key_still_opens_what_the_old_one_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    sealed = keys.seal("a secret")
    keys.rotate()
    assert keys.unseal(sealed) == "a secret"
    assert "a secret" not in sealed
    assert (tmp_path / "keys" / "fernet").stat().st_mode & 0o077 == 0
