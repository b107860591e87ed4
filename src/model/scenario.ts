/**
 * The system of one study point in linear units: all powers in that of the noise power, angles in radians.
 * Complex arrays are interleaved Float64Array with a trailing dimension 2 = (re, im).
 */
export interface Scenario {
  /** J, one BS and one target each. */
  readonly cells: number;
  /** K. */
  readonly usersPerCell: number;
  /** N, antennas of a BS's transmit array. */
  readonly txAntennas: number;
  /** Nrx, antennas of a BS's receive array. */
  readonly rxAntennas: number;
  /** L, symbols in a frame. */
  readonly frameLength: number;
  /** P of each BS. */
  readonly powerBudget: number;
  /** sc2 = sr2, of a user and of a sensing receiver. */
  readonly noisePower: number;
  /** d, radius of the error ball of one BS-user channel, in the unit of its coefficients. */
  readonly csiErrorRadius: number;
  /** Imax, of the interference caps. */
  readonly maxInterference: number;
  /** Largest power towards another cell's target. */
  readonly maxLeakage: number;
  /** Largest CRB of the real and of the imaginary part of every BS's own reflection gain, each over abs(a_mm)^2. Default: no cap. */
  readonly amplitudeCrbCap?: number;
  /** Covariance of the echo interference: per sample, or L times that as printed in (11). */
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
  /** S of each link, whose CSI error is S u with u in the ball of radius d, on its sphere, or CN(0, (d^2/N) I), [bs][cell][user][antenna][antenna][2]. Default: the identity. */
  readonly errorShape?: Float64Array;
}
