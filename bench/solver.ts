/**
 * Throughput, arithmetic rate and memory of the solver on this machine: `npm run bench`. Writes
 * bench/results/cpu.json (bench/README.md says what the numbers mean).
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { memory as tensorMemory } from '@tensorflow/tfjs-core';
import { wasmKernels } from '../src/conic/kernels/cpu/wasmKernels.ts';
import {
  type BenchCase,
  CASES,
  type Draw,
  drawOf,
  feasibleDraws,
  programsOf,
} from '../src/problems/benchmark/cases.ts';
import { iterationFlops } from './flops.ts';
import { shapeOf } from '../src/problems/benchmark/pipeline.ts';
import { measureBlock, measureSymbol } from '../src/problems/benchmark/throughput.ts';
import { SYMBOL_CASES } from '../src/problems/benchmark/symbolCases.ts';
import { solvePrecodingPrograms } from '../src/problems/solvePrecodingPrograms.ts';

const LARGEST = 256;
const BATCHES = [1, 64, LARGEST] as const;
const REPEATS = 5;
/** Flops of one call of the peak loop per count. */
const PEAK_FLOPS = 48;

const log = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
const round = (x: number, digits = 4): number => Number(x.toPrecision(digits));

/** GFlop/s that the f64x2 units reach in registers on one core: the best of five. */
function peakGflops(): number {
  const kernels = wasmKernels();
  const count = 5_000_000;
  kernels.peak(count / 10);
  let best = 0;
  for (let i = 0; i < REPEATS; i++) {
    const start = performance.now();
    kernels.peak(count);
    best = Math.max(best, (PEAK_FLOPS * count) / (performance.now() - start) / 1e6);
  }
  return best;
}

async function throughput(benchCase: BenchCase, draws: readonly Draw[], peak: number): Promise<object[]> {
  const rows: object[] = [];
  const mflop = iterationFlops(shapeOf(benchCase)).total / 1e6;
  for (const batch of BATCHES) {
    // batches of one are over in a few milliseconds: as many as there are programs in 16 draws
    const some = draws.slice(0, batch === 1 ? 16 : Math.ceil((draws.length * batch) / LARGEST));
    const { case: name, ...measured } = await measureBlock(benchCase, some, {
      tolerance: 1e-8,
      batch,
      repeats: batch === LARGEST ? 3 : REPEATS,
    });
    const { msPerProgram: ms, solveMsPerProgram: solveMs, meanIterations: iterations } = measured;
    const gflops = (mflop * iterations) / solveMs;
    rows.push({
      case: name,
      batch,
      programsPerSecond: round(measured.programsPerSecond),
      msPerProgram: round(ms),
      solveMsPerProgram: round(solveMs),
      meanIterations: round(iterations, 3),
      mflopPerIteration: round(mflop, 3),
      gflops: round(gflops, 3),
      fractionOfPeak: round(gflops / peak, 3),
    });
    log(
      `${benchCase.name.padEnd(17)}${String(batch).padStart(5)}${(1000 / ms).toFixed(0).padStart(9)}` +
        `${ms.toFixed(2).padStart(9)}${iterations.toFixed(1).padStart(7)}${gflops.toFixed(2).padStart(9)}${((100 * gflops) / peak).toFixed(0).padStart(7)} %`,
    );
  }
  return rows;
}

/** Largest resident set over one batch of 256 BLP-CoMP programs with CSI error, above that before it. Call it first. */
async function residentGrowth(benchCase: BenchCase): Promise<object> {
  const draws = Array.from({ length: LARGEST }, (_, i) => drawOf(benchCase, i));
  await solvePrecodingPrograms(programsOf(drawOf(benchCase, LARGEST), benchCase));
  const before = process.memoryUsage().rss;
  const solutions = await solvePrecodingPrograms(draws.flatMap((draw) => programsOf(draw, benchCase)));
  // maxRSS is in KiB, and nothing larger came before
  const largest = process.resourceUsage().maxRSS * 1024;
  return {
    case: benchCase.name,
    programs: solutions.length,
    growthMiB: round((largest - before) / 2 ** 20, 3),
    residentMiB: round(largest / 2 ** 20, 4),
  };
}

async function tensors(benchCase: BenchCase, draws: readonly Draw[]): Promise<object> {
  const programs = programsOf(draws[0] as Draw, benchCase);
  await solvePrecodingPrograms(programs);
  const before = tensorMemory();
  for (let i = 0; i < 50; i++) await solvePrecodingPrograms(programs);
  const after = tensorMemory();
  return {
    solves: 50,
    before: before.numTensors,
    after: after.numTensors,
    bytesBefore: before.numBytes,
    bytesAfter: after.numBytes,
  };
}

async function main(): Promise<void> {
  const peak = peakGflops();
  const cpu = cpus()[0]?.model ?? 'unknown';
  log(`${cpu}, Node ${process.version}, peak ${peak.toFixed(1)} GFlop/s on one core (f64x2)`);
  const robust = CASES.find((c) => c.name === 'BLP-CoMP d=0.01');
  if (robust === undefined) throw new Error('no BLP-CoMP d=0.01 case');
  const memory = await residentGrowth(robust);
  const drawsOf = new Map<BenchCase, Draw[]>();
  for (const benchCase of CASES) drawsOf.set(benchCase, await feasibleDraws(benchCase, LARGEST));
  log('case             batch  progs/s  ms/prog  iter.  GFlop/s  of peak');
  const results: object[] = [];
  for (const benchCase of CASES) results.push(...(await throughput(benchCase, drawsOf.get(benchCase) ?? [], peak)));
  for (const benchCase of SYMBOL_CASES) {
    const row = await measureSymbol(benchCase, { tolerance: 1e-8, batch: 64, repeats: REPEATS });
    const { programsPerSecond, msPerProgram, solveMsPerProgram, meanIterations } = row;
    results.push({
      case: row.case,
      batch: row.batch,
      programsPerSecond: round(programsPerSecond),
      msPerProgram: round(msPerProgram),
      solveMsPerProgram: round(solveMsPerProgram),
      meanIterations: round(meanIterations, 3),
    });
    log(
      `${row.case.padEnd(17)}${String(row.batch).padStart(5)}${programsPerSecond.toFixed(0).padStart(9)}${msPerProgram.toFixed(2).padStart(9)}${meanIterations.toFixed(1).padStart(7)}`,
    );
  }
  const [firstCase] = CASES;
  if (firstCase === undefined) throw new Error('no case');
  const leaks = await tensors(firstCase, drawsOf.get(firstCase) ?? []);
  log(`memory ${JSON.stringify(memory)}, tensors ${JSON.stringify(leaks)}`);

  const file = fileURLToPath(new URL('results/cpu.json', import.meta.url));
  await mkdir(fileURLToPath(new URL('results', import.meta.url)), { recursive: true });
  const report = {
    machine: { cpu, cores: cpus().length, node: process.version, peakGflops: round(peak, 3) },
    results,
    memory,
    tensors: leaks,
  };
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  log(`written to ${file}`);
}

await main();
