import { dropDependentRows } from './dropDependentRows.ts';
import { eliminateFree } from './eliminateFree.ts';
import { eliminateSingletons } from './eliminateSingletons.ts';
import type { Reduction, StandardProgram } from './standardProgram.ts';

/** A program without free variables and dependent rows that answers the given one; its rows have norms near 1. */
export function reduceProgram(program: StandardProgram): Reduction {
  const first = eliminateSingletons(program);
  const second = compose(first, eliminateFree(first.program));
  return compose(second, dropDependentRows(second.program));
}

/** One reduction after the other; claims of the later one in the terms of the larger program. */
function compose(outer: Reduction, inner: Reduction): Reduction {
  return {
    program: inner.program,
    primal: (x, homogeneous) => outer.primal(inner.primal(x, homogeneous), homogeneous),
    dual: (y, homogeneous) => outer.dual(inner.dual(y, homogeneous), homogeneous),
    ray: outer.ray ?? (inner.ray && outer.primal(inner.ray, true)),
    proof: outer.proof ?? (inner.proof && outer.dual(inner.proof, true)),
  };
}
