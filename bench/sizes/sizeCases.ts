import type { Robustness, Scheme } from '../../src/problems/types.ts';

/** What one size is designed for. */
export interface SizeCase {
  readonly scheme: Scheme;
  readonly robustness: Robustness;
  /** d. */
  readonly radius: number;
  readonly cells: number;
  readonly usersPerCell: number;
  readonly txAntennas: number;
  readonly frameLength: number;
}

/** What a design of one size took. */
export interface SizeTimes {
  /** Processor seconds of a design, mean over its draws. */
  readonly seconds: number;
  /** Interior-point iterations of all its programs. */
  readonly iterations: number;
  readonly status: string;
  /** Largest resident set of the process, MiB. */
  readonly peakMib: number;
}

export type Axis = 'txAntennas' | 'usersPerCell' | 'cells' | 'frameLength';

/** Large systems, J, K, N of each. */
const LARGE: readonly (readonly [Scheme, number, number, number])[] = [
  ['BLP-CBF', 7, 3, 32],
  ['BLP-CoMP', 4, 4, 16],
  ['BLP-CoMP', 7, 3, 8],
];

/** The cases along one axis, the other sizes at their defaults. */
export interface SizeSeries {
  readonly scheme: Scheme;
  readonly robustness: Robustness;
  readonly axis: Axis;
  /** The axis as the table writes it, where the other sizes are no defaults. */
  readonly name?: string;
  readonly cases: readonly SizeCase[];
}

const DEFAULT = { cells: 2, usersPerCell: 3, txAntennas: 6, frameLength: 30 };
const BLOCK_AXES: Readonly<Partial<Record<Axis, readonly number[]>>> = {
  txAntennas: [6, 8, 12, 16, 24, 32],
  usersPerCell: [2, 3, 4, 6],
  cells: [1, 2, 3, 4, 7],
};
const SYMBOL_AXES: Readonly<Partial<Record<Axis, readonly number[]>>> = {
  frameLength: [15, 30, 60, 120, 240],
  txAntennas: [6, 8, 12, 16, 24, 32],
};
const ROBUSTNESS = [
  ['none', 0],
  ['guaranteed', 0.01],
  ['guaranteedSum', 0.01],
] as const;

/** Every series of the table. */
export function sizeSeries(): SizeSeries[] {
  const series = (
    schemes: readonly Scheme[],
    axes: typeof BLOCK_AXES,
    forms: readonly (readonly [Robustness, number])[],
  ) =>
    schemes.flatMap((scheme) =>
      forms.flatMap(([robustness, radius]) =>
        Object.entries(axes).map(([axis, values]): SizeSeries => ({
          scheme,
          robustness,
          axis: axis as Axis,
          cases: values.map((value) => {
            const sizes = { ...DEFAULT, [axis]: value };
            // a frame has at least as many symbols as antennas
            return { scheme, robustness, radius, ...sizes, frameLength: Math.max(sizes.frameLength, sizes.txAntennas) };
          }),
        })),
      ),
    );
  const large = LARGE.flatMap(([scheme, cells, usersPerCell, txAntennas]) =>
    [...ROBUSTNESS, ['paper', 0.01] as const].map(([robustness, radius]): SizeSeries => ({
      scheme,
      robustness,
      axis: 'txAntennas',
      name: `J ${cells}, K ${usersPerCell}, N`,
      cases: [{ scheme, robustness, radius, cells, usersPerCell, txAntennas, frameLength: 40 }],
    })),
  );
  return [
    ...large,
    ...series(['BLP-CBF', 'BLP-CoMP'], BLOCK_AXES, ROBUSTNESS),
    ...series(['SLP-CBF', 'SLP-CoMP'], SYMBOL_AXES, ROBUSTNESS.slice(0, 2)),
  ];
}
