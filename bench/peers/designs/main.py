"""Designs precoders in a CVXPY + Clarabel loop: for every channel and threshold of the files the programs that the design needs, precoders, checks.

    python main.py [--tolerance 1e-6] [--seconds 300] FILE...

Each FILE is an instance of format isac-mc-instance/1 with a further field `design`: {kind, threshold, robust}, kind as in `BLP-CBF joint`. Programs of one
shape are compiled once, with parameters. Prints one JSON line for each design and a last one for the session; no design starts after `seconds`.
"""

import argparse
import json
import time

from blockDesigns import design_block
from literal import System
from program import Session, clock
from symbolDesigns import design_symbol


def complex_lists(array):
    return {"re": array.real.tolist(), "im": array.imag.tolist()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tolerance", type=float, default=1e-6)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    session, end = Session(args.tolerance), time.monotonic() + args.seconds
    for file in args.files:
        if time.monotonic() > end:
            break
        with open(file, encoding="utf8") as stream:
            document = json.load(stream)
        asked = document["design"]
        x = System(document)
        kind, threshold, robust = asked["kind"], asked["threshold"], asked["robust"]
        before, solves = session.times(), session.solves
        start = clock()
        design = (design_block if kind.startswith("BLP") else design_symbol)(session, x, kind, threshold, robust)
        whole = clock() - start
        compiling, updating, solving = session.times() - before
        vectors = design.pop("vectors", None)
        line = {
            "file": file,
            **design,
            "vectors": None if vectors is None else complex_lists(vectors),
            # [wall, processor] seconds; what compiles once for all designs is not in them
            "seconds": list(whole - compiling),
            "updating": list(updating),
            "solving": list(solving),
            "solves": session.solves - solves,
        }
        print(json.dumps(line), flush=True)
    last = {"compiling": list(session.compiling), "statuses": session.statuses, "recompiling": session.recompiling()}
    print(json.dumps(last), flush=True)


main()
