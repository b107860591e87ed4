import { describe, expect, it } from 'vitest';
import { beamsOf } from '../../src/model/beamsOf.ts';
import { fisherCbf, fisherComp } from '../../src/model/fim.ts';
import { cramerRaoBounds } from '../../src/model/crb.ts';
import { hermitianEigen } from '../../src/linalg/hermitianEigen.ts';
import type { PrecodingProgram, PrecodingSolution } from '../../src/problems/precodingProgram.ts';
import { solvePrecodingPrograms } from '../../src/problems/solvePrecodingPrograms.ts';
import { ROBUSTNESS } from '../../src/problems/types.ts';
import {
  type Hermitian,
  blocksOf,
  channelOf,
  interferenceBound,
  power,
  stackedChannelOf,
  steering,
  sumOf,
  trace,
  usefulBound,
} from './naivePowers.ts';
import { THREE_CELLS, expectClose, makeProgram } from './precodingFixtures.ts';

// Rows are solved to merit 1e-8 in units of their right-hand side; a solution may miss one by a small multiple of that.
const ROW = 1e-6;
/** `exact` has no bound of errors in its rows (exactPrograms.test.ts). */
const BOUNDING = ROBUSTNESS.filter((robustness) => robustness !== 'exact');

function expectAtMost(value: number, bound: number, scale = bound): void {
  expect(value).toBeLessThanOrEqual(bound + ROW * scale);
}

async function solveOne(program: PrecodingProgram): Promise<PrecodingSolution & { covariances: Float64Array }> {
  const [solution] = await solvePrecodingPrograms([program]);
  expect(solution?.status).toBe('optimal');
  const covariances = solution?.covariances;
  if (!solution || !covariances) throw new Error('not solved');
  const n =
    program.scheme === 'BLP-CoMP' ? program.scenario.cells * program.scenario.txAntennas : program.scenario.txAntennas;
  for (const w of blocksOf(covariances, n)) {
    const { values } = hermitianEigen(w.data, n);
    expect(values[0]).toBeGreaterThanOrEqual(-1e-7 * program.scenario.powerBudget);
  }
  return { ...solution, covariances };
}

/** Power and leakage of BS `bs` with transmit covariance r. */
function checkEmission(program: PrecodingProgram, bs: number, r: Hermitian, leakage: number): void {
  const { cells, powerBudget, targetAngles } = program.scenario;
  expectAtMost(trace(r), powerBudget);
  for (let n = 0; n < cells; n++)
    if (n !== bs) expectAtMost(power(r, steering(r.n, targetAngles[bs * cells + n] ?? 0)), leakage);
}

function crbOf(program: PrecodingProgram, bs: number, r: Hermitian, echo: Float64Array): number {
  return cramerRaoBounds(fisherCbf(program.scenario, program.realization, bs, beamsOf(r.data, r.n), echo)).theta;
}

