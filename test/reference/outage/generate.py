"""Writes forms.json: P(Q < c) and P(Q > c) of Q = sum_i weights[i] |z_i + b_i|^2, z_i ~ CN(0, 1), offsets[i] = |b_i|^2, to the last digit of a double.

    python -m venv venv && venv/bin/pip install mpmath==1.4.1
    venv/bin/python test/reference/outage/generate.py

Three methods, none of which the package uses, in 50 digits and more:

- `series`: Q = A - B, A from the positive weights, B from the negative ones. A is a mixture of Gamma numbers (Ruben 1962), and the chance that a Gamma number of
  whole order exceeds (c + B) / mu is a sum of derivatives of the Laplace transform of B. All terms of both series are positive: nothing cancels.
- `residues`: without offsets and with distinct weights, partial fractions of the characteristic function, in as many digits as their cancellation takes.
- `line`: the integral over a vertical line in the complex plane by the trapezoidal rule with two steps that must agree to 30 digits, for offsets so large
  that the series has too many terms. Where both can be had, series and line are compared.
"""

import json
import pathlib
import random

from mpmath import mp, mpc, mpf

mp.dps = 80
TINY = mpf(10) ** -76


def factors(poles, shifts, constant, first):
    """Coefficients of G, G' / G = constant + sum_i r_i / (1 - r_i u) + shifts_i / (1 - r_i u)^2, G(0) = first, all positive, until they are negligible."""
    g, single, double = [first], [mpf(0)] * len(poles), [mpf(0)] * len(poles)
    total, largest = first, first
    while True:
        last = g[-1]
        for i, r in enumerate(poles):
            single[i] = last + r * single[i]
            double[i] = single[i] + r * double[i]
        value = (constant * last + sum(r * s for r, s in zip(poles, single)) + sum(x * d for x, d in zip(shifts, double))) / len(g)
        falling = value < last
        g.append(value)
        total += value
        largest = max(largest, value)
        if falling and value < TINY * largest and abs(1 - total) < mpf(10) ** -60:
            return g


def series(weights, offsets, point):
    """(P(Q < c), P(Q > c))"""
    if point < 0:
        below, above = series([-w for w in weights], offsets, -point)
        return above, below
    plus = [(mpf(w), mpf(b)) for w, b in zip(weights, offsets) if w > 0]
    minus = [(-mpf(w), mpf(b)) for w, b in zip(weights, offsets) if w < 0]
    if not plus:
        return mpf(1), mpf(0)
    mu = min(w for w, _ in plus)
    rho = [1 - mu / w for w, _ in plus]
    first = mp.exp(-sum(b for _, b in plus))
    for w, _ in plus:
        first *= mu / w
    a = factors(rho, [b * (1 - r) for r, (_, b) in zip(rho, plus)], mpf(0), first)
    # q_j = E e^-Y Y^j / j!, Y = (c + B) / mu, has the generating function E e^-(1-u)Y
    s = [w / mu for w, _ in minus]
    r = [x / (1 + x) for x in s]
    first = mp.exp(-mpf(point) / mu)
    for x, (_, b) in zip(s, minus):
        first *= mp.exp(-b * x / (1 + x)) / (1 + x)
    q = factors(r, [b * x / (1 + x) ** 2 for x, (_, b) in zip(s, minus)], mpf(point) / mu, first)
    head, tail = [mpf(0)], [mpf(0)]
    for x in q:
        head.append(head[-1] + x)
    for x in reversed(q):
        tail.append(tail[-1] + x)
    tail.reverse()  # tail[n]: sum from n on
    at = lambda sums, n: sums[min(n, len(q))]
    below = sum(x * at(tail, len(plus) + k) for k, x in enumerate(a))
    above = sum(x * at(head, len(plus) + k) for k, x in enumerate(a))
    assert abs(below + above - 1) < mpf(10) ** -55, (weights, offsets, point)
    return below, above


