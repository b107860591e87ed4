"""Every precoding program as the problem statement has it, in CVXPY: no reduction, no change of basis, one Hermitian
matrix for each user (block level) or each time (symbol level), the 3 x 3 Fisher information and its LMI.

Only units differ: powers over P, the Fisher information over its size for R = (P/N) I, rows over their right-hand sides.
"""

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


class System:
    """An instance file in linear units."""

    def __init__(self, document):
        s = document["scenario"]
        self.J, self.K = s["cells"], s["usersPerCell"]
        self.N, self.Nrx, self.L = s["txAntennas"], s["rxAntennas"], s["frameLength"]
        self.P, self.noise, self.d = s["powerBudget"], s["noisePower"], s["csiErrorRadius"]
        self.imax, self.leakmax = s["maxInterference"], s["maxLeakage"]
        self.M = s.get("pskOrder")
        self.amplitude_cap = s.get("amplitudeCrbCap")
        self.angles = np.deg2rad(np.array(s["targetAnglesDeg"], float))
        self.gain = complex_array(document["reflectionGain"])
        self.channels = complex_array(document["channels"])
        self.phase = np.array(document.get("symbolPhase", 0.0), float)

    def stacked(self, m, k):
        return self.channels[:, m, k, :].reshape(-1)

    def others(self, m):
        return [n for n in range(self.J) if n != m]


def echo_covariance(x, m, transmit, frame):
    """C_m of (11); transmit: R_n of every BS."""
    a = steering(x.Nrx, x.angles[m, m])[0]
    c = x.noise * np.eye(x.Nrx, dtype=complex)
    for n in x.others(m):
        g = x.gain[n, m] * np.outer(a, steering(x.N, x.angles[n, m])[0])
        c += (x.L if frame else 1) * g @ transmit[n] @ g.conj().T
    return c


def quadratic(q, r):
    """tr(Q R)."""
    return cp.sum(cp.multiply(q.T, r))


def fisher_cbf(x, m, c):
    """Q11, Q12, Q22 of (8)-(10): F = L tr(Q R)."""
    a, adot = steering(x.Nrx, x.angles[m, m])
    v, vdot = steering(x.N, x.angles[m, m])
    g, inverse = x.gain[m, m], np.linalg.inv(c)
    both, only = np.outer(adot, v) + np.outer(a, vdot), np.outer(a, v)
    return (
        abs(g) ** 2 * both.conj().T @ inverse @ both,
        np.conj(g) * both.conj().T @ inverse @ only,
        only.conj().T @ inverse @ only,
    )


def fisher_comp(x, m):
    """(16)-(18)."""
    a, adot = steering(x.Nrx, x.angles[m, m])
    v, vdot = steering(x.N, x.angles[m, m])
    size, own = x.J * x.N, slice(m * x.N, (m + 1) * x.N)
    b1, b2, b3 = (np.zeros(size, complex) for _ in range(3))
    b1[own], b3[own] = x.gain[m, m] * vdot, v
    for n in range(x.J):
        b2[n * x.N : (n + 1) * x.N] = x.gain[n, m] * steering(x.N, x.angles[n, m])[0]
    product = lambda p, q: np.outer(q.conj(), p)  # p^T R q* = tr(q* p^T R)
    aa, dd, da = np.vdot(a, a).real, np.vdot(adot, adot).real, np.vdot(adot, a)
    cross = da * product(b1, b2)
    return (
        (dd * product(b2, b2) + aa * product(b1, b1) + cross + cross.conj().T) / x.noise,
        (da * product(b3, b2) + aa * product(b3, b1)) / x.noise,
        aa * product(b3, b3) / x.noise,
    )


class Information:
    """F affine in R (in units of P), each parameter over its size; cap(i, value): [F^-1]_ii <= value as an LMI."""

    def __init__(self, x, q, r):
        factor = 2 * x.L * x.P
        size = q[0].shape[0]
        s1 = 1 / np.sqrt(factor * np.trace(q[0]).real / size)
        s2 = 1 / np.sqrt(factor * np.trace(q[2]).real / size)
        self.unit = [s1**2, s2**2, s2**2]
        f11 = cp.real(quadratic(factor * s1 * s1 * q[0], r))
        f12 = quadratic(factor * s1 * s2 * q[1], r)
        f22 = cp.real(quadratic(factor * s2 * s2 * q[2], r))
        re, im = cp.real(f12), -cp.imag(f12)
        self.matrix = [[f11, re, im], [re, f22, 0], [im, 0, f22]]

    def bounds(self):
        """[F^-1]_ii at the values of the variables."""
        f = np.array([[float(getattr(c, "value", c)) for c in row] for row in self.matrix])
        return np.diag(np.linalg.inv(f)) * self.unit

    def cap(self, i, value):
        e = [1.0 if j == i else 0.0 for j in range(3)]
        rows = [row + [e[j]] for j, row in enumerate(self.matrix)] + [e + [value / self.unit[i]]]
        m = cp.bmat(rows)
        return (m + m.T) / 2 >> 0


