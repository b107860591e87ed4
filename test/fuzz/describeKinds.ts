import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Order } from './cases.ts';
import { KINDS } from './kinds/allKinds.ts';
import type { Kind } from './kinds/kind.ts';
import { fuzzSettings } from './settings.ts';
import { failureText, type Tally } from './tally.ts';

/** Starts and ends of what a kind is run by. */
const MARGIN_SECONDS = 180;
/** Of so many cases some are refused and some accepted. */
const TELLING = 100;

/**
 * A test for each kind: its cases, in the order of their indices, until there have been enough or its share of the time is spent. The counts are
 * printed, the failures listed with their inputs.
 *
 * @param lane whose shares of time and numbers of cases are used.
 */
export function describeKinds(lane: keyof Kind['share'], run: (order: Order) => Promise<Tally>): void {
  const { seed, seconds, long, only } = fuzzSettings();
  const kinds = KINDS.filter((kind) => kind.share[lane] > 0);
  const shares = kinds.reduce((sum, kind) => sum + kind.share[lane], 0);
  const root = mkdtempSync(join(tmpdir(), `isac-mc-fuzz-${lane}-`));
  const tallies: Tally[] = [];

  describe(`${lane} with broken input, seed ${seed}`, () => {
    afterAll(() => {
      const counts = tallies.map((tally) => `  ${tally.line()}\n`).join('');
      process.stderr.write(`${lane}, seed ${seed}\n${counts}`);
      if (tallies.every((tally) => tally.failed === 0)) rmSync(root, { recursive: true, force: true });
    });

    for (const { name, share, most } of kinds) {
      const own = (seconds * share[lane]) / shares;
      const skipped = only !== null && only.kind !== name;
      it.skipIf(skipped)(`${name} end as they may`, { timeout: 1000 * (own + MARGIN_SECONDS) }, async () => {
        const tally = await run({
          kind: name,
          seed,
          first: only?.index ?? 0,
          end: only ? only.index + 1 : long ? Infinity : most[lane],
          until: Date.now() + 1000 * own,
          root,
        });
        tallies.push(tally);
        const failures = tally.kept.map((failure) => failureText(failure, seed));
        expect(failures, `${tally.failed} failures, of every sort one`).toEqual([]);
        // input that is all refused, or all accepted, tries nothing; changed results may all be found
        if (tally.cases >= TELLING && tally.toFind === 0)
          expect(Math.min(tally.accepted, tally.refused), tally.line()).toBeGreaterThan(0);
      });
    }
  });
}