describe.each(BOUNDING)('rows of BLP-CBF on the returned covariances, %s', (robustness) => {
  const input = { csiErrorRadius: 0.02 };
  const d = 0.02;

  it('hold in P1.A', async () => {
    for (const shape of [input, { ...THREE_CELLS, ...input }]) {
      const interference = { intraCell: 8, interCell: 6 };
      const program = makeProgram(shape, { robustness, bs: 1, interference, leakage: 20000 });
      const { cells, usersPerCell, txAntennas, noisePower } = program.scenario;
      const solution = await solveOne(program);
      const blocks = blocksOf(solution.covariances, txAntennas);
      const all = sumOf(blocks, txAntennas);
      checkEmission(program, 1, all, 20000);
      for (let k = 0; k < usersPerCell; k++) {
        const h = channelOf(program, 1, 1, k);
        const own = blocks[k];
        if (!own) throw new Error('a block for every user');
        const others = blocks.filter((b) => b !== own);
        expectAtMost(interferenceBound(others, h, robustness, d), interference.intraCell);
        const needed = 10 * (interference.intraCell + interference.interCell + noisePower);
        expectAtMost(needed, usefulBound(own, h, robustness, d), needed);
        for (let n = 0; n < cells; n++)
          if (n !== 1) {
            const emitted = interferenceBound(blocks, channelOf(program, 1, n, k), robustness, d);
            expectAtMost(emitted, interference.interCell / (cells - 1));
          }
      }
      expectClose(crbOf(program, 1, all, program.echoCovariance?.[0] ?? new Float64Array()), solution.objective, ROW);
    }
  });

  it('hold in joint programs with three cells', async () => {
    const program = makeProgram({ ...THREE_CELLS, ...input }, { problem: 'joint', robustness, threshold: 30 });
    const { cells, usersPerCell, txAntennas, noisePower, maxLeakage } = program.scenario;
    const solution = await solveOne(program);
    const blocks = blocksOf(solution.covariances, txAntennas);
    const cellOf = (m: number): Hermitian[] => blocks.slice(m * usersPerCell, (m + 1) * usersPerCell);
    let sum = 0;
    for (let m = 0; m < cells; m++) {
      const r = sumOf(cellOf(m), txAntennas);
      checkEmission(program, m, r, maxLeakage);
      sum += crbOf(program, m, r, program.echoCovariance?.[m] ?? new Float64Array());
      for (let k = 0; k < usersPerCell; k++) {
        const own = cellOf(m)[k];
        if (!own) throw new Error('a block for every user');
        const useful = usefulBound(own, channelOf(program, m, m, k), robustness, d);
        let heard = noisePower;
        for (let n = 0; n < cells; n++) {
          const disturbing = cellOf(n).filter((b) => b !== own);
          heard += interferenceBound(disturbing, channelOf(program, n, m, k), robustness, d);
        }
        expectAtMost(30 * heard, useful, useful);
      }
    }
    expectClose(sum, solution.objective, ROW);
  });
});

describe.each(BOUNDING)('rows of BLP-CoMP on the returned covariances, %s', (robustness) => {
  it.each(['P2.A', 'capsFree', 'joint'] as const)('hold in %s', async (problem) => {
    const program = makeProgram(
      { usersPerCell: 2, csiErrorRadius: 0.02 },
      {
        scheme: 'BLP-CoMP',
        problem,
        robustness,
        threshold: 60,
        interference: { coMP: 7 },
      },
    );
    const { cells, usersPerCell, txAntennas, noisePower, powerBudget, maxInterference } = program.scenario;
    const n = cells * txAntennas;
    const d = Math.sqrt(cells) * 0.02;
    const solution = await solveOne(program);
    const blocks = blocksOf(solution.covariances, n);
    const all = sumOf(blocks, n);
    for (let m = 0; m < cells; m++) expectAtMost(trace(all, m * txAntennas, (m + 1) * txAntennas), powerBudget);
    const cap = problem === 'capsFree' ? (solution.interference.coMP ?? Number.NaN) : 7;
    if (problem === 'capsFree') expectAtMost(cap, maxInterference);
    blocks.forEach((own, user) => {
      const h = stackedChannelOf(program, Math.floor(user / usersPerCell), user % usersPerCell);
      const heard = interferenceBound(
        blocks.filter((b) => b !== own),
        h,
        robustness,
        d,
      );
      const useful = usefulBound(own, h, robustness, d);
      if (problem === 'joint') expectAtMost(60 * (heard + noisePower), useful, useful);
      else {
        expectAtMost(heard, cap);
        expectAtMost(60 * (cap + noisePower), useful, useful);
      }
    });
    const crb = Array.from(
      { length: cells },
      (_, m) => cramerRaoBounds(fisherComp(program.scenario, program.realization, m, beamsOf(all.data, all.n))).theta,
    );
    expectClose(Math.max(...crb), solution.objective, ROW);
    crb.forEach((t, m) => expectClose(t, solution.crb[m], ROW));
  });
});

