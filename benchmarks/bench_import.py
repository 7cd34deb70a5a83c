"""How long a real file takes, from the file to the last reading, and how fast the pages over it answer.

    python benchmarks/bench_import.py [requests]

ASSISTments 2009 train split: 224,218 responses of 2,921 students; then Class and Student pages, signed in.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.running import environment, script, served, waypost  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "assist2009" / "train.csv.gz"
OTHER = DATA.with_name("test.csv.gz")
OVER = 6
SIGN_IN = """
from waypost.trust.models import Account, RoleGrant, Role
from waypost.school.models import Person, Class, Enrollment
from waypost.school import clock
p = Person.objects.create(given_name="Bench", family_name="Mark", kind="staff")
a = Account.objects.create_user("bench", "a-quiet-wooden-bridge", person_id=p.pk, created=clock.now(), second_factor_since=clock.now())
RoleGrant.objects.create(account=a, role=Role.TEACHER, since=clock.now())
for c in Class.objects.all()[:40]:
    Enrollment.objects.create(person=p, klass=c, role="teacher")
print(",".join(str(c.pk) for c in Class.objects.all()[:40]))
print(",".join(str(e) for e in Enrollment.objects.filter(role="student", klass__in=list(Class.objects.all()[:40])).values_list("person_id", flat=True)[:400]))
"""


def main(requests: int = 200) -> list[tuple[str, float, str]]:
    """Rows of (what, figure, unit)."""
    with tempfile.TemporaryDirectory(prefix="waypost-bench-") as place:
        home = Path(place) / "home"
        waypost(home, "setup", "--name", "Bench", "--time-zone", "UTC")
        started = time.perf_counter()
        waypost(home, "import", "responses", str(DATA), "--format", "triples")
        whole = time.perf_counter() - started
        classes, students = (line.split(",") for line in script(home, SIGN_IN).split())
        with served(home) as (url, _):
            client = signed_in(url)
            rows = [("import with all readings", whole, "s")]
            for name, pages in (
                ("Class", [f"/classes/{c}/" for c in classes]),
                ("Student", [f"/students/{s}/" for s in students]),
            ):
                times = timed(client, pages, requests)
                rows += [
                    (f"{name} page, median", 1000 * times[len(times) // 2], "ms"),
                    (f"{name} page, 95th percentile", 1000 * times[int(len(times) * 0.95)], "ms"),
                ]
            times = beside_an_import(home, client, [f"/classes/{c}/" for c in classes], requests)
            rows.append(
                (
                    "Class page while a file comes in, 95th percentile",
                    1000 * times[int(len(times) * 0.95)],
                    "ms",
                )
            )
        return rows


def beside_an_import(home: Path, client: httpx.Client, pages: list[str], requests: int) -> list[float]:
    """The same pages while the other split of the same data comes in, so many times over that it outlasts them."""
    long = home.parent / "long.csv.gz"
    long.write_bytes(OTHER.read_bytes() * OVER)  # gzip members may follow each other
    command = [sys.executable, "-m", "waypost.cli", "import", "responses", str(long), "--format", "triples"]
    running = subprocess.Popen(
        command, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        time.sleep(3)  # past its start
        times = timed(client, pages, requests)
        if running.poll() is not None:
            raise RuntimeError("the import was over before the pages were")
        return times
    finally:
        running.terminate()
        running.wait(timeout=30)


def signed_in(url: str, name: str = "bench", password: str = "a-quiet-wooden-bridge") -> httpx.Client:
    client = httpx.Client(base_url=url, follow_redirects=True, timeout=60)
    client.get("/sign-in/")
    form = {"login": name, "password": password, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
    client.post("/sign-in/", data=form, headers={"Referer": url}).raise_for_status()
    return client


def timed(client: httpx.Client, pages: list[str], requests: int) -> list[float]:
    """Sorted seconds of so many requests over the pages in turn; each must be the page itself."""
    found = []
    for n in range(requests):
        started = time.perf_counter()
        answer = client.get(pages[n % len(pages)])
        found.append(time.perf_counter() - started)
        if answer.status_code != 200 or answer.history:
            raise RuntimeError(f"{answer.url} answered {answer.status_code}")
    return sorted(found)


if __name__ == "__main__":
    for what, figure, unit in main(int(sys.argv[1]) if len(sys.argv) > 1 else 200):
        print(f"{what:50} {figure:9.1f} {unit}")
