"""Symbol level: the relaxations P3.A and P4 as printed, a block [R_s x_s; x_s^H 1] for every time, and one step of the approximation of the vectors."""

import cvxpy as cp
import numpy as np
from blockPrograms import noise_covariance
from literal import fisher_cbf, fisher_comp, steering
from program import Program
from rows import Information, Link, inverse_cap


def norms(x):
    """Norm of every row of a complex matrix."""
    return cp.norm(cp.hstack([cp.real(x), cp.imag(x)]), 2, axis=1)


class SignalRows:
    """Rows of the vectors themselves, X [L][n] in units of sqrt(P): (52), (53) of the users served and (56) of the users of other cells."""

    def __init__(self, x, signals, users, foreign, robust):
        n, self.psi = signals.shape[1], np.pi / x.M
        self.h = [cp.Parameter((x.L, n), complex=True) for _ in range(users)]
        self.g = [cp.Parameter(n, complex=True) for _ in range(foreign)]
        self.d = cp.Parameter(2, nonneg=True) if robust else None
        length = norms(signals) if robust else None
        self.rows = []
        for h in self.h:
            y = cp.sum(cp.multiply(h, signals), axis=1)
            loss = self.d[0] * length if robust else 0
            for sign in (1, -1):
                left = sign * np.cos(self.psi) * cp.imag(y) - np.sin(self.psi) * cp.real(y) + loss
                self.rows.append(left + np.sin(self.psi) <= 0)
        for g in self.g:
            self.rows.append(cp.abs(signals @ g) + (self.d[1] * length if robust else 0) <= 1)

    def set(self, x, served, phases, foreign, d, amplitude, foreign_amplitude):
        """amplitude: sqrt(g (sc2 + I)); foreign_amplitude: sqrt(I/(J-1)). Every row is divided by its own."""
        for parameter, h, phase in zip(self.h, served, phases):
            parameter.value = np.sqrt(x.P) / amplitude * np.outer(np.exp(-1j * phase), h)
        for parameter, h in zip(self.g, foreign):
            parameter.value = np.sqrt(x.P) / foreign_amplitude * h
        if self.d is not None:
            self.d.value = d * np.sqrt(x.P) / np.array([amplitude, foreign_amplitude])


class Setting:
    """What both programs of a transmitter need: one BS with its interference and echo covariance (CBF), or all BSs stacked."""

    def __init__(self, x, threshold, bs=None, interference=0.0, echo=None):
        self.bs, self.comp, self.threshold, self.interference = bs, bs is None, threshold, interference
        if self.comp:
            self.served = [x.stacked(m, k) for m in range(x.J) for k in range(x.K)]
            self.phases, self.foreign = x.phase.reshape(-1, x.L), []
            self.forms = [fisher_comp(x, m) for m in range(x.J)]
        else:
            self.served, self.phases = x.channels[bs, bs], x.phase[bs]
            self.foreign = [x.channels[bs, n, k] for n in x.others(bs) for k in range(x.K)]
            self.forms = [fisher_cbf(x, bs, echo)]
        self.d = (np.sqrt(x.J) if self.comp else 1) * x.d
        self.amplitude = np.sqrt(threshold * (x.noise + interference))
        self.foreign_amplitude = 1.0 if self.comp else np.sqrt(interference / (x.J - 1))

    def set_rows(self, rows, x):
        rows.set(x, self.served, self.phases, self.foreign, self.d, self.amplitude, self.foreign_amplitude)


def typical_forms(x, comp):
    return [fisher_comp(x, m) for m in range(x.J)] if comp else [fisher_cbf(x, 0, noise_covariance(x))]


def station(x, m):
    return slice(m * x.N, (m + 1) * x.N)


