import { describe, expect, it } from 'vitest';
import { LayoutRecorder } from '../../src/conic/builder/layoutRecorder.ts';
import { wasmKernels } from '../../src/conic/kernels/cpu/wasmKernels.ts';
import { arrowSize, iterationFlops, matrixBytes, workspaceBytes } from '../../src/conic/programCost.ts';
import { kernelDescriptor } from '../../src/conic/words/descriptor.ts';
import type { ProgramShape } from '../../src/conic/program.ts';
import { designPrecoders } from '../../src/problems/design/designPrecoders.ts';
import { type DesignSystem, tooLargeDesign } from '../../src/problems/designSize.ts';
import { drawDesignTask } from '../../src/problems/drawDesignTask.ts';
import { solvePrecodingPrograms } from '../../src/problems/solvePrecodingPrograms.ts';
import { blockProgramSize, FIRST_ERROR_AXES } from '../../src/problems/programs/blockProgramSize.ts';
import { describeBlpCbf } from '../../src/problems/programs/blpCbf.ts';
import { describeBlpComp } from '../../src/problems/programs/blpComp.ts';
import { describeCbfNetwork } from '../../src/problems/programs/cbfNetwork.ts';
import { programContext } from '../../src/problems/programs/programContext.ts';
import { ROBUSTNESS } from '../../src/problems/types.ts';
import { iterationFlops as countedFlops } from '../../bench/flops.ts';
import { makeProgram } from './precodingFixtures.ts';

const SCHEMES = ['BLP-CBF', 'BLP-CoMP'] as const;
const PROBLEMS = ['joint', 'capsFree', 'P1.A', 'P2.A'] as const;
const SIZES = [
  [2, 3, 12],
  [3, 3, 8],
  [4, 2, 16],
] as const;

/** Target angles of J cells, all different. */
const angles = (cells: number): number[][] =>
  Array.from({ length: cells }, (_, m) => Array.from({ length: cells }, (_angle, n) => -60 + 10 * n + 5 * m));

/** A shape as the solver gets it. */
function shapeOf(scheme: (typeof SCHEMES)[number], problem: (typeof PROBLEMS)[number], system: object): ProgramShape {
  const made = makeProgram({ frameLength: 40, ...system }, { scheme, problem, ...system });
  const { cells, usersPerCell, txAntennas } = made.scenario;
  const count = FIRST_ERROR_AXES[scheme];
  const columns = new Float64Array(2 * count * cells * cells * usersPerCell * txAntennas);
  const program = made.robustness === 'exact' ? { ...made, errorAxes: { count, columns } } : made;
  const recorder = new LayoutRecorder();
  const describeProgram =
    scheme === 'BLP-CoMP' ? describeBlpComp : problem === 'P1.A' ? describeBlpCbf : describeCbfNetwork;
  describeProgram(recorder, programContext(program, {}));
  return recorder.finish().shape;
}

/** Bytes that the kernels of the processor lay out. */
function laidOut(shape: ProgramShape): number {
  const { words } = kernelDescriptor(shape);
  const wasm = wasmKernels();
  const address = wasm.begin(words.byteLength);
  new Int32Array(wasm.memory.buffer, address, words.length).set(words);
  wasm.configure(address);
  return wasm.memoryTop();
}

