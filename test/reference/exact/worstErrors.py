"""Writes worstErrors.json: single worst-error problems, min over norm(e) <= r of (h+e)^T A (h+e)^* for Hermitian A.

    venv/bin/python test/reference/exact/worstErrors.py        (packages as for generate.py, and mpmath==1.4.1)

Three answers that share no code: the S-lemma SDP by CVXOPT (and Clarabel), the secular equation in 60 digits on the stored doubles, and projected
gradient descent from 4000 starts, whose best value can only lie above. The 60 digits are stored.
"""

import json
import pathlib
import warnings

import cvxpy as cp
import mpmath as mp
import numpy as np

from counterpart import attempt
from descent import descend

warnings.filterwarnings("ignore")
mp.mp.dps = 60


def hermitian(rng, values):
    """A random Hermitian matrix with these eigenvalues."""
    n = len(values)
    q, _ = np.linalg.qr(rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n)))
    a = (q * values) @ q.conj().T
    return (a + a.conj().T) / 2, q


def short(a):
    """Four decimals: exact in the file, and as Hermitian as before."""
    return np.round(a.real, 4) + 1j * np.round(a.imag, 4)


def draw(seed, n, kind, radius):
    """A and h. 'hard': A conj(h) orthogonal to the lowest eigenspace, but for rounding; 'exact': without rounding, the lowest eigenvector an antenna."""
    rng = np.random.default_rng(seed)
    h = short(rng.standard_normal(n) + 1j * rng.standard_normal(n))
    values = np.sort(rng.uniform(-3, 3, n).round(4))
    values[0] = -3.5
    if "double" in kind:
        values[1] = values[0]
    lowest = 2 if "double" in kind else 1
    if "positive" in kind:
        values += 4
    if "exact" in kind:
        a = np.zeros((n, n), complex)
        a[:lowest, :lowest] = values[0] * np.eye(lowest)
        a[lowest:, lowest:] = short(hermitian(rng, values[lowest:])[0])
        h[:lowest] = 0
        return a, h, radius
    a, q = hermitian(rng, values)
    if "hard" in kind:
        y = h.conj()
        y -= q[:, :lowest] @ (q[:, :lowest].conj().T @ y)
        h = y.conj()
    elif "double" not in kind:
        a = short(a)
    return a, h, radius


def lemma(a, h, radius, solver):
    """The largest b of the LMI."""
    n = len(h)
    t = np.column_stack([radius * np.eye(n), h.conj()])
    b, multiplier = cp.Variable(), cp.Variable(nonneg=True)
    rows = [t.conj().T @ a @ t + multiplier * np.diag([1.0] * n + [-1.0]) - b * np.diag([0.0] * n + [1.0]) >> 0]
    problem = cp.Problem(cp.Maximize(b), rows)
    for tolerance in (1e-10, 1e-9, 1e-8, 1e-7):
        if attempt(problem, solver, tolerance) == "optimal":
            return float(b.value)
    return None


def secular(a, h, radius):
    """The dual value and which case it is: max over lambda >= max(0, -lowest) of y^H A y - g^H (A + lambda I)^+ g - lambda r^2 with g = A y, y = conj(h)."""
    n = len(h)
    matrix = mp.matrix([[mp.mpc(a[i, j].real, a[i, j].imag) for j in range(n)] for i in range(n)])
    y = mp.matrix([mp.mpc(v.real, -v.imag) for v in h])
    values, vectors = mp.eigh(matrix)
    g = vectors.H * (matrix * y)
    power = [abs(g[i]) ** 2 for i in range(n)]
    constant = mp.re((y.H * matrix * y)[0])
    radius = mp.mpf(radius)
    size = lambda shift: mp.sqrt(mp.fsum(p / (v + shift) ** 2 for p, v in zip(power, values) if p != 0 and v + shift != 0))
    value = lambda shift: constant - mp.fsum(p / (v + shift) for p, v in zip(power, values) if p > mp.mpf(10) ** -80 and v + shift != 0) - shift * radius**2
    low = max(mp.mpf(0), -min(values))
    tiny = mp.mpf(10) ** -45
    others = mp.sqrt(mp.fsum(p / (v + low) ** 2 for p, v in zip(power, values) if v + low > 1e-12))
    case = "interior" if low == 0 and others <= radius else "hard" if others <= radius and low + min(values) < 1e-12 and mp.fsum(
        p for p, v in zip(power, values) if v + low <= 1e-12) < 1e-20 else "boundary"
    if size(low + tiny) <= radius:
        return value(low + tiny), case
    high = low + 1
    while size(high) > radius:
        high *= 2
    low += tiny
    for _ in range(230):
        middle = (low + high) / 2
        low, high = (middle, high) if size(middle) > radius else (low, middle)
    return value(high), case


KINDS = [
    (3, "random", 0.5), (4, "random", 0.01), (5, "random", 1.5), (6, "random", 0.05), (8, "random", 0.3), (12, "random", 0.1), (12, "random", 4.0),
    (3, "exact", 3.0), (5, "exact", 20.0), (6, "exact", 0.05), (8, "exact double", 15.0), (12, "exact double", 25.0),
    (4, "hard", 6.0), (6, "hard", 15.0), (10, "hard", 0.02), (6, "hard double", 12.0),
    (4, "double", 0.4), (7, "double", 2.0), (12, "double", 0.02), (9, "double", 10.0), (5, "positive", 0.2), (6, "positive", 6.0),
]


def main():
    cases = []
    for seed, (n, kind, radius) in enumerate(KINDS):
        a, h, radius = draw(seed, n, kind, radius)
        exact, case = secular(a, h, radius)
        exact = float(exact) if abs(exact) > 1e-30 else 0.0
        others = {s: lemma(a, h, radius, s) for s in ("CVXOPT", "CLARABEL")}
        t = np.column_stack([radius * np.eye(n), h.conj()])
        best = descend(t, a, 4000, np.random.default_rng(seed))[0]
        unit = float(np.linalg.norm(a, 2) * (np.linalg.norm(h) + radius) ** 2)
        apart = {s: f"{abs(v - exact) / unit:.1e}" if v is not None else None for s, v in {**others, "descent": best}.items()}
        print(n, kind, case, radius, exact, apart, "descent below" if best < exact - 1e-12 * unit else "", flush=True)
        cases.append({
            "kind": kind, "case": case, "order": n, "radius": radius, "matrix": {"re": a.real.tolist(), "im": a.imag.tolist()},
            "vector": {"re": h.real.tolist(), "im": h.imag.tolist()}, "value": exact, "scale": unit,
            "semidefinite": others["CVXOPT"], "descent": float(best),
        })
    path = pathlib.Path(__file__).with_name("worstErrors.json")
    path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")


main()
