"""Checks the S-lemma programs without it: for the optimal W of every feasible problem, the worst errors found by projected gradient descent.

    venv/bin/python test/reference/exact/check.py [FILE...]

Prints for each problem the left side of every user over the noise, minus 1: 0 for an active user, never negative beyond the solver's accuracy. W comes
from CVXOPT, by another form of counterpart.py than the file's where one ends `optimal`.
"""

import json
import pathlib
import sys
import warnings

import numpy as np

from counterpart import FORMS, System, answers, complex_array
from descent import descend

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent


def margins(x, scheme, g, w, rng, starts=400):
    """[cell][user] of W in units of noise."""
    result = np.zeros((x.J, x.K))
    users = [b for cell in w for b in cell]
    for m in range(x.J):
        for k in range(x.K):
            own = w[m][k]
            if scheme == "BLP-CoMP":
                value = descend(x.stack(m, k), own / g - (sum(users) - own), starts, rng)[0]
            else:
                value = descend(x.link(m, m, k), own / g - (sum(w[m]) - own), starts, rng)[0]
                value += sum(descend(x.link(n, m, k), -sum(w[n]), starts, rng)[0] for n in x.others(m))
            result[m, k] = value / x.noise - 1
    return result


def main():
    files = [pathlib.Path(f) for f in sys.argv[1:]] or [f for f in sorted(HERE.glob("c*-*.json"))]
    for path in files:
        document = json.loads(path.read_text())
        x = System(document)
        for i, p in enumerate(document["problems"]):
            if p["expected"]["status"] != "optimal":
                continue
            scheme, g = p["scheme"], p["threshold"]
            echo = complex_array(p["echoCovarianceOfBs"]) if "echoCovarianceOfBs" in p else None
            status, value, _, w = answers(x, scheme, g, echo, forms=FORMS[::-1])[0]
            found = margins(x, scheme, g, w, np.random.default_rng(i))
            print(path.stem, i, status, f"objective {value / p['expected']['objective'] - 1:+.0e}", f"least {found.min():+.1e}",
                  f"active {np.sum(found < 1e-4)} of {found.size}", found.round(8).tolist(), flush=True)


main()