def kept(x, m, f):
    """The scenario's cap on both parts of the amplitude of BS m, in units of abs(a_mm)^2."""
    return [] if x.amplitude_cap is None else [f.cap(i, x.amplitude_cap * abs(x.gain[m, m]) ** 2) for i in (1, 2)]


def norm(y):
    return cp.norm(cp.hstack([cp.real(y), cp.imag(y)]), 2)


class Block:
    """Powers of block level with h over the whole budget: W in units of P."""

    def __init__(self, x, robustness, comp):
        self.robustness, self.unit = robustness, x.P
        self.d = 0.0 if robustness == "none" else x.d * (np.sqrt(x.J) if comp else 1)

    def power(self, w, h):
        return cp.real(quadratic(self.unit * np.outer(h.conj(), h), w))

    def interference(self, ws, h):
        """Sum of U(W_l, h) (31)(32), or one cone on the sum."""
        if not ws:
            return 0.0
        if self.robustness == "guaranteedSum":
            ws = [sum(ws)]
        total = sum(self.power(w, h) for w in ws)
        if self.d > 0:
            total += sum(2 * self.d * self.unit * norm(w @ h.conj()) for w in ws)
            total += self.d**2 * self.unit * cp.real(cp.trace(sum(ws)))
        return total

    def useful(self, w, h):
        power = self.power(w, h)
        if self.d > 0 and self.robustness in ("guaranteed", "guaranteedSum"):
            return power - 2 * self.d * self.unit * norm(w @ h.conj())
        return power


def weigh(p, sensing, communication):
    """-rho t/NFR + (1-rho) g/NFC with its terms of weight 0 left out."""
    value = 0.0
    if p["rho"] > 0:
        value -= p["rho"] / p["nfr"] * sensing
    if p["rho"] < 1:
        value += (1 - p["rho"]) / p["nfc"] * communication
    return value


def size_of_g(p, threshold):
    """g (a number, or a variable in units of NFC) and its size."""
    if threshold:
        return p["threshold"], p["threshold"]
    return p["nfc"] * cp.Variable(nonneg=True), p["nfc"]


def size_of_c(p, threshold):
    """c = sqrt(g) likewise."""
    if threshold:
        return np.sqrt(p["threshold"]), np.sqrt(p["threshold"])
    return size_of_g(p, False)


def senses(p):
    return p.get("form", "threshold") == "threshold" or p["rho"] > 0


def finish(p, rows, sensing, communication, unit=1.0):
    """The threshold form minimises t over its unit, so that a solver's absolute tolerance means something; `scale` is what to multiply by."""
    if p.get("form", "threshold") == "threshold":
        problem = cp.Problem(cp.Minimize(sensing / unit), rows)
        problem.scale = unit
        return problem
    return cp.Problem(cp.Maximize(weigh(p, sensing, communication)), rows)


