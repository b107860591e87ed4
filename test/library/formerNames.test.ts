import { describe, expect, it } from 'vitest';
import { certify, designPrecoders, drawDesignTask } from '../../src/index.ts';

describe('names of the former version', () => {
  it('certify tells meetsClaim as certified too, where it is true and where it is not', async () => {
    const task = drawDesignTask({ scheme: 'BLP-CBF', thresholdDb: 5, realizationIndex: 0 });
    const [design] = await designPrecoders([task]);
    const precoders = design?.precoders ?? new Float64Array(0);
    const claim = { cooperation: 'cbf', precoders, robustness: 'none' } as const;
    const [met, missed] = [1, 1e6].map((threshold) =>
      certify(task.scenario, task.realization, { ...claim, threshold }),
    );
    expect(met).toMatchObject({ meetsClaim: true, holdsOverBall: true, certified: true, failed: [] });
    expect(missed).toMatchObject({ meetsClaim: false, holdsOverBall: false, certified: false, failed: ['sinr'] });
  });
});
