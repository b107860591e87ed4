import { describe, expect, it } from 'vitest';
import { symbolLevelSinr } from '../../../src/model/constructiveInterference.ts';
import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../../../src/problems/drawDesignTask.ts';
import type { AchievedTransmit } from '../../../src/problems/symbolLevel/achieveTransmit.ts';
import { symbolTask } from '../../../src/problems/symbolLevel/symbolTask.ts';
import { transmitDesign } from '../../../src/problems/symbolLevel/transmitDesign.ts';
import { NO_COST } from '../../../src/problems/solverCost.ts';

const TIGHTEN = 1e-6;
const SMALL = { usersPerCell: 1, txAntennas: 3, rxAntennas: 3, frameLength: 4 };

/** What is claimed of the vectors of a design of the weighted form, or of a threshold, times `scale`, and what they keep. */
async function claimOf(form: { rho: number } | { thresholdDb: number }, csiErrorRadius: number, scale: number) {
  const scenario = { ...SMALL, csiErrorRadius };
  const task = drawDesignTask({ scheme: 'SLP-CoMP', robustness: 'guaranteed', ...form, scenario });
  const [design] = await designPrecoders([task]);
  const { transmit, sinrBound } = design ?? {};
  if (!transmit || !sinrBound || !task.symbols) throw new Error('expected a design with vectors');
  const vectors = transmit.map((x) => scale * x);
  const transmission = {
    cooperation: 'comp',
    vectors,
    symbolPhase: task.symbols.phase,
    pskOrder: task.symbols.pskOrder,
  } as const;
  const radius = Math.sqrt(task.scenario.cells) * csiErrorRadius;
  const kept = Math.min(...symbolLevelSinr(task.scenario, task.realization.channels, transmission, radius));
  const crb = new Float64Array(task.scenario.cells).fill(1);
  const relaxed = { ...NO_COST, status: 'optimal' as const, merit: 0, crb, steps: [], normalization: null };
  const achieved = { ...NO_COST, status: 'optimal', vectors, crb: [1] } as unknown as AchievedTransmit;
  const made = transmitDesign(symbolTask(task, TIGHTEN), relaxed, sinrBound * (1 + TIGHTEN), [achieved]);
  return { claimed: made.sinrBound, kept, asked: sinrBound };
}

describe('the g that a symbol-level design claims', () => {
  it.each([0, 0.02])('is what vectors of the weighted form keep that end a little short of it, d = %d', async (d) => {
    const { claimed, kept, asked } = await claimOf({ rho: 0 }, d, 1 - 1e-5);
    expect(kept).toBeLessThan(asked);
    expect(claimed).toBeCloseTo(kept, 9);
  });

  it('stays what was asked for where vectors are far from it, keep it, or have a threshold to keep', async () => {
    const far = await claimOf({ rho: 0 }, 0, 0.9);
    const within = await claimOf({ rho: 0 }, 0, 1.01);
    const given = await claimOf({ thresholdDb: 10 }, 0, 1 - 1e-5);
    for (const { claimed, asked } of [far, within, given]) expect(claimed / asked).toBeCloseTo(1, 12);
  });
});
