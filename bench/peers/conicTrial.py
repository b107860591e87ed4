"""Solves the programs of conicTrial.ts with Clarabel and CVXOPT and prints one JSON line for each: their statuses and objectives.

Program: minimise c^T x, A x = b, h - G x in cones, x = [free | cones]. PSD blocks come in svec coordinates (diagonal, sqrt(2) Re, sqrt(2) Im).
"""
import json
import sys

import clarabel
import numpy as np
import scipy.sparse as sp
from cvxopt import matrix, solvers

solvers.options.update(show_progress=False, abstol=1e-8, reltol=1e-8, feastol=1e-8, maxiters=200)


def smat(v, n, real):
    i, j = np.tril_indices(n, -1)
    k = len(i)
    m = np.zeros((n, n), complex)
    off = (v[n:n + k] + (0 if real else 1j * v[n + k:])) / np.sqrt(2)
    m[i, j] = off
    m[j, i] = off.conj()
    m[np.arange(n), np.arange(n)] = v[:n]
    return m


def embedding(m, real):
    return m.real if real else np.block([[m.real, -m.imag], [m.imag, m.real]])


def width(cone):
    n = cone['size']
    return n if cone['kind'] != 'psd' else n * (n + 1) // 2 if cone['real'] else n * n


def cone_rows(q):
    """All memberships as (cone, F, g): g - F x in the cone, ordered nonneg, second-order, psd."""
    n, o, p = len(q['cost']), 0, q['free']
    out = []
    for cone in q['slacks']:
        w = width(cone)
        out.append((cone, np.array(q['G'][o:o + w]), np.array(q['h'][o:o + w])))
        o += w
    for cone in q['cones']:
        w = width(cone)
        F = np.zeros((w, n))
        F[np.arange(w), p + np.arange(w)] = -1
        out.append((cone, F, np.zeros(w)))
        p += w
    return sorted(out, key=lambda t: ['nonneg', 'secondOrder', 'psd'].index(t[0]['kind']))


def expand(cone, F, g, flat):
    """PSD rows through a linear map of the (embedded real) matrix."""
    if cone['kind'] != 'psd':
        return F, g
    E = np.array([flat(embedding(smat(e, cone['size'], cone['real']), cone['real'])) for e in np.eye(width(cone))]).T
    return E @ F, E @ g


def matrix_order(cone):
    return cone['size'] if cone['real'] else 2 * cone['size']


def solve_clarabel(q):
    def triangle(e):
        return np.concatenate([np.append(np.sqrt(2) * e[:j, j], e[j, j]) for j in range(len(e))])
    n, m = len(q['cost']), len(q['b'])
    rows = [(c, *expand(c, F, g, triangle)) for c, F, g in cone_rows(q)]
    A = np.concatenate([np.array(q['A']).reshape(m, n)] + [F for _, F, _ in rows])
    b = np.concatenate([np.array(q['b'])] + [g for _, _, g in rows])
    cones = [clarabel.ZeroConeT(m)] if m else []
    for c, F, _ in rows:
        cones.append(clarabel.NonnegativeConeT(len(F)) if c['kind'] == 'nonneg' else
                     clarabel.SecondOrderConeT(len(F)) if c['kind'] == 'secondOrder' else
                     clarabel.PSDTriangleConeT(matrix_order(c)))
    s = clarabel.DefaultSettings()
    s.verbose = False
    r = clarabel.DefaultSolver(sp.csc_matrix((n, n)), np.array(q['cost'], float), sp.csc_matrix(A), b, cones, s).solve()
    return {'Solved': 'optimal', 'PrimalInfeasible': 'infeasible', 'DualInfeasible': 'unbounded'}.get(str(r.status), 'unsure'), r.obj_val


def independent(A, b):
    """Rows without those that follow from others: CVXOPT refuses dependent ones. None where a row contradicts."""
    rows, rhs = [], []
    norms = np.linalg.norm(A, axis=1)
    for a, v, s in zip(A, b, norms):
        if s == 0:
            if abs(v) > 1e-9:
                return None
            continue
        a, v = a / s, v / s
        if rows:
            y, *_ = np.linalg.lstsq(np.array(rows).T, a, rcond=None)
            if np.linalg.norm(a - np.array(rows).T @ y) < 1e-9:
                if abs(v - np.dot(y, rhs)) > 1e-7 * (1 + abs(v) + np.abs(y) @ np.abs(rhs)):
                    return None
                continue
        rows.append(a)
        rhs.append(v)
    return np.array(rows).reshape(-1, A.shape[1]), np.array(rhs)


def solve_cvxopt(q):
    n, m = len(q['cost']), len(q['b'])
    kept = independent(np.array(q['A'], float).reshape(m, n), np.array(q['b'], float))
    if kept is None:
        return 'infeasible', None
    A, b = kept
    rows = [(c, *expand(c, F, g, lambda e: e.T.reshape(-1))) for c, F, g in cone_rows(q)]
    G = np.concatenate([F for _, F, _ in rows])
    h = np.concatenate([g for _, _, g in rows])
    cost = np.array(q['cost'], float)
    # CVXOPT asks for full column rank: variables in no row go first
    used = (np.abs(np.concatenate([A, G])).sum(axis=0) > 0)
    if np.any(cost[~used] != 0):
        feasible, _ = solve_cvxopt(dict(q, cost=list(np.where(used, cost, 0))))
        return 'unbounded' if feasible == 'optimal' else feasible, None
    dims = dict(l=sum(len(F) for c, F, _ in rows if c['kind'] == 'nonneg'),
                q=[len(F) for c, F, _ in rows if c['kind'] == 'secondOrder'],
                s=[matrix_order(c) for c, _, _ in rows if c['kind'] == 'psd'])
    try:
        r = solvers.conelp(matrix(cost[used]), matrix(G[:, used]), matrix(h), dims, matrix(A[:, used]), matrix(b))
    except (ValueError, ArithmeticError):
        return 'unsure', None
    return {'optimal': 'optimal', 'primal infeasible': 'infeasible', 'dual infeasible': 'unbounded'}.get(r['status'], 'unsure'), r['primal objective']


for line in open(sys.argv[1]):
    q = json.loads(line)
    out = {}
    for name, solve in (('clarabel', solve_clarabel), ('cvxopt', solve_cvxopt)):
        status, objective = solve(q)
        out[name] = dict(status=status, objective=objective if status == 'optimal' else None)
    print(json.dumps(out))