def p1(x, p):
    """P1.A and P1.B."""
    m, part_b = p["bs"], p["problem"] == "P1.B"
    u = Block(x, p.get("robustness", "none"), False)
    w = [cp.Variable((x.N, x.N), hermitian=True) for _ in range(x.K)]
    r, h = sum(w), x.channels[m]
    rows = [b >> 0 for b in w] + [cp.real(cp.trace(r)) <= 1]
    threshold = part_b or p.get("form", "threshold") == "threshold"
    g, g_unit = size_of_g(p, threshold)
    caps = p.get("interference", {})
    if part_b:
        intra, inter, leak = (cp.Variable(nonneg=True) for _ in range(3))
        rows += [intra <= x.imax, inter <= x.imax, leak <= 1]
    else:
        intra, inter, leak = caps["intraCell"], caps.get("interCell", 0.0), p.get("leakage", x.leakmax) / x.leakmax
    for n in x.others(m):
        v = steering(x.N, x.angles[m, n])[0]
        rows.append(cp.real(quadratic(x.P / x.leakmax * np.outer(v.conj(), v), r)) <= leak)
        rows += [u.interference(w, h[n, k]) / x.imax <= inter / (x.J - 1) / x.imax for k in range(x.K)]
    seen = inter if x.J > 1 else 0.0
    if part_b and p.get("sinrRow", "emitted") == "received" and x.J > 1:
        seen = caps["received"]
    for k in range(x.K):
        if x.K > 1:
            rows.append(u.interference([b for l, b in enumerate(w) if l != k], h[m, k]) / x.imax <= intra / x.imax)
        own, level = u.useful(w[k], h[m, k]), intra + seen + x.noise
        unit = g_unit * (x.imax + x.noise)
        rows.append(own / unit >= g / unit * level)
    if not part_b and not senses(p) and x.amplitude_cap is None:
        return finish(p, rows, None, g)
    f = Information(x, fisher_cbf(x, m, complex_array(p["echoCovariance"])), r)
    rows += kept(x, m, f)
    if not part_b and not senses(p):
        return finish(p, rows, None, g)
    if part_b:
        rows += [f.cap(0, p["crbCap"])]
        rows += [f.cap(i + 1, cap) for i, cap in enumerate(p.get("amplitudeCrbCaps", []))]
        cost = intra / x.imax
        if x.J > 1:
            cost += leak + inter / ((x.J - 1) * x.imax)
        return cp.Problem(cp.Minimize(cost), rows)
    t = cp.Variable()
    problem = finish(p, rows + [f.cap(0, f.unit[0] * t)], f.unit[0] * t, g, f.unit[0])
    problem.information = f
    return problem


def p2(x, p):
    """P2.A and P2.B."""
    part_b = p["problem"] == "P2.B"
    u = Block(x, p.get("robustness", "none"), True)
    size, users = x.J * x.N, x.J * x.K
    w = [cp.Variable((size, size), hermitian=True) for _ in range(users)]
    r, h = sum(w), [x.stacked(m, k) for m in range(x.J) for k in range(x.K)]
    rows = [b >> 0 for b in w] + stations(x, r)
    threshold = part_b or p.get("form", "threshold") == "threshold"
    g, g_unit = size_of_g(p, threshold)
    cap = cp.Variable(nonneg=True) if part_b else p["interference"]["coMP"]
    if part_b:
        rows.append(cap <= x.imax)
    for k in range(users):
        rows.append(u.interference([b for l, b in enumerate(w) if l != k], h[k]) / x.imax <= cap / x.imax)
        unit = g_unit * (x.imax + x.noise)
        rows.append(u.useful(w[k], h[k]) / unit >= g / unit * (cap + x.noise))
    if part_b:
        information = [Information(x, fisher_comp(x, m), r) for m in range(x.J)]
        rows += [i.cap(0, p["crbCap"]) for i in information] + [c for m, i in enumerate(information) for c in kept(x, m, i)]
        return cp.Problem(cp.Minimize(cap), rows)
    return common_comp(x, p, r, rows, g)


def stations(x, r):
    return [cp.real(cp.trace(r[m * x.N : (m + 1) * x.N, m * x.N : (m + 1) * x.N])) <= 1 for m in range(x.J)]


def common_comp(x, p, r, rows, communication):
    """The CRB of every BS below f."""
    if not senses(p) and x.amplitude_cap is None:
        return finish(p, rows, None, communication)
    information = [Information(x, fisher_comp(x, m), r) for m in range(x.J)]
    rows = rows + [c for m, i in enumerate(information) for c in kept(x, m, i)]
    if not senses(p):
        return finish(p, rows, None, communication)
    f = cp.Variable()
    unit = information[0].unit[0]
    return finish(p, rows + [i.cap(0, unit * f) for i in information], unit * f, communication, unit)


