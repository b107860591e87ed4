/**
 * The system of one study point in linear units (model.md): powers are over the noise power, angles in radians.
 * Complex arrays are interleaved Float64Array with a trailing dimension 2 = (re, im).
 */
export interface Scenario {
  readonly cells: number;
  readonly usersPerCell: number;
  readonly txAntennas: number;
  readonly rxAntennas: number;
  readonly frameLength: number;
  readonly powerBudget: number;
  readonly noisePower: number;
  readonly csiErrorRadius: number;
  readonly maxInterference: number;
  readonly maxLeakage: number;
  readonly interferenceSnapshots: 'single' | 'frame';
  /** [bs][target] in radians, row-major, length cells^2. */
  readonly targetAngles: Float64Array;
}

/** One channel realization. */
export interface Realization {
  /** a[bs -> target m -> bs m], [bs][target][2]. */
  readonly reflectionGain: Float64Array;
  /** h_n,mk, [bs n][cell m][user k][antenna][2]. */
  readonly channels: Float64Array;
}
