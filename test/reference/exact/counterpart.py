"""The robust counterpart of `joint` by the S-lemma, in CVXPY: for every user one Hermitian LMI for the own link (CBF) or the stacked one (CoMP)
and, in CBF, one for each inter-cell maximum. No reduction, no cutting set.

With y = conj(h + S e), e = d w and norm(w) <= 1, (h + S e)^T A (h + S e)^* = y^H A y = [w; 1]^H T^H A T [w; 1] with T = [d conj(S), conj(h)]. It
is at least b for all w iff T^H A T + lambda diag(I, -1) - b diag(0, 1) >= 0 for a lambda >= 0.

Several forms of the same program, for a comparison: they differ in the units of W, of the rows and of the error, and in the cone of the
Fisher information.
"""

import pathlib
import sys
from dataclasses import dataclass

import cvxpy as cp
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "literal"))
from programs import System as Base, complex_array, fisher_cbf, fisher_comp, options_of, quadratic, steering  # noqa: E402


@dataclass(frozen=True)
class Form:
    unit: float  # of W, over P
    row: float  # factor of the SINR rows, beside g
    error: float  # the LMI's error block is divided by d to this power
    cone: bool  # Fisher information by a second-order cone instead of an LMI


FORMS = (
    Form(1.0, 1.0, 0.5, False),
    Form(0.4, 5.0, 0.75, True),
    Form(1.0, 1.0, 0.0, False),
    Form(2.0, 0.5, 0.4, False),
    Form(1.0, 2.0, 0.25, False),
    Form(0.1, 10.0, 0.5, True),
)


class System(Base):
    """An instance with the shapes S of the errors, the identity by default."""

    def __init__(self, document):
        super().__init__(document)
        shape = document.get("errorShape")
        self.shape = np.broadcast_to(np.eye(self.N), (self.J, self.J, self.K, self.N, self.N)) if shape is None else complex_array(shape)

    def link(self, n, m, k):
        """T of BS n and user mk, (N, N + 1)."""
        return np.column_stack([self.d * self.shape[n, m, k].conj(), self.channels[n, m, k].conj()])

    def stack(self, m, k):
        """T of all BSs and user mk, (J N, J N + 1), with the radius sqrt(J) d."""
        size = self.J * self.N
        s = np.zeros((size, size), complex)
        for n in range(self.J):
            s[n * self.N : (n + 1) * self.N, n * self.N : (n + 1) * self.N] = self.shape[n, m, k]
        return np.column_stack([np.sqrt(self.J) * self.d * s.conj(), self.stacked(m, k).conj()])


class Counterpart:
    """Variables and rows for a fixed g; `power`: the share of the budget that may be used (a number or a variable)."""

    def __init__(self, x, scheme, g, form=FORMS[0], power=1.0):
        self.x, self.comp, self.g, self.form, self.budget = x, scheme.endswith("CoMP"), g, form, x.P * form.unit
        self.rows = []
        size = x.J * x.N if self.comp else x.N
        self.w = [[cp.Variable((size, size), hermitian=True) for _ in range(x.K)] for _ in range(x.J)]
        self.rows += [b >> 0 for cell in self.w for b in cell]
        self.r = [sum(sum(cell) for cell in self.w)] if self.comp else [sum(cell) for cell in self.w]
        for m in range(x.J):
            for k in range(x.K):
                self.comp_user(m, k) if self.comp else self.cbf_user(m, k)
        for m in range(x.J):
            own = slice(m * x.N, (m + 1) * x.N)
            self.rows.append(form.unit * cp.real(cp.trace(self.r[0][own, own] if self.comp else self.r[m])) <= power)
            for n in x.others(m) if not self.comp else []:
                v = steering(x.N, x.angles[m, n])[0]
                self.rows.append(cp.real(quadratic(self.budget / x.leakmax * np.outer(v.conj(), v), self.r[m])) <= 1)

    def least(self, t, a, bound):
        """y^H A y >= bound for all errors."""
        size = t.shape[1] - 1
        s = self.x.d**self.form.error
        scale = np.diag([1 / s] * size + [1.0])
        t = t @ scale
        ball, corner = np.diag([1 / s**2] * size + [-1.0]), np.diag([0.0] * size + [1.0])
        self.rows.append(t.conj().T @ a @ t + cp.Variable(nonneg=True) * ball - bound * corner >> 0)

    def useful(self, users, k):
        """A over its unit: row (W_k - g sum of the other W)."""
        return self.form.row * (users[k] - self.g * sum(b for l, b in enumerate(users) if l != k))

    def comp_user(self, m, k):
        x = self.x
        users = [b for cell in self.w for b in cell]
        self.least(x.stack(m, k), self.useful(users, m * x.K + k), self.form.row * self.g * x.noise / self.budget)

    def cbf_user(self, m, k):
        x = self.x
        level = self.form.row * self.g * x.noise / self.budget
        for n in x.others(m):
            most = cp.Variable()
            self.least(x.link(n, m, k), -self.form.row * self.g * self.r[n], -most)
            level = level + most
        self.least(x.link(m, m, k), self.useful(self.w[m], k), level)

    def information(self, m, q):
        """u over its unit with u <= F11 - abs(F12)^2/F22 (2 F of the paper), and the CRB that u = 1 stands for."""
        size, factor, r = q[0].shape[0], 2 * self.x.L * self.budget, self.r[0 if self.comp else m]
        s1, s2 = (1 / np.sqrt(factor * np.trace(q[i]).real / size) for i in (0, 2))
        f11, f22 = (cp.real(quadratic(factor * s * s * q[i], r)) for s, i in ((s1, 0), (s2, 2)))
        f12 = quadratic(factor * s1 * s2 * q[1], r)
        re, im, u = cp.real(f12), cp.imag(f12), cp.Variable()
        if self.form.cone:
            self.rows.append(cp.norm(cp.hstack([2 * re, 2 * im, f11 - u - f22]), 2) <= f11 - u + f22)
        else:
            lmi = cp.bmat([[f11 - u, re, im], [re, f22, 0], [im, 0, f22]])
            self.rows.append((lmi + lmi.T) / 2 >> 0)
        return u, s1 * s1

    def values(self):
        """W of [cell][user] in units of noise power."""
        return [[self.budget * b.value for b in cell] for cell in self.w]