class Relaxation(Program):
    """P3.A with the sensing cut h^T R h* + d^2 tr R <= I/(J-1) (docs/corrections.md), or P4."""

    def build(self, x, comp, robust):
        n = x.J * x.N if comp else x.N
        z = [cp.Variable((n + 1, n + 1), hermitian=True) for _ in range(x.L)]
        self.r = sum(b[:n, :n] for b in z) / x.L
        self.x = cp.vstack([b[:n, n] for b in z])
        t, forms = cp.Variable(), typical_forms(x, comp)
        foreign = 0 if comp else (x.J - 1) * x.K
        self.signals = SignalRows(x, self.x, x.K * (x.J if comp else 1), foreign, robust)
        self.information = [Information(x, q, self.r) for q in forms]
        unit = self.information[0].unit[0]
        rows = [b >> 0 for b in z] + [cp.real(b[n, n]) == 1 for b in z] + self.signals.rows
        rows += [i.cap(unit / i.unit[0] * t) for i in self.information]
        for m in range(n // x.N):
            rows.append(cp.real(cp.trace(self.r[station(x, m), station(x, m)])) <= 1)
        self.cuts = [Link(n, False) for _ in range(foreign)]
        self.spread = cp.Parameter(nonneg=True)
        rows += [cut.power(self.r) + self.spread * cp.real(cp.trace(self.r)) <= 1 for cut in self.cuts]
        self.targets = [] if comp else [Link(n, False) for _ in range(x.J - 1)]
        rows += [target.power(self.r) <= 1 for target in self.targets]
        return cp.Minimize(t), rows

    def set(self, x, setting):
        setting.set_rows(self.signals, x)
        for information, q in zip(self.information, setting.forms):
            information.set(q)
        self.spread.value = (setting.d / setting.foreign_amplitude) ** 2 * x.P
        for cut, h in zip(self.cuts, setting.foreign):
            cut.set(x, h, 0, setting.foreign_amplitude**2)
        if self.targets:
            for target, n in zip(self.targets, x.others(setting.bs)):
                target.set(x, steering(x.N, x.angles[setting.bs, n])[0], 0, x.leakmax)


class LinearInformation:
    """F at (X X0^H + X0 X^H - X0 X0^H)/L, affine in X and never above F at X X^H/L, sizes as in Information."""

    def __init__(self, x, q, signals):
        sizes = Information(x, q, cp.Constant(np.zeros(q[0].shape)))
        self.factors, self.unit = sizes.factors, sizes.unit
        self.a = [cp.Parameter(signals.shape, complex=True) for _ in range(4)]
        self.constant = cp.Parameter(4)
        f11, f22, re, im = (cp.real(cp.sum(cp.multiply(a, signals))) - self.constant[i] for i, a in enumerate(self.a))
        self.entries = f11, re + 1j * im, f22

    def set(self, q, x0):
        """x0: [L][n] in units of sqrt(P); tr(Q x x0^H) = x0^H Q x, tr(Q x0 x^H) = conj(x0^H Q^H x)."""
        q11, q12, q22 = (factor * b / x0.shape[0] for factor, b in zip(self.factors, q))
        left, right = x0.conj() @ q12, x0.conj() @ q12.conj().T
        for a, value in zip(self.a, (2 * x0.conj() @ q11, 2 * x0.conj() @ q22, left + right, -1j * (left - right))):
            a.value = value
        f = [np.sum((x0.conj() @ b) * x0) for b in (q11, q22, q12)]
        self.constant.value = np.array([f[0].real, f[1].real, f[2].real, f[2].imag])

    def cap(self, t):
        return inverse_cap(*self.entries, t)


class TransmitStep(Program):
    """t minimised over the vectors themselves, the CRB rows linearised at given vectors."""

    def build(self, x, comp, robust):
        n = x.J * x.N if comp else x.N
        self.x, t = cp.Variable((x.L, n), complex=True), cp.Variable()
        foreign = 0 if comp else (x.J - 1) * x.K
        self.signals = SignalRows(x, self.x, x.K * (x.J if comp else 1), foreign, robust)
        self.information = [LinearInformation(x, q, self.x) for q in typical_forms(x, comp)]
        unit = self.information[0].unit[0]
        rows = self.signals.rows + [i.cap(unit / i.unit[0] * t) for i in self.information]
        for m in range(n // x.N):
            own = self.x[:, station(x, m)]
            rows.append(cp.norm(cp.vec(cp.hstack([cp.real(own), cp.imag(own)]), order="C"), 2) <= np.sqrt(x.L))
        self.v = [] if comp else [cp.Parameter(n, complex=True) for _ in range(x.J - 1)]
        for v in self.v:
            y = self.x @ v
            rows.append(cp.norm(cp.hstack([cp.real(y), cp.imag(y)]), 2) <= np.sqrt(x.L))
        return cp.Minimize(t), rows

    def set(self, x, setting, x0):
        setting.set_rows(self.signals, x)
        for information, q in zip(self.information, setting.forms):
            information.set(q, x0)
        if self.v:
            for v, n in zip(self.v, x.others(setting.bs)):
                v.value = np.sqrt(x.P / x.leakmax) * steering(x.N, x.angles[setting.bs, n])[0]
