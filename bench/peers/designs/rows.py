"""Terms of the programs, affine in their parameters: received powers, and the LMI of the CRB."""

import cvxpy as cp
import numpy as np


def product(q, w):
    """tr(Q W)."""
    return cp.sum(cp.multiply(q.T, w))


def norm(y):
    """Euclidean norm of a complex vector, one second-order cone."""
    return cp.norm(cp.hstack([cp.real(y), cp.imag(y)]), 2)


class Link:
    """A channel h in one row of a program, over the unit of this row; W in units of the power budget P.

    A row needs its own parameters: CVXPY allows the product of a parameter and a variable, not of two parameters.
    """

    def __init__(self, antennas, robust):
        self.q = cp.Parameter((antennas, antennas), hermitian=True)
        self.e = cp.Parameter(antennas, complex=True) if robust else None
        self.c = cp.Parameter(nonneg=True) if robust else None

    def set(self, x, h, d, unit):
        self.q.value = x.P / unit * np.outer(h.conj(), h)
        if self.e is not None:
            self.e.value = 2 * d * x.P / unit * h.conj()
            self.c.value = d * d * x.P / unit

    def power(self, w):
        return cp.real(product(self.q, w))

    def interference(self, ws):
        """Sum of U(W, h) = h^T W h* + 2 d norm(W h*) + d^2 tr W (31)(32)."""
        total = sum(self.power(w) for w in ws)
        if self.e is None:
            return total
        return total + sum(norm(w @ self.e) for w in ws) + self.c * cp.real(cp.trace(sum(ws)))

    def useful(self, w):
        """h^T W h* - 2 d norm(W h*): what is left over the whole error ball (robustness `guaranteed`)."""
        return self.power(w) if self.e is None else self.power(w) - norm(w @ self.e)


class Information:
    """F of (6), affine in R (in units of P), angle and gain each over its size; the LMI [F e_i; e_i^T t] >= 0 bounds [F^-1]_ii."""

    def __init__(self, x, q, r):
        """q: Q11, Q12, Q22 of a typical echo covariance, which set the sizes."""
        size = q[0].shape[0]
        factor = 2 * x.L * x.P
        s1, s2 = (1 / np.sqrt(factor * np.trace(b).real / size) for b in (q[0], q[2]))
        self.unit = [s1 * s1, s2 * s2, s2 * s2]
        self.factors = [factor * s1 * s1, factor * s1 * s2, factor * s2 * s2]
        self.q = [
            cp.Parameter((size, size), hermitian=True),
            cp.Parameter((size, size), complex=True),
            cp.Parameter((size, size), hermitian=True),
        ]
        self.entries = [product(parameter, r) for parameter in self.q]

    def set(self, q):
        for parameter, factor, value in zip(self.q, self.factors, q):
            parameter.value = factor * value

    def cap(self, t, i=0):
        """[F^-1]_ii <= unit_i t."""
        return inverse_cap(cp.real(self.entries[0]), self.entries[1], cp.real(self.entries[2]), t, i)


def inverse_cap(f11, f12, f22, t, i=0):
    re, im = cp.real(f12), -cp.imag(f12)
    f = [[f11, re, im], [re, f22, 0], [im, 0, f22]]
    e = [1.0 if j == i else 0.0 for j in range(3)]
    matrix = cp.bmat([row + [e[j]] for j, row in enumerate(f)] + [e + [t]])
    return (matrix + matrix.T) / 2 >> 0
