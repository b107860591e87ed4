import type { SinrDistribution } from '../../montecarlo/distribution.ts';
import type { Study } from '../schema.ts';
import { gridOf } from '../sinrGridSchema.ts';
import { readDistribution } from '../tables/readDistribution.ts';
import type { OpenTable } from './checkRows.ts';

/** A row of an opened table `sinr_distribution`. */
export function storedDistribution({ stored }: OpenTable, row: number, study: Study): SinrDistribution {
  return readDistribution((name) => stored.columns.get(name)?.[row], gridOf(study.output.sinrGridDb));
}
