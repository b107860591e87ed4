"""Block-level designs: the programs of every channel and threshold, and precoders from their covariances."""

import numpy as np
from blockPrograms import JointCbf, JointComp, P1A, P1B, noise_covariance
from literal import echo_covariance, fisher_cbf
from metrics import block_sinr, crbs_cbf, crbs_comp, gain_crbs, leakage, powers

SETTLED, MOST = 1e-3, 20
"""The alternation stops when the sum of RCRBs changes by less than this, or after so many rounds."""
CRB_SLACK, FLOOR, LEAKAGE_FLOOR = 1e-5, 1e-3, 1e-6


def settled(earlier, later):
    return abs(later - earlier) < SETTLED * earlier


def values(x, ws):
    return np.array([w.value for w in ws]) * x.P


def joint_comp(session, x, threshold, robust):
    """One convex program."""
    program = session.program(JointComp, x, robust)
    program.set(x, threshold)
    if not program.solve():
        return None, program.infeasible
    return values(x, program.w), False


def joint_cbf(session, x, threshold, robust):
    """One convex program, again with the echo covariances of its solution until the sum of RCRBs has settled; the best one."""
    program = session.program(JointCbf, x, robust)
    echo, last, best, found = [noise_covariance(x)] * x.J, np.nan, np.inf, None
    for iteration in range(MOST):
        program.set(x, threshold, echo)
        if not program.solve():
            return found, found is None and program.infeasible
        w = np.array([values(x, own) for own in program.w])
        r = w.sum(axis=1)
        value = np.sqrt(crbs_cbf(x, r)).sum()
        if value < best:
            best, found = value, w
        if iteration > 0 and settled(last, value):
            break
        last, echo = value, [echo_covariance(x, m, r, False) for m in range(x.J)]
    return found, False


def paper_cbf(session, x, threshold, robust):
    """Algorithm 1: P1.A and P1.B of every BS in turn, C_m and I_inter from the last; then a last A. The best A, the later of two that are as good."""
    intra, inter, leak = [x.imax] * x.J, x.imax, [x.leakmax] * x.J
    echo, b = [noise_covariance(x)] * x.J, session.program(P1B, x, robust)

    def step_a(first):
        a = session.program(P1A, x, robust, not first)
        found, bounds = [], []
        for m in range(x.J):
            a.set(x, m, echo[m], threshold, intra[m], inter, leak[m], 0 if first else inter)
            if not a.solve():
                return None, None, a.infeasible
            found.append(values(x, a.w))
            bounds.append(float(a.t.value) * a.information.unit[0])
        return np.array(found), bounds, False

    def step_b(w, bounds):
        emitted = FLOOR * x.noise
        for m in range(x.J):
            gains = gain_crbs(x, fisher_cbf(x, m, echo[m]), w[m].sum(axis=0))
            b.set(x, m, echo[m], threshold, inter, np.array([bounds[m], *gains]) * (1 + CRB_SLACK))
            if not b.solve():
                emitted = max(emitted, inter)
                continue
            intra[m] = max(FLOOR * x.noise, float(b.intra.value) * x.imax)
            leak[m] = max(LEAKAGE_FLOOR, float(b.leak.value)) * x.leakmax
            emitted = max(emitted, float(b.inter.value) * x.imax)
        return emitted

    w, bounds, infeasible = step_a(True)
    if w is None:
        return None, infeasible
    value, best, found = np.sqrt(crbs_cbf(x, w.sum(axis=1))).sum(), np.inf, None
    iteration, finished = 0, False
    while True:
        iteration += 1
        echo = [echo_covariance(x, m, w.sum(axis=1), False) for m in range(x.J)]
        w, bounds, infeasible = step_a(False)
        if w is None:
            return found, found is None and infeasible
        last, value = value, np.sqrt(crbs_cbf(x, w.sum(axis=1))).sum()
        if value <= best * (1 + SETTLED):
            best, found = min(best, value), w
        if finished:
            return found, False
        inter = step_b(w, bounds)
        finished = iteration == MOST or (iteration > 1 and settled(last, value))


TIGHT = 1e-4


def precoders(x, w, heard):
    """Vectors of rank one: the principal ones where the second eigenvalue is below 1e-4 of the first, W h* otherwise."""
    result = []
    for b, h in zip(w, heard):
        eigenvalues, vectors = np.linalg.eigh(b)
        if eigenvalues[-2] < TIGHT * eigenvalues[-1]:
            result.append(np.sqrt(eigenvalues[-1]) * vectors[:, -1])
        else:
            result.append(b @ h.conj() / np.sqrt((h @ b @ h.conj()).real))
    return np.array(result)


DESIGNS = {"BLP-CBF joint": joint_cbf, "BLP-CBF paper": paper_cbf, "BLP-CoMP joint": joint_comp}


def design_block(session, x, kind, threshold, robust):
    """Precoders and their checks."""
    comp = "CoMP" in kind
    w, infeasible = DESIGNS[kind](session, x, threshold, robust)
    if w is None:
        return {"status": "infeasible" if infeasible else "failed"}
    relaxed = crbs_comp(x, w.sum(axis=0)) if comp else crbs_cbf(x, w.sum(axis=1))
    if comp:
        found = precoders(x, w, [x.stacked(m, k) for m in range(x.J) for k in range(x.K)])
        # all BSs alike, so that the zeros of the interference stay where they are
        found /= np.sqrt(max(1, powers(x, found.T @ found.conj(), True).max()))
        r = found.T @ found.conj()
    else:
        found = np.array([precoders(x, w[m], x.channels[m, m]) for m in range(x.J)])
        found /= np.sqrt(np.maximum(1, powers(x, [f.T @ f.conj() for f in found], False)))[:, None, None]
        r = np.array([f.T @ f.conj() for f in found])
    return {
        "status": "optimal",
        "crb": list(crbs_comp(x, r) if comp else crbs_cbf(x, r)),
        "bound": list(relaxed),
        "sinr": block_sinr(x, found, comp, robust),
        "power": max(powers(x, r, comp)),
        "leakage": 0.0 if comp else leakage(x, r),
        "vectors": found,
    }
