"""Symbol-level designs: the relaxation (CBF: at several levels of the common interference), then transmit vectors by successive convex approximation."""

import numpy as np
from blockPrograms import noise_covariance
from literal import echo_covariance
from metrics import crb, crbs_cbf, crbs_comp, leakage, powers, symbol_sinr
from symbolPrograms import Relaxation, Setting, TransmitStep

GRID = (-2.5, -2, -1.5, -1, -0.5, 0)
"""First levels of the common interference, as powers of ten of Imax."""
REFINEMENTS = (0.25, 0.125)
PASSES, ROUNDS = 2, 2
"""Passes over C at each level, and rounds of the vectors over C."""
GAIN, MOST = 1e-4, 20
"""Relative gain of the CRB below which the vectors have settled, and their steps at most."""


class Relaxed:
    """R and x of every transmitter at one level of the interference."""

    def __init__(self, r, vectors, crbs, level=0.0, echo=None):
        self.r, self.vectors, self.crbs, self.level, self.echo = r, vectors, crbs, level, echo
        self.value = np.sqrt(crbs).sum()


def solve_relaxation(session, x, setting, robust):
    program = session.program(Relaxation, x, setting.comp, robust)
    program.set(x, setting)
    if not program.solve():
        return None, None, program.infeasible
    return program.r.value * x.P, program.x.value * np.sqrt(x.P), False


def relax_level(session, x, threshold, robust, level):
    """P3.A of every BS at one level, once more with the echo covariances of its solution."""
    echo, found, infeasible = [noise_covariance(x)] * x.J, None, False
    for _ in range(PASSES):
        own = [solve_relaxation(session, x, Setting(x, threshold, m, level, echo[m]), robust) for m in range(x.J)]
        if any(r is None for r, _, _ in own):
            infeasible = any(i for _, _, i in own)
            break
        r = np.array([b for b, _, _ in own])
        echo = [echo_covariance(x, m, r, False) for m in range(x.J)]
        found = Relaxed(r, [v for _, v, _ in own], crbs_cbf(x, r), level, echo)
    return found, infeasible


def search_levels(session, x, threshold, robust):
    """The level with the smallest sum of RCRBs: a grid, refined around its best; and the other levels."""
    tried, infeasible = [], False
    for exponent in GRID:
        found, contradiction = relax_level(session, x, threshold, robust, x.imax * 10**exponent)
        infeasible |= contradiction
        tried += [found] if found else []
    for half in REFINEMENTS if tried else ():
        best = min(tried, key=lambda f: f.value)
        for level in (best.level * 10**-half, best.level * 10**half):
            if level <= x.imax * (1 + 1e-12):
                found, _ = relax_level(session, x, threshold, robust, level)
                tried += [found] if found else []
    return sorted(tried, key=lambda f: f.value), infeasible


def procrustes(r, vectors):
    """Of all X with X X^H/L = R the one nearest to the given vectors, [L][n]."""
    eigenvalues, u = np.linalg.eigh(r)
    s = u * np.sqrt(np.maximum(eigenvalues, 0))
    left, _, right = np.linalg.svd(s.conj().T @ vectors.T, full_matrices=False)
    return (s @ left @ right * np.sqrt(vectors.shape[0])).T


def approximate(session, x, setting, robust, start):
    """Vectors that minimise the largest CRB, from a start that needs not be feasible: steps that never lose, each linearised beyond the last."""
    program = session.program(TransmitStep, x, setting.comp, robust)
    best, value, current, extrapolated = None, np.inf, start, False
    for _ in range(MOST):
        program.set(x, setting, current / np.sqrt(x.P))
        if not program.solve():
            if not extrapolated:
                break
            extrapolated, current = False, best
            continue
        vectors = program.x.value * np.sqrt(x.P)
        r = vectors.T @ vectors.conj() / x.L
        reached = max(crb(x, q, r) for q in setting.forms)
        better, done = reached < value, not reached < value * (1 - GAIN)
        previous = best
        if better:
            best, value = vectors, reached
        if done and not extrapolated:
            break
        extrapolated = better and not done and previous is not None
        current = 2 * vectors - previous if extrapolated else best
    return best


def vectors_of(session, x, threshold, robust, relaxed):
    """Vectors of every BS at the level of a relaxed design; once more with the echo covariances that they cause. None where a BS has none."""
    starts, echo, found = [procrustes(r, v) for r, v in zip(relaxed.r, relaxed.vectors)], relaxed.echo, None
    for _ in range(ROUNDS):
        own = []
        for m in range(x.J):
            setting = Setting(x, threshold, m, relaxed.level, echo[m])
            vectors = approximate(session, x, setting, robust, starts[m])
            if vectors is None and found is None:
                vectors = approximate(session, x, setting, robust, relaxed.vectors[m])
            own.append(vectors)
        if any(v is None for v in own):
            break
        found = starts = np.array(own)
        echo = [echo_covariance(x, m, covariances(x, found), False) for m in range(x.J)]
    return found


def covariances(x, vectors):
    return np.array([v.T @ v.conj() / x.L for v in vectors])


def slp_cbf(session, x, threshold, robust):
    """The best level, and those below it whose relaxation leaves room for half of the gap between the best one and its vectors."""
    levels, infeasible = search_levels(session, x, threshold, robust)
    if not levels:
        return None, None, infeasible
    best = levels[0]
    found = vectors_of(session, x, threshold, robust, best)
    value = np.inf if found is None else np.sqrt(crbs_cbf(x, covariances(x, found))).sum()
    room = value - 0.5 * (value - best.value) if np.isfinite(value) else np.inf
    for other in [o for o in levels[1:7] if o.level < best.level and o.value < room][:2]:
        vectors = vectors_of(session, x, threshold, robust, other)
        reached = np.inf if vectors is None else np.sqrt(crbs_cbf(x, covariances(x, vectors))).sum()
        if reached < value:
            found, value = vectors, reached
    return found, best.crbs, False


def slp_comp(session, x, threshold, robust):
    """One relaxation, then the vectors."""
    setting = Setting(x, threshold)
    r, vectors, infeasible = solve_relaxation(session, x, setting, robust)
    if r is None:
        return None, None, infeasible
    found = approximate(session, x, setting, robust, procrustes(r, vectors))
    if found is None:
        found = approximate(session, x, setting, robust, vectors)
    return found, crbs_comp(x, r), False


def design_symbol(session, x, kind, threshold, robust):
    """Transmit vectors and their checks."""
    comp = "CoMP" in kind
    found, bound, infeasible = (slp_comp if comp else slp_cbf)(session, x, threshold, robust)
    if found is None:
        return {"status": "infeasible" if infeasible else "failed"}
    r = found.T @ found.conj() / x.L if comp else covariances(x, found)
    # what a BS sends beyond its budget is a matter of the solver's tolerance
    if comp:
        found = found / np.sqrt(max(1, powers(x, r, True).max()))
        r = found.T @ found.conj() / x.L
    else:
        found = found / np.sqrt(np.maximum(1, powers(x, r, False)))[:, None, None]
        r = covariances(x, found)
    return {
        "status": "optimal",
        "crb": list(crbs_comp(x, r) if comp else crbs_cbf(x, r)),
        "bound": list(bound),
        "sinr": symbol_sinr(x, found, comp, robust),
        "power": max(powers(x, r, comp)),
        "leakage": 0.0 if comp else leakage(x, r),
        "vectors": found,
    }
