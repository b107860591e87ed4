"""Writes symbol.json: small instances with lower bounds of symbol-level CRBs, the optimal values of literal relaxations.

    python -m venv venv && venv/bin/pip install numpy==2.4.6 cvxpy==1.9.3 cvxopt==1.3.3 clarabel==0.11.1
    venv/bin/python test/reference/bounds/generate.py

One Hermitian matrix [R x; x^H 1] for each time and BS (CBF) or each time (CoMP), no reduction, the 3 x 3 Fisher information with noise alone at the
receivers and its LMI, all units literal but for powers over P. Solved by Clarabel (1e-9) and CVXOPT (1e-9 to 1e-7): `relTolerance` is 1e-6, or twice
the difference of the two where that is larger.
"""

import json
import pathlib
import sys
import warnings

import cvxpy as cp
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "literal"))
from programs import Information, System, fisher_cbf, fisher_comp, norm, options_of, quadratic, stations, steering  # noqa: E402

warnings.filterwarnings("ignore")


def pair(values):
    return {"re": values.real.round(5).tolist(), "im": values.imag.round(5).tolist()}


def draw(name, seed, J, K, N, L, M, d, scheme, leak=None):
    rng = np.random.default_rng(seed)
    normal = lambda *shape: (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)) / np.sqrt(2)
    channels = normal(J, J, K, N)
    for n in range(J):
        for m in range(J):
            channels[n, m] /= 1 if n == m else np.sqrt(3)
    angles = [[-50.0, 60.0], [-60.0, 50.0]] if J == 2 else rng.uniform(-60, 60, (J, J)).round(1).tolist()
    gain = normal(J, J) / np.sqrt(L * 1e4) / np.where(np.eye(J) > 0, 1, np.sqrt(3))
    return {
        "format": "isac-mc-instance/1",
        "name": name,
        "scenario": {
            "cells": J, "usersPerCell": K, "txAntennas": N, "rxAntennas": N, "frameLength": L, "powerBudget": 1e4,
            "noisePower": 1.0, "csiErrorRadius": d, "maxInterference": 10.0,
            "maxLeakage": leak or 125663.706, "interferenceSnapshots": "single", "targetAnglesDeg": angles, "pskOrder": M,
        },
        "reflectionGain": {"re": gain.real.round(6).tolist(), "im": gain.imag.round(6).tolist()},
        "channels": pair(channels),
        "symbolPhase": ((2 * rng.integers(0, M, (J, K, L)) + 1) * np.pi / M).round(10).tolist(),
        "problems": [{"scheme": scheme, "robustness": "paper" if d > 0 else "none", "problem": "P4", "form": "threshold", "threshold": 1.0}],
    }


def blocks(size, count):
    z = [cp.Variable((size + 1, size + 1), hermitian=True) for _ in range(count)]
    rows = [b >> 0 for b in z] + [cp.real(b[size, size]) == 1 for b in z]
    return [b[:size, size] for b in z], [b[:size, :size] for b in z], rows


def both_signs(x, h, phase, v, d, level, g):
    """(52)(53) times cos psi for one user and time; level: norm of noise and interference."""
    psi = np.pi / x.M
    z = np.sqrt(x.P) * np.exp(-1j * phase) * h @ v
    loss = d * np.sqrt(x.P) * norm(v) if d > 0 else 0.0
    unit = np.sqrt(g)
    return [
        (sign * cp.imag(z) * np.cos(psi) - cp.real(z) * np.sin(psi) + loss) / unit + np.sin(psi) * level <= 0
        for sign in (1, -1)
    ]


def cbf(x, d, g, capped):
    psi, v, r, rows = np.pi / x.M, [], [], []
    for _ in range(x.J):
        vectors, matrices, own = blocks(x.N, x.L)
        v.append(vectors)
        r.append(matrices)
        rows += own
    power = lambda n, s: x.P * cp.real(cp.trace(r[n][s]))
    product = lambda n, s, a, b: x.P * quadratic(np.outer(b.conj(), a), r[n][s])  # a^T R b*
    cap = x.imax / max(1, x.J - 1)
    unit = x.P**-0.75  # of rows on powers
    for m in range(x.J):
        h = x.channels
        for s in range(x.L):
            for k in range(x.K):
                heard = cp.Variable(x.J - 1)
                total = x.noise
                for i, n in enumerate(x.others(m)):
                    amplitude = norm(cp.reshape(np.sqrt(x.P) * h[n, m, k] @ v[n][s], (1,), order="C"))
                    rows.append(amplitude + (d * np.sqrt(x.P) * norm(v[n][s]) if d > 0 else 0.0) <= heard[i])
                    hear = cp.real(product(n, s, h[n, m, k], h[n, m, k])) + d**2 * power(n, s)
                    total += hear
                    if capped:
                        rows += [heard[i] <= np.sqrt(cap), unit * hear <= unit * cap]
                level = cp.norm(cp.hstack([np.sqrt(x.noise), heard]), 2)
                rows += both_signs(x, h[m, m, k], x.phase[m, k, s], v[m][s], d, level, g)
                own = cp.real(product(m, s, h[m, m, k], h[m, m, k])) - (d / np.sin(psi)) ** 2 * power(m, s)
                rows.append(unit / g * own >= unit * total)
                for l in range(k if x.M >= 4 else 0):
                    z = np.exp(-1j * (x.phase[m, k, s] - x.phase[m, l, s])) * product(m, s, h[m, m, k], h[m, m, l])
                    least = np.sin(2 * psi) * (x.noise + (d / np.sin(psi)) ** 2 * power(m, s) / g)
                    for sign in (1, -1) if x.M > 4 else (1,):
                        rows.append(cp.real(np.exp(1j * sign * (np.pi / 2 - 2 * psi)) * z) * (unit / g) >= unit * least)
    value = []
    for m in range(x.J):
        mean = sum(r[m]) / x.L
        rows.append(cp.real(cp.trace(mean)) <= 1)
        for n in x.others(m):
            a = steering(x.N, x.angles[m, n])[0]
            rows.append(cp.real(quadratic(x.P / x.leakmax * np.outer(a.conj(), a), mean)) <= 1)
        value.append(Information(x, fisher_cbf(x, m, x.noise * np.eye(x.Nrx)), mean))
    return value, rows


