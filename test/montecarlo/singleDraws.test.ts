import { expect, test } from 'vitest';
import { ERROR_LAWS } from '../../src/model/errorLaw.ts';
import { drawErrorsOnCpu } from '../../src/montecarlo/kernels/cpu/errorDrawsCpu.ts';
import { sinrsOfDraws, type SingleDraw } from '../../src/montecarlo/kernels/cpu/singleDraws.ts';
import { weakestFirst } from '../../src/montecarlo/weakestFirst.ts';
import { randomBatch, TRANSMISSIONS } from './randomBatch.ts';

test.each(ERROR_LAWS)('SINRs at single draws are those of the cpu kernel, bit for bit, law %s', async (law) => {
  const draws = 1027;
  const made = randomBatch({
    designs: TRANSMISSIONS.map((name, i) => ({ name, perUser: i % 2 === 0, rows: true })),
    law,
    draws,
    tail: draws,
  });
  const designs = made.designs.map((design) => ({ ...design, receiver: weakestFirst(design.receiver) }));
  const batch = { ...made, designs };
  const answers = drawErrorsOnCpu(batch);
  // in no order, some twice
  const asked = Array.from({ length: 400 }, (_, i): SingleDraw => {
    const design = (7 * i) % 3;
    return { design, user: design === 1 ? -1 : (i % 7) - 1, draw: (i * 611) % draws };
  });
  const found = await sinrsOfDraws(batch, asked);
  const expected = asked.map(({ design, user, draw }) => {
    const answer = answers[design];
    const of = user < 0 ? answer?.smallest : answer?.users[user];
    return of?.tail[of.tailDraws.indexOf(draw)];
  });
  expect([...found]).toStrictEqual(expected);
});

test('no draws, and designs that do not fit into memory together', async () => {
  // rows of 32 MiB each
  const system = { cells: 1, usersPerCell: 1, txAntennas: 1, times: 2 ** 20 };
  const batch = randomBatch({ system, designs: Array.from({ length: 3 }, () => ({ name: 'SLP-CBF' })), draws: 8 });
  expect(await sinrsOfDraws(batch, [])).toHaveLength(0);
  const asked = [2, 0, 1].map((design) => ({ design, user: -1, draw: 5 }));
  const tails = drawErrorsOnCpu(batch).map(({ smallest }) => smallest.tail[smallest.tailDraws.indexOf(5)]);
  expect([...(await sinrsOfDraws(batch, asked))]).toStrictEqual([2, 0, 1].map((design) => tails[design]));
});
