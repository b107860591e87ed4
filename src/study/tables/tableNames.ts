/** Tables that a study file can ask for. */
export const TABLES = [
  'designs',
  'errors',
  'precoders',
  'convergence',
  'certificates',
  'beampatterns',
  'ser',
  'complexity',
] as const;

/** Tables on disk: `transmit` holds the vectors of symbol-level designs and comes with `precoders`, `sinr_distribution` comes with error draws. */
export type TableName = (typeof TABLES)[number] | 'transmit' | 'sinr_distribution';
