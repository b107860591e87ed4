import type { DesignRecord, Designs } from '../readDesigns.ts';
import type { StudySource } from '../readStudyDirectory.ts';
import type { BandKind } from '../statistics.ts';
import type { MedianRule } from '../../study/countedDraws.ts';
import { DIMENSIONS } from './facets.ts';
import type { Figure } from './figure.ts';

export interface FigureOptions {
  readonly band: BandKind;
  readonly medians: MedianRule;
}

/** What a figure is made from. */
export interface FigureInput {
  readonly directory: StudySource;
  readonly designs: Designs;
  readonly options: FigureOptions;
}

/** One kind of figure: none, one or several figures of a study. */
export interface FigureKind {
  readonly kind: string;
  /** One line for help. */
  readonly describe: string;
  readonly build: (input: FigureInput) => Figure[];
}

/** How many draws a figure rests on, what all of its designs have in common, and how many of them are failed rows. */
export function drawsNote(input: FigureInput): string {
  const { rows, failedRows } = input.designs;
  const common = inCommon(rows);
  return [
    countedDraws(input),
    ...(common.length > 0 ? [`Throughout: ${common.join(', ')}.`] : []),
    ...(failedRows > 0 ? [`${failedRows} of ${rows.length} designs failed: their draws cannot be computed.`] : []),
  ].join(' ');
}

function countedDraws({ designs, directory }: FigureInput): string {
  const { draws, plannedDraws } = designs;
  const { channels } = directory.study.realizations;
  const text = `n = ${draws} channel draw${draws === 1 ? '' : 's'}`;
  if (plannedDraws < channels && draws === plannedDraws)
    return `${text}: the study's rule stopped it before ${channels}.`;
  return draws < plannedDraws ? `Incomplete: ${draws} of ${plannedDraws} channel draws.` : `${text}.`;
}

/** What neither a panel's title nor a legend says because all designs share it. */
function inCommon(rows: readonly DesignRecord[]): string[] {
  const [design, robustness] = [sole(rows.map((r) => r.design)), sole(rows.map((r) => r.robustness))];
  const radius = sole(rows.map((r) => r.sweep.csi_error_radius));
  const threshold = sole(rows.map((r) => r.sweep.threshold_db));
  return [
    ...(design === undefined ? [] : [`design ${design}`]),
    ...(threshold === undefined || Number.isNaN(threshold) ? [] : [DIMENSIONS.threshold_db.text(threshold)]),
    ...(radius === undefined ? [] : [DIMENSIONS.csi_error_radius.text(radius)]),
    ...(robustness === undefined || radius === 0 ? [] : [`robustness ${robustness}`]),
  ];
}

/** The value of a list that has one value alone. */
function sole<T>(values: readonly T[]): T | undefined {
  const [first, ...others] = new Set(values);
  return others.length === 0 ? first : undefined;
}
