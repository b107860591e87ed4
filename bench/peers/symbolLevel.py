"""Solves P3.A and P4 of instance files as literal programs in Clarabel: L blocks [R_s x_s; x_s^H 1], every row of every symbol.

    python symbolLevel.py [--tolerance 1e-6] FILE...

The programs are those of test/reference/literal/programs.py. Prints the JSON lines of literal.py.
"""

import argparse
import json
import pathlib
import sys
import time

import cvxpy as cp

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "test" / "reference" / "literal"))
from programs import BUILD, System, options_of  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tolerance", type=float, default=1e-6)
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    for file in args.files:
        with open(file, encoding="utf8") as stream:
            document = json.load(stream)
        for index, p in enumerate(document["problems"]):
            line = {"file": file, "index": index, "solver": "CLARABEL", "objective": None}
            start = time.perf_counter()
            problem = BUILD[p["problem"]](System(document), p)
            problem.get_problem_data("CLARABEL")
            line["compileSeconds"] = time.perf_counter() - start
            start = time.perf_counter()
            try:
                problem.solve(solver="CLARABEL", **options_of("CLARABEL", args.tolerance))
                line["status"] = problem.status
                if problem.status in ("optimal", "optimal_inaccurate"):
                    line["objective"] = float(problem.value) * problem.scale
            except cp.SolverError as error:
                line["status"] = f"failed: {error}"
            wall = time.perf_counter() - start
            stats = problem.solver_stats
            line["solveSeconds"] = stats.solve_time if stats is not None and stats.solve_time else wall
            print(json.dumps(line), flush=True)


main()
