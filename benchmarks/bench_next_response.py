"""How likely the next answer is right, on ASSISTments 2009-2010: time of the fit, AUC and calibration on other students.

    python benchmarks/bench_next_response.py

The data are not in this repository (WAYPOST_DATA, else ../shared/data).
"""

from __future__ import annotations

import time

import numpy as np
from bench_mastery import DATA, auc, echo_rows

from waypost.measures import io, next_response


def main() -> None:
    train, test = (io.read_triples(DATA / f"{part}.csv.gz") for part in ("train", "test"))
    right, echo = test["correct"].to_numpy(), echo_rows(train, test)
    next_response.predict(
        next_response.fit(train.slice(0, 1000)), train.slice(0, 1000)
    )  # compiled once for all
    started, spent = time.perf_counter(), time.process_time()
    model = next_response.fit(train)
    seconds, spent = time.perf_counter() - started, time.process_time() - spent
    started = time.perf_counter()
    chance = next_response.predict(model, test)
    speed = len(chance) / (time.perf_counter() - started)
    print(
        f"fit to {train.num_rows:,} answers (with the choice of penalties): {seconds:.1f} s, CPU {spent:.1f} s"
    )
    print(f"predicts {speed / 1e6:.1f} million answers a second")
    print(f"AUC, all rows {auc(right, chance):.4f}; without echo rows {auc(right[~echo], chance[~echo]):.4f}")
    tenth = np.minimum((chance * 10).astype(int), 9)
    away = [abs(float((chance - right)[tenth == t].sum())) for t in range(10)]
    print(f"ECE {sum(away) / len(chance):.4f}")


if __name__ == "__main__":
    main()