def network(x, p):
    """capsFree and joint at a fixed g."""
    comp, free, g = p["scheme"] == "BLP-CoMP", p["problem"] == "capsFree", p["threshold"]
    u = Block(x, p.get("robustness", "none"), comp)
    if comp:
        size, users = x.J * x.N, x.J * x.K
        w = [cp.Variable((size, size), hermitian=True) for _ in range(users)]
        h = [x.stacked(m, k) for m in range(x.J) for k in range(x.K)]
        rows = [b >> 0 for b in w] + stations(x, sum(w))
        cap = cp.Variable(nonneg=True)
        if free:
            rows.append(cap <= x.imax)
        for k in range(users):
            others = u.interference([b for l, b in enumerate(w) if l != k], h[k])
            if free:
                rows.append(others / x.imax <= cap / x.imax)
            level = cap if free else others
            rows.append(u.useful(w[k], h[k]) / (g * (x.imax + x.noise)) >= (level + x.noise) / (x.imax + x.noise))
        return common_comp(x, {"form": "threshold"}, sum(w), rows, None)
    w = [[cp.Variable((x.N, x.N), hermitian=True) for _ in range(x.K)] for _ in range(x.J)]
    rows = [b >> 0 for own in w for b in own]
    intra = [cp.Variable(nonneg=True) for _ in range(x.J)]
    inter = cp.Variable(nonneg=True)
    if free:
        rows += [inter <= x.imax] + [i <= x.imax for i in intra]
    value = 0.0
    for m in range(x.J):
        r, h = sum(w[m]), x.channels
        rows.append(cp.real(cp.trace(r)) <= 1)
        for n in x.others(m):
            v = steering(x.N, x.angles[m, n])[0]
            rows.append(cp.real(quadratic(x.P / x.leakmax * np.outer(v.conj(), v), r)) <= 1)
            if free:
                rows += [u.interference(w[m], h[m, n, k]) / x.imax <= inter / (x.J - 1) / x.imax for k in range(x.K)]
        for k in range(x.K):
            own = u.interference([b for l, b in enumerate(w[m]) if l != k], h[m, m, k])
            if free:
                if x.K > 1:
                    rows.append(own / x.imax <= intra[m] / x.imax)
                level = intra[m] + (inter if x.J > 1 else 0.0)
            else:
                level = own + sum(u.interference(w[n], h[n, m, k]) for n in x.others(m))
            useful = u.useful(w[m][k], h[m, m, k])
            rows.append(useful / (g * (x.imax + x.noise)) >= (level + x.noise) / (x.imax + x.noise))
        f = Information(x, fisher_cbf(x, m, complex_array(p["echoCovarianceOfBs"])[m]), r)
        t = cp.Variable()
        rows += [f.cap(0, f.unit[0] * t)] + kept(x, m, f)
        value += f.unit[0] * t
    return finish({"form": "threshold"}, rows, value, None, f.unit[0])


def symbol_variables(x, size):
    """Z_s = [R_s x_s; x_s^H 1] >= 0 for every s, x over sqrt(P) and R over P."""
    z = [cp.Variable((size + 1, size + 1), hermitian=True) for _ in range(x.L)]
    rows = [b >> 0 for b in z] + [cp.real(b[size, size]) == 1 for b in z]
    return [b[:size, size] for b in z], sum(b[:size, :size] for b in z) / x.L, rows


def constructive(x, h, phase, vectors, d, amplitude, unit):
    """(52)(53) times cos psi and over `unit`, for one user; amplitude: c sqrt(sc2 + I)."""
    psi = np.pi / x.M
    rows = []
    for s, v in enumerate(vectors):
        received = np.sqrt(x.P) * np.exp(-1j * phase[s]) * h @ v
        loss = d * np.sqrt(x.P) * norm(v) if d > 0 else 0.0
        for sign in (1, -1):
            left = sign * cp.imag(received) * np.cos(psi) - cp.real(received) * np.sin(psi) + loss
            rows.append(left / unit + amplitude / unit * np.sin(psi) <= 0)
    return rows


