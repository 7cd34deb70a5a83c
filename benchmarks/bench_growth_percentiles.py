"""Growth percentiles from scores of two years: seconds beside quantreg of R (where there is one), and how far they differ.

.venv/bin/python benchmarks/bench_growth_percentiles.py
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from waypost.measures.growth_percentiles import group
from waypost.measures.growth_percentiles.computed import percentile, predictions

R = """
suppressMessages(library(quantreg)); library(splines)
d <- read.csv("scores.csv")
b <- bs(d$x, knots = round(quantile(d$x, c(.2, .4, .6, .8)), 3), Boundary.knots = extendrange(d$x, f = .1))
took <- system.time(fit <- suppressWarnings(rq(d$y ~ b, tau = (1:100 - .5) / 100, method = "br")))[["elapsed"]]
found <- round(t(apply(fitted(fit), 1, sort)), 5)
write.csv(data.frame(p = pmin(99, pmax(1, rowSums(found < d$y))), took = took), "found.csv", row.names = FALSE)
"""


def in_r(x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray] | None:
    if not shutil.which("Rscript"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        np.savetxt(place / "scores.csv", np.stack([x, y], axis=1), "%.1f", ",", header="x,y", comments="")
        subprocess.run(["Rscript", "-e", R], cwd=place, check=True, capture_output=True)
        found = np.loadtxt(place / "found.csv", delimiter=",", skiprows=1)
    return float(found[0, 1]), found[:, 0]


def main() -> None:
    print(
        "| pairs | Waypost, s | quantreg, s | same percentile | differ by more than 1 |\n|---|---|---|---|---|"
    )
    for n in (1000, 3000, 10_000):
        rng = np.random.default_rng(n)
        x = rng.normal(500, 50, n).round(1)
        y = (120 + 0.8 * x + rng.normal(0, 30, n) * (0.4 + x / 1000)).round(1)
        began = time.perf_counter()
        ours = percentile(predictions(y, x[:, None]), y)
        took = time.perf_counter() - began
        theirs = in_r(x, y)
        if theirs is None:
            print(f"| {n:,} | {took:.1f} | no R here | | |")
            continue
        apart = np.abs(ours - theirs[1])
        print(
            f"| {n:,} | {took:.1f} | {theirs[0]:.1f} | {(apart == 0).mean():.2%} | {(apart > 1).mean():.2%} |"
        )
    p, s = rng.integers(1, 100, 1000), np.full(1000, 12.0)
    began = time.perf_counter()
    for _ in range(1000):
        group(p, s)
    print(f"\nThe mean of 1,000 students with its interval: {time.perf_counter() - began:.2f} ms")


if __name__ == "__main__":
    main()
