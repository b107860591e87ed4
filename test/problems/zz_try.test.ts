import { test } from 'vitest';
import { drawDesignTask } from '../../src/problems/drawDesignTask.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';
import { designPrecoders } from '../../src/problems/design/designPrecoders.ts';
import { provesInfeasible } from '../../src/problems/certificates.ts';

test('try', async () => {
  for (const scheme of ['BLP-CBF', 'BLP-CoMP', 'SLP-CBF', 'SLP-CoMP'] as const)
    for (const robustness of ['none', 'guaranteed'] as const)
     for (const design of scheme.startsWith('BLP') ? ['paper', 'capsFree', 'joint', ...(scheme === 'BLP-CBF' ? ['blind'] : [])] : ['paper', 'joint']) {
      const tasks: any[] = [];
      for (let r = 0; r < 4; r++)
        for (const db of [10, 20, 25, 30, 35, 40]) {
        const scenario = makeScenario({ csiErrorRadius: robustness === 'none' ? 0 : 0.01 });
        tasks.push(drawDesignTask({ scheme, design, seed: 3n, realizationIndex: r, thresholdDb: db, robustness, scenario } as never));
        }
        const t0 = performance.now();
        const d = await designPrecoders(tasks, { tolerance: 1e-10, tighten: 1e-6, lowerBounds: false });
        const t1 = performance.now();
        const count: Record<string, number> = {};
        for (const x of d) count[x.status] = (count[x.status] ?? 0) + 1;
        d.forEach((x, i) => { if (x.status === 'infeasible' && !provesInfeasible(tasks[i], x.certificates)) console.log('NOT', i); });
        const t2 = performance.now();
        console.log('ZZ', scheme, design, robustness, JSON.stringify(count), Math.round(t1 - t0), 'check', Math.round(t2 - t1));
      }
}, 600000);