describe.each(SIZES)('%s cells of %s users, %s antennas', (cells, usersPerCell, txAntennas) => {
  const cases = SCHEMES.flatMap((scheme) =>
    PROBLEMS.filter((problem) => problem !== (scheme === 'BLP-CBF' ? 'P2.A' : 'P1.A')).flatMap((problem) =>
      ROBUSTNESS.filter((robustness) => robustness !== 'exact' || problem === 'joint').map((robustness) => ({
        scheme,
        problem,
        robustness,
      })),
    ),
  );
  it.each(cases)('$scheme $problem $robustness: size, memory and work are known without the program', (kind) => {
    const { scheme, problem, robustness } = kind;
    const csiErrorRadius = robustness === 'none' ? 0 : 0.01;
    const shape = shapeOf(scheme, problem, {
      cells,
      usersPerCell,
      txAntennas,
      csiErrorRadius,
      robustness,
      targetAnglesDeg: angles(cells),
    });
    const known = blockProgramSize({
      cells,
      usersPerCell,
      txAntennas,
      scheme,
      robustness,
      ofOneBs: problem === 'P1.A',
      capped: problem !== 'joint',
    });
    const { arrow, border } = arrowSize(shape);
    expect(known.arrow.flatMap(({ count, rows }) => Array.from({ length: count }, () => rows))).toEqual(
      arrow.map(({ rows }) => rows),
    );
    // rows that only the border has are counted to a few
    expect(known.border / border).toBeGreaterThan(0.9);
    expect(known.border / border).toBeLessThan(1.45);
    expect(known.psd[0]).toMatchObject({ count: shape.psd[0]?.count, size: shape.psd[0]?.size });
    const within = (ratio: number, least: number): void => {
      expect(ratio).toBeGreaterThan(least);
      expect(ratio).toBeLessThan(1.45);
    };
    // the workspace also keeps products of cones, in 16 MiB at most, which programs near the limit do not notice
    within(workspaceBytes(known) / laidOut(shape), 0.5);
    within(iterationFlops(known) / countedFlops(shape).total, 0.6);
    if (arrow.length > 0) expect(matrixBytes(known) / matrixBytes({ arrow, border })).toBeCloseTo(1, 0);
  });
});

describe('designs that are too large', () => {
  const system: DesignSystem = {
    scheme: 'BLP-CoMP',
    design: 'joint',
    robustness: 'guaranteedSum',
    cells: 7,
    usersPerCell: 8,
    txAntennas: 32,
    csiErrorRadius: 0.01,
    lowerBounds: true,
  };
  it('are named with their size and what helps', () => {
    expect(tooLargeDesign(system)).toBe(
      'expected designs of at most 3 GiB and 6 hours, got about 2.2 GiB and 8.3 hours for BLP-CoMP of cells 7, usersPerCell 8, txAntennas 32, robustness guaranteedSum; robustness guaranteed needs about 1.8 GiB and 4.1 hours',
    );
    const many = { ...system, cells: 2, usersPerCell: 80, txAntennas: 6 };
    expect(tooLargeDesign({ ...many, robustness: 'paper' })).toMatch(/ robustness paper; robustness guaranteedSum /);
  });

  it('are those that no robustness helps, too', () => {
    expect(tooLargeDesign({ ...system, usersPerCell: 12 })).toMatch(/; fewer cells, users or antennas need less$/);
    expect(tooLargeDesign({ ...system, usersPerCell: 60, csiErrorRadius: 0 })).toMatch(
      / for BLP-CoMP of cells 7, usersPerCell 60, txAntennas 32; fewer /,
    );
  });

  it.each<Partial<DesignSystem>>([
    { robustness: 'guaranteed' },
    { robustness: 'paper' },
    { csiErrorRadius: 0 },
    { txAntennas: 8 },
    { scheme: 'BLP-CBF' },
    { scheme: 'SLP-CoMP' },
    // programs of one BS
    { scheme: 'BLP-CBF', usersPerCell: 12, design: 'blind' },
    { scheme: 'BLP-CBF', usersPerCell: 16, design: 'paper', lowerBounds: false },
  ])('are not those of %j', (change) => {
    expect(tooLargeDesign({ ...system, ...change })).toBeUndefined();
  });

  it('are refused by every call before anything is computed', async () => {
    const scenario = {
      cells: 7,
      usersPerCell: 8,
      txAntennas: 32,
      frameLength: 32,
      csiErrorRadius: 0.01,
      targetAnglesDeg: angles(7),
    };
    const task = drawDesignTask({ scheme: 'BLP-CoMP', robustness: 'guaranteedSum', thresholdDb: 5, scenario });
    await expect(designPrecoders([task])).rejects.toThrow(/^tasks\[0\]: expected designs of at most 3 GiB /);
    const program = makeProgram(scenario, { scheme: 'BLP-CoMP', problem: 'joint', robustness: 'guaranteedSum' });
    await expect(solvePrecodingPrograms([program])).rejects.toThrow(/^programs\[0\]: expected designs of at most /);
  });
});