def residues(weights, offsets, point):
    assert not any(offsets) and len(set(weights)) == len(weights)
    if point < 0:
        below, above = residues([-w for w in weights], offsets, -point)
        return above, below
    with mp.workdps(400):
        above = mpf(0)
        w = [mpf(x) for x in weights]
        for x in w:
            if x > 0:
                term = mp.exp(-mpf(point) / x)
                for y in w:
                    if y != x:
                        term *= x / (x - y)
                above += term
        return 1 - above, above


def line(weights, offsets, point):
    with mp.workdps(60):
        w, b, c = [mpf(x) for x in weights], [mpf(x) for x in offsets], mpf(point)
        mean = sum(x * (1 + y) for x, y in zip(w, b))
        if c < mean:
            above, below = upper([-x for x in w], b, -c)
        else:
            below, above = upper(w, b, c)
        return below, above


def upper(w, b, c):
    """(P(Q < c), P(Q > c)), c above the mean: K(t) - t c integrated over Re t = saddle point."""
    exponent = lambda t: sum(x * t * y / (1 - x * t) - mp.log(1 - x * t) for x, y in zip(w, b)) - t * c - mp.log(t)
    slope = lambda t: sum(x * y / (1 - x * t) ** 2 + x / (1 - x * t) for x, y in zip(w, b)) - c - 1 / t
    spread = mp.sqrt(sum(x * x * (1 + 2 * y) for x, y in zip(w, b)))
    high = 1 / max(w) if max(w) > 0 else mpf(10) ** 6 / spread
    low = mpf(0)
    for _ in range(200):
        at = (low + high) / 2
        low, high = (low, at) if slope(at) > 0 else (at, high)
    base = exponent(at)
    # the modulus must fall as a Gaussian does: this is for large offsets
    answers = []
    for step in (mpf(1) / 16, mpf(1) / 32):
        h = step * min(at, 1 / spread)
        total, j = mpf(1) / 2, 1
        while True:
            value = mp.exp(exponent(mpc(at, h * j)) - base)
            total += value.real
            if abs(value) < mpf(10) ** -50:
                break
            j += 1
            assert j < 100000
        answers.append(total * h * mp.exp(base) / mp.pi)
    assert abs(answers[0] / answers[1] - 1) < mpf(10) ** -30, answers
    return 1 - answers[1], answers[1]


METHODS = {"series": series, "residues": residues, "line": line}


def point_of(method, weights, offsets, side, target):
    """A point of few digits where the probability of a side is near `target`: by bisection."""
    mean = sum(w * (1 + b) for w, b in zip(weights, offsets))
    spread = sum(w * w * (1 + 2 * b) for w, b in zip(weights, offsets)) ** 0.5
    low, high = mean - 60 * spread, mean + 60 * spread
    if min(weights) >= 0:
        low = 0.0
    if max(weights) <= 0:
        high = 0.0
    for _ in range(60):
        point = (low + high) / 2
        below, above = METHODS[method](weights, offsets, point)
        if (below if side == "below" else 1 / max(above, mpf(10) ** -300)) < (target if side == "below" else 1 / mpf(target)):
            low = point
        else:
            high = point
        value = below if side == "below" else above
        if 0 < value and abs(mp.log(value / target)) < 0.2:
            break
    digits = 8
    while float(f"{point:.{digits}g}") in (0.0, mean) or abs(float(f"{point:.{digits}g}") - point) > 1e-3 * spread:
        digits += 1
    return float(f"{point:.{digits}g}")


def few(x):
    return float(f"{x:.4g}")


