"""Block level: the joint programs of CBF and CoMP, and P1.A and P1.B of Algorithm 1, as printed (with the repairs of docs/corrections.md)."""

import cvxpy as cp
import numpy as np
from literal import fisher_cbf, fisher_comp, steering
from program import Program
from rows import Information, Link


def users(x):
    return [(m, k) for m in range(x.J) for k in range(x.K)]


def hermitian(size, count):
    return [cp.Variable((size, size), hermitian=True) for _ in range(count)]


def leakage_form(x, m, n):
    v = steering(x.N, x.angles[m, n])[0]
    return x.P / x.leakmax * np.outer(v.conj(), v)


def noise_covariance(x):
    return x.noise * np.eye(x.Nrx)


class JointCbf(Program):
    """All BSs in one program: every user with its own interference, the sum of the CRBs minimised for given C_m."""

    def build(self, x, robust):
        self.w = [hermitian(x.N, x.K) for _ in range(x.J)]
        r = [sum(own) for own in self.w]
        self.information = [Information(x, fisher_cbf(x, m, noise_covariance(x)), r[m]) for m in range(x.J)]
        unit = self.information[0].unit[0]
        t = cp.Variable(x.J)
        rows = [w >> 0 for own in self.w for w in own]
        rows += [i.cap(unit / i.unit[0] * t[m]) for m, i in enumerate(self.information)]
        rows += [cp.real(cp.trace(b)) <= 1 for b in r]
        self.wanted = {u: Link(x.N, robust) for u in users(x)}
        self.heard = {(n, u): Link(x.N, robust) for n in range(x.J) for u in users(x)}
        for m, k in users(x):
            suffered = 1.0
            for n in range(x.J):
                others = [w for l, w in enumerate(self.w[n]) if (n, l) != (m, k)]
                if others:
                    suffered += self.heard[n, (m, k)].interference(others)
            rows.append(self.wanted[m, k].useful(self.w[m][k]) >= suffered)
        for m in range(x.J):
            for n in x.others(m):
                rows.append(cp.real(cp.trace(leakage_form(x, m, n) @ r[m])) <= 1)
        return cp.Minimize(cp.sum(t)), rows

    def set(self, x, threshold, echo):
        level = x.noise
        for m, k in users(x):
            self.wanted[m, k].set(x, x.channels[m, m, k], x.d, threshold * level)
            for n in range(x.J):
                self.heard[n, (m, k)].set(x, x.channels[n, m, k], x.d, level)
        for m, information in enumerate(self.information):
            information.set(fisher_cbf(x, m, echo[m]))


class JointComp(Program):
    """CoMP: stacked channels, the largest CRB minimised."""

    def build(self, x, robust):
        size, count = x.J * x.N, x.J * x.K
        self.w = hermitian(size, count)
        r, f = sum(self.w), cp.Variable()
        self.information = [Information(x, fisher_comp(x, m), r) for m in range(x.J)]
        unit = self.information[0].unit[0]
        rows = [w >> 0 for w in self.w] + [i.cap(unit / i.unit[0] * f) for i in self.information]
        for m in range(x.J):
            own = slice(m * x.N, (m + 1) * x.N)
            rows.append(cp.real(cp.trace(r[own, own])) <= 1)
        self.wanted = [Link(size, robust) for _ in range(count)]
        self.heard = [Link(size, robust) for _ in range(count)]
        for k in range(count):
            others = [w for l, w in enumerate(self.w) if l != k]
            suffered = 1.0 + self.heard[k].interference(others)
            rows.append(self.wanted[k].useful(self.w[k]) >= suffered)
        return cp.Minimize(f), rows

    def set(self, x, threshold):
        level = x.noise
        for i, (m, k) in enumerate(users(x)):
            h, d = x.stacked(m, k), np.sqrt(x.J) * x.d
            self.wanted[i].set(x, h, d, threshold * level)
            self.heard[i].set(x, h, d, level)
        for m, information in enumerate(self.information):
            information.set(fisher_comp(x, m))


