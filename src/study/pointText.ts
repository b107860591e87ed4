/** The swept values of a grid point. */
export interface PointValues {
  readonly txAntennas: number;
  readonly frameLength: number;
  readonly csiErrorRadius: number;
  /** Absent without a cap. */
  readonly amplitudeCrbCap?: number | undefined;
  /** Null at block level. */
  readonly pskOrder: number | null;
  /** Null in the threshold form. */
  readonly rho: number | null;
  /** Null in the weighted form. */
  readonly thresholdDb: number | null;
}

/** A grid point of one system in a few words, for example `N=6 L=30 d=0.01 threshold_db=15`. */
export function pointText({
  txAntennas,
  frameLength,
  csiErrorRadius,
  amplitudeCrbCap,
  pskOrder,
  rho,
  thresholdDb,
}: PointValues): string {
  const order = pskOrder === null ? '' : ` M=${pskOrder}`;
  const target = rho === null ? `threshold_db=${thresholdDb}` : `rho=${rho}`;
  const cap = amplitudeCrbCap === undefined ? '' : ` amplitude_crb_cap=${amplitudeCrbCap}`;
  return `N=${txAntennas} L=${frameLength} d=${csiErrorRadius}${cap}${order} ${target}`;
}
