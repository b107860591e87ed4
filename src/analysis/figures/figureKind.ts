import type { Designs } from '../readDesigns.ts';
import type { StudySource } from '../readStudyDirectory.ts';
import type { BandKind } from '../statistics.ts';
import type { MedianRule } from '../../study/countedDraws.ts';
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

/** How many draws a figure rests on, and how many of its designs are failed rows. */
export function drawsNote(input: FigureInput): string {
  const { rows, failedRows } = input.designs;
  const text = countedDraws(input);
  if (failedRows === 0) return text;
  return `${text} ${failedRows} of ${rows.length} designs failed: their draws cannot be computed.`;
}

function countedDraws({ designs, directory }: FigureInput): string {
  const { draws, plannedDraws } = designs;
  const { channels } = directory.study.realizations;
  const text = `${draws} channel draw${draws === 1 ? '' : 's'}`;
  if (plannedDraws < channels && draws === plannedDraws)
    return `${text}: the study's rule stopped it before ${channels}.`;
  return draws < plannedDraws ? `Incomplete: ${draws} of ${plannedDraws} channel draws.` : `${text}.`;
}