def crb_of(x, scheme, m, r, echo=None):
    """[F^-1]_11 of covariances r ([bs] in CBF, one in CoMP)."""
    q = fisher_comp(x, m) if scheme.endswith("CoMP") else fisher_cbf(x, m, echo)
    f11, f12, f22 = (2 * x.L * np.trace(p @ (r[0] if scheme.endswith("CoMP") else r[m])) for p in q)
    return 1 / (f11 - abs(f12) ** 2 / f22).real


def attempt(problem, solver, tolerance):
    """Status; 'failed' where the solver gives none."""
    try:
        options = options_of(solver, tolerance)
        problem.solve(solver=solver, **{k: v for k, v in options.items() if not k.startswith("reduced")})
    except (cp.SolverError, ArithmeticError, ValueError):
        return "failed"
    return problem.status


TOLERANCES = (1e-8, 1e-7)


def answers(x, scheme, g, echo=None, solver="CVXOPT", count=1, forms=FORMS):
    """Up to `count` answers (status, objective, CRBs, W) of different forms that the solver calls optimal or infeasible, at the tightest tolerance;
    'optimal_inaccurate' counts as no answer."""
    found = {}
    for tolerance in TOLERANCES:
        for form in forms:
            if len(found) < count and form not in found:
                answer = solve_form(x, scheme, g, echo, form, solver, tolerance)
                if answer[0] in ("optimal", "infeasible"):
                    found[form] = answer
    return list(found.values())


def solve_form(x, scheme, g, echo, form, solver, tolerance):
    c = Counterpart(x, scheme, g, form)
    parts = [c.information(m, fisher_comp(x, m) if c.comp else fisher_cbf(x, m, echo[m])) for m in range(x.J)]
    unit = parts[0][1]
    if c.comp:
        w = cp.Variable()
        problem = cp.Problem(cp.Maximize(w), c.rows + [u * (unit / s) >= w for u, s in parts])
    else:
        problem = cp.Problem(cp.Minimize(sum(s / unit * cp.inv_pos(u) for u, s in parts)), c.rows)
    status = attempt(problem, solver, tolerance)
    if status != "optimal":
        return status, None, None, None
    if c.comp:
        f = unit / float(w.value)
        return status, f, [f], c.values()
    return status, unit * float(problem.value), [s / float(u.value) for u, s in parts], c.values()


def least_power(x, scheme, g, solver="CVXOPT", form=FORMS[0], inaccurate=False):
    """The least share of the budget with which every BS meets g; Infinity where no power does, None without an answer."""
    power = cp.Variable()
    problem = cp.Problem(cp.Minimize(power), Counterpart(x, scheme, g, form, power).rows)
    for tolerance in TOLERANCES:
        status = attempt(problem, solver, tolerance)
        if status == "optimal" or (inaccurate and status == "optimal_inaccurate"):
            return float(power.value)
        if status == "infeasible":
            return np.inf
    return None


def reach_db(x, scheme, low=0.0, high=45.0):
    """About the largest threshold in dB: bisection on Clarabel's least power (no answer counts as out of reach), and on CVXOPT's where Clarabel gave up early."""

    def bisect(low, high, accuracy, solver, inaccurate):
        while high - low > accuracy:
            middle = (low + high) / 2
            p = least_power(x, scheme, 10 ** (middle / 10), solver, inaccurate=inaccurate)
            low, high = (middle, high) if p is not None and p <= 1 else (low, middle)
        return low

    edge = bisect(low, high, 2e-3, "CLARABEL", True)
    p = least_power(x, scheme, 10 ** ((edge + 0.05) / 10))
    return edge if p is None or p > 1 else bisect(edge, edge + 3, 0.03, "CVXOPT", False)
