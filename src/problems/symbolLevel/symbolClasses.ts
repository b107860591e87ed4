/** Times grouped by their symbol vectors. */
export interface SymbolClasses {
  /** First time of each class (its representative), [classes]. */
  readonly representative: Int32Array;
  /** Share of the frame, [classes]; sums to 1. */
  readonly weight: Float64Array;
  /** Class of each time, [L]. */
  readonly classOf: Int32Array;
  /** Phase of a time's symbol vector relative to its representative, radians, [L]: x_s = exp(j rotation) x_representative. */
  readonly rotation: Float64Array;
}

const TURN = 2 * Math.PI;
/** Phases are multiples of pi/16 at least: far below that, far above rounding. */
const RESOLUTION = 1e-6;

/**
 * Groups times whose symbol vectors differ by a common rotation only: they have the same optimum up to that rotation,
 * because the rows see x_s turned back by the phases of its symbols. There are at most M^(users - 1) classes. Classes are split, largest first, until there are
 * `count` of them, so that all programs of a batch have one shape; a split changes nothing.
 *
 * @param phases [users][L], radians.
 * @param count number of classes wanted, from the number of distinct ones to L.
 */
export function symbolClasses(phases: Float64Array, frameLength: number, count: number): SymbolClasses {
  const L = frameLength;
  const users = phases.length / L;
  const turns = (x: number): number => {
    const r = (((x % TURN) + TURN) % TURN) / TURN;
    return Math.round(r / RESOLUTION) % Math.round(1 / RESOLUTION);
  };
  const groups = new Map<string, number[]>();
  for (let s = 0; s < L; s++) {
    const key = Array.from({ length: users - 1 }, (_, k) =>
      turns((phases[(k + 1) * L + s] as number) - (phases[s] as number)),
    ).join(',');
    const group = groups.get(key);
    if (group) group.push(s);
    else groups.set(key, [s]);
  }
  const classes = [...groups.values()];
  while (classes.length < count) {
    let largest = 0;
    classes.forEach((c, i) => {
      if (c.length > (classes[largest] as number[]).length) largest = i;
    });
    const last = (classes[largest] as number[]).pop();
    if (last === undefined || (classes[largest] as number[]).length === 0)
      throw new Error('internal error: more classes than times');
    classes.push([last]);
  }
  const classOf = new Int32Array(L);
  const rotation = new Float64Array(L);
  classes.forEach((times, c) => {
    for (const s of times) {
      classOf[s] = c;
      rotation[s] = (phases[s] as number) - (phases[times[0] as number] as number);
    }
  });
  return {
    representative: Int32Array.from(classes, (c) => c[0] as number),
    weight: Float64Array.from(classes, (c) => c.length / L),
    classOf,
    rotation,
  };
}

/** Largest number of classes that the symbols of `users` users can have in a frame. */
export function mostClasses(users: number, pskOrder: number, frameLength: number): number {
  return Math.min(frameLength, pskOrder ** (users - 1));
}
