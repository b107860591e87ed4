"""Writes intervals.json: Clopper-Pearson intervals and ranks of distribution-free intervals of quantiles.

    python -m venv venv && venv/bin/pip install mpmath==1.4.1 scipy==1.17.1
    venv/bin/python test/reference/intervals/generate.py

The binomial tail is the integral of the density of a beta law, by Gauss-Legendre quadrature at 40 digits, and the ends of the intervals are its inverse.
Ranks are found near those of SciPy, by the tails of both neighbours. (SciPy's own inverse is wrong for 1000 hits of 2^31 trials.)
"""

import json
import pathlib

from mpmath import mp, mpf
from scipy.stats import binom

mp.dps = 40


def log_density(a, b, u):
    return mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b) + (a - 1) * mp.log(u) + (b - 1) * mp.log1p(-u)


def below(a, b, x):
    """P(B <= x) of B ~ Beta(a, b), for x up to about the mean."""
    a, b, x = mpf(a), mpf(b), mpf(x)
    spread = mp.sqrt(a * b / (a + b + 1)) / (a + b)
    ends = [x]
    while ends[-1] > 0 and x - ends[-1] < 60 * spread:
        ends.append(max(mpf(0), ends[-1] - spread))
    return mp.quad(lambda u: mp.exp(log_density(a, b, u)) if u > 0 else mpf(0), ends[::-1], method="gauss-legendre")


def at_most(k, n, p):
    """P(X <= k) = P(B > p), B ~ Beta(k + 1, n - k)."""
    if k < 0 or k >= n:
        return mpf(0 if k < 0 else 1)
    return below(n - k, k + 1, 1 - mpf(p))


def quantile(a, b, tail):
    """x with P(B <= x) = tail: Newton's method for the logarithms, from the mean downwards."""
    x = mpf(a) / (a + b)
    for _ in range(100):
        part = below(a, b, x)
        step = mp.log(part / tail) * part / (x * mp.exp(log_density(mpf(a), mpf(b), x)))
        x *= mp.exp(-step)
        if abs(step) < mpf(10) ** -25:
            return x
    raise ArithmeticError((a, b))


def interval(hits, trials, confidence):
    tail = (1 - mpf(confidence)) / 2
    lower = quantile(hits, trials - hits + 1, tail) if hits > 0 else mpf(0)
    upper = 1 - quantile(trials - hits, hits + 1, tail) if hits < trials else mpf(1)
    return float(lower), float(upper)


def ranks(draws, level, confidence):
    tail = (1 - mpf(confidence)) / 2

    def most_rare(p, p_mp):
        k = int(binom.ppf(float(tail), draws, p))
        while k >= 0 and at_most(k, draws, p_mp) > tail:
            k -= 1
        while at_most(k + 1, draws, p_mp) <= tail:
            k += 1
        return k

    level_mp = mpf(level)
    return 1 + most_rare(level, level_mp), draws - most_rare(1 - level, 1 - level_mp)


BIG = 2**31
CASES = [
    (hits, trials, 0.95)
    for trials in (1, 2, 3, 10, 17, 100, 1000, 100_000, 10**7, BIG)
    for hits in sorted({0, 1, 2, 5, 15, 16, 300, trials // 1000, trials // 3, trials // 2, trials - 1, trials})
    if 0 <= hits <= trials
]
CASES += [(hits, trials, c) for c in (0.5, 0.99, 0.999999) for hits, trials in ((0, 20), (3, 20), (20, 20), (1000, BIG))]
LEVELS = [
    (draws, level, 0.95)
    for draws in (1, 5, 6, 59, 1000, 100_000, 10**7, BIG)
    for level in (1e-9, 0.001, 0.01, 0.1, 0.5, 0.9, 0.999)
]
LEVELS += [(1000, 0.1, 0.5), (1000, 0.1, 0.999), (10**6, 1e-4, 0.99)]

path = pathlib.Path(__file__).with_name("intervals.json")
path.write_text(
    json.dumps(
        {
            "intervals": [[*case, *interval(*case)] for case in CASES],
            "ranks": [[*case, *ranks(*case)] for case in LEVELS],
        }
    )
    + "\n"
)
