"""Checks the certificates of a design of isac-mc with NumPy, without a solver: the inequality of docs/certificates.md, built from its channels.

usage: isac-mc extract output/my-study --row 0 && python certificate_check.py design-0.json output/my-study/data/certificates/*.arrow
"""
import json
import sys
from itertools import groupby

import numpy as np
import pyarrow.feather as feather

if len(sys.argv) < 3:
    sys.exit("expected the file of a design and the files of table certificates of its study")
f = json.load(open(sys.argv[1]))
s, row = f["scenario"], f["row"]
symbol, design, robustness = row["scheme"].startswith("SLP"), row["design"], row["robustness"]
K, N, M, L, P, noise, I = (s[k] for k in "usersPerCell txAntennas rxAntennas frameLength powerBudget noisePower maxInterference".split())
cplx = lambda x: np.array(x["re"]) + 1j * np.array(x["im"]) if isinstance(x, dict) else np.array([cplx(y) for y in x])
steer = lambda n, t: np.exp(1j * np.pi * (np.arange(n) - (n - 1) / 2) * np.sin(t))
slope = lambda n, t: 1j * np.pi * (np.arange(n) - (n - 1) / 2) * np.cos(t) * steer(n, t)
power = lambda x: np.outer(x, x.conj())  # tr(power(x) W) = x^H W x
mixed = lambda a, b: (np.outer(a, b.conj()) + np.outer(b, a.conj())) / 2  # tr(mixed(a, b) W) = Re(b^H W a)
unit = lambda u: u / max(1, np.linalg.norm(u))  # whatever the file says, its norm is at most 1


