import { directionsLength, fillDirections, type SamplingOptions } from './csiErrors.ts';
import type { Scenario } from './scenario.ts';

/** Of one thread. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * The error draws of one realization, made once for all designs that are evaluated under them: they depend on the seed, the
 * realization, the law and the size of the system, and on the radius by a factor. Those of the last realization that was
 * asked for are kept, as far as 64 MiB go.
 */
export class SharedCsiErrors {
  readonly #mostBytes: number;
  readonly #kept = new Map<string, Float64Array>();
  #realization = '';
  #bytes = 0;

  /** @param mostBytes memory for draws, default 64 MiB. */
  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /**
   * All draws of a realization before they have a radius (`fillDirections`), one after the other; null where they would take
   * too much memory.
   *
   * @throws InputError when a part of the key is out of range.
   */
  directions(scenario: Scenario, options: Omit<SamplingOptions, 'radius'>): Float64Array | null {
    const { seed, realization, draws, errorLaw = 'ball' } = options;
    const owner = `${seed}/${realization}`;
    if (owner !== this.#realization) {
      this.#kept.clear();
      this.#realization = owner;
      this.#bytes = 0;
    }
    const { cells, usersPerCell, txAntennas } = scenario;
    const key = [cells, usersPerCell, txAntennas, errorLaw, draws].join('/');
    const known = this.#kept.get(key);
    if (known) return known;
    const length = directionsLength(scenario);
    const bytes = Float64Array.BYTES_PER_ELEMENT * length * draws;
    if (this.#bytes + bytes > this.#mostBytes) return null;
    const made = new Float64Array(length * draws);
    for (let draw = 0; draw < draws; draw++)
      fillDirections(scenario, { seed, realization, draw, errorLaw }, made, draw * length);
    this.#kept.set(key, made);
    this.#bytes += bytes;
    return made;
  }
}
