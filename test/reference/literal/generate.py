"""Writes literal.json: instances of every problem kind in other sizes and modes than the reference instances, with the
optimal values of the literal programs of programs.py.

    python -m venv venv && venv/bin/pip install numpy==2.4.6 cvxpy==1.9.3 cvxopt==1.3.3 clarabel==0.11.1
    venv/bin/python test/reference/literal/generate.py [NAME...]

Each program is solved by Clarabel (1e-9) and CVXOPT (1e-9, 1e-8 and 1e-7 until it succeeds). An optimum is stored with
`relTolerance` 1e-6 where the two agree to 5e-7, else with twice their difference (one solver alone: 2e-5). Thresholds near the
edge are 0.97 and 1.03 times the largest feasible g, which is the program's own rho = 0 optimum.
"""

import json
import pathlib
import sys
import warnings

import numpy as np

from programs import System, echo_covariance, solve

warnings.filterwarnings("ignore")


def pair(values):
    values = np.asarray(values)
    return {"re": values.real.tolist(), "im": values.imag.tolist()}


def draw(name, seed, J=2, K=2, N=4, Nrx=None, L=12, d=0.0, M=None, frame=False, noise=1.0, offset=True, power=1e4, leak=None):
    rng = np.random.default_rng(seed)
    Nrx = Nrx or N
    normal = lambda *shape: rng.standard_normal(shape) + 1j * rng.standard_normal(shape)
    channels = normal(J, J, K, N) / np.sqrt(2)
    for n in range(J):
        for m in range(J):
            if n != m:
                channels[n, m] /= np.sqrt(3)
    angles = [[-50.0, 60.0], [-60.0, 50.0]] if J == 2 else rng.uniform(-65, 65, (J, J)).round(1).tolist()
    gain = normal(J, J) / np.sqrt(2 * L * power) / np.where(np.eye(J) > 0, 1, np.sqrt(3))
    document = {
        "format": "isac-mc-instance/1",
        "name": name,
        "scenario": {
            "cells": J, "usersPerCell": K, "txAntennas": N, "rxAntennas": Nrx, "frameLength": L, "powerBudget": power,
            "noisePower": noise, "csiErrorRadius": d, "maxInterference": 10.0 * noise,
            "maxLeakage": leak or round(4 * np.pi * power, 3), "interferenceSnapshots": "frame" if frame else "single",
            "targetAnglesDeg": angles,
        },
        "reflectionGain": pair(gain.round(6)),
        "channels": pair(channels.round(4)),
        "problems": [],
    }
    if M:
        document["scenario"]["pskOrder"] = M
        steps = rng.integers(0, M, (J, K, L))
        document["symbolPhase"] = ((2 * steps + offset) * np.pi / M).round(10).tolist()
    x = System(document)
    transmit = []
    for _ in range(J):
        y = normal(N, N)
        r = y @ y.conj().T
        transmit.append(power * r / np.trace(r).real)
    echo = [echo_covariance(x, m, transmit, frame) for m in range(J)]
    document["echo"] = [pair(np.round((c + c.conj().T) / 2, 4)) for c in echo]
    return document, document["echo"]


