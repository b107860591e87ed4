"""A CVXPY problem with parameters: compiled once, solved with Clarabel for every value of them, its parts timed."""

import time

import cvxpy as cp
import numpy as np


def clock():
    """Wall and processor time in seconds."""
    return np.array([time.perf_counter(), time.process_time()])


class Session:
    """Programs of one case, each built once, and the time that their parts took: [wall, processor] seconds."""

    def __init__(self, tolerance):
        names = ("tol_gap_abs", "tol_gap_rel", "tol_feas")
        self.options = {**dict.fromkeys(names, tolerance), "max_threads": 1}
        self.programs = {}
        self.compiling, self.updating, self.solving = np.zeros(2), np.zeros(2), np.zeros(2)
        self.solves, self.statuses = 0, {}

    def program(self, kind, x, *shape):
        """The program of this kind and shape, which the first call builds."""
        key = (kind, *shape)
        if key not in self.programs:
            start = clock()
            self.programs[key] = kind(self, x, *shape)
            self.compiling += clock() - start
        return self.programs[key]

    def times(self):
        return np.array([self.compiling, self.updating, self.solving])

    def recompiling(self):
        """Seconds that one compilation of every program takes where CVXPY is told to forget its parameters."""
        start = time.process_time()
        for program in self.programs.values():
            program.problem.get_problem_data(cp.CLARABEL, ignore_dpp=True, solver_opts=self.options)
        return time.process_time() - start


class Program:
    """Subclasses make variables, parameters and rows in `build`, which returns objective and rows."""

    def __init__(self, session, x, *shape):
        self.session, self.compiled = session, False
        self.problem = cp.Problem(*self.build(x, *shape))
        if not self.problem.is_dcp(dpp=True):
            raise ValueError(f"{type(self).__name__} is not DPP")

    def solve(self):
        """True where Clarabel has a solution; `problem.solve` in its three steps."""
        session, problem = self.session, self.problem
        start = clock()
        data, chain, inverse = problem.get_problem_data(cp.CLARABEL, solver_opts=session.options)
        ready = clock()
        answer = chain.solve_via_data(problem, data, warm_start=True, verbose=False, solver_opts=session.options)
        solved = clock()
        try:
            problem.unpack_results(answer, chain, inverse)
            status = problem.status
        except cp.SolverError:
            status = "failed"
        if self.compiled:
            session.updating += ready - start
        else:
            session.compiling += ready - start
        self.compiled = True
        session.updating += clock() - solved
        session.solving += solved - ready
        session.solves += 1
        session.statuses[status] = session.statuses.get(status, 0) + 1
        self.infeasible = status in ("infeasible", "infeasible_inaccurate")
        return status in ("optimal", "optimal_inaccurate")