describe('the fixed-quality programs', () => {
  it('P1.B keeps t* and g* and reports the smallest caps that its covariances need', async () => {
    const [first] = await solvePrecodingPrograms([makeProgram({})]);
    const crbCap = (first?.objective ?? 0) * 1.05;
    const program = makeProgram({}, { problem: 'P1.B', crbCap, interference: { received: 4 }, sinrRow: 'received' });
    const { usersPerCell, txAntennas, maxInterference, maxLeakage } = program.scenario;
    const solution = await solveOne(program);
    const blocks = blocksOf(solution.covariances, txAntennas);
    const all = sumOf(blocks, txAntennas);
    const users = Array.from({ length: usersPerCell }, (_, k) => k);
    const intra = users.map((k) =>
      interferenceBound(
        blocks.filter((_, l) => l !== k),
        channelOf(program, 0, 0, k),
        'none',
        0,
      ),
    );
    const inter = users.map((k) => interferenceBound(blocks, channelOf(program, 0, 1, k), 'none', 0));
    const leak = power(all, steering(txAntennas, program.scenario.targetAngles[1] ?? 0));
    const objective = Math.max(...intra) / maxInterference + Math.max(...inter) / maxInterference + leak / maxLeakage;
    expectClose(objective, solution.objective, 1e-5);
    expectAtMost(crbOf(program, 0, all, program.echoCovariance?.[0] ?? new Float64Array()), crbCap);
    blocks.forEach((own, k) => {
      const needed = 10 * (Math.max(...intra) + 4 + 1);
      expectAtMost(needed, usefulBound(own, channelOf(program, 0, 0, k), 'none', 0), needed);
    });
  });

  it('P1.B keeps the caps on the amplitude CRBs, which bind when they are tight', async () => {
    const [first] = await solvePrecodingPrograms([makeProgram({})]);
    const crbCap = (first?.objective ?? 0) * 1.3;
    const free = await solveOne(makeProgram({}, { problem: 'P1.B', crbCap }));
    const program = makeProgram({}, { problem: 'P1.B', crbCap });
    const bounds = (s: { covariances: Float64Array }): { gainRe: number; gainIm: number } => {
      const r = sumOf(blocksOf(s.covariances, 6), 6);
      return cramerRaoBounds(
        fisherCbf(
          program.scenario,
          program.realization,
          0,
          beamsOf(r.data, r.n),
          program.echoCovariance?.[0] ?? new Float64Array(),
        ),
      );
    };
    const caps = [bounds(free).gainRe * 0.8, bounds(free).gainIm * 0.8] as const;
    const capped = await solveOne({ ...program, amplitudeCrbCaps: caps });
    expectAtMost(bounds(capped).gainRe, caps[0]);
    expectAtMost(bounds(capped).gainIm, caps[1]);
    expect(capped.objective ?? 0).toBeGreaterThan((free.objective ?? 0) * 1.001);
  });

  it('P2.B reports the smallest common cap that its covariances need', async () => {
    const [first] = await solvePrecodingPrograms([
      makeProgram({ usersPerCell: 2, txAntennas: 4 }, { scheme: 'BLP-CoMP', problem: 'capsFree', threshold: 100 }),
    ]);
    const crbCap = (first?.objective ?? 0) * 1.001;
    const program = makeProgram(
      { usersPerCell: 2, txAntennas: 4 },
      {
        scheme: 'BLP-CoMP',
        problem: 'P2.B',
        threshold: 100,
        crbCap,
      },
    );
    const solution = await solveOne(program);
    const blocks = blocksOf(solution.covariances, 8);
    const heard = blocks.map((own, user) =>
      interferenceBound(
        blocks.filter((b) => b !== own),
        stackedChannelOf(program, Math.floor(user / 2), user % 2),
        'none',
        0,
      ),
    );
    // at most: the user with the largest interference pins the cap unless the SINR rows do
    expect(Math.max(...heard)).toBeLessThanOrEqual((solution.objective ?? 0) + 1e-6 * program.scenario.maxInterference);
    const rest = await solvePrecodingPrograms([
      { ...program, problem: 'P2.A', interference: { coMP: solution.objective ?? 0 } },
    ]);
    expectClose(rest[0]?.objective, crbCap, 1e-4);
  });
});
