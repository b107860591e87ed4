"""Checks a design of isac-mc with CVXPY: the metrics of its precoders by NumPy, and the convex program `joint` that it solves.

usage: isac-mc extract output/my-study --row 0 && python cvxpy_check.py design-0.json    (block level, design: joint)
"""
import json
import sys

import cvxpy as cp
import numpy as np

f = json.load(open(sys.argv[1]))
s, prob, row = f["scenario"], f["problems"][0], f["row"]
J, K, N, M, L, P, d = (s[k] for k in ("cells", "usersPerCell", "txAntennas", "rxAntennas", "frameLength", "powerBudget", "csiErrorRadius"))
cplx = lambda x: np.array(x["re"]) + 1j * np.array(x["im"]) if isinstance(x, dict) else np.array([cplx(y) for y in x])
h, gain, th = cplx(f["channels"]), cplx(f["reflectionGain"]), np.radians(s["targetAnglesDeg"])  # h[bs, cell, user, antenna]
comp, g = prob["scheme"] == "BLP-CoMP", prob["threshold"]
steer = lambda n, t: np.exp(1j * np.pi * (np.arange(n) - (n - 1) / 2) * np.sin(t))
slope = lambda n, t: 1j * np.pi * (np.arange(n) - (n - 1) / 2) * np.cos(t) * steer(n, t)
block = lambda x, n: np.concatenate([x if i == n else 0 * x for i in range(J)])


def fisher(m, R, C):  # (6)-(18), the amplitudes in units of abs(gain): [F^-1]_11 is the CRB of the angle for any covariance R
    t, a, da = th[m, m], steer(M, th[m, m]), slope(M, th[m, m])
    q = lambda x, y: x @ R @ y.conj()
    if comp:
        c = np.eye(M)
        b = [gain[m, m] * block(slope(N, t), m), sum(gain[n, m] * block(steer(N, th[n, m]), n) for n in range(J)), block(steer(N, t), m)]
        terms, w = [(da, b[1]), (a, b[0])], b[2]
    else:
        c, w = np.linalg.inv(C[m]), steer(N, t)
        terms = [(da, gain[m, m] * steer(N, t)), (a, gain[m, m] * slope(N, t))]
    e = lambda x, y: x.conj() @ c @ y  # echoes seen through the interference
    u = abs(gain[m, m])
    f11 = L * sum(e(x, y) * q(v, z) for y, v in terms for x, z in terms)
    f12 = L * u * sum(e(x, a) * q(w, z) for x, z in terms)
    f22 = L * u**2 * e(a, a) * q(w, w)
    re, im, l, r = (cp.real, cp.imag, cp.real, cp.bmat) if isinstance(R, cp.Expression) else (np.real, np.imag, np.real, np.array)
    return 2 * r([[l(f11), re(f12), -im(f12)], [re(f12), l(f22), 0], [-im(f12), 0, l(f22)]])


links = lambda n: h.transpose(1, 2, 0, 3).reshape(J * K, -1) if comp else h[n].reshape(J * K, N)  # per sender: user, antenna
C = [cplx(c) for c in prob.get("echoCovarianceOfBs", [])]
w = cplx(f["evaluation"]["precoders"]).reshape(J * K, -1)
sender = [0 if comp else i // K for i in range(J * K)]
got = np.array([[abs(links(sender[i])[k] @ w[i]) ** 2 for i in range(J * K)] for k in range(J * K)])  # power of stream i at user k
sinr = np.diag(got) / (got.sum(1) - np.diag(got) + 1)
R0 = [sum(np.outer(x, x.conj()) for x, n in zip(w, sender) if comp or n == m) for m in range(J)]
crb = [np.linalg.inv(fisher(m, R0[m], C))[0, 0] for m in range(J)]
print("rcrb_deg", np.degrees(np.sqrt(np.mean(crb))), "stored", row["rcrb_deg"], "| sinr_db", 10 * np.log10(sinr.min()), "stored", row["sinr_db"])
assert abs(np.degrees(np.sqrt(np.mean(crb))) / row["rcrb_deg"] - 1) < 1e-9 and abs(10 * np.log10(sinr.min()) - row["sinr_db"]) < 1e-9

r = d * np.sqrt(J if comp else 1) * (prob["robustness"] != "none")
loss = 2 * r * prob["robustness"].startswith("guaranteed")
V = [cp.Variable((w.shape[1],) * 2, hermitian=True) for _ in w]  # W = P V
R = [P * sum(v for v, n in zip(V, sender) if comp or n == m) for m in range(J)]
U = lambda X, k, n: cp.real(k @ X @ k.conj()) + 2 * r * cp.norm(X @ k.conj()) + r**2 * cp.real(cp.trace(X))
t, rows = cp.Variable(J), [v >> 0 for v in V]
for k in range(J * K):
    own, S = links(sender[k])[k], P * V[k]
    groups = [[P * V[i] for i in range(J * K) if sender[i] == n and i != k] for n in sorted(set(sender))]
    if prob["robustness"] == "guaranteedSum":
        groups = [[sum(x)] for x in groups if x]
    noise = 1 + sum(U(X, links(n)[k], n) for n, x in enumerate(groups) for X in x)
    rows.append((cp.real(own @ S @ own.conj()) - loss * cp.norm(S @ own.conj())) / g >= noise)
for m in range(J):
    sent = R[m][m * N : (m + 1) * N, m * N : (m + 1) * N] if comp else R[m]
    rows.append(cp.real(cp.trace(sent)) / P <= 1)
    if not comp:
        rows += [cp.real(steer(N, th[m, n]) @ sent @ steer(N, th[m, n]).conj()) <= s["maxLeakage"] for n in range(J) if n != m]
    e1 = np.eye(3)[:, :1]
    rows.append(cp.bmat([[fisher(m, R[m], C) / 1e3, e1], [e1.T, cp.reshape(t[m] * 1e3, (1, 1), order="F")]]) >> 0)  # (19a)
problem = cp.Problem(cp.Minimize(1e3 * (cp.max(t) if comp else cp.sum(t))), rows)
problem.solve(solver=cp.CVXOPT if cp.CVXOPT in cp.installed_solvers() else cp.CLARABEL)
attained = max(crb) if comp else sum(crb)
print("cvxpy", problem.status, "objective", problem.value / 1e3, "| attained by the stored precoders", attained)
