"""Solves P1.A and P2.A (threshold form) of instance files as the literal program of the paper, in CVXPY.

    python literal.py [--solver CLARABEL|SCS|CVXOPT] [--tolerance 1e-6] [--time-limit S] [--limit COUNT] FILE...

Reads files of format isac-mc-instance/1 and prints one JSON line for each problem that it knows. The program is written
as printed: one Hermitian W for each user, the 3 x 3 Fisher information affine in R = sum W, the LMI [F i1; i1^T t] >= 0,
rows (31)-(36) for P1.A and (41)-(43) for P2.A, t minimised. Changes of units keep it well scaled for a general solver and
leave its optimum as it is: W is measured in units of the power budget, the reflection gain in units of its own size, and
the angle in degrees (congruences of the LMI), and every row is divided by its right-hand side, so that t, F, W and the
rows are of order one and an absolute tolerance means something. All of this helps the solver.
"""

import argparse
import json
import sys
import time

import cvxpy as cp
import numpy as np


def complex_array(value):
    """Complex array from nested lists with a pair {re, im} at any level."""
    if isinstance(value, dict):
        return np.array(value["re"], float) + 1j * np.array(value["im"], float)
    return np.array([complex_array(v) for v in value])


def steering(n, angle):
    """Centred half-wavelength ULA and its derivative by the angle in radians."""
    i = np.arange(n) - (n - 1) / 2
    v = np.exp(1j * np.pi * i * np.sin(angle))
    return v, 1j * np.pi * i * np.cos(angle) * v


def trace(q, w):
    """tr(Q W) for any Q; complex."""
    return cp.sum(cp.multiply(q.T, w))


class Instance:
    def __init__(self, document):
        s = document["scenario"]
        self.J, self.K = s["cells"], s["usersPerCell"]
        self.N, self.Nrx, self.L = s["txAntennas"], s["rxAntennas"], s["frameLength"]
        self.P, self.noise, self.d = s["powerBudget"], s["noisePower"], s["csiErrorRadius"]
        self.angles = np.deg2rad(np.array(s["targetAnglesDeg"], float))
        self.gain = complex_array(document["reflectionGain"])
        self.channels = complex_array(document["channels"])


DEGREE = np.pi / 180


def lmi(f11, f12, f22, gain, t):
    """[F i1; i1^T t] >= 0 with F of (6), the gain in units of abs(gain), the angle in degrees, t in square degrees."""
    a = abs(gain)
    f11, f22 = DEGREE**2 * f11, a * a * f22
    re, im = DEGREE * a * cp.real(f12), -DEGREE * a * cp.imag(f12)
    matrix = cp.bmat([[f11, re, im, 0.5], [re, f22, 0, 0], [im, 0, f22, 0], [0.5, 0, 0, t / 2]])
    return (matrix + matrix.T) / 2 >> 0  # F = 2 [...]: the LMI halved


def useful(w, h, d, robustness):
    power = cp.real(trace(np.outer(h.conj(), h), w))
    return power - 2 * d * norm(w, h) if d > 0 and robustness == "guaranteed" else power


def norm(w, h):
    """norm(W h*), one second-order cone."""
    y = w @ h.conj()
    return cp.norm(cp.hstack([cp.real(y), cp.imag(y)]), 2)


def interference(w, h, d):
    """U(W, h) of (31), (32)."""
    power = cp.real(trace(np.outer(h.conj(), h), w))
    return power + 2 * d * norm(w, h) + d * d * cp.real(cp.trace(w)) if d > 0 else power


def p1a(x, p):
    m, unit = p["bs"], x.P
    d = 0.0 if p.get("robustness", "none") == "none" else x.d
    caps, g = p["interference"], p["threshold"]
    inter = caps.get("interCell", 0.0) if x.J > 1 else 0.0
    w = [cp.Variable((x.N, x.N), hermitian=True) for _ in range(x.K)]
    t = cp.Variable()
    r = sum(w)
    a, adot = steering(x.Nrx, x.angles[m, m])
    v, vdot = steering(x.N, x.angles[m, m])
    c_inverse = np.linalg.inv(complex_array(p["echoCovariance"]))
    both = np.outer(adot, v) + np.outer(a, vdot)
    gain = x.gain[m, m]
    scale = unit * x.L
    f11 = cp.real(trace(scale * abs(gain) ** 2 * both.conj().T @ c_inverse @ both, r))
    f12 = trace(scale * np.conj(gain) * both.conj().T @ c_inverse @ np.outer(a, v), r)
    f22 = cp.real(trace(scale * (a.conj() @ c_inverse @ a).real * np.outer(v.conj(), v), r))
    h = np.sqrt(unit) * x.channels[m]
    rows = [b >> 0 for b in w] + [lmi(f11, f12, f22, gain, t), cp.real(cp.trace(r)) <= x.P / unit]
    # the radius meets W in units of P and h in units of sqrt(P)
    radius = d * np.sqrt(unit)
    for n in range(x.J):
        if n != m:
            vn, _ = steering(x.N, x.angles[m, n])
            rows.append(cp.real(trace(np.outer(vn.conj(), vn), r)) <= p["leakage"] / unit)
            for k in range(x.K):
                rows.append(sum(interference(b, h[n, k], radius) for b in w) / (inter / (x.J - 1)) <= 1)
    for k in range(x.K):
        if x.K > 1:
            others = sum(interference(w[l], h[m, k], radius) for l in range(x.K) if l != k)
            rows.append(others / caps["intraCell"] <= 1)
        received = caps["intraCell"] + inter + x.noise
        rows.append(useful(w[k], h[m, k], radius, p.get("robustness")) / (g * received) >= 1)
    return cp.Problem(cp.Minimize(t), rows)


