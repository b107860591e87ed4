"""Solves reduced programs, written by exportReduced.ts, with Clarabel's own Python interface.

    python reduced.py [--tolerance 1e-6] FILE...

Each file is {m, n, A: [[row, column, value]], b, c, cones: {nonneg, secondOrder, psd}, informationScale}: minimise c^T x
subject to A x = b and x in the cones, Hermitian blocks of size k as svec (k diagonal entries, sqrt(2) Re of the lower
triangle row by row, sqrt(2) Im of it). Clarabel has real blocks only: W >= 0 becomes [Re W, -Im W; Im W, Re W] >= 0.
Prints one JSON line for each file; the objective is the CRB in rad^2.
"""

import argparse
import json
import time

import clarabel
import numpy as np
from scipy import sparse


def embedding(k):
    """Triplets of the map from the svec of a Hermitian block to the scaled upper triangle of its real embedding."""
    place = {}
    lower = [(i, j) for i in range(k) for j in range(i)]
    for at, pair in enumerate(lower):
        place[pair] = at
    half = len(lower)
    triplets = []
    row = 0
    for column in range(2 * k):
        for line in range(column + 1):
            i, j = line % k, column % k
            scale = 1.0 if line == column else np.sqrt(2.0)
            imaginary = (line < k) != (column < k)
            if i == j:
                if not imaginary:
                    triplets.append((row, i, scale))
            else:
                at = place[(max(i, j), min(i, j))]
                if not imaginary:
                    triplets.append((row, k + at, scale / np.sqrt(2.0)))
                else:
                    # the upper right block is -Im W, and Im W_ij = -Im W_ji
                    sign = -1.0 if i > j else 1.0
                    triplets.append((row, k + half + at, sign * scale / np.sqrt(2.0)))
            row += 1
    return triplets, row


def eliminate(p, free):
    """Rows that define a scalar: a column below `free` with no cost and one coefficient, each row used once.

    Slacks, the entries of the CRB cone and y = W h* of the norms are such columns. Putting the rows in place of them leaves
    Clarabel a smaller system than equalities would.
    """
    uses = {}
    for row, column, value in p["A"]:
        uses.setdefault(column, []).append((row, value))
    defined, taken = {}, set()
    for column in range(free):
        entries = uses.get(column, [])
        if len(entries) == 1 and p["c"][column] == 0 and entries[0][0] not in taken:
            taken.add(entries[0][0])
            defined[column] = entries[0]
    return defined, taken


def problem(p):
    """Data of Clarabel, and the columns of x that are left."""
    n, m = p["n"], p["m"]
    nonneg, second, psd = p["cones"]["nonneg"], p["cones"]["secondOrder"], p["cones"]["psd"]
    free = nonneg + sum(second)
    defined, taken = eliminate(p, free)
    left = [j for j in range(n) if j not in defined]
    rows, columns, values = zip(*p["A"])
    full = sparse.csr_matrix((values, (rows, columns)), shape=(m, n))
    b = np.array(p["b"])
    kept = [i for i in range(m) if i not in taken]
    # x_j + (A_i without x_j) / a = b_i / a, or -x_j + s = 0
    unit = sparse.identity(n, format="csr")
    scalars, bounds = [], []
    for j in range(free):
        if j in defined:
            i, a = defined[j]
            scalars.append(full[i] / a - unit[j])
            bounds.append(b[i] / a)
        else:
            scalars.append(-unit[j])
            bounds.append(0.0)
    blocks, right = [sparse.vstack(scalars)], [bounds]
    cones = []
    if kept:
        blocks.insert(0, full[kept])
        right.insert(0, b[kept])
        cones.append(clarabel.ZeroConeT(len(kept)))
    if nonneg > 0:
        cones.append(clarabel.NonnegativeConeT(nonneg))
    cones += [clarabel.SecondOrderConeT(size) for size in second]
    at = free
    for k in psd:
        triplets, height = embedding(k)
        i, j, v = zip(*triplets)
        blocks.append(sparse.csr_matrix((-np.array(v), (i, np.array(j) + at)), shape=(height, n)))
        right.append(np.zeros(height))
        cones.append(clarabel.PSDTriangleConeT(2 * k))
        at += k * k
    matrix = sparse.csc_matrix(sparse.vstack(blocks, format="csc")[:, left])
    matrix.eliminate_zeros()
    zero = sparse.csc_matrix((len(left), len(left)))
    return (zero, np.array(p["c"])[left], matrix, np.concatenate(right), cones), left


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tolerance", type=float, default=1e-6)
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_threads = 1
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = args.tolerance
    for file in args.files:
        with open(file, encoding="utf8") as stream:
            p = json.load(stream)
        start = time.perf_counter()
        data, left = problem(p)
        build = time.perf_counter() - start
        solution = clarabel.DefaultSolver(*data, settings).solve()
        u = -float(np.dot(np.array(p["c"])[left], solution.x))
        solved = "Solved" in str(solution.status)
        line = {
            "file": file,
            "index": 0,
            "solver": "CLARABEL",
            "status": str(solution.status),
            "objective": 1 / (2 * u * p["informationScale"]) if solved and u > 0 else None,
            "solveSeconds": solution.solve_time,
            "compileSeconds": build,
            "iterations": solution.iterations,
        }
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