def p3(x, p):
    """P3.A and P3.B."""
    m, part_b = p["bs"], p["problem"] == "P3.B"
    d = 0.0 if p.get("robustness", "none") == "none" else x.d
    v, r, rows = symbol_variables(x, x.N)
    rows.append(cp.real(cp.trace(r)) <= 1)
    threshold = part_b or p.get("form", "threshold") == "threshold"
    level = np.sqrt(x.noise)
    caps = p.get("interference", {})
    if part_b:
        radius, leak = cp.Variable(nonneg=True), cp.Variable(nonneg=True)
        bound = np.sqrt(x.imax)
        rows += [radius <= 1, leak <= 1]
        amplitude = np.sqrt(p["threshold"]) * np.sqrt(x.noise + (caps.get("received", 0.0) if x.J > 1 else 0.0))
        if p.get("sinrRow", "emitted") == "emitted" and x.J > 1:
            amplitude = np.sqrt(p["threshold"]) * cp.norm(cp.hstack([np.sqrt(x.noise), bound * radius]), 2)
    else:
        level = np.sqrt(x.noise + (caps["symbolLevel"] if x.J > 1 else 0.0))
        radius, leak = 1.0, p.get("leakage", x.leakmax) / x.leakmax
        bound = np.sqrt(caps["symbolLevel"]) if x.J > 1 else 1.0
    c, c_unit = size_of_c(p, threshold)
    if not part_b:
        amplitude = c * level
    unit = c_unit * np.sqrt(x.noise + x.imax)
    for k in range(x.K):
        rows += constructive(x, x.channels[m, m, k], x.phase[m, k], v, d, amplitude, unit)
    cap = bound / np.sqrt(max(1, x.J - 1))
    cut = p.get("sensingCut", False)
    square = cp.Variable(nonneg=True) if part_b and x.J > 1 else 1.0
    if part_b and x.J > 1:
        rows.append(cp.square(radius) <= square)
    for n in x.others(m):
        for k in range(x.K):
            h = np.sqrt(x.P) / cap * x.channels[m, n, k]
            for s in range(x.L):
                loss = d * np.sqrt(x.P) / cap * norm(v[s]) if d > 0 else 0.0
                rows.append(norm(cp.reshape(h @ v[s], (1,), order="C")) + loss <= radius)
            if cut:
                power = cp.real(quadratic(np.outer(h.conj(), h), r)) + (d * np.sqrt(x.P) / cap) ** 2 * cp.real(cp.trace(r))
                rows.append(power <= square)
        target = steering(x.N, x.angles[m, n])[0]
        rows.append(cp.real(quadratic(x.P / x.leakmax * np.outer(target.conj(), target), r)) <= leak)
    if not part_b and not senses(p) and x.amplitude_cap is None:
        return finish(p, rows, None, c)
    f = Information(x, fisher_cbf(x, m, complex_array(p["echoCovariance"])), r)
    rows += kept(x, m, f)
    if not part_b and not senses(p):
        return finish(p, rows, None, c)
    if part_b:
        rows.append(f.cap(0, p["crbCap"]))
        rows += [f.cap(i + 1, cap) for i, cap in enumerate(p.get("amplitudeCrbCaps", []))]
        problem = cp.Problem(cp.Minimize(leak + square), rows)
        problem.information = f
        return problem
    t = cp.Variable()
    problem = finish(p, rows + [f.cap(0, f.unit[0] * t)], f.unit[0] * t, c, f.unit[0])
    problem.information = f
    return problem


def p4(x, p):
    d = 0.0 if p.get("robustness", "none") == "none" else np.sqrt(x.J) * x.d
    v, r, rows = symbol_variables(x, x.J * x.N)
    rows += stations(x, r)
    threshold = p.get("form", "threshold") == "threshold"
    c, c_unit = size_of_c(p, threshold)
    unit = c_unit * np.sqrt(x.noise)
    for m in range(x.J):
        for k in range(x.K):
            rows += constructive(x, x.stacked(m, k), x.phase[m, k], v, d, c * np.sqrt(x.noise), unit)
    return common_comp(x, p, r, rows, c)


BUILD = {"P1.A": p1, "P1.B": p1, "P2.A": p2, "P2.B": p2, "capsFree": network, "joint": network, "P3.A": p3, "P3.B": p3, "P4": p4}


def options_of(solver, tolerance):
    if solver == "CVXOPT":
        return {"abstol": tolerance, "reltol": tolerance, "feastol": tolerance, "kktsolver": "robust", "max_iters": 80}
    names = ("tol_gap_abs", "tol_gap_rel", "tol_feas")
    return {**dict.fromkeys(names, tolerance), **{f"reduced_{n}": 1e-6 for n in names}, "max_threads": 1}


def solve(document, p, solver="CLARABEL", tolerance=1e-9):
    """(status, objective, problem); objective None unless solved to the tolerance or nearly so."""
    problem = BUILD[p["problem"]](System(document), p)
    try:
        problem.solve(solver=solver, **options_of(solver, tolerance))
    except (cp.SolverError, ArithmeticError, ValueError):
        return "failed", None, problem
    if problem.status in ("optimal", "optimal_inaccurate"):
        return problem.status, float(problem.value) * getattr(problem, "scale", 1.0), problem
    return problem.status, None, problem
