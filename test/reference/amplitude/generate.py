"""Writes amplitude.json: instances whose scenario caps the CRBs of the amplitudes, of every problem kind, with the optimal values of the
literal programs of ../literal/programs.py.

    venv/bin/python test/reference/amplitude/generate.py

The caps are multiples of abs(a_mm)^2 that bind: what is printed as `largest` is the cap itself. Solvers, tolerances and the environment are those of ../literal/generate.py.
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "literal"))

from generate import Writer, draw, hoisted  # noqa: E402


def largest(document, problem, m):
    """Larger CRB of a part of the amplitude over abs(a_mm)^2 at the values of the variables."""
    gain = document["reflectionGain"]
    unit = gain["re"][m][m] ** 2 + gain["im"][m][m] ** 2
    return max(problem.information.bounds()[1:]) / unit


def capped(name, seed, cap, **size):
    document, echo = draw(name, seed, **size)
    document["scenario"]["amplitudeCrbCap"] = cap
    return document, echo, Writer(document)


def block_cbf(name, seed, cap, robustness="none", bs=0, **size):
    document, echo, w = capped(name, seed, cap, **size)
    one = document["scenario"]["cells"] == 1
    common = {"scheme": "BLP-CBF", "robustness": robustness}
    single = {**common, "problem": "P1.A", "bs": bs, "echoCovariance": echo[bs],
              "interference": {"intraCell": 6.0, "interCell": 0.0 if one else 4.0}, "leakage": document["scenario"]["maxLeakage"]}
    _, nfc = w.forms(**single)
    g = float(f"{0.4 * nfc:.6g}")
    t, problem = w.solve({**single, "form": "threshold", "threshold": g})
    print(name, "cap", cap, "largest", largest(document, problem, bs))
    part_b = {**common, "problem": "P1.B", "bs": bs, "echoCovariance": echo[bs], "threshold": g, "crbCap": float(f"{1.05 * t:.6g}")}
    w.add(**part_b, sinrRow="received", **({} if one else {"interference": {"received": 4.0}}))
    for problem in ("capsFree", "joint"):
        for share in (0.1, 0.6):
            w.add(**common, problem=problem, form="threshold", threshold=float(f"{share * nfc:.6g}"), echoCovarianceOfBs=echo)
    return document


def block_comp(name, seed, cap, robustness="none", **size):
    document, _, w = capped(name, seed, cap, **size)
    common = {"scheme": "BLP-CoMP", "robustness": robustness}
    single = {**common, "problem": "P2.A", "interference": {"coMP": 5.0}}
    _, nfc = w.forms(**single)
    g = float(f"{0.5 * nfc:.6g}")
    t, _ = w.solve({**single, "form": "threshold", "threshold": g})
    w.add(**common, problem="P2.B", threshold=g, crbCap=float(f"{1.02 * t:.6g}"))
    for problem in ("capsFree", "joint"):
        for share in (0.1, 0.9):
            w.add(**common, problem=problem, form="threshold", threshold=float(f"{share * nfc:.6g}"))
    return document


def symbol_cbf(name, seed, cap, robustness="none", bs=0, **size):
    document, echo, w = capped(name, seed, cap, **size)
    single = {"scheme": "SLP-CBF", "robustness": robustness, "problem": "P3.A", "bs": bs, "echoCovariance": echo[bs],
              "interference": {"symbolLevel": 3.0}, "leakage": document["scenario"]["maxLeakage"], "sensingCut": True}
    _, nfc = w.forms(symbol=True, **single)
    g = float(f"{(0.4 * nfc) ** 2:.6g}")
    t, problem = w.solve({**single, "form": "threshold", "threshold": g})
    print(name, "cap", cap, "largest", largest(document, problem, bs))
    w.add(scheme="SLP-CBF", robustness=robustness, problem="P3.B", bs=bs, echoCovariance=echo[bs], threshold=g,
          crbCap=float(f"{1.1 * t:.6g}"), sensingCut=True, sinrRow="received", interference={"received": 3.0})
    return document


def symbol_comp(name, seed, cap, robustness="none", **size):
    document, _, w = capped(name, seed, cap, **size)
    w.forms(symbol=True, scheme="SLP-CoMP", problem="P4", robustness=robustness)
    return document


CASES = {
    "cbf-j2": lambda n: block_cbf(n, 101, 0.2, J=2, K=2, N=6, Nrx=3),
    "cbf-j2-robust": lambda n: block_cbf(n, 102, 0.17, J=2, K=2, N=6, d=0.01, robustness="guaranteed", bs=1),
    "cbf-j1": lambda n: block_cbf(n, 103, 0.05, J=1, K=2, N=6, Nrx=3),
    "comp-j2": lambda n: block_comp(n, 104, 0.5, J=2, K=2, N=4, Nrx=3),
    "comp-j2-robust": lambda n: block_comp(n, 109, 0.5, J=2, K=1, N=4, Nrx=3, d=0.01, robustness="guaranteed"),
    "slp-cbf": lambda n: symbol_cbf(n, 110, 2, J=2, K=1, N=5, Nrx=2, L=6, M=4),
    "slp-cbf-robust": lambda n: symbol_cbf(n, 107, 0.5, J=2, K=1, N=5, Nrx=3, L=5, M=8, d=0.02, robustness="guaranteed", bs=1),
    "slp-comp": lambda n: symbol_comp(n, 108, 0.5, J=2, K=1, N=3, Nrx=2, L=6, M=4),
}


def main():
    path = pathlib.Path(__file__).with_name("amplitude.json")
    documents = [hoisted(CASES[n](n)) for n in sys.argv[1:] or CASES]
    path.write_text("[\n" + ",\n".join(json.dumps(d, separators=(",", ":")) for d in documents) + "\n]\n")


if __name__ == "__main__":
    main()
