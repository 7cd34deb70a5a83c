"""Skill mastery beside pyBKT 1.4.3 on ASSISTments 2009-2010: time of the fit, AUC on other students, equality.

    python benchmarks/bench_mastery.py           # both fitted to 60 students; pyBKT's side is kept in .cache
    python benchmarks/bench_mastery.py --all     # both fitted to all 2,921: pyBKT takes many minutes
    ... --again                                  # pyBKT's side anew

The data are not in this repository (WAYPOST_DATA, else ../shared/data). pyBKT gets an environment of its own in
.cache/pybkt, since it needs older numpy and scikit-learn. Both sides run one after the other; on a busy machine compare the CPU
seconds (all processes and threads).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from scipy.stats import rankdata

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from waypost.measures import io, mastery  # noqa: E402

DATA = Path(os.environ.get("WAYPOST_DATA") or ROOT.parent / "shared" / "data") / "assist2009"
ENVIRONMENT = ROOT / ".cache" / "pybkt"
FEW = 60  # students of train that pyBKT can be fitted to in a minute or two
NEEDS = ("pyBKT==1.4.3", "numpy<2.3", "scikit-learn<1.6")
ECHO_TIMES, ECHO_SHARE = 10, 0.97  # of a pair of skills, as the data's README says
EDGE = 1e-9

PEER = """
import resource, sys, time
import numpy as np, pandas as pd
from pyBKT.models import Model

def table(path):
    t = np.load(path)
    return pd.DataFrame({"user_id": t["student"], "skill_name": t["skill"].astype(str), "correct": t["correct"],
                         "order_id": np.arange(len(t["skill"]))})

def cpu():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))

if __name__ == "__main__":
    train, test, out, together = sys.argv[1:5]
    model = Model(seed=42, parallel=together == "all")  # for few, its processes cost more than they bring
    started, spent = time.perf_counter(), cpu()
    model.fit(data=table(train))
    seconds, spent = time.perf_counter() - started, cpu() - spent
    said = model.predict(data=table(test)).sort_values("order_id")
    names = list(model.coef_)
    rows = [[c["prior"], c["learns"][0], c["guesses"][0], c["slips"][0], c["forgets"][0]] for c in model.coef_.values()]
    np.savez(out, seconds=seconds, cpu=spent, chance=said["correct_predictions"].to_numpy(), names=names, values=np.array(rows))
"""


def main() -> None:
    train, test = (io.read_triples(DATA / f"{part}.csv.gz") for part in ("train", "test"))
    right, echo = test["correct"].to_numpy(), echo_rows(train, test)
    mastery.fit(train.slice(0, 1000))  # compiled once for all
    rows = [ours("waypost, all students", train, test)]
    if "--all" not in sys.argv:
        train = train.slice(0, int((train["student"].to_numpy() <= FEW).sum()))
        rows.append(ours(f"waypost, {FEW} students", train, test))
    kept = ROOT / ".cache" / f"bench_pybkt_{train.num_rows}.npz"
    if "--again" in sys.argv or not kept.exists():
        run_peer(train, test, kept)
    peer = np.load(kept)
    rows.append(
        ("pyBKT 1.4.3, the same students", float(peer["seconds"]), float(peer["cpu"]), peer["chance"])
    )
    print(f"{'':42}{'fit, s':>9}{'CPU, s':>9}{'AUC all':>9}{'clean':>9}")
    for name, seconds, cpu, chance in rows:
        print(
            f"{name:42}{seconds:9.2f}{cpu:9.2f}{auc(right, chance):9.4f}{auc(right[~echo], chance[~echo]):9.4f}"
        )
    print(
        f"pyBKT takes {rows[-1][1] / rows[-2][1]:.0f} times as long, {rows[-1][2] / rows[-2][2]:.0f} times the CPU."
    )
    apart, over = difference(peer, test)
    print(f"Given pyBKT's parameters, predictions differ by at most {apart:.1e} (over {over} answers).")


def ours(name, train, test):
    started, spent = time.perf_counter(), time.process_time()
    model = mastery.fit(train)
    seconds, spent = time.perf_counter() - started, time.process_time() - spent
    return name, seconds, spent, mastery.predict(model, test)


def difference(peer, test) -> tuple[float, int]:
    """Both predict with the parameters that pyBKT found: the largest difference, and over how many answers.

    Skills left out: those where pyBKT ended on a guess or slip of 0 or 1 (it takes an impossible answer for a certain
    one, since its E-step replaces a likelihood of 0 by 1), on no number, or where guess + slip >= 1 (refused here).
    """
    values = peer["values"]
    inner = (values[:, 2:4] > EDGE).all(axis=1) & (values[:, 2:4].sum(axis=1) < 1)
    names = [int(name) for name in peer["names"]]
    rows = np.clip(values, [1e-15, 0, 0, 0, 0], 1 - 1e-15).tolist()
    model = mastery.Parameters.fixed(
        {name: row for name, row, ok in zip(names, rows, inner, strict=True) if ok}
    )
    both = np.isin(test["skill"].to_numpy(), model.skills)
    return float(np.abs(mastery.predict(model, test) - peer["chance"])[both].max()), int(both.sum())


def run_peer(train, test, kept) -> None:
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        uv = [str(ROOT / ".venv" / "bin" / "uv"), "--cache-dir", str(ROOT / ".cache" / "uv"), "--no-config"]
        run([*uv, "venv", "-q", str(ENVIRONMENT)])
        run([*uv, "pip", "install", "-q", "--python", str(python), *NEEDS])
    files = [ROOT / ".cache" / f"bench_{part}.npz" for part in ("train", "test")]
    for file, table in zip(files, (train, test), strict=True):
        np.savez(file, **{name: table[name].to_numpy() for name in table.column_names})
    script = ROOT / ".cache" / "bench_pybkt.py"
    script.write_text(PEER)
    run([str(python), str(script), *map(str, files), str(kept), "all" if "--all" in sys.argv else "few"])


def run(command: list[str]) -> None:
    subprocess.run(command, check=True, env={**os.environ, "UV_SYSTEM_CERTS": "1"})


def auc(right, chance) -> float:
    ranks = rankdata(chance)
    ones = right.sum()
    return float((ranks[right == 1].sum() - ones * (ones + 1) / 2) / (ones * (len(right) - ones)))


def echo_rows(train, test):
    """Rows of `test` that repeat the row before: an item of two skills stands there twice (see the data's README)."""
    before, pair = pairs(train)
    correct = train["correct"].to_numpy()
    found, which = np.unique(pair[before], return_inverse=True)
    same = (correct[1:] == correct[:-1])[before]
    times = np.bincount(which)
    echoes = found[(times >= ECHO_TIMES) & (np.bincount(which, same) >= ECHO_SHARE * times)]
    before, pair = pairs(test)
    return np.concatenate([[False], before & np.isin(pair, echoes)])


def pairs(table):
    """Of each row but the first: does it follow a row of the same student and another skill, and which two."""
    student, skill = table["student"].to_numpy(), table["skill"].to_numpy()
    return (student[1:] == student[:-1]) & (skill[1:] != skill[:-1]), skill[:-1] * 1000 + skill[1:]


if __name__ == "__main__":
    main()
