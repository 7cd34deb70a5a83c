"""Writes pybkt.json: what pyBKT 1.4.3 says of fixed sequences under fixed parameters. Run once, by hand:

    python -m venv /tmp/pybkt && /tmp/pybkt/bin/pip install pyBKT==1.4.3 "numpy<2.3" "scikit-learn<1.6"
    /tmp/pybkt/bin/python tests/measures/reference/make_pybkt.py

The parameters are set by hand, nothing is fitted. `correct` and `state` are the columns correct_predictions and
state_predictions of Model.predict: the chance of a right answer, and of knowing the skill, before each answer.
The numbers in the repository were made with pyBKT 1.4.3, numpy 2.2, Python 3.11.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from pyBKT.models import Model

# prior, learn, guess, slip, forget
SKILLS = {
    "usual": (0.4, 0.15, 0.2, 0.1, 0.05),
    "no forgetting": (0.3, 0.1, 0.25, 0.15, 0.0),
    "hard": (0.05, 0.02, 0.05, 0.4, 0.1),
    "easy": (0.9, 0.3, 0.45, 0.02, 0.01),
    "guessing": (0.5, 0.05, 0.5, 0.45, 0.2),
    "shifting": (0.2, 0.4, 0.1, 0.1, 0.4),
}


def table() -> pd.DataFrame:
    """Students who learn at random and forget; lengths from 1 to 80; answers of different skills interleaved."""
    draw = np.random.default_rng(20261123)
    rows = []
    for student in range(24):
        left = {
            skill: int(draw.integers(1, 81)) if student % 4 == 0 else int(draw.integers(1, 13))
            for skill in SKILLS
        }
        level = {skill: draw.random() for skill in SKILLS}
        while any(left.values()):
            skill = draw.choice([name for name, n in left.items() if n])
            left[skill] -= 1
            rows.append((f"s{student}", str(skill), int(draw.random() < level[skill])))
    return pd.DataFrame(rows, columns=["user_id", "skill_name", "correct"])


def main() -> None:
    data = table()
    data["order_id"] = np.arange(len(data))
    model = Model(seed=1, num_fits=1)
    model.fit(
        data=data.copy(), forgets=True, parallel=False
    )  # only so that predict is willing; replaced below
    for skill, (prior, learn, guess, slip, forget) in SKILLS.items():
        model.fit_model[skill] |= {
            "prior": prior,
            "pi_0": np.array([[1 - prior], [prior]]),
            "learns": np.array([learn]),
            "forgets": np.array([forget]),
            "As": np.array([[[1 - learn, forget], [learn, 1 - forget]]]),
            "guesses": np.array([guess]),
            "slips": np.array([slip]),
        }
    said = model.predict(data=data.copy()).sort_values("order_id")
    assert len(said) == len(data)
    found = {
        "parameters": SKILLS,
        "student": data["user_id"].tolist(),
        "skill": data["skill_name"].tolist(),
        "right": data["correct"].tolist(),
        "correct": [round(x, 9) for x in said["correct_predictions"]],
        "state": [round(x, 9) for x in said["state_predictions"]],
    }
    Path(__file__).with_name("pybkt.json").write_text(json.dumps(found) + "\n")
    print(f"{len(data)} answers")


if __name__ == "__main__":
    main()