class Writer:
    def __init__(self, document):
        self.document = document

    def solve(self, p):
        for solver, tolerance in (("CVXOPT", 1e-8), ("CLARABEL", 1e-9), ("CVXOPT", 1e-6), ("CLARABEL", 1e-7)):
            status, value, problem = solve(self.document, p, solver, tolerance)
            if value is not None:
                return value, problem
        raise RuntimeError(f"{self.document['name']}: no answer to {p['problem']}")

    def add(self, **p):
        answers = {}
        status, value, _ = solve(self.document, p)
        answers["CLARABEL"] = status, value
        for tolerance in (1e-9, 1e-8, 1e-7):
            status, value, _ = solve(self.document, p, "CVXOPT", tolerance)
            if status in ("optimal", "infeasible"):
                break
        answers["CVXOPT"] = status, value
        values = {k: v for k, (s, v) in answers.items() if v is not None}
        if not values:
            statuses = {s for s, _ in answers.values()}
            if "infeasible" not in statuses:
                print("undecided", self.document["name"], p["problem"], answers, flush=True)
                return
            expected = {"status": "infeasible", "objective": None}
        else:
            best = values.get("CVXOPT", values.get("CLARABEL"))
            if abs(best) < 1e-9:
                return  # an optimum of 0 has no relative error
            if len(values) == 2:
                difference = abs(values["CVXOPT"] - values["CLARABEL"]) / abs(best)
                tolerance = max(1e-6, 2 * difference)
                if answers["CVXOPT"][0] == "optimal" and answers["CLARABEL"][0] != "optimal":
                    tolerance = 1e-6
            else:
                # its tolerance is absolute below 1
                alone = "CVXOPT" in values and answers["CVXOPT"][0] == "optimal"
                tolerance = max(1e-6, 2e-8 / abs(best)) if alone else 2e-5
            expected = {"status": "optimal", "objective": best, "relTolerance": float(f"{tolerance:.2g}")}
        print(self.document["name"], p["problem"], p.get("form", ""), p.get("rho", ""), answers, expected, flush=True)
        self.document["problems"].append({**p, "expected": expected})

    def ends(self, **p):
        """NFR and NFC: t at rho = 1 and the largest g (c at symbol level)."""
        weighted = {**p, "form": "weighted", "nfr": 1.0}
        worst, _ = self.solve({**weighted, "rho": 1.0, "nfc": 1.0})
        for unit in (1.0, 10.0, 100.0, 1000.0):
            try:
                largest = unit * self.solve({**weighted, "rho": 0.0, "nfc": unit})[0]
                break
            except RuntimeError:
                continue
        # literals of a file, not results: six digits
        return float(f"{-worst:.6g}"), float(f"{largest:.6g}")

    def forms(self, edge=(0.6, 0.97, 1.03), rhos=(0.0, 0.3, 1.0), symbol=False, **p):
        nfr, nfc = self.ends(**p)
        for share in edge:
            g = (share * nfc) ** 2 if symbol else share * nfc
            self.add(**p, form="threshold", threshold=float(f"{g:.6g}"))
        for rho in rhos:
            self.add(**p, form="weighted", rho=rho, nfr=nfr, nfc=nfc)
        return nfr, nfc


def block_cbf(name, seed, robustness="none", leak=None, caps=(6.0, 4.0), bs=0, parts="ABN", **size):
    document, echo = draw(name, seed, **size)
    s = document["scenario"]
    w = Writer(document)
    common = {"scheme": "BLP-CBF", "robustness": robustness}
    single = {**common, "problem": "P1.A", "bs": bs, "echoCovariance": echo[bs],
              "interference": {"intraCell": caps[0], "interCell": caps[1] if s["cells"] > 1 else 0.0},
              "leakage": leak or s["maxLeakage"]}
    _, nfc = w.forms(**single)
    if "B" in parts:
        g = float(f"{0.5 * nfc:.6g}")
        t, problem = w.solve({**single, "form": "threshold", "threshold": g})
        bounds = problem.information.bounds()
        part_b = {**common, "problem": "P1.B", "bs": bs, "echoCovariance": echo[bs], "threshold": g,
                  "crbCap": float(f"{1.05 * t:.6g}")}
        w.add(**part_b, sinrRow="emitted")
        w.add(**part_b, sinrRow="received", interference={"received": caps[1]})
        amplitude = [float(f"{1.03 * b:.6g}") for b in bounds[1:]]
        w.add(**part_b, sinrRow="emitted", amplitudeCrbCaps=amplitude)
        w.add(**part_b, sinrRow="received", amplitudeCrbCaps=amplitude, interference={"received": caps[1]})
        w.add(**{**part_b, "crbCap": float(f"{0.3 * t:.6g}")}, sinrRow="emitted")
    if "N" in parts:
        for problem in ("capsFree", "joint"):
            for share in (0.1, 0.6, 40.0):
                w.add(**common, problem=problem, form="threshold", threshold=float(f"{share * nfc:.6g}"), echoCovarianceOfBs=echo)
    return document


def block_comp(name, seed, robustness="none", cap=5.0, **size):
    document, _ = draw(name, seed, **size)
    w = Writer(document)
    common = {"scheme": "BLP-CoMP", "robustness": robustness}
    single = {**common, "problem": "P2.A", "interference": {"coMP": cap}}
    _, nfc = w.forms(**single)
    g = float(f"{0.5 * nfc:.6g}")
    t, _ = w.solve({**single, "form": "threshold", "threshold": g})
    w.add(**common, problem="P2.B", threshold=g, crbCap=float(f"{1.02 * t:.6g}"))
    for problem in ("capsFree", "joint"):
        for share in (0.1, 0.9):
            w.add(**common, problem=problem, form="threshold", threshold=float(f"{share * nfc:.6g}"))
    return document


