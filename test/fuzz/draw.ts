import { createHash } from 'node:crypto';
import { type Arbitrary, gen, type GeneratorValue, nat, noBias, sample } from 'fast-check';

/** The random choices of one case. */
export class Draw {
  readonly #generate: GeneratorValue;

  constructor(seed: string, kind: string, index: number) {
    const hash = createHash('sha256').update(`${seed}/${kind}/${index}`).digest();
    // without bias: fast-check prefers small and large numbers, which here are indices
    const [generate] = sample(noBias(gen()), { seed: hash.readInt32LE(), numRuns: 1 });
    if (!generate) throw new Error('fast-check made no generator');
    this.#generate = generate;
  }

  /** A value of an arbitrary of fast-check. */
  of<T>(arbitrary: Arbitrary<T>): T {
    return this.#generate(() => arbitrary);
  }

  /** An integer from 0 to n - 1. */
  below(n: number): number {
    return this.#generate(nat, { max: n - 1 });
  }

  /** True with a probability of so many per cent. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** Some of a list, each with a probability of so many per cent, in its order. */
  some<T>(list: readonly T[], percent: number): T[] {
    return list.filter(() => this.chance(percent));
  }
}
