import type { Answer } from './kinds/kind.ts';

/** A case that did not end as it may. */
export interface Failure {
  readonly kind: string;
  readonly index: number;
  /** What was changed. */
  readonly what: string;
  /** What happened. */
  readonly fault: string;
  /** Inputs of the case. */
  readonly folder: string;
}

/** What a kind came to. Failures are counted, and the first one of every sort is kept. */
export class Tally {
  cases = 0;
  accepted = 0;
  refused = 0;
  /** Cases with something to find, and those where it was found. */
  toFind = 0;
  found = 0;
  failed = 0;
  readonly kept: Failure[] = [];
  readonly #sorts = new Set<string>();

  constructor(readonly kind: string) {}

  count({ accepted, found }: Answer): void {
    this.cases++;
    if (accepted) this.accepted++;
    else this.refused++;
    if (found !== undefined) this.toFind++;
    if (found === true) this.found++;
  }

  /** True when it is the first of its sort. */
  fail(failure: Failure): boolean {
    this.cases++;
    this.failed++;
    // of a hang nothing is known but its input
    const sort = sortOf(failure.fault === 'hangs' ? `hangs: ${failure.what}` : failure.fault);
    if (this.#sorts.has(sort)) return false;
    this.#sorts.add(sort);
    this.kept.push(failure);
    return true;
  }

  /** The counts in a line. */
  line(): string {
    const found = this.toFind > 0 ? `, ${this.found} of ${this.toFind} changes found` : '';
    const failed = this.failed > 0 ? `, ${this.failed} FAILED` : '';
    return `${this.kind.padEnd(16)}${String(this.cases).padStart(7)} cases: ${this.refused} refused, ${this.accepted} accepted${found}${failed}`;
  }
}

/** Failures of one sort differ in their numbers, quoted values, paths and whatever a message has in brackets. */
function sortOf(fault: string): string {
  const lines = fault.split('\n').slice(0, 3);
  return lines
    .map((line) =>
      line
        .replace(/\S*\/(\S*)/g, '$1')
        .replace(/["'(].*/, '')
        .replace(/\bgot .*/, '')
        .replace(/-?\d[\d.e+]*/g, '0'),
    )
    .join('\n')
    .slice(0, 300);
}

/** How to see a failure again, for people. */
export function failureText({ kind, index, what, fault, folder }: Failure, seed: string): string {
  const again = `ISAC_MC_FUZZ_SEED=${seed} ISAC_MC_FUZZ_CASE=${kind}:${index} npm run test:fuzz`;
  return `${kind} ${index}: ${what}\n  ${fault.replaceAll('\n', '\n  ')}\n  inputs in ${folder}\n  again with ${again}`;
}
