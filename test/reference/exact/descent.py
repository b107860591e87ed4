"""Worst errors by projected gradient descent: no S-lemma, no trust region."""

import numpy as np


def descend(t, a, starts, rng, iterations=3000):
    """The least y^H A y found over y = T [w; 1], norm(w) <= 1, and its w; starts on the sphere and inside."""
    s, y0 = t[:, :-1], t[:, -1]
    size = s.shape[1]
    w = rng.standard_normal((size, starts)) + 1j * rng.standard_normal((size, starts))
    w /= np.linalg.norm(w, axis=0)
    w[:, ::4] *= rng.uniform(0, 1, w[:, ::4].shape[1])
    b, c = s.conj().T @ a @ s, s.conj().T @ a @ y0
    # a convex form on the ball takes the step 1/norm; on the sphere any shift of b by the identity has the same minima
    step = 1 / max(np.linalg.norm(b, 2), 1e-300)
    for _ in range(iterations):
        last = w
        w = w - step * (b @ w + c[:, None])
        w /= np.maximum(1, np.linalg.norm(w, axis=0))
        if np.max(np.abs(w - last)) < 1e-15:
            break
    y = s @ w + y0[:, None]
    values = np.einsum("is,ij,js->s", y.conj(), a, y).real
    best = int(np.argmin(values))
    return values[best], w[:, best]