class System:
    """What a certificate is about: the whole network, or one cell of a blind design as if it were alone."""

    def __init__(self, cells):
        self.J, at = len(cells), np.ix_(cells, cells)
        h, self.gain, self.th = cplx(f["channels"])[at], cplx(f["reflectionGain"])[at], np.radians(s["targetAnglesDeg"])[at]
        self.comp = row["scheme"].endswith("CoMP") if self.J > 1 else symbol  # one array of all antennas
        self.n, self.users, self.T = (N * self.J if self.comp else N), self.J * K, 1 if self.comp else self.J
        self.link = h.transpose(1, 2, 0, 3).reshape(1, self.users, -1).conj() if self.comp else h.reshape(self.J, self.users, N).conj()
        self.d = s["csiErrorRadius"] * (np.sqrt(self.J) if self.comp else 1) * (robustness != "none")  # link: h*, of sender and user
        self.shape = None  # of errors e = S u, of sender and user
        if "errorShape" in f:
            S = cplx(f["errorShape"])[at].reshape(self.J, self.users, N, N).conj()
            self.shape = np.zeros((1, self.users, self.n, self.n), complex) if self.comp else S
            for m in range(self.J) if self.comp else []:
                self.shape[0, :, m * N : (m + 1) * N, m * N : (m + 1) * N] = S[m]
        self.others = [[m for m in range(self.J) if m != i] for i in range(self.J)]

    def information(self, w, re, im, m, whole=False):
        """w F11 - 2 w Re(y* F12) + w abs(y)^2 F22 of BS m, as a matrix; of one beam F11 alone, unless `whole`."""
        at = lambda v, n: np.concatenate([v * (i == n) for i in range(self.J)]) if self.comp else v
        t, a = self.th[m, m], self.gain[m, m]
        seen = sum(self.gain[n, m] * at(steer(N, self.th[n, m]), n) for n in range(self.J)) if self.comp else abs(a) * steer(N, t)
        x = at(np.conj(a * slope(N, t)) - (re + 1j * im) * steer(N, t).conj(), m)
        one_beam = not whole and not symbol and (self.J if self.comp else 1) * K == 1
        return w * L / noise * (np.linalg.norm(slope(M, t)) ** 2 * power(seen.conj()) + (0 if one_beam else M) * power(x))

    def fixed(self, i, t, scale):
        """What power, leakage and information have in the matrix of sender i."""
        mu, nu = np.maximum(t("power", self.J), 0), self.leakage(t)
        Z = -scale * (np.diag(np.repeat(mu, N)) if self.comp else mu[i] * np.eye(N)).astype(complex)
        for m in range(self.J) if self.comp else [i]:
            w, re, im = t("information", self.J, 3)[m]
            Z += scale * ((self.information(w, re, im, m) if w > 0 else 0) + self.amplitudes(t)[m][0])
        for m in [] if self.comp else self.others[i]:
            Z -= scale * nu[i, m] * power(steer(N, self.th[i, m]).conj())
        return Z

    def amplitudes(self, t):
        """Caps on the amplitudes: for every BS a matrix G, and the number that tr(G R) is at least where R keeps them."""
        caps = []
        for m in range(self.J):
            G, least = np.zeros((self.n, self.n), complex), 0.0
            v = steer(N, self.th[m, m]).conj()
            v = np.concatenate([v * (i == m) for i in range(self.J)]) if self.comp else v
            for part, (w, re, im, e) in enumerate(t("amplitude", self.J, 2, 4)[m] if "amplitudeCrbCap" in s else []):
                w, e, y = max(0, w), max(0, e), (re, im)[part]
                G += (self.information(w, re, im, m, True) if w > 0 else 0) + e * L / noise * M * power(v)
                least += (w * y**2 + e) / (2 * s["amplitudeCrbCap"] * abs(self.gain[m, m]) ** 2)
            caps.append((G, least))
        return caps

    def leakage(self, t):
        return np.maximum(t("leakage", self.J, self.J), 0) * (1 - np.eye(self.J)) * (not self.comp)

    def mean(self, i, u, listed):
        """A mean of (h+e)* (h+e)^T over errors of the ball: the sum of v v^H, v = b h* + S* u*, scaled to sum abs(b)^2 = 1 and sum norm(u)^2 <= d^2."""
        listed = listed[np.isfinite(listed).all(1)]
        weight = (abs(listed[:, 0]) ** 2).sum()
        if not weight > 1e-120:
            return power(self.link[i][u])
        b, e = listed[:, :1] / np.sqrt(weight), listed[:, 1:] / np.sqrt(weight)
        e = e / max(1, np.linalg.norm(e) / self.d)
        v = b * self.link[i][u] + (e if self.shape is None else e @ self.shape[i][u].T)
        return v.T @ v.conj()

    def block(self, bs, g, t, infeasible):
        J, users, comp, d = self.J, range(self.users), self.comp, self.d
        cell, sender = (lambda u: u // K), (lambda u: 0 if comp else u // K)
        lam, alpha, beta = (np.maximum(t(*x), 0) for x in (("sinr", J * K), ("intra", J * K), ("inter", J, J * K)))
        caps = infeasible and design != "joint"  # the interference has rows of its own
        own = [b for b in users if not (caps and design != "capsFree") or comp or cell(b) == bs]
        senders = sorted({cell(b) for b in own})
        kappa = lambda b, u: g * lam[u] if not caps else alpha[u] if comp or cell(b) == cell(u) else beta[cell(b), u]
        U = s["maxLeakage"] * self.leakage(t)[senders].sum() - noise * g * lam[own].sum()
        if caps:
            shared = [sum(alpha[u] * (K > 1 or comp) - g * lam[u] for u in own if comp or cell(u) == c) for c in ([0] if comp else senders)]
            emitted = sum(beta[m, u] for m in senders for u in users if cell(u) != m)
            shared += [] if comp or J == 1 else [emitted / (J - 1) - g * lam[own].sum()]
            U += I * sum(max(0, x) if design == "capsFree" else x for x in shared)
        U -= sum(least for m, (_, least) in enumerate(self.amplitudes(t)) if comp or m in senders)
        norms, excess = t("norm", J * K, J * K, self.n, 2) @ [1, 1j], np.zeros(J)
        exact = robustness == "exact" and d > 0
        listed = t("error", self.T, J * K, self.n + 1 if infeasible else 4, 1 + self.n, 2) @ [1, 1j]
        # guaranteedSum has one norm, and so one vector, for all beams of a sender that disturb a user
        one = lambda b, u: b if u == b or robustness != "guaranteedSum" else next(o for o in users if o != u and sender(o) == sender(b))
        for b in own:
            Z = self.fixed(sender(b), t, 1)
            for u in users:
                x, w = self.link[sender(b)][u], lam[u] if u == b else -kappa(b, u)
                Z += w * (self.mean(sender(b), u, listed[sender(b), u]) if exact else power(x))
                if not exact and (u != b or robustness.startswith("guaranteed")):
                    Z -= 2 * d * abs(w) * mixed(x, unit(norms[one(b, u), u])) + (u != b) * d**2 * abs(w) * np.eye(self.n)
            excess[sender(b)] = max(excess[sender(b)], np.linalg.eigvalsh(Z)[-1])
        mu = np.maximum(t("power", J), 0)
        return U + P * sum(mu[m] + excess[0 if comp else m] for m in senders)

    def symbol(self, g, t, infeasible):
        J, T, n, d, comp = self.J, self.T, self.n, self.d, self.comp
        phase, psi = np.array(f["symbolPhase"]).reshape(J * K, L), np.pi / s["pskOrder"]
        F = 0 if comp else (J - 1) * K
        heard = [[m * K + k for m in self.others[i] for k in range(K)] for i in range(T)] if F else [[]]  # users of other cells
        sigma, gamma = np.maximum(t("signal", J * K, L, 2), 0), t("heard", T, F, L, 2) @ [1, 1j]
        level, limit, capped = (np.maximum(t(x, T, F, L), 0) for x in ("level", "limit", "capped"))
        C = np.maximum(abs(gamma), limit + (0 if infeasible else level))  # weight of abs(h^T x) + d norm(x)
        wanted = np.sin(psi) * np.sqrt(g) * sigma.sum(2)  # weight of the amplitude of a user's noise and interference
        cap, share = I / max(1, J - 1), np.maximum(0, C - limit)
        U = P * np.maximum(t("power", J), 0).sum() + s["maxLeakage"] * self.leakage(t).sum()
        U -= sum(least for _, least in self.amplitudes(t))
        if not infeasible:
            squares = np.zeros((J * K, L))
            for i in range(T):
                for j, u in enumerate(heard[i]):
                    squares[u] += share[i, j] ** 2
            scale = np.minimum(1, wanted / np.maximum(np.sqrt(squares), 1e-300))
            U -= np.sqrt(noise) * np.sqrt(np.maximum(0, wanted**2 - squares)).sum()
            U += sum(np.sqrt(cap) * (C[i, j] - share[i, j] * scale[u]).sum() for i in range(T) for j, u in enumerate(heard[i]))
        turns = [] if s["pskOrder"] < 4 else [0] if s["pskOrder"] == 4 else [np.pi / 2 - 2 * psi, 2 * psi - np.pi / 2]
        pairs = [(k, l) for k in range(K) for l in range(k)]
        rho, products = np.maximum(t("received", J * K, L), 0), np.maximum(t("pairs", J, len(pairs), len(turns), L), 0)
        norms, eye = t("norm", T, L, n, 2) @ [1, 1j], np.eye(n)
        for i in range(T):
            fixed, Zs, ps = self.fixed(i, t, 1 / L), [], []
            for k in range(L):
                Z, p, weight = fixed.copy(), np.zeros(n, complex), C[i, :, k].sum()
                for u in range(J * K) if comp else range(i * K, (i + 1) * K):
                    w = sigma[u, k] @ np.exp([1j * (np.pi / 2 - psi), -1j * (np.pi / 2 - psi)])  # sin psi +- j cos psi
                    p += np.conj(w * np.exp(-1j * phase[u, k])) * self.link[i][u]
                    weight += sigma[u, k].sum()
                    Z += rho[u, k] * (power(self.link[i][u]) - (d / np.sin(psi)) ** 2 * eye)
                    U -= rho[u, k] * g * noise
                for j, u in enumerate(heard[i]):
                    p -= gamma[i, j, k] * self.link[i][u]
                    Z -= (g * rho[u, k] + capped[i, j, k]) * (power(self.link[i][u]) + d**2 * eye)
                    U += 0 if infeasible else capped[i, j, k] * cap
                for a, (x, y) in enumerate(pairs):
                    for b, turn in enumerate(turns):
                        w, angle = products[i, a, b, k], turn - phase[i * K + x, k] + phase[i * K + y, k]
                        Z += w * mixed(self.link[i][i * K + y], np.exp(-1j * angle) * self.link[i][i * K + x])
                        Z -= w * np.sin(2 * psi) * (d / np.sin(psi)) ** 2 * eye
                        U -= w * np.sin(2 * psi) * g * noise
                Zs.append(Z)
                ps.append(p - d * weight * unit(norms[i, k]))
            energy = L * P * (J if comp else 1)  # at least sum_s norm(x_s)^2
            top, size = max(np.linalg.eigvalsh(Z)[-1] for Z in Zs), max(np.linalg.norm(Z) for Z in Zs)
            shifts = max(top, 0) + np.logspace(-14, 0, 43) * (size or 1e-9)
            U += min(c * energy + sum(np.vdot(p, np.linalg.solve(c * eye - Z, p)).real / 4 for Z, p in zip(Zs, ps)) for c in shifts)
        if not infeasible:
            return U
        a, b, most = wanted.sum(), C.sum() / np.sqrt(max(1, J - 1)), 0 if comp else np.sqrt(I)  # at the common level r^2
        b += most * capped.sum() / max(1, J - 1)  # r^2 <= r sqrt(I)
        peak = np.sqrt(noise) * b / np.sqrt((a - b) * (a + b)) if b < a else np.inf
        r = most if design == "paper" else min(peak, most)
        return U - a * np.sqrt(noise + r**2) + b * r


rows = []
for name in sys.argv[2:]:
    table = feather.read_table(name)
    rows += table.filter(np.array(table["design_id"]) == row["design_id"]).to_pylist()
if not rows and row["status"] != "infeasible" and row["rcrb_lower_deg"] is None:
    print("nothing to prove: the design is not infeasible and has no lower bound")
elif not rows:
    sys.exit(f"expected certificates of design {row['design_id']}, got none: is the design of this study?")
crb, total, J = np.full(s["cells"], np.nan), np.nan, s["cells"]
for (statement, bs, g), own in groupby(rows, key=lambda r: (r["statement"], r["bs"], r["threshold"])):
    terms = {k: np.concatenate([r["values"] for r in v]) for k, v in groupby(own, key=lambda r: r["term"])}
    terms = {k: np.where(abs(v) < 1e-120, 0, v) for k, v in terms.items()}  # their products leave float64
    values = lambda name, *shape: (terms[name][: int(np.prod(shape))] if name in terms else np.zeros(int(np.prod(shape)))).reshape(shape)
    infeasible, system = statement == "infeasible", System([bs] if design == "blind" else range(J))
    U = system.symbol(g, values, infeasible) if symbol else system.block(0 if design == "blind" else bs, g, values, infeasible)
    if infeasible:
        print(f"infeasible at g = {g}: 0 <= {U} is {'impossible' if U < 0 else 'possible'}")
        if not (U < 0 and row["status"] == "infeasible"):
            sys.exit(f"not proven: the design has status {row['status']}; is it of this study?")
        continue
    w = np.maximum(values("information", J, 3)[:, 0], 0)
    proven = np.sqrt(w).sum() ** 2 / (2 * U)
    crb[bs if bs is not None else []], total = proven, proven if bs is None else total
if not np.isnan(crb).all():
    mean = np.degrees(np.sqrt(np.nanmax([crb.sum(), total]) / J))
    print(f"rcrb_lower_deg {mean} stored {row['rcrb_lower_deg']} | per BS {np.degrees(np.sqrt(crb))} stored {row['rcrb_lower_bs_deg'][:J]}")
    if not (abs(mean / row["rcrb_lower_deg"] - 1) < 1e-7 and np.allclose(np.degrees(np.sqrt(crb)), row["rcrb_lower_bs_deg"][:J], rtol=1e-7)):
        sys.exit("not what is stored: is the design of this study?")
