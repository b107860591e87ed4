"""Solves reduced programs, written by exportReduced.ts, with SCS as they are: Hermitian blocks in its complex semidefinite cone `cs` (SCS 3.2.8 or later).

    python reducedScs.py [--tolerance 1e-6] [--time-limit 30] FILE...

Prints the JSON lines of reduced.py, which says what the files hold.
"""

import argparse
import json
import time

import numpy as np
import scs
from reduced import eliminate
from scipy import sparse


def places(k):
    """Where SCS has the coordinates of a block: lower triangle column by column, diagonal entries alone, others as sqrt(2) (Re, Im)."""
    lower = {(i, j): at for at, (i, j) in enumerate((i, j) for i in range(k) for j in range(i))}
    result, half = [], len(lower)
    for j in range(k):
        result.append(j)
        for i in range(j + 1, k):
            result += [k + lower[i, j], k + half + lower[i, j]]
    return result


def problem(p):
    """Data and cones of SCS, and the columns of x that are left. Scalars that a row defines are put in place, as for Clarabel."""
    n, m = p["n"], p["m"]
    nonneg, second, psd = p["cones"]["nonneg"], p["cones"]["secondOrder"], p["cones"]["psd"]
    free = nonneg + sum(second)
    defined, taken = eliminate(p, free)
    rows, columns, values = zip(*p["A"])
    full, b = sparse.csr_matrix((values, (rows, columns)), shape=(m, n)), np.array(p["b"])
    unit = sparse.identity(n, format="csr")
    kept = [i for i in range(m) if i not in taken]
    blocks, right = [full[kept]], [b[kept]]
    for j in range(free):
        i, a = defined.get(j, (None, None))
        blocks.append(-unit[j] if i is None else full[i] / a - unit[j])
        right.append([0.0 if i is None else b[i] / a])
    at = free
    for k in psd:
        blocks.append(-unit[[at + place for place in places(k)]])
        right.append(np.zeros(k * k))
        at += k * k
    left = [j for j in range(n) if j not in defined]
    matrix = sparse.csc_matrix(sparse.vstack(blocks, format="csc")[:, left])
    matrix.eliminate_zeros()
    data = {"A": matrix, "b": np.concatenate(right), "c": np.array(p["c"], float)[left]}
    return data, {"z": len(kept), "l": nonneg, "q": list(second), "cs": list(psd)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tolerance", type=float, default=1e-6)
    parser.add_argument("--time-limit", type=float, default=30.0)
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    for file in args.files:
        with open(file, encoding="utf8") as stream:
            p = json.load(stream)
        start = time.perf_counter()
        data, cones = problem(p)
        build = time.perf_counter() - start
        limits = {"time_limit_secs": args.time_limit, "max_iters": 10**7}
        start = time.process_time()
        solution = scs.solve(data, cones, verbose=False, eps_abs=args.tolerance, eps_rel=args.tolerance, **limits)
        info = solution["info"]
        u = -info["pobj"]
        solved = info["status_val"] in (1, 2)
        line = {
            "file": file,
            "index": 0,
            "solver": "SCS",
            "status": info["status"],
            "objective": 1 / (2 * u * p["informationScale"]) if solved and u > 0 else None,
            "solveSeconds": (info["setup_time"] + info["solve_time"]) / 1000,
            "processorSeconds": time.process_time() - start,
            "compileSeconds": build,
            "iterations": info["iter"],
        }
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
