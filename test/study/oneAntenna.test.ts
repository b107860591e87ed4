import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';
import { designPrecoders } from '../../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../../src/problems/drawDesignTask.ts';
import { readInstance } from '../../src/problems/instance.ts';
import { instanceSystem } from '../../src/problems/instanceSystem.ts';
import { studySchema } from '../../src/study/schema.ts';
import { tinyStudy } from './tinyStudy.ts';

const MESSAGE =
  /txAntennas: expected txAntennas or rxAntennas above 1, got 1 and 1: one antenna on both sides tells no angle/;

describe('one antenna on both sides', () => {
  it('is refused by the scenario', () => {
    expect(() => makeScenario({ txAntennas: 1, rxAntennas: 1 })).toThrow(InputError);
    expect(() => makeScenario({ txAntennas: 1, rxAntennas: 1 })).toThrow(MESSAGE);
    expect(makeScenario({ txAntennas: 1, rxAntennas: 2 }).txAntennas).toBe(1);
    expect(makeScenario({ txAntennas: 2, rxAntennas: 1 }).rxAntennas).toBe(1);
  });

  it('is refused where a study is read, in the scenario and in a sweep', () => {
    const one = (sweep: string) => () =>
      tinyStudy((t) =>
        t.replace('txAntennas: 2, rxAntennas: 2', 'txAntennas: 1, rxAntennas: 1').replace('sweep: {', sweep),
      );
    expect(one('sweep: {')).toThrow(InputError);
    expect(one('sweep: {')).toThrow(
      /^tiny\.yaml:3:\d+: scenario\.txAntennas: expected txAntennas or rxAntennas above 1/,
    );
    expect(one('sweep: { txAntennas: [1, 2],')).toThrow(
      /sweep\.txAntennas: expected txAntennas or rxAntennas above 1, got 1 and 1/,
    );
    const sound = tinyStudy();
    expect(studySchema.safeParse({ ...sound, scenario: { ...sound.scenario, txAntennas: 1 } }).success).toBe(true);
  });

  it('is refused by instance files and by designPrecoders', async () => {
    const task = drawDesignTask({ scheme: 'BLP-CBF', thresholdDb: 0, scenario: { txAntennas: 1, rxAntennas: 2 } });
    const scenario = { ...task.scenario, rxAntennas: 1 };
    const instance = { ...instanceSystem('one antenna', scenario, task.realization), problems: [] };
    expect(() => readInstance(instance)).toThrow(InputError);
    expect(() => readInstance(instance)).toThrow(
      /^instance\.scenario\.txAntennas: expected txAntennas or rxAntennas above 1/,
    );
    await expect(designPrecoders([{ ...task, scenario }])).rejects.toThrow(
      /^tasks\[0\]\.scenario\.txAntennas: expected/,
    );
    const [design] = await designPrecoders([task]);
    expect(design?.status).toMatch(/ptimal|infeasible/);
  });
});
