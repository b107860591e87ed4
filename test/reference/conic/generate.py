"""Writes conic.json: small cone programs in the format of solveConic with the optimal values of two other solvers.

    python -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1 cvxopt==1.3.3 clarabel==0.11.1
    venv/bin/python test/reference/conic/generate.py

Program: minimise c^T x, A x = b, G x <= h, x = [free | nonneg | second-order cones | PSD blocks in svec coordinates].
The programs are drawn at random and are feasible and bounded by construction, but their optimum is not known beforehand.
CVXOPT runs at 1e-8, Clarabel at 1e-10; they must agree to 1e-7, otherwise the script stops.
"""
import json
import pathlib

import clarabel
import numpy as np
import scipy.sparse as sp
from cvxopt import matrix, solvers

solvers.options.update(show_progress=False, abstol=1e-8, reltol=1e-8, feastol=1e-8, maxiters=100)


def smat(v, n, real):
    """svec coordinates: diagonal, sqrt(2) Re and (unless real) sqrt(2) Im of the strict lower triangle, row by row."""
    i, j = np.tril_indices(n, -1)
    k = len(i)
    m = np.zeros((n, n), complex)
    off = (v[n:n + k] + (0 if real else 1j * v[n + k:])) / np.sqrt(2)
    m[i, j] = off
    m[j, i] = off.conj()
    m[np.arange(n), np.arange(n)] = v[:n]
    return m


def width(n, real):
    return n * (n + 1) // 2 if real else n * n


def unit(cones):
    parts = [np.zeros(cones['free']), np.ones(cones['nonneg'])]
    for g in cones['secondOrder']:
        for _ in range(g['count']):
            parts.append(np.eye(g['size'])[0])
    for g in cones['psd']:
        for _ in range(g['count']):
            e = np.zeros(width(g['size'], g['real']))
            e[:g['size']] = 1
            parts.append(e)
    return np.concatenate(parts)


def draw(seed, name, m, p, free=0, nonneg=0, second_order=(), psd=()):
    rng = np.random.default_rng(seed)
    cones = dict(free=free, nonneg=nonneg,
                 secondOrder=[dict(size=s, count=k) for s, k in second_order],
                 psd=[dict(size=s, count=k, real=r) for s, k, r in psd])
    e = unit(cones)
    n = len(e)
    A, G = rng.standard_normal((m, n)), rng.standard_normal((p, n))
    x = e + 0.1 * rng.standard_normal(n)
    z = e + 0.1 * rng.standard_normal(n)
    z[:free] = 0
    b, h = A @ x, G @ x + rng.uniform(0.1, 1, p)
    c = A.T @ rng.standard_normal(m) - G.T @ rng.uniform(0.1, 1, p) + z
    return dict(name=name, cones=cones, cost=c, A=A, b=b, G=G, h=h)


def membership(q, embed):
    """Rows and constants (F, g) with g - F x in the cones, one pair per block, PSD blocks as full matrices of `embed`."""
    n, o = len(q['cost']), q['cones']['free']
    eye = np.eye(n)
    linear, second, psd = [eye[o:o + q['cones']['nonneg']]], [], []
    o += q['cones']['nonneg']
    for g in q['cones']['secondOrder']:
        for _ in range(g['count']):
            second.append(eye[o:o + g['size']])
            o += g['size']
    for g in q['cones']['psd']:
        w = width(g['size'], g['real'])
        for _ in range(g['count']):
            cols = [embed(smat(e, g['size'], g['real'])) for e in np.eye(w)]
            block = np.zeros((len(cols[0]), n))
            block[:, o:o + w] = np.array(cols).T
            psd.append((block, 2 * g['size']))
            o += w
    return linear, second, psd


def real_embedding(m):
    return np.block([[m.real, -m.imag], [m.imag, m.real]])


def solve_cvxopt(q):
    linear, second, psd = membership(q, lambda m: real_embedding(m).T.reshape(-1))
    F = [q['G'], -linear[0]] + [-s for s in second] + [-f for f, _ in psd]
    g = np.concatenate([q['h']] + [np.zeros(len(f)) for f in F[1:]])
    dims = dict(l=len(q['h']) + len(linear[0]), q=[len(s) for s in second], s=[k for _, k in psd])
    r = solvers.conelp(matrix(q['cost']), matrix(np.concatenate(F)), matrix(g), dims, matrix(q['A']), matrix(q['b']))
    assert r['status'] == 'optimal', (q['name'], r['status'])
    return r['primal objective']


def solve_clarabel(q):
    def triangle(m):
        """Upper triangle by columns with sqrt(2) off the diagonal."""
        e = real_embedding(m)
        return np.concatenate([np.append(np.sqrt(2) * e[:j, j], e[j, j]) for j in range(len(e))])
    linear, second, psd = membership(q, triangle)
    F = [q['A'], q['G'], -linear[0]] + [-s for s in second] + [-f for f, _ in psd]
    g = np.concatenate([q['b'], q['h']] + [np.zeros(len(f)) for f in F[2:]])
    cones = [clarabel.ZeroConeT(len(q['b'])), clarabel.NonnegativeConeT(len(q['h']) + len(linear[0]))]
    cones += [clarabel.SecondOrderConeT(len(s)) for s in second] + [clarabel.PSDTriangleConeT(k) for _, k in psd]
    s = clarabel.DefaultSettings()
    s.verbose = False
    s.tol_gap_abs = s.tol_gap_rel = s.tol_feas = 1e-10
    n = len(q['cost'])
    r = clarabel.DefaultSolver(sp.csc_matrix((n, n)), q['cost'], sp.csc_matrix(np.concatenate(F)), g, cones, s).solve()
    assert str(r.status) in ('Solved', 'AlmostSolved'), (q['name'], r.status)
    return r.obj_val


PROGRAMS = [
    draw(1, 'linear', 3, 6, nonneg=10),
    draw(2, 'second-order', 4, 0, second_order=[(3, 3), (6, 1)]),
    draw(3, 'real semidefinite', 5, 2, psd=[(4, 1, True), (3, 1, True)]),
    draw(4, 'Hermitian semidefinite', 5, 2, psd=[(4, 2, False)]),
    draw(5, 'free variables', 3, 14, free=6, nonneg=2),
    draw(6, 'every cone', 5, 4, free=2, nonneg=3, second_order=[(4, 1), (2, 2)], psd=[(3, 1, True), (3, 1, False)]),
]
out = []
for q in PROGRAMS:
    a, b = solve_cvxopt(q), solve_clarabel(q)
    assert abs(a - b) < 1e-7 * (1 + abs(a)), (q['name'], a, b)
    print(q['name'], a, b)
    row = {k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in q.items()}
    out.append(dict(row, cvxopt=a, clarabel=b))
path = pathlib.Path(__file__).with_name('conic.json')
path.write_text(json.dumps(dict(versions=dict(cvxopt='1.3.3', clarabel=clarabel.__version__), programs=out)) + '\n')