def p2a(x, p):
    unit, size, users = x.P, x.J * x.N, x.J * x.K
    d = 0.0 if p.get("robustness", "none") == "none" else np.sqrt(x.J) * x.d
    cap, g = p["interference"]["coMP"], p["threshold"]
    w = [cp.Variable((size, size), hermitian=True) for _ in range(users)]
    f = cp.Variable()
    r = sum(w)
    rows = [b >> 0 for b in w]
    for m in range(x.J):
        a, adot = steering(x.Nrx, x.angles[m, m])
        v, vdot = steering(x.N, x.angles[m, m])
        gain = x.gain[m, m]
        b1, b2, b3 = (np.zeros(size, complex) for _ in range(3))
        own = slice(m * x.N, (m + 1) * x.N)
        b1[own], b3[own] = gain * vdot, v
        for n in range(x.J):
            b2[n * x.N : (n + 1) * x.N] = x.gain[n, m] * steering(x.N, x.angles[n, m])[0]
        scale = unit * x.L / x.noise
        aa, dd, da = np.vdot(a, a).real, np.vdot(adot, adot).real, np.vdot(adot, a)
        outer = lambda p_, q_: np.outer(q_.conj(), p_)  # p^T R q* = tr(q* p^T R)
        f11 = cp.real(trace(scale * (dd * outer(b2, b2) + aa * outer(b1, b1) + 2 * da * outer(b1, b2)), r))
        f12 = trace(scale * (da * outer(b3, b2) + aa * outer(b3, b1)), r)
        f22 = cp.real(trace(scale * aa * outer(b3, b3), r))
        rows.append(lmi(f11, f12, f22, gain, f))
        rows.append(cp.real(cp.trace(r[own, own])) <= x.P / unit)
    h = [np.sqrt(unit) * x.channels[:, m, k, :].reshape(-1) for m in range(x.J) for k in range(x.K)]
    radius = d * np.sqrt(unit)
    for k in range(users):
        rows.append(sum(interference(w[l], h[k], radius) for l in range(users) if l != k) / cap <= 1)
        rows.append(useful(w[k], h[k], radius, p.get("robustness")) / (g * (cap + x.noise)) >= 1)
    return cp.Problem(cp.Minimize(f), rows)


def settings(solver, tolerance, limit):
    if solver == "CLARABEL":
        names = ("tol_gap_abs", "tol_gap_rel", "tol_feas")
        return {**dict.fromkeys(names, tolerance), "max_threads": 1, "time_limit": limit}
    if solver == "SCS":
        return {"eps_abs": tolerance, "eps_rel": tolerance, "time_limit_secs": limit, "max_iters": 10**7}
    return {"abstol": tolerance, "reltol": tolerance, "feastol": tolerance}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--solver", default="CLARABEL", choices=["CLARABEL", "SCS", "CVXOPT"])
    parser.add_argument("--tolerance", type=float, default=1e-6)
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--limit", type=int, default=10**9, help="problems at most")
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    build = {"P1.A": p1a, "P2.A": p2a}
    done = 0
    for file in args.files:
        with open(file, encoding="utf8") as stream:
            document = json.load(stream)
        if document.get("format") != "isac-mc-instance/1":
            sys.exit(f"{file}: not of format isac-mc-instance/1")
        instance = Instance(document)
        for index, p in enumerate(document["problems"]):
            known = p["problem"] in build and p.get("form", "threshold") == "threshold"
            if not known or p.get("robustness", "none") == "guaranteedSum" or done >= args.limit:
                continue
            done += 1
            line = {"file": file, "index": index, "solver": args.solver}
            start = time.perf_counter()
            problem = build[p["problem"]](instance, p)
            problem.get_problem_data(args.solver)
            line["compileSeconds"] = time.perf_counter() - start
            options = settings(args.solver, args.tolerance, args.time_limit)
            start = time.perf_counter()
            try:
                try:
                    problem.solve(solver=args.solver, **options)
                except cp.SolverError:
                    if args.solver != "CVXOPT":
                        raise
                    # its Cholesky solver is the fastest but fails on some programs; only the second attempt counts
                    start = time.perf_counter()
                    problem.solve(solver=args.solver, kktsolver="robust", **options)
                line["status"] = problem.status
            except cp.SolverError as error:
                line["status"] = f"failed: {error}"
            wall = time.perf_counter() - start
            stats = problem.solver_stats
            own = stats.solve_time if stats is not None else None
            line["objective"] = float(problem.value) * DEGREE**2 if problem.status and "optimal" in problem.status else None
            # CVXOPT reports no time of its own
            line["solveSeconds"] = own if own else wall
            expected = p.get("expected", {}).get("objective")
            if expected is not None and line["objective"] is not None:
                line["error"] = abs(line["objective"] - expected) / abs(expected)
            print(json.dumps(line), flush=True)


main()
