import type { FigureKind } from './figureKind.ts';
import { antennaPowerKind } from './kinds/antennaPower.ts';
import { beampatternKind } from './kinds/beampattern.ts';
import { boundGapKind } from './kinds/boundGap.ts';
import { complexityKind } from './kinds/complexity.ts';
import { convergenceKind } from './kinds/convergence.ts';
import { rcrbKind } from './kinds/rcrb.ts';
import { rcrbDistributionKind } from './kinds/rcrbDistribution.ts';
import { sinrDistributionKind } from './kinds/sinrDistribution.ts';
import { sinrOutageKind } from './kinds/sinrOutage.ts';
import { symbolErrorRateKind } from './kinds/symbolErrorRate.ts';
import { tradeoffKind } from './kinds/tradeoff.ts';
import { worstCaseKind } from './kinds/worstCase.ts';

/** Every kind of figure, in the order in which a study shows them. */
export const FIGURE_KINDS: readonly FigureKind[] = [
  rcrbKind,
  rcrbDistributionKind,
  tradeoffKind,
  boundGapKind,
  sinrDistributionKind,
  sinrOutageKind,
  worstCaseKind,
  symbolErrorRateKind,
  beampatternKind,
  convergenceKind,
  antennaPowerKind,
  complexityKind,
];
