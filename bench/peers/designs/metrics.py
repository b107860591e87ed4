"""What a design is checked by, from its precoders alone: SINR, its bound over the error ball, CRB, power and leakage."""

import numpy as np
from literal import echo_covariance, fisher_cbf, fisher_comp, steering


def covariance(vectors):
    """sum w w^H of vectors in rows."""
    return vectors.T @ vectors.conj()


def crb(x, q, r):
    """[F^-1]_11 of F = 2 L tr(Q R), rad^2."""
    f11, f12, f22 = (2 * x.L * np.sum(b.T * r) for b in q)
    return 1 / (f11.real - abs(f12) ** 2 / f22.real)


def gain_crbs(x, q, r):
    """[F^-1]_22 and [F^-1]_33."""
    f11, f12, f22 = (2 * x.L * np.sum(b.T * r) for b in q)
    f = np.array([[f11.real, f12.real, -f12.imag], [f12.real, f22.real, 0], [-f12.imag, 0, f22.real]])
    return np.diag(np.linalg.inv(f))[1:]


def crbs_cbf(x, covariances):
    """CRB of every BS with the echoes that the covariances cause."""
    echo = [echo_covariance(x, m, covariances, False) for m in range(x.J)]
    return np.array([crb(x, fisher_cbf(x, m, echo[m]), covariances[m]) for m in range(x.J)])


def crbs_comp(x, r):
    return np.array([crb(x, fisher_comp(x, m), r) for m in range(x.J)])


def interference(h, vectors, d):
    """Sum of U(w w^H, h) = (abs(h^T w) + d norm(w))^2."""
    return np.sum((abs(vectors @ h) + d * np.linalg.norm(vectors, axis=-1)) ** 2)


def useful(h, vector, d):
    a = abs(h @ vector)
    return max(0.0, a * a - 2 * d * a * np.linalg.norm(vector))


def block_sinr(x, precoders, comp, robust):
    """Smallest SINR over the users, as (31), (32) bound it over the error ball. precoders: CBF [bs][user][N], CoMP [user][J N]."""
    d = (np.sqrt(x.J) if comp else 1) * x.d if robust else 0.0
    values = []
    for m in range(x.J):
        for k in range(x.K):
            at = m * x.K + k
            own = x.stacked(m, k) if comp else x.channels[m, m, k]
            beams = precoders if comp else precoders[m]
            i = at if comp else k
            suffered = x.noise + interference(own, np.delete(beams, i, axis=0), d)
            if not comp:
                suffered += sum(interference(x.channels[n, m, k], precoders[n], d) for n in x.others(m))
            values.append(useful(own, beams[i], d) / suffered)
    return min(values)


def symbol_sinr(x, vectors, comp, robust):
    """The smallest constructive-interference SINR over users, times and the error ball. vectors: CBF [bs][L][N], CoMP [L][J N]."""
    d = (np.sqrt(x.J) if comp else 1) * x.d if robust else 0.0
    psi = np.pi / x.M
    smallest = np.inf
    for m in range(x.J):
        for k in range(x.K):
            own = vectors if comp else vectors[m]
            h = x.stacked(m, k) if comp else x.channels[m, m, k]
            y = np.exp(-1j * x.phase[m, k]) * (own @ h)
            margin = y.real - abs(y.imag) / np.tan(psi) - d * np.linalg.norm(own, axis=1) / np.sin(psi)
            heard = np.full(x.L, float(x.noise))
            for n in [] if comp else x.others(m):
                heard += (abs(vectors[n] @ x.channels[n, m, k]) + d * np.linalg.norm(vectors[n], axis=1)) ** 2
            smallest = min(smallest, np.min(np.maximum(0, margin) ** 2 / heard))
    return smallest


def powers(x, covariances, comp):
    """Power of every BS over its budget."""
    if not comp:
        return np.array([np.trace(r).real / x.P for r in covariances])
    return np.real(np.diag(covariances)).reshape(x.J, x.N).sum(axis=1) / x.P


def leakage(x, covariances):
    """The largest leakage towards a target of another cell over its cap, CBF."""
    targets = [(m, steering(x.N, x.angles[m, n])[0]) for m in range(x.J) for n in x.others(m)]
    return max((v @ covariances[m] @ v.conj()).real / x.leakmax for m, v in targets)
