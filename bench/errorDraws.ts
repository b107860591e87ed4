/**
 * Processor time of one CSI error realization, drawn and evaluated without rows: `npm run bench:draws -- [--against DIR]`, where DIR is a built
 * checkout of version 0.1, measured in turn with this one. Writes bench/results/draws.json (bench/README.md says what the numbers mean).
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Transmission } from '../src/model/constructiveInterference.ts';
import type { SamplingOptions } from '../src/model/csiErrors.ts';
import { invariant } from '../src/errors.ts';
import { makeScenario } from '../src/model/makeScenario.ts';
import { median } from '../src/model/median.ts';
import type { Scenario } from '../src/model/scenario.ts';
import { drawErrorsOnCpu } from '../src/montecarlo/kernels/cpu/errorDrawsCpu.ts';
import type { BlockTransmission } from '../src/montecarlo/receiver.ts';
import { errorDrawsBatches } from '../src/montecarlo/sinrUnderErrors.ts';
import { complexNormal } from '../src/random/complexNormal.ts';
import { openStream } from '../src/random/stream.ts';
import { designPrecoders } from '../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../src/problems/drawDesignTask.ts';
import { transmissionOf } from '../src/study/evaluateDesign.ts';
import { zeroForcingVectors } from '../test/montecarlo/zeroForcingVectors.ts';

const RADIUS = 0.01;
const LARGE = { cells: 4, usersPerCell: 8, txAntennas: 16 };
const ANGLES = [-50, 60, -20, 30];
/** Seconds of one measurement. */
const LONG_ENOUGH = 0.3;

interface Case {
  readonly scheme: string;
  readonly scenario: Scenario;
  readonly channels: Float64Array;
  readonly transmission: BlockTransmission | Transmission;
}

type SinrOf = (scenario: Scenario, channels: Float64Array, sent: unknown) => Float64Array;

/** What version 0.1 evaluates error draws with. */
interface Former {
  readonly sampledSinr: (
    scenario: Scenario,
    channels: Float64Array,
    sinrOf: (channels: Float64Array) => Float64Array,
    options: SamplingOptions,
  ) => unknown;
  readonly sinrCbf: SinrOf;
  readonly sinrComp: SinrOf;
  readonly symbolLevelSinr: SinrOf;
}

async function formerOf(root: string): Promise<Former> {
  const load = async (name: string): Promise<object> =>
    (await import(pathToFileURL(join(root, 'dist', 'model', `${name}.js`)).href)) as object;
  return {
    ...(await load('sampledWorstCase')),
    ...(await load('sinr')),
    ...(await load('constructiveInterference')),
  } as Former;
}

/** Designs of every scheme at the default size, which are robust against these errors. */
async function designedCases(): Promise<Case[]> {
  const schemes = [
    ['BLP-CBF', 10],
    ['BLP-CoMP', 20],
    ['SLP-CBF', 10],
    ['SLP-CoMP', 20],
  ] as const;
  const cases: Case[] = [];
  for (const [scheme, thresholdDb] of schemes) {
    const scenario = { csiErrorRadius: RADIUS };
    const task = drawDesignTask({ scheme, thresholdDb, robustness: 'guaranteedSum', scenario });
    const [design] = await designPrecoders([task], { tighten: 1e-6, lowerBounds: false });
    const transmission = design && transmissionOf(task, design);
    invariant(transmission, `${scheme} has a design`);
    cases.push({ scheme, scenario: task.scenario, channels: task.realization.channels, transmission });
  }
  return cases;
}

