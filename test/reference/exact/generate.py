"""Writes the instances of robustness `exact`: systems, thresholds around the reach, optimal values and designs.

    python -m venv venv && venv/bin/pip install numpy==2.4.6 cvxpy==1.9.3 cvxopt==1.3.3 clarabel==0.11.1
    venv/bin/python test/reference/exact/generate.py [NAME...]

A problem is solved by CVXOPT in two forms of counterpart.py, the first two that end `optimal` at 1e-8 or else 1e-7. They set `relTolerance`: twice
their difference, at least 1e-6. Clarabel's first `optimal` is compared with them (it is looser near the reach: README.md); it stands in where CVXOPT
answers one form only. A threshold out of reach needs two answers that say so: a certificate of the program, or a least power above the budget.
"""

import json
import pathlib
import sys
import time
import warnings

import numpy as np

from counterpart import FORMS, System, answers, complex_array, crb_of, least_power, reach_db

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "literal"))
from programs import echo_covariance  # noqa: E402

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent
BELOW = (-12.0, -5.0, -0.8, -0.2)
ABOVE = (0.2, 0.8)


def pair(values, digits):
    return {"re": np.round(values.real, digits).tolist(), "im": np.round(values.imag, digits).tolist()}


def draw(name, seed, K, N, d, shaped=None, J=2, L=30, power=1e4):
    rng = np.random.default_rng(seed)
    normal = lambda *shape: (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)) / np.sqrt(2)
    near = np.eye(J) > 0
    channels = normal(J, J, K, N) / np.where(near, 1, np.sqrt(3))[:, :, None, None]
    document = {
        "format": "isac-mc-instance/1",
        "name": name,
        "note": f"J={J} K={K} N=Nrx={N}, d={d}{', errors with a shape' if shaped else ''}",
        "scenario": {
            "cells": J, "usersPerCell": K, "txAntennas": N, "rxAntennas": N, "frameLength": L, "powerBudget": power, "noisePower": 1.0,
            "csiErrorRadius": d, "maxInterference": 10.0, "maxLeakage": 4 * np.pi * power, "interferenceSnapshots": "single",
            "targetAnglesDeg": [[-50.0, 60.0], [-60.0, 50.0]],
        },
        "reflectionGain": pair(np.where(near, 1, 1 / np.sqrt(3)) / np.sqrt(L * power) + 0j, 17),
        "channels": pair(channels, 4),
    }
    if shaped:
        # correlated errors, largest gain about 2; `singular`: those of one link never point along its first antenna
        shape = normal(J, J, K, N, N) / np.sqrt(N) + 0.5 * np.eye(N)
        if shaped == "singular":
            shape[0, 0, 0, 0] = 0
        document["errorShape"] = pair(shape, 3)
    return document


def covariances(w, scheme):
    return [sum(sum(w, []))] if scheme == "BLP-CoMP" else [sum(cell) for cell in w]


def expected_of(x, scheme, g, echo, feasible):
    """`expected`, and what to say about it."""
    own = answers(x, scheme, g, echo, count=2)
    other = answers(x, scheme, g, echo, "CLARABEL", forms=FORMS[:3])
    log = [f"{[(a[0], a[1]) for a in own]} {[(a[0], a[1]) for a in other]}"]
    solved = [a for a in own if a[0] == "optimal"]
    certificates = sum(a[0] == "infeasible" for a in own + other)
    if feasible:
        used = solved if len(solved) == 2 else own + other
        if not solved or certificates or len(used) < 2:
            return None, log
        _, best, crb, w = solved[0]
        apart = lambda some: max((abs(a[1] / best - 1) for a in some), default=np.nan)
        rank = max(float(v[-2] / v[-1]) for v in map(np.linalg.eigvalsh, sum(w, [])))
        tolerance = float(f"{max(1e-6, 2 * apart(used)):.2g}")
        expected = {
            "status": "optimal", "objective": float(best), "crb": [float(c) for c in crb], "relTolerance": tolerance,
            "secondEigenvalue": float(f"{rank:.1e}"),
        }
        return expected, [*log, f"difference {apart(used):.1e}, Clarabel's {apart(other):.1e}, second eigenvalue {rank:.1e}"]
    powers = [least_power(x, scheme, g, s, f) for s, f in (("CVXOPT", FORMS[0]), ("CLARABEL", FORMS[1]))]
    log.append(f"{certificates} certificates, least powers {powers}")
    if solved or any(p is not None and p <= 1 for p in powers) or certificates + sum(p is not None for p in powers) < 2:
        return None, log
    return {"status": "infeasible", "objective": None}, log


def rcrb_deg(crb):
    return float(np.rad2deg(np.sqrt(np.mean(crb))))