def cases():
    rng = random.Random(1)
    targets = [1e-12, 1e-11, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 0.3, 0.5]
    out = []
    count = 0

    def add(name, method, weights, offsets, target=None, side="below", point=None):
        nonlocal count
        count += 1
        p = point if point is not None else point_of(method, weights, offsets, side, target)
        below, above = METHODS[method](weights, offsets, p)
        out.append(dict(name=name, method=method, weights=weights, offsets=offsets, point=p, below=float(below), above=float(above)))
        print(count, name, method, len(weights), p, mp.nstr(below, 12), mp.nstr(above, 12), flush=True)
        return below, above

    # the shape of an outage: one positive weight, some negative ones, a positive point
    for i in range(24):
        rank = [2, 3, 4, 6, 8, 12, 16][i % 7]
        weights = [few(rng.uniform(0.5, 2))] + [few(-(10 ** rng.uniform(-2, 0.3))) for _ in range(rank - 1)]
        offsets = [few(10 ** rng.uniform(1, 2.3))] + [few(10 ** rng.uniform(-2, 1)) if rng.random() < 0.7 else 0.0 for _ in range(rank - 1)]
        add("outage", "series", weights, offsets, targets[i % 13], "below" if i < 18 else "above")
    # any signs
    for i in range(20):
        rank = [1, 2, 3, 5, 8, 16][i % 6]
        weights = [few(rng.choice((1, -1)) * 10 ** rng.uniform(-1.3, 0.3)) for _ in range(rank)]
        offsets = [few(10 ** rng.uniform(-2, 1.5)) if rng.random() < 0.6 else 0.0 for _ in range(rank)]
        add("signs", "series", weights, offsets, targets[(5 * i) % 13], rng.choice(("below", "above")))
    # equal weights
    for i, (weights, offset) in enumerate([([1.0], 0.0), ([2.0] * 4, 3.0), ([1.0] * 8, 0.0), ([1.0] * 3 + [-1.0] * 3, 1.5), ([0.5, 0.5, -0.25, -0.25, -0.25], 7.0), ([-1.0] * 16, 2.0)]):
        for target in (1e-12, 1e-5, 0.2):
            add("equal", "series", weights, [offset] * len(weights), target, ("below", "above")[i % 2])
    # without offsets, of any scale
    for i in range(12):
        rank = [2, 3, 4, 6, 9, 16][i % 6]
        weights = [few(rng.choice((1, -1, -1)) * 10 ** rng.uniform(-9, 2)) for _ in range(rank)]
        if max(weights) < 0:
            weights[0] = -weights[0]
        point = few(max(weights) * 10 ** rng.uniform(-6, 1.3))
        add("scales", "residues", weights, [0.0] * rank, point=point)
    # small errors around a large mean
    for i, offset in enumerate([1e4, 1e6, 1e9, 1e12, 1e15, 1e20]):
        weights = [few(4 / offset), few(-1.5 / offset), few(-0.02 / offset), few(-0.3 / offset)]
        offsets = [offset, few(0.4 * offset), 0.0, 3.0]
        mean = sum(mpf(w) * (1 + mpf(b)) for w, b in zip(weights, offsets))
        spread = mp.sqrt(sum(mpf(w) ** 2 * (1 + 2 * mpf(b)) for w, b in zip(weights, offsets)))
        for k in (-7, -3, 0.1, 5):
            add("small errors", "line", weights, offsets, point=float(mean + k * spread))
    # far tails
    for weights, offsets, point in [
        ([1.0, -0.5, -0.2], [60.0, 0.0, 0.3], 0.5),
        ([1.0, -0.5, -0.2], [200.0, 0.0, 0.3], 1.0),
        ([0.7, 0.7, 0.3], [30.0, 2.0, 0.0], 0.01),
        ([1.0, 0.5, -3.0], [1.0, 0.0, 2.0], 90.0),
    ]:
        add("far", "series", weights, offsets, point=point)
    return out


def compare():
    """Series against line and residues."""
    for point in (300.0, 380.0, 480.0):
        form = ([1.0, -0.3, 0.7, -0.1], [400.0, 1.0, 0.0, 2.0], point)
        for one, two in zip(series(*form), line(*form)):
            assert abs(one / two - 1) < mpf(10) ** -28, (one, two)
    for point in (0.01, 3.0):
        for one, two in zip(series([1.0, -0.3, 0.2], [0.0] * 3, point), residues([1.0, -0.3, 0.2], [0.0] * 3, point)):
            assert abs(one / two - 1) < mpf(10) ** -50, (one, two)


compare()
path = pathlib.Path(__file__).with_name("forms.json")
path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases()) + "\n]\n")
