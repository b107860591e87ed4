import { describe, expect, it } from 'vitest';
import { WorkerTeam } from '../../../src/study/workers/workerTeam.ts';

const member = (name: string) => ({
  name,
  closed: 0,
  close: async function (this: { closed: number }) {
    this.closed++;
  },
});

describe('WorkerTeam', () => {
  it('hands out each worker once, and the next one that comes back', async () => {
    const [a, b] = [member('a'), member('b')];
    const team = new WorkerTeam([a, b]);
    expect([await team.take(), await team.take()]).toEqual([a, b]);
    const third = team.take();
    team.give(b);
    expect(await third).toBe(b);
  });

  it('lets all go but the last one, whose work the others do', async () => {
    const [a, b, c] = [member('a'), member('b'), member('c')];
    const team = new WorkerTeam([a, b, c]);
    for (const one of [a, b]) {
      expect(await team.take()).toBe(one);
      expect(await team.dismiss(one)).toBe(true);
      team.give(one); // does not come back
    }
    expect(team.size).toBe(1);
    expect(await team.take()).toBe(c);
    expect(await team.dismiss(c)).toBe(false);
    team.give(c);
    expect(await team.take()).toBe(c);
    await team.close();
    expect([a.closed, b.closed, c.closed]).toEqual([1, 1, 1]);
  });
});