/** Random precoders, and transmit vectors with the same margin for every symbol, of a system whose designs take minutes. */
function largeCases(): Case[] {
  const { cells, usersPerCell, txAntennas } = LARGE;
  const targetAnglesDeg = Array.from({ length: cells }, () => ANGLES.slice(0, cells));
  const scenario = makeScenario({ ...LARGE, targetAnglesDeg });
  const { frameLength } = scenario;
  const users = cells * usersPerCell;
  const random = (count: number, realization: number): Float64Array =>
    complexNormal(openStream({ seed: 1n, realization, stream: 'channel' }), count);
  const channels = random(cells * users * txAntennas, 0);
  const symbolPhase = Float64Array.from({ length: users * frameLength }, (_, i) => ((2 * (i % 4) + 1) * Math.PI) / 4);
  const symbols = (cooperation: 'cbf' | 'comp'): Transmission => ({
    cooperation,
    vectors: zeroForcingVectors(scenario, channels, symbolPhase, cooperation),
    symbolPhase,
    pskOrder: 4,
  });
  const sent: [string, BlockTransmission | Transmission][] = [
    ['BLP-CBF', { cooperation: 'cbf', precoders: random(users * txAntennas, 2) }],
    ['BLP-CoMP', { cooperation: 'comp', precoders: random(users * cells * txAntennas, 3) }],
    ['SLP-CBF', symbols('cbf')],
    ['SLP-CoMP', symbols('comp')],
  ];
  return sent.map(([scheme, transmission]) => ({ scheme, scenario, channels, transmission }));
}

/** Microseconds of processor time of a draw, from as many as take long enough. */
function perDraw(run: (draws: number, realization: number) => void): number {
  let draws = 256;
  for (let realization = 0; ; realization++) {
    const { user, system } = process.cpuUsage();
    run(draws, realization);
    const after = process.cpuUsage();
    const seconds = (after.user + after.system - user - system) / 1e6;
    if (seconds > LONG_ENOUGH) return (seconds / draws) * 1e6;
    draws = Math.max(draws + 1, Math.min(8 * draws, Math.ceil((1.3 * LONG_ENOUGH * draws) / Math.max(seconds, 1e-3))));
  }
}

function ours({ scenario, channels, transmission }: Case, designs: number): number {
  const settings = { grid: { fromDb: -30, toDb: 30, stepDb: 0.01 }, reference: 10, levels: [10] };
  const design = { scenario, channels, transmission, radius: RADIUS, settings, perUser: false, rows: false };
  return perDraw((draws, realization) => {
    const options = { seed: 1n, realization, law: 'ball', draws, tail: 256 } as const;
    for (const { batch } of errorDrawsBatches(
      Array.from({ length: designs }, () => design),
      options,
    ))
      drawErrorsOnCpu(batch);
  });
}

function theirs({ sampledSinr, sinrCbf, sinrComp, symbolLevelSinr }: Former, c: Case): number {
  const { scenario, channels, transmission } = c;
  const sinrOf = (h: Float64Array): Float64Array => {
    if ('vectors' in transmission) return symbolLevelSinr(scenario, h, transmission);
    return (transmission.cooperation === 'comp' ? sinrComp : sinrCbf)(scenario, h, transmission.precoders);
  };
  return perDraw((draws, realization) => {
    sampledSinr(scenario, channels, sinrOf, { seed: 1n, realization, draws, radius: RADIUS });
  });
}

const { values: options } = parseArgs({
  options: { against: { type: 'string' }, rounds: { type: 'string', default: '5' } },
});
const former = options.against === undefined ? undefined : await formerOf(resolve(options.against));
const rounds = Number(options.rounds);
const round = (x: number): number => Number(x.toPrecision(3));
const rows = [];
for (const c of [...(await designedCases()), ...largeCases()]) {
  const runs = Array.from({ length: rounds }, () => {
    const before = former ? theirs(former, c) : Number.NaN;
    const one = ours(c, 1);
    const each = (ours(c, 9) - one) / 8;
    return { before, one, each, ratio: before / one };
  });
  const of = (name: 'before' | 'one' | 'each' | 'ratio'): number => round(median(runs.map((r) => r[name])));
  const { cells, usersPerCell, txAntennas } = c.scenario;
  const row = {
    scheme: c.scheme,
    cells,
    usersPerCell,
    txAntennas,
    ...(former ? { before: of('before'), ratio: of('ratio') } : {}),
    microseconds: of('one'),
    anotherDesign: of('each'),
  };
  rows.push(row);
  process.stdout.write(`${JSON.stringify(row)}\n`);
}
const result = {
  cpu: cpus()[0]?.model,
  node: process.version,
  load: round(loadavg()[0] ?? Number.NaN),
  ...(former ? { before: '0.1' } : {}),
  rows,
};
if (former)
  writeFileSync(fileURLToPath(new URL('results/draws.json', import.meta.url)), `${JSON.stringify(result, null, 2)}\n`);
