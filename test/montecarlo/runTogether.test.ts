import { describe, expect, it } from 'vitest';
import { runTogether } from '../../src/montecarlo/kernels/cuda/runTogether.ts';

interface Batch {
  readonly name: string;
  readonly threads: number;
  readonly bytes?: number;
  readonly designs: readonly number[];
}

/** What was taken and run, in order, and the answers. */
async function follow(batches: readonly Batch[]): Promise<{ events: string[]; answers: number[][] }> {
  const events: string[] = [];
  function* lazily(): Generator<Batch> {
    for (const batch of batches) {
      events.push(`take ${batch.name}`);
      yield batch;
    }
  }
  const answers = await runTogether(lazily(), {
    kindOf: ({ name }) => name.slice(0, 1),
    sizeOf: ({ threads, bytes = 100 }) => ({ threads, bytes }),
    run: async (own) => {
      events.push(`run ${own.map(({ name }) => name).join(' ')}`);
      return own.flatMap(({ designs }) => designs.map((x) => 10 * x));
    },
  });
  return { events, answers };
}

describe('batches that are run together', () => {
  it('are those of one kind, in their order, until they fill a card', async () => {
    const { events, answers } = await follow([
      { name: 'a1', threads: 100_000, designs: [1, 2] },
      { name: 'b1', threads: 10, designs: [3] },
      { name: 'a2', threads: 100_000, designs: [] },
      { name: 'a3', threads: 100_000, designs: [4] },
      { name: 'a4', threads: 1e6, designs: [5, 6, 7] },
      { name: 'a5', threads: 5, designs: [8] },
    ]);
    expect(events.join(', ')).toBe(
      'take a1, take b1, take a2, take a3, run a1 a2 a3, take a4, run a4, take a5, run b1, run a5',
    );
    expect(answers).toEqual([[10, 20], [30], [], [40], [50, 60, 70], [80]]);
  });

  it('wait no longer than there is memory for them', async () => {
    const large = { threads: 1, bytes: 2 ** 25, designs: [1] };
    const { events, answers } = await follow(['a1', 'b1', 'a2', 'c1', 'a3'].map((name) => ({ name, ...large })));
    expect(events.join(', ')).toBe(
      'take a1, take b1, run a1, run b1, take a2, take c1, run a2, run c1, take a3, run a3',
    );
    expect(answers).toHaveLength(5);
  });

  it('may be none', async () => {
    expect(await follow([])).toEqual({ events: [], answers: [] });
  });
});