class CappedCbf(Program):
    """What P1.A and P1.B of one BS share: its users, the users and targets of the other cells, the Fisher information."""

    def common(self, x, robust):
        self.w = hermitian(x.N, x.K)
        self.r = sum(self.w)
        self.information = Information(x, fisher_cbf(x, 0, noise_covariance(x)), self.r)
        self.wanted = [Link(x.N, robust) for _ in range(x.K)]
        self.own = [Link(x.N, robust) for _ in range(x.K)]
        self.foreign = [Link(x.N, robust) for _ in range((x.J - 1) * x.K)]
        self.targets = [Link(x.N, False) for _ in range(x.J - 1)]
        return [w >> 0 for w in self.w] + [cp.real(cp.trace(self.r)) <= 1]

    def set_links(self, x, m, echo, threshold, units):
        """units: what rows are divided by, (SINR level, own interference, foreign interference, leakage)."""
        level, intra, inter, leak = units
        for k in range(x.K):
            self.wanted[k].set(x, x.channels[m, m, k], x.d, threshold * level)
            self.own[k].set(x, x.channels[m, m, k], x.d, intra)
        foreign = [x.channels[m, n, k] for n in x.others(m) for k in range(x.K)]
        for link, h in zip(self.foreign, foreign):
            link.set(x, h, x.d, inter / (x.J - 1))
        for link, n in zip(self.targets, x.others(m)):
            link.set(x, steering(x.N, x.angles[m, n])[0], 0, leak)
        self.information.set(fisher_cbf(x, m, echo))

    def suffered(self, x, k):
        return self.own[k].interference([w for l, w in enumerate(self.w) if l != k])


class P1A(CappedCbf):
    """P1.A in the threshold form: t minimised under the caps I_intra, I_inter, P_leak."""

    def build(self, x, robust, inter_cell_rows):
        rows, self.t = self.common(x, robust), cp.Variable()
        rows += [self.information.cap(self.t)]
        rows += [self.wanted[k].useful(self.w[k]) >= 1 for k in range(x.K)]
        rows += [self.suffered(x, k) <= 1 for k in range(x.K)]
        rows += [target.power(self.r) <= 1 for target in self.targets]
        if inter_cell_rows:
            rows += [link.interference(self.w) <= 1 for link in self.foreign]
        return cp.Minimize(self.t), rows

    def set(self, x, m, echo, threshold, intra, inter, leak, received):
        self.set_links(x, m, echo, threshold, (intra + received + x.noise, intra, inter, leak))


class P1B(CappedCbf):
    """P1.B: the caps minimised for given t*, g*; the SINR row sees the received I_inter."""

    def build(self, x, robust):
        rows = self.common(x, robust)
        self.intra, self.inter, self.leak = (cp.Variable(nonneg=True) for _ in range(3))
        self.caps = cp.Parameter(3, nonneg=True)
        self.level = cp.Parameter(nonneg=True)
        rows += [b <= 1 for b in (self.intra, self.inter, self.leak)]
        rows += [self.information.cap(self.caps[i], i) for i in range(3)]
        rows += [self.wanted[k].useful(self.w[k]) >= x.imax / (x.imax + x.noise) * self.intra + self.level for k in range(x.K)]
        rows += [self.suffered(x, k) <= self.intra for k in range(x.K)]
        rows += [target.power(self.r) <= self.leak for target in self.targets]
        rows += [link.interference(self.w) <= self.inter for link in self.foreign]
        return cp.Minimize(self.leak + self.intra + self.inter / (x.J - 1)), rows

    def set(self, x, m, echo, threshold, received, caps):
        self.set_links(x, m, echo, threshold, (x.imax + x.noise, x.imax, x.imax, x.leakmax))
        self.level.value = (received + x.noise) / (x.imax + x.noise)
        self.caps.value = np.array(caps) / self.information.unit
