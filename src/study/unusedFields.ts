import { isSymbolLevel } from '../problems/capabilities.ts';
import type { Design, Scheme } from '../problems/types.ts';
import { type Axes, axisOf, type CapAxis, mostCells, SWEPT } from './sweepAxes.ts';

/** A field of a study that nothing would read. */
export interface UnusedField {
  readonly path: (string | number)[];
  readonly message: string;
}

/** Values of the study schema where a file gives none: as long as a field has its default, nobody can tell whether it was given. */
export const SCENARIO_DEFAULTS = {
  cells: 2,
  usersPerCell: 3,
  txAntennas: 6,
  frameLength: 30,
  pskOrder: 4,
  csiErrorRadius: 0,
  maxInterferenceDb: 10,
  interferenceSnapshots: 'single',
  interCellLoss: 3,
} as const;
export const DEFAULT_FRAMES = 100;
/** Levels of quantiles. */
export const DEFAULT_QUANTILES = [0.5, 0.1, 0.01, 0.001] as const;
export const OUTPUT_DEFAULTS = { perUser: false, smallest: 256, sinrGridDb: [-30, 30, 0.01] } as const;

/** The fields of a study that the rules look at. */
interface Fields extends Axes {
  readonly schemes: readonly Scheme[];
  readonly design: readonly Design[];
  readonly scenario: Axes['scenario'] &
    Readonly<Record<keyof typeof SCENARIO_DEFAULTS, string | number>> & {
      readonly channelModel: string;
      readonly channelSha256?: string | undefined;
      readonly channelFileLimitGiB?: number | undefined;
      readonly errorShape?: string | undefined;
      readonly maxLeakage?: number | undefined;
    } & CapAxis['scenario'];
  readonly sweep: Axes['sweep'] & CapAxis['sweep'] & { readonly thresholdDb?: unknown };
  readonly realizations: {
    readonly errors: number;
    readonly errorLaw: string;
    readonly outage: string;
    readonly quantiles: readonly number[];
    readonly frames: number;
  };
  readonly solver: { readonly precision: string; readonly tolerance?: number | undefined };
  readonly output: {
    readonly tables: readonly string[];
    readonly perUser: boolean;
    readonly smallest: number;
    readonly sinrGridDb: readonly number[];
  };
}

/** Fields that would be read and ignored: every one that no scheme, design or table of the study depends on. */
export function unusedFields(study: Fields): UnusedField[] {
  const { schemes, scenario, sweep, realizations, solver, output } = study;
  const unused: UnusedField[] = [];
  const refuse = (path: (string | number)[], expected: string, got: unknown): void => {
    unused.push({ path, message: `expected ${expected}, got ${String(got)}` });
  };
  const given = (name: keyof typeof SCENARIO_DEFAULTS): boolean => scenario[name] !== SCENARIO_DEFAULTS[name];
  const writes = (...tables: string[]): boolean => tables.some((t) => output.tables.includes(t));
  const single = mostCells(study) === 1;
  const symbolLevel = schemes.some(isSymbolLevel);
  const cap = scenario.amplitudeCrbCap;
  if (cap !== undefined && sweep.amplitudeCrbCap && !sweep.amplitudeCrbCap.includes(cap))
    refuse(['scenario', 'amplitudeCrbCap'], 'one of sweep.amplitudeCrbCap, which replaces it, or nothing', cap);
  for (const name of SWEPT)
    if (sweep[name] && given(name) && !sweep[name].includes(scenario[name]))
      refuse(['scenario', name], `one of sweep.${name}, which replaces it, or nothing`, scenario[name]);
  if (sweep.pskOrder && !symbolLevel)
    refuse(['sweep', 'pskOrder'], 'a symbol-level scheme with it', schemes.join(', '));
  else if (given('pskOrder') && !symbolLevel && !writes('ser', 'complexity'))
    refuse(['scenario', 'pskOrder'], 'a symbol-level scheme, or table ser or complexity, with it', schemes.join(', '));
  if (given('maxInterferenceDb') && !hasInterferenceCap(study, single))
    refuse(
      ['scenario', 'maxInterferenceDb'],
      'a design with an interference cap with it: SLP-CBF of more than one cell, or paper, capsFree or blind at block level',
      `${study.design.join(', ')} of ${schemes.join(', ')}`,
    );
  if (given('interferenceSnapshots') && (single || schemes.every((s) => s.endsWith('CoMP'))))
    refuse(
      ['scenario', 'interferenceSnapshots'],
      'CBF in more than one cell with it, whose echoes disturb each other',
      single ? 'one cell' : schemes.join(', '),
    );
  if (given('interCellLoss') && (single || scenario.channelModel === 'file'))
    refuse(
      ['scenario', 'interCellLoss'],
      'drawn channels of more than one cell with it',
      single ? 'one cell' : 'channelModel file',
    );
  if (scenario.maxLeakage !== undefined && single)
    refuse(['scenario', 'maxLeakage'], 'more than one cell with it', 'one');
  for (const name of ['channelSha256', 'channelFileLimitGiB'] as const)
    if (scenario[name] !== undefined && scenario.channelModel !== 'file')
      refuse(['scenario', name], 'channelModel: file with it', scenario.channelModel);
  if (scenario.errorShape === 'file' && axisOf(study, 'csiErrorRadius').every((d) => d === 0))
    refuse(['scenario', 'errorShape'], 'a csiErrorRadius above 0 with it', 0);
  if (realizations.frames !== DEFAULT_FRAMES && !writes('ser'))
    refuse(['realizations', 'frames'], 'ser among output.tables with it', output.tables.join(', '));
  if (
    realizations.errorLaw !== 'ball' &&
    realizations.errors === 0 &&
    realizations.outage !== 'exact' &&
    !writes('ser')
  )
    refuse(
      ['realizations', 'errorLaw'],
      'realizations.errors above 0, realizations.outage exact, or ser among output.tables, with it',
      0,
    );
  if (realizations.errors === 0 && realizations.quantiles.join() !== DEFAULT_QUANTILES.join())
    refuse(['realizations', 'quantiles'], 'realizations.errors above 0 with it', 0);
  for (const name of ['perUser', 'smallest', 'sinrGridDb'] as const)
    if (realizations.errors === 0 && JSON.stringify(output[name]) !== JSON.stringify(OUTPUT_DEFAULTS[name]))
      refuse(['output', name], 'realizations.errors above 0 with it', 0);
  if (solver.tolerance !== undefined && solver.precision !== 'precise')
    refuse(['solver', 'precision'], 'nothing beside solver.tolerance, which replaces it', solver.precision);
  const map = sweep.thresholdDb;
  // a scheme without thresholds is told first
  if (typeof map === 'object' && map !== null && !Array.isArray(map) && schemes.every((s) => s in map))
    for (const scheme of Object.keys(map))
      if (!schemes.some((s) => s === scheme))
        refuse(['sweep', 'thresholdDb', scheme], `one of the schemes of the study, ${schemes.join(', ')}`, scheme);
  return unused;
}

/** True where a design of the study depends on Imax. */
function hasInterferenceCap({ schemes, design }: Fields, single: boolean): boolean {
  return schemes.some((scheme) => {
    if (isSymbolLevel(scheme)) return scheme === 'SLP-CBF' && !single;
    return design.some((d) => d !== 'joint');
  });
}
