"""Checks a design of isac-mc with NumPy and CVXPY: its metrics, and the program `joint` in the paper's literal form (block level).

usage: isac-mc extract output/my-study --row 0 && python cvxpy_check.py design-0.json
"""
import json
import sys

import cvxpy as cp
import numpy as np

f = json.load(open(sys.argv[1]))
s, prob, row = f["scenario"], f["problems"][0], f["row"]
J, K, N, M, L, P, d = (s[k] for k in "cells usersPerCell txAntennas rxAntennas frameLength powerBudget csiErrorRadius".split())
comp, g, users = prob["scheme"] == "BLP-CoMP", prob["threshold"], range(J * K)
cplx = lambda x: np.array(x["re"]) + 1j * np.array(x["im"]) if isinstance(x, dict) else np.array([cplx(y) for y in x])
h, a, th = cplx(f["channels"]), cplx(f["reflectionGain"]), np.radians(s["targetAnglesDeg"])  # h[bs, cell, user, antenna]
w, sender = cplx(f["evaluation"]["precoders"]).reshape(J * K, -1), [0 if comp else i // K for i in users]
link = h.transpose(1, 2, 0, 3).reshape(1, J * K, -1) if comp else h.reshape(J, J * K, N)  # channel of sender n to user k
steer = lambda n, t: np.exp(1j * np.pi * (np.arange(n) - (n - 1) / 2) * np.sin(t))
slope = lambda n, t: 1j * np.pi * (np.arange(n) - (n - 1) / 2) * np.cos(t) * steer(n, t)
at = lambda v, n: np.concatenate([v * (i == n) for i in range(J)]) if comp else v  # antennas of BS n among the sender's

V = [cp.Variable((w.shape[1],) * 2, hermitian=True) for _ in users]  # W = P V
R = [P * sum(V[i] for i in users if comp or sender[i] == m) for m in range(J)]


def fisher(m):  # (6)-(18) with the gain in units of its modulus: [F^-1]_11 is the CRB of the angle
    c = np.eye(M) if comp else np.linalg.inv(cplx(prob["echoCovarianceOfBs"][m]))
    t, u, v = th[m, m], abs(a[m, m]), at(steer(N, th[m, m]), m)
    arrive = sum(a[n, m] * at(steer(N, th[n, m]), n) for n in range(J)) if comp else a[m, m] * v
    terms = [(slope(M, t), arrive), (steer(M, t), a[m, m] * at(slope(N, t), m))]
    own = [(steer(M, t), u * v)]
    form = lambda left, right: L * sum(x.conj() @ c @ y * (q @ R[m] @ p.conj()) for y, q in left for x, p in right)
    f11, f12, f22 = cp.real(form(terms, terms)), form(own, terms), cp.real(form(own, own))
    return 2 * cp.bmat([[f11, cp.real(f12), -cp.imag(f12)], [cp.real(f12), f22, 0], [-cp.imag(f12), 0, f22]])


r = d * np.sqrt(J if comp else 1) * (prob["robustness"] != "none")
loss = 2 * r * prob["robustness"].startswith("guaranteed")
S = lambda X, k: cp.real(k @ X @ k.conj())
U = lambda X, k: S(X, k) + 2 * r * cp.norm(X @ k.conj()) + r**2 * cp.real(cp.trace(X))  # (31)-(32)
F, t, rows, exact = [fisher(m) for m in range(J)], cp.Variable(J), [v >> 0 for v in V], []


def for_all_errors(A, n, k, least):  # (h+e)^T A (h+e)* >= least for e = S u, norm(u) <= r: a linear matrix inequality by the S-lemma
    stations = range(J) if comp else [n]
    S = np.zeros((w.shape[1],) * 2, complex)
    for i, m in enumerate(stations):
        S[i * N : (i + 1) * N, i * N : (i + 1) * N] = cplx(f["errorShape"])[m, k // K, k % K] if "errorShape" in f else np.eye(N)
    B, corner = np.hstack([r * S.conj(), link[n, k].conj()[:, None]]), np.diag([0] * w.shape[1] + [1])
    X = B.conj().T @ A @ B + cp.Variable(nonneg=True) * (np.eye(len(corner)) - 2 * corner) - least * corner
    return (X + X.H) / 2 >> 0


for k in users if prob["robustness"] == "exact" else []:
    brought = {n: cp.Variable(nonneg=True) for n in range(len(link)) if n != sender[k]}
    exact += [for_all_errors(-R[n], n, k, -q) for n, q in brought.items()]
    exact.append(for_all_errors(P * V[k] * (1 / g + 1) - R[sender[k]], sender[k], k, 1 + sum(brought.values())))
for k in users if prob["robustness"] != "exact" else []:
    own, X = link[sender[k], k], P * V[k]
    groups = [[P * V[i] for i in users if sender[i] == n and i != k] for n in range(len(link))]
    if prob["robustness"] == "guaranteedSum":
        groups = [[sum(x)] if x else [] for x in groups]
    noise = 1 + sum(U(x, link[n, k]) for n, group in enumerate(groups) for x in group)
    rows.append((S(X, own) - loss * cp.norm(X @ own.conj())) / g >= noise)
for m in range(J):
    sent = R[m][m * N : (m + 1) * N, m * N : (m + 1) * N] if comp else R[m]
    rows.append(cp.real(cp.trace(sent)) / P <= 1)
    rows += [S(sent, steer(N, th[m, n])) <= s["maxLeakage"] for n in range(J) if n != m and not comp]
    e1 = np.eye(3)[:, :1]
    cap = s.get("amplitudeCrbCap")  # of both parts of the amplitude: the LMIs l = 2, 3 of (19a)
    rows += [(F[m] - np.diag(np.eye(3)[i] / cap)) / 1e3 >> 0 for i in (1, 2) if cap]
    rows.append(cp.bmat([[F[m] / 1e3, e1], [e1.T, cp.reshape(t[m] * 1e3, (1, 1), order="F")]]) >> 0)  # (19a)
problem = cp.Problem(cp.Minimize(1e3 * (cp.max(t) if comp else cp.sum(t))), rows + exact)

for v, x in zip(V, w):
    v.value = np.outer(x, x.conj()) / P
crb = np.array([np.linalg.inv(x.value)[0, 0] for x in F])
t.value = crb * (1 + 1e-9)
heard = np.array([[abs(link[sender[i], k] @ w[i]) ** 2 for i in users] for k in users])  # power of stream i at user k
sinr_db = 10 * np.log10((np.diag(heard) / (heard.sum(1) - np.diag(heard) + 1)).min())
rcrb_deg = np.degrees(np.sqrt(crb.mean()))
violation = max(np.max(c.violation()) for c in rows)
print(f"rcrb_deg {rcrb_deg} stored {row['rcrb_deg']} | sinr_db {sinr_db} stored {row['sinr_db']} | largest violation {violation:.1e}")
assert abs(rcrb_deg / row["rcrb_deg"] - 1) < 1e-9 and abs(sinr_db - row["sinr_db"]) < 1e-9 and violation < 1e-5
problem.solve(solver=cp.CVXOPT if cp.CVXOPT in cp.installed_solvers() else cp.CLARABEL)
attained = crb.max() if comp else crb.sum()
print("cvxpy", problem.status, "objective", problem.value / 1e3, "| attained by the stored precoders", attained)