def symbol_cbf(name, seed, robustness="paper", level=3.0, leak=None, bs=0, cut=(False, True), **size):
    document, echo = draw(name, seed, **size)
    s = document["scenario"]
    w = Writer(document)
    common = {"scheme": "SLP-CBF", "robustness": robustness if s["csiErrorRadius"] > 0 else "none"}
    caps = {"interference": {"symbolLevel": level}} if s["cells"] > 1 else {}
    for with_cut in cut:
        single = {**common, "problem": "P3.A", "bs": bs, "echoCovariance": echo[bs], **caps, "leakage": leak or s["maxLeakage"],
                  **({"sensingCut": True} if with_cut else {})}
        _, nfc = w.forms(symbol=True, **single)
        if s["cells"] == 1:
            break
        g = float(f"{(0.5 * nfc) ** 2:.6g}")
        t, _ = w.solve({**single, "form": "threshold", "threshold": g})
        part_b = {**common, "problem": "P3.B", "bs": bs, "echoCovariance": echo[bs], "threshold": g,
                  "crbCap": float(f"{1.05 * t:.6g}"), **({"sensingCut": True} if with_cut else {})}
        w.add(**part_b)
        w.add(**part_b, sinrRow="received", interference={"received": level})
    return document


def symbol_amplitude(name, seed, shares=(1.001, 1.05, 1.5, 1e3), leak=None, level=3.0, bs=0, robustness="paper", **size):
    """P3.B with caps on the amplitudes' CRBs: multiples of their values at P3.A's optimum, tight, generous, unequal and out of reach."""
    document, echo = draw(name, seed, **size)
    s = document["scenario"]
    w = Writer(document)
    common = {"scheme": "SLP-CBF", "robustness": robustness if s["csiErrorRadius"] > 0 else "none", "bs": bs, "echoCovariance": echo[bs]}
    single = {**common, "problem": "P3.A", "interference": {"symbolLevel": level}, "leakage": leak or s["maxLeakage"], "sensingCut": True}
    _, nfc = w.ends(**single)
    g = float(f"{(0.4 * nfc) ** 2:.6g}")
    t, problem = w.solve({**single, "form": "threshold", "threshold": g})
    best = problem.information.bounds()[1:]
    for rows in ({}, {"sinrRow": "received", "interference": {"received": level}}, {"sensingCut": True}):
        part_b = {**common, "problem": "P3.B", "threshold": g, "crbCap": float(f"{1.1 * t:.6g}"), **rows}
        w.add(**part_b)
        for share in shares:
            w.add(**part_b, amplitudeCrbCaps=[float(f"{share * b:.6g}") for b in best])
        w.add(**part_b, amplitudeCrbCaps=[float(f"{1.02 * best[0]:.6g}"), float(f"{100 * best[1]:.6g}")])
        w.add(**part_b, amplitudeCrbCaps=[float(f"{1e-3 * b:.6g}") for b in best])
    return document


def symbol_comp(name, seed, robustness="paper", **size):
    document, _ = draw(name, seed, **size)
    w = Writer(document)
    w.forms(symbol=True, scheme="SLP-CoMP", problem="P4",
            robustness=robustness if document["scenario"]["csiErrorRadius"] > 0 else "none")
    return document


