import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fillQuotes, QUOTES } from '../../scripts/results/quotes.ts';
import { readStoredRuns } from '../../scripts/results/storedRun.ts';
import { packageRoot } from '../../src/packageRoot.ts';
import { storedDesign, storedRun } from './storedRows.ts';

function folded(text: string): string {
  return text.replace(/\s+/g, ' ');
}

describe('sentences that quote a stored run', () => {
  const runs = readStoredRuns();

  it.each(QUOTES)('$page has $name as the rows give it: npm run docs', ({ page, text }) => {
    expect(folded(readFileSync(join(packageRoot(), page), 'utf8'))).toContain(folded(text(runs)));
  });

  it('have no numbers of their own: without runs they quote none', () => {
    for (const { text } of QUOTES) expect(text(new Map()).replace('Fig. 7', '')).not.toMatch(/\d/);
  });

  it('are written into their place and nowhere else', () => {
    const rows = [
      storedDesign({
        robustness: 'paper',
        worst_sampled_sinr_db: 10.2,
        worst_exact_sinr_db: 9.75,
        holds_over_ball: false,
      }),
      storedDesign({ robustness: 'paper', realization: 1, worst_sampled_sinr_db: 10.1, worst_exact_sinr_db: 10.05 }),
      storedDesign({ robustness: 'guaranteed', worst_sampled_sinr_db: 10.2, worst_exact_sinr_db: 10.1 }),
    ];
    const page = 'before <!-- quote fig7-paper -->old, 3 of 4<!-- /quote --> after\n';
    const filled = fillQuotes('docs/corrections.md', page, new Map([['fig7', storedRun('fig7', rows)]]));
    expect(folded(filled)).toBe(
      'before <!-- quote fig7-paper -->In Fig. 7 (2 draws) the exact worst case lies below the threshold in 1 of 2 block-level designs with ' +
        '`robustness: paper`, by up to 0.25 dB; the SINR at the drawn errors lies below it in none of 2.<!-- /quote --> after ',
    );
    expect(() => fillQuotes('docs/corrections.md', 'no place', new Map())).toThrow('quote fig7-paper');
  });
});
