"""A workshop: so many phones behind one address join by the code and share their points at a real `waypost serve`.

    python benchmarks/bench_workshop.py [phones] [seconds]

Each phone opens the address of the code, chooses a group, reads the indicators and shares 100 points; every fifth types
a wrong code first, every tenth sends its points twice. Phones begin evenly over `seconds`, as a hall does when the code
stands on the wall. Ends with the sheets counted: exactly one a phone.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.running import script, served, waypost  # noqa: E402

PHONES, SECONDS = 200, 90.0
GROUPS = ("students", "students", "students", "families", "staff", "partners")

SCHOOL = """
from uuid import uuid4
from waypost.community.services import charter, proposals, workshop
from waypost.community.models import Charter
made = charter.open_version(1, once=uuid4())
for n in range(8):
    proposals.propose(made, n, "staff", f"Indicator {n}", once=uuid4())
charter.begin_sharing(made, 1)
print(workshop.open_for(Charter.objects.get(), 1, PHONES + 20).code)
"""
COUNT = """
from waypost.community.models import Charter, Phone, Points, SharedBox
from waypost.community.services import sharing
made = Charter.objects.get()
with sharing.spool_of(made).held() as spool:
    print(Phone.objects.count(), SharedBox.objects.count() + len(spool.boxes))
"""


class Hall:
    """The phones; `took` holds seconds of each answer, by what was asked."""

    def __init__(self, url: str, code: str) -> None:
        self.url, self.code = url, code
        self.took: dict[str, list[float]] = {"code": [], "join": [], "read": [], "share": []}
        self.failed: list[str] = []
        self._lock = threading.Lock()

    def phone(self, n: int, begins: float) -> None:
        time.sleep(max(0.0, begins - time.perf_counter()))
        with httpx.Client(base_url=self.url, timeout=30, follow_redirects=False) as client:
            if n % 5 == 0:
                page = self._ask(client, "code", "GET", "/community/join/")
                self._post(client, "join", "/community/join/", page, {"code": "AAAA-AAAA"}, wanted=403)
            page = self._ask(client, "code", "GET", f"/community/join/{self.code}/")
            chosen = {"code": self.code, "group": GROUPS[n % len(GROUPS)]}
            self._post(client, "join", "/community/join/", page, chosen, wanted=302)
            page = self._ask(client, "read", "GET", "/community/join/points/")
            time.sleep(random.Random(n).uniform(1, 8))  # somebody thinks
            for _tap in range(2 if n % 10 == 0 else 1):
                self._post(client, "share", "/community/join/points/", page, _points(page, n), wanted=200)

    def _post(
        self, client: httpx.Client, what: str, path: str, page: str, sent: dict[str, str], wanted: int
    ) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        return self._ask(
            client,
            what,
            "POST",
            path,
            {**sent, "csrfmiddlewaretoken": token.group(1) if token else ""},
            wanted,
        )

    def _ask(
        self,
        client: httpx.Client,
        what: str,
        method: str,
        path: str,
        data: dict[str, str] | None = None,
        wanted: int = 200,
    ) -> str:
        at = time.perf_counter()
        answer = client.request(method, path, data=data)
        took = time.perf_counter() - at
        with self._lock:
            self.took[what].append(took)
            if answer.status_code != wanted:
                self.failed.append(f"{what}: {answer.status_code}")
        return answer.text


def _points(page: str, n: int) -> dict[str, str]:
    names = re.findall(r'name="(p\d+)"', page)
    once = re.search(r'name="once" value="([^"]+)"', page)
    given = dict.fromkeys(names, "10")
    given[names[n % len(names)]] = str(100 - 10 * (len(names) - 1))
    return given | {"once": once.group(1) if once else ""}


def main(phones: int = PHONES, seconds: float = SECONDS) -> list[tuple[str, float, str]]:
    """Rows of (what, figure, unit)."""
    with tempfile.TemporaryDirectory(prefix="waypost-bench-") as place:
        home = Path(place) / "home"
        waypost(home, "setup", "--name", "Bench", "--time-zone", "Europe/Berlin")
        code = script(home, SCHOOL.replace("PHONES", str(phones))).split()[-1]
        with served(home) as (url, _server):
            hall = Hall(url, code)
            begun = time.perf_counter() + 0.5
            threads = [
                threading.Thread(target=hall.phone, args=(n, begun + n * seconds / phones))
                for n in range(phones)
            ]
            for one in threads:
                one.start()
            for one in threads:
                one.join()
            joined, sheets = (int(x) for x in script(home, COUNT).split()[-2:])
    every = sorted(t for took in hall.took.values() for t in took)
    rows = [(f"{what}, 95%", 1000 * _at(sorted(took), 0.95), "ms") for what, took in hall.took.items()]
    return [
        *rows,
        ("all answers, 50%", 1000 * _at(every, 0.5), "ms"),
        ("all answers, 95%", 1000 * _at(every, 0.95), "ms"),
        ("answers", len(every), ""),
        ("phones that joined", joined, ""),
        ("sheets", sheets, ""),
        ("refused", len(hall.failed), ""),
    ]


def _at(values: list[float], share: float) -> float:
    return values[int(share * (len(values) - 1))] if values else float("nan")


if __name__ == "__main__":
    arguments = sys.argv[1:3]
    for what, figure, unit in main(*(float(a) if n else int(a) for n, a in enumerate(arguments))):  # type: ignore[arg-type]
        print(f"{what:34} {figure:9.1f} {unit}")