def alternate(x, g, forms):
    """BLP-CBF with C_m of the design itself: the best sum of RCRBs, its CRBs and the rounds."""
    echo, best, last = [x.noise * np.eye(x.Nrx)] * x.J, None, np.inf
    for rounds in range(1, 21):
        r = covariances(answers(x, "BLP-CBF", g, echo, forms=forms)[0][3], "BLP-CBF")
        echo = [echo_covariance(x, m, r, False) for m in range(x.J)]
        crb = [float(crb_of(x, "BLP-CBF", m, r, echo[m])) for m in range(x.J)]
        total = float(np.sum(np.sqrt(crb)))
        if best is None or total < best[0]:
            best = total, crb
        if abs(total / last - 1) < 1e-4:
            break
        last = total
    return *best, rounds


def design_of(x, scheme, g, expected):
    if scheme == "BLP-CoMP":
        return {"rcrbDeg": rcrb_deg(expected["crb"]), "crb": expected["crb"] * x.J, "relTolerance": expected["relTolerance"]}
    first, second = (alternate(x, g, forms) for forms in (FORMS, FORMS[::-1]))
    difference = max(abs(a / b - 1) for a, b in zip(first[1], second[1]))
    return {
        "rcrbDeg": rcrb_deg(first[1]), "sumRcrbDeg": float(np.rad2deg(first[0])), "crb": first[1], "rounds": first[2],
        "relTolerance": float(f"{max(1e-6, 2 * difference):.2g}"),
    }


def write(document):
    (HERE / f"{document['name']}.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")


def case(name, scheme, seed, designs=(), below=BELOW, above=ABOVE, **size):
    document = draw(name, seed, **size)
    x = System(document)
    start = time.time()
    edge = reach_db(x, scheme)
    print(f"{name}: reach {edge:.3f} dB, {time.time() - start:.0f} s", flush=True)
    white = [x.noise * np.eye(x.Nrx)] * x.J
    document["problems"] = []
    heard = None
    if scheme == "BLP-CBF":
        r = covariances(answers(x, scheme, 10 ** ((edge - 5) / 10), white)[0][3], scheme)
        heard = [complex_array(pair(echo_covariance(x, m, r, False), 5)) for m in range(x.J)]
        heard = [(c + c.conj().T) / 2 for c in heard]
    for i, step in enumerate(below + above):
        g = float(f"{10 ** ((edge + step) / 10):.6g}")
        echo = heard if i % 2 else white
        expected, log = expected_of(x, scheme, g, echo, step < 0)
        print(name, step, *log, sep="\n  ", flush=True)
        if expected is None:
            print(f"{name} {step}: undecided", flush=True)
            continue
        if step in designs:
            expected["design"] = design_of(x, scheme, g, expected)
            print("  design", expected["design"], flush=True)
        problem = {"scheme": scheme, "problem": "joint", "form": "threshold", "robustness": "exact", "threshold": g}
        if scheme == "BLP-CBF":
            problem["echoCovarianceOfBs"] = [pair(c + 0j, 6) for c in echo]
        document["problems"].append({**problem, "expected": expected})
        write(document)


CASES = {
    "cbf-d01-k2-n4": dict(scheme="BLP-CBF", seed=1, K=2, N=4, d=0.01, designs=(-5.0,)),
    "cbf-d02-k3-n6": dict(scheme="BLP-CBF", seed=2, K=3, N=6, d=0.02, designs=(-12.0, -0.8)),
    "cbf-d05-k2-n5": dict(scheme="BLP-CBF", seed=3, K=2, N=5, d=0.05, designs=(-5.0,)),
    "cbf-d01-k3-n5": dict(scheme="BLP-CBF", seed=4, K=3, N=5, d=0.01, designs=(-0.8,)),
    "cbf-d05-k3-n6": dict(scheme="BLP-CBF", seed=5, K=3, N=6, d=0.05, designs=(-5.0,)),
    "cbf-d02-k2-n4": dict(scheme="BLP-CBF", seed=6, K=2, N=4, d=0.02),
    "cbf-shape": dict(scheme="BLP-CBF", seed=7, K=2, N=4, d=0.03, shaped="singular", designs=(-5.0,)),
    "comp-d01-k2-n4": dict(scheme="BLP-CoMP", seed=11, K=2, N=4, d=0.01, designs=(-5.0,)),
    "comp-d05-k2-n4": dict(scheme="BLP-CoMP", seed=12, K=2, N=4, d=0.05, designs=(-5.0, -0.8)),
    "comp-shape": dict(scheme="BLP-CoMP", seed=13, K=2, N=4, d=0.02, shaped="regular", designs=(-5.0,)),
    "comp-d02-k3-n4": dict(scheme="BLP-CoMP", seed=14, K=3, N=4, d=0.02, designs=(-5.0,), below=BELOW[1:]),
    "comp-d01-k2-n6": dict(scheme="BLP-CoMP", seed=15, K=2, N=6, d=0.01, designs=(-5.0,), below=BELOW[1:2], above=()),
}


def main():
    for name in sys.argv[1:] or CASES:
        case(name, **CASES[name])


if __name__ == "__main__":
    main()
