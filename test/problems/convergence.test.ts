import { describe, expect, it } from 'vitest';
import { DESIGNS_OF } from '../../src/problems/capabilities.ts';
import { designPrecoders } from '../../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../../src/problems/drawDesignTask.ts';
import { type PrecoderDesign, SCHEMES } from '../../src/problems/types.ts';

const system = { usersPerCell: 2, txAntennas: 4, rxAntennas: 4, frameLength: 4 };
const one = { ...system, cells: 1, targetAnglesDeg: [[-50]] };

describe.each(SCHEMES.flatMap((scheme) => DESIGNS_OF[scheme].map((design) => [scheme, design] as const)))(
  'steps of %s %s',
  (scheme, design) => {
    const designOf = async (scenario: object): Promise<PrecoderDesign> => {
      const [found] = await designPrecoders([drawDesignTask({ scheme, design, thresholdDb: 3, scenario, seed: 4n })]);
      if (!found?.status.match(/ptimal/)) throw new Error('the threshold is within reach');
      return found;
    };

    it('count from 1 in every round, and the relaxation comes first', async () => {
      const { convergence } = await designOf(system);
      expect(convergence.length === 0).toBe(design === 'blind');
      let [round, count] = [0, 0];
      for (const step of convergence) {
        const own = step.round ?? 0;
        count = own === round ? count + 1 : 1;
        expect(own === round || own === round + 1).toBe(true);
        round = own;
        expect(step.iteration).toBe(count);
      }
    });

    it('name the interference that they were designed for, where there is such a number', async () => {
      const none = (d: PrecoderDesign): boolean => d.convergence.every((s) => Number.isNaN(s.interference));
      const some = (d: PrecoderDesign): boolean => d.convergence.every((s) => s.interference > 0);
      if (design === 'blind') return;
      const [two, alone] = [await designOf(system), await designOf(one)];
      const symbol = scheme.startsWith('SLP');
      expect(scheme === 'SLP-CoMP' || (!symbol && design === 'joint') ? none(two) : some(two)).toBe(true);
      expect(symbol || design === 'joint' ? none(alone) : some(alone)).toBe(true);
    });
  },
);