def comp(x, d, g, capped):
    v, r, rows = blocks(x.J * x.N, x.L)
    mean = sum(r) / x.L
    rows += stations(x, mean)
    for m in range(x.J):
        for k in range(x.K):
            for s in range(x.L):
                rows += both_signs(x, x.stacked(m, k), x.phase[m, k, s], v[s], np.sqrt(x.J) * d, np.sqrt(x.noise), g)
    return [Information(x, fisher_comp(x, m), mean) for m in range(x.J)], rows


def solve(document, scheme, g, capped):
    x = System(document)
    t = [cp.Variable() for _ in range(x.J)]
    value, rows = (comp if scheme == "SLP-CoMP" else cbf)(x, x.d, g, capped)
    crb = [f.unit[0] * t[m] for m, f in enumerate(value)]

    def least(objective, seen):
        """(value, relative tolerance) by Clarabel and CVXOPT."""
        unit = value[0].unit[0]
        problem = cp.Problem(cp.Minimize(objective / unit), rows + [value[m].cap(0, crb[m]) for m in seen])
        answers = [a for a in (attempt(problem, "CLARABEL", (1e-9,)), attempt(problem, "CVXOPT", (1e-9, 1e-8, 1e-7))) if a]
        if not answers:
            raise RuntimeError(f"{document['name']}: no answer")
        best, other = answers[-1], answers[0]
        return best * unit, float(f"{max(1e-6, 2 * abs(best / other - 1)):.2g}")

    everyone = range(x.J)
    answers = [least(crb[m], [m]) for m in everyone] + [least(sum(crb), everyone)]
    return {"crb": [a[0] for a in answers[:-1]], "sum": answers[-1][0], "relTolerance": max(a[1] for a in answers)}


def attempt(problem, solver, tolerances):
    for tolerance in tolerances:
        try:
            problem.solve(solver=solver, **options_of(solver, tolerance))
        except (cp.SolverError, ArithmeticError, ValueError):
            continue
        if problem.status in ("optimal", "optimal_inaccurate"):
            return float(problem.value)
    return None


CASES = [
    ("cbf-j2-k2", dict(seed=1, J=2, K=2, N=4, L=4, M=4, d=0.0, scheme="SLP-CBF"), (1.0, 30.0)),
    ("cbf-j2-k2-robust", dict(seed=2, J=2, K=2, N=4, L=4, M=4, d=0.02, scheme="SLP-CBF"), (3.0, 15.0)),
    ("cbf-j2-m8", dict(seed=3, J=2, K=2, N=4, L=4, M=8, d=0.01, scheme="SLP-CBF", leak=4000.0), (10.0,)),
    ("cbf-j3-m2", dict(seed=4, J=3, K=1, N=3, L=4, M=2, d=0.02, scheme="SLP-CBF"), (10.0,)),
    ("comp-j2-k2", dict(seed=5, J=2, K=2, N=2, L=4, M=4, d=0.02, scheme="SLP-CoMP"), (10.0, 200.0)),
    ("comp-j1-k2", dict(seed=6, J=1, K=2, N=3, L=4, M=4, d=0.0, scheme="SLP-CoMP"), (100.0,)),
]


def main():
    documents = []
    for name, size, thresholds in CASES:
        document = draw(name, **size)
        scheme = size["scheme"]
        document["scheme"] = scheme
        document["problems"][0]["scheme"] = "SLP-CoMP"
        document["bounds"] = [
            {"threshold": g, "capped": capped, **solve(document, scheme, g, capped)}
            for g in thresholds
            for capped in ((True, False) if scheme == "SLP-CBF" else (True,))
        ]
        print(name, document["bounds"], flush=True)
        documents.append(document)
    path = pathlib.Path(__file__).with_name("symbol.json")
    path.write_text("[\n" + ",\n".join(json.dumps(d, separators=(",", ":")) for d in documents) + "\n]\n")


main()