CASES = {
    "cbf-j1-k1": lambda n: block_cbf(n, 1, J=1, K=1, N=3, L=8, parts="AB"),
    "cbf-j1-k4": lambda n: block_cbf(n, 2, J=1, K=4, N=5, Nrx=4, L=60, d=0.02, robustness="guaranteed", parts="AB"),
    "cbf-j2-k1": lambda n: block_cbf(n, 3, J=2, K=1, N=3, Nrx=5, L=10, frame=True),
    "cbf-j2-k2-paper": lambda n: block_cbf(n, 4, J=2, K=2, N=4, d=0.03, robustness="paper", bs=1),
    "cbf-j2-k2-guaranteed": lambda n: block_cbf(n, 5, J=2, K=2, N=5, d=0.02, robustness="guaranteed", leak=800.0),
    "cbf-j2-k2-sum": lambda n: block_cbf(n, 6, J=2, K=2, N=5, d=0.02, robustness="guaranteedSum"),
    "cbf-j3-k1": lambda n: block_cbf(n, 7, J=3, K=1, N=4, leak=2000.0, bs=2, frame=True),
    "cbf-j3-k2": lambda n: block_cbf(n, 8, J=3, K=2, N=7, d=0.01, robustness="guaranteed", bs=1),
    "cbf-noise": lambda n: block_cbf(n, 9, J=2, K=2, N=4, noise=2.5, caps=(12.0, 9.0), power=3e3),
    "comp-j1": lambda n: block_comp(n, 10, J=1, K=2, N=4),
    "comp-j2-k1": lambda n: block_comp(n, 11, J=2, K=1, N=3, d=0.05, robustness="guaranteed"),
    "comp-j2-k2-sum": lambda n: block_comp(n, 12, J=2, K=2, N=3, d=0.02, robustness="guaranteedSum"),
    "comp-j2-k2-paper": lambda n: block_comp(n, 13, J=2, K=2, N=3, Nrx=4, d=0.02, robustness="paper", L=50),
    "comp-j3-k1": lambda n: block_comp(n, 14, J=3, K=1, N=2, noise=0.5, cap=2.0),
    "slp-cbf-j1-m2": lambda n: symbol_cbf(n, 20, J=1, K=2, N=3, L=7, M=2, d=0.02),
    "slp-cbf-j2-m4": lambda n: symbol_cbf(n, 21, J=2, K=2, N=4, L=8, M=4, leak=1500.0),
    "slp-cbf-j2-m8": lambda n: symbol_cbf(n, 22, J=2, K=1, N=3, L=6, M=8, d=0.02, bs=1, offset=False),
    "slp-cbf-j2-m16": lambda n: symbol_cbf(n, 23, J=2, K=3, N=6, L=6, M=16, level=0.5),
    "slp-cbf-j3-m2": lambda n: symbol_cbf(n, 24, J=3, K=1, N=4, L=6, M=2, d=0.03, level=5.0, bs=2, frame=True),
    "slp-cbf-j2-k4": lambda n: symbol_cbf(n, 25, J=2, K=4, N=8, L=8, M=4, d=0.01, cut=(True,)),
    "slp-cbf-noise": lambda n: symbol_cbf(n, 26, J=2, K=2, N=4, L=5, M=8, noise=2.0, level=7.0, cut=(True,)),
    "slp-cbf-wide": lambda n: symbol_cbf(n, 27, J=2, K=1, N=7, L=8, M=4, d=0.02, cut=(True,)),
    "slp-cbf-amplitude": lambda n: symbol_amplitude(n, 28, J=2, K=1, N=3, L=4, M=4, leak=1500.0),
    "slp-cbf-amplitude-robust": lambda n: symbol_amplitude(n, 29, J=2, K=2, N=3, Nrx=2, L=3, M=8, d=0.02, bs=1, frame=True),
    "slp-cbf-amplitude-j3": lambda n: symbol_amplitude(n, 40, J=3, K=1, N=3, L=3, M=2, level=6.0, shares=(1.1, 1e4)),
    "slp-comp-wide": lambda n: symbol_comp(n, 35, J=1, K=2, N=7, L=7, M=4, d=0.01),
    "slp-comp-j1-m8": lambda n: symbol_comp(n, 30, J=1, K=2, N=4, L=8, M=8, d=0.03),
    "slp-comp-j2-m2": lambda n: symbol_comp(n, 31, J=2, K=1, N=3, L=6, M=2),
    "slp-comp-j2-m4": lambda n: symbol_comp(n, 32, J=2, K=2, N=3, L=6, M=4, d=0.02),
    "slp-comp-j2-m16": lambda n: symbol_comp(n, 33, J=2, K=2, N=2, L=6, M=16, d=0.01, Nrx=3),
    "slp-comp-j3-m4": lambda n: symbol_comp(n, 34, J=3, K=1, N=2, L=7, M=4, offset=False),
}


def hoisted(document):
    """The echo covariances of the problems once for the instance; readers give them back to every problem in CBF."""
    problems = []
    for p in document["problems"]:
        p = dict(p)
        own, every = p.pop("echoCovariance", None), p.pop("echoCovarianceOfBs", None)
        if own is not None or every is not None:
            document["echoCovarianceOfBs"] = document["echo"]
        problems.append(p)
    return {**{k: v for k, v in document.items() if k != "echo"}, "problems": problems}


def main():
    path = pathlib.Path(__file__).with_name("literal.json")
    done = {d["name"]: d for d in json.loads(path.read_text())} if path.exists() else {}
    for name in sys.argv[1:] or CASES:
        done[name] = hoisted(CASES[name](name))
        documents = [done[n] for n in CASES if n in done]
        path.write_text("[\n" + ",\n".join(json.dumps(d, separators=(",", ":")) for d in documents) + "\n]\n")


if __name__ == "__main__":
    main()
