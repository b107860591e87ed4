/**
 * The steps in the order of their worth: a run that is cut short leaves what matters. `until` is the share of the time at which a step
 * begins nothing more, so that the next ones have their part; what a step leaves over is theirs.
 */
export const STEPS = {
  /** The suites of the solver and the reference instances. */
  suites: { until: 0.15 },
  /** The same bytes as the emulator. */
  bytes: { until: 0.2 },
  /** Error draws and symbol errors: the same bytes as the cpu kernel, CSI error realizations and symbol decisions per second. */
  draws: { until: 0.3 },
  /** NVIDIA's compute-sanitizer on one program of each kind. */
  sanitizer: { until: 0.38 },
  /** Programs per second. */
  throughput: { until: 0.57 },
  /** Programs from channels to checked results. */
  host: { until: 0.61 },
  /** Threads a program. */
  threads: { until: 0.68 },
  /** Where the kernel's time goes, by NVIDIA's ncu. */
  profile: { until: 0.75 },
  /** Whole studies beside the cpu backend. */
  studies: { until: 1 },
} as const;

/** One of `STEPS`. */
export type StepName = keyof typeof STEPS;

/** All of them, in their order. */
export const STEP_NAMES = Object.keys(STEPS) as StepName[];

/** The time that is left. */
export class Budget {
  readonly #begin = performance.now();
  readonly #seconds: number;

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  /** Seconds until a step begins nothing more, 0 when it is late. */
  left(step: StepName): number {
    return Math.max(0, this.#seconds * STEPS[step].until - this.spent());
  }

  /** Seconds since the start. */
  spent(): number {
    return (performance.now() - this.#begin) / 1000;
  }
}
