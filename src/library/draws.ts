import * as z from 'zod';
import { drawRealization as channels, type RealizationOptions } from '../model/channels.ts';
import { drawCsiErrors as errors, type CsiErrorOptions } from '../model/csiErrors.ts';
import type { Realization, Scenario } from '../model/scenario.ts';
import { drawSymbolPhases as phases, type SymbolOptions } from '../model/symbols.ts';
import { InputError } from '../errors.ts';
import { type DesignTaskOptions, drawDesignTask as drawTask } from '../problems/drawDesignTask.ts';
import { atLeastZero, decibels, pskOrder, realizationIndex, weight } from '../problems/fieldSchemas.ts';
import { showValue } from '../problems/showValue.ts';
import type { DesignTask } from '../problems/types.ts';
import {
  channelLaw,
  design,
  drawIndex,
  errorLaw,
  float64,
  robustness,
  scenarioInput,
  scheme,
  seed,
  symbols,
} from './fields.ts';
import { requireOptions } from './requireArgument.ts';
import { makeScenario } from './scenarios.ts';
import { requireChannels, requireScenario, requireShape } from './systems.ts';

const realizationOptions = channelLaw.extend({ seed, realization: realizationIndex });
const errorOptions = z.strictObject({
  seed,
  realization: realizationIndex,
  draw: drawIndex,
  errorLaw: errorLaw.optional(),
  radius: atLeastZero.optional(),
  errorShape: float64.optional(),
});
const symbolOptions = z.strictObject({
  seed,
  realization: realizationIndex,
  pskOrder: symbols.shape.pskOrder,
  frame: drawIndex.optional(),
});
const taskOptions = channelLaw.extend({
  scheme,
  thresholdDb: decibels.optional(),
  rho: weight.optional(),
  design: design.optional(),
  robustness: robustness.optional(),
  scenario: scenarioInput.optional(),
  seed: seed.optional(),
  realizationIndex: realizationIndex.optional(),
  pskOrder: pskOrder.optional(),
});

/**
 * Draws a channel realization: Rayleigh fading or line of sight with the gains of the paper, or given channels, and the reflection
 * gains of an echo SNR of 0 dB. It depends on nothing but the scenario and these options.
 *
 * @throws InputError on an unknown option or one out of range, line of sight without `userAnglesDeg`, or `file` without fitting `channels`.
 */
export function drawRealization(scenario: Scenario, options: RealizationOptions): Realization {
  requireScenario(scenario);
  requireOptions(options, realizationOptions);
  if (options.channels !== undefined) requireChannels(scenario, options.channels);
  requireShape(scenario, options.errorShape);
  return channels(scenario, options);
}

/**
 * One independent channel error e of norm at most d for every link of a BS to a user. Draw i is the same however many draws are made.
 *
 * @returns errors in the layout of the channels, [bs][cell][user][antenna][2].
 * @throws InputError on an unknown option or one out of range.
 */
export function drawCsiErrors(scenario: Scenario, options: CsiErrorOptions): Float64Array {
  requireScenario(scenario);
  requireOptions(options, errorOptions);
  requireShape(scenario, options.errorShape);
  return errors(scenario, options);
}

/**
 * Phases of the M-PSK data symbols of one frame, uniform over (2 m + 1) pi / M, m = 0 .. M-1.
 *
 * @returns radians, [cell][user][L].
 * @throws InputError on an unknown option or one out of range.
 */
export function drawSymbolPhases(scenario: Scenario, options: SymbolOptions): Float64Array {
  requireScenario(scenario);
  requireOptions(options, symbolOptions);
  return phases(scenario, options);
}

/**
 * A task for `designPrecoders` on a drawn channel realization: the channels and data symbols that a study of this seed designs
 * for at this realization.
 *
 * @throws InputError on unknown fields and fields out of range, unless exactly one of thresholdDb and rho is given, and for a field that
 * the scheme or the channel model does not read.
 */
export function drawDesignTask(options: DesignTaskOptions): DesignTask {
  const { realization } = (options ?? {}) as { realization?: unknown };
  if (realization !== undefined)
    throw new InputError(
      `realization: expected realizationIndex, the index of the draw (realization is what is drawn), got ${showValue(realization)}`,
    );
  requireOptions(options, taskOptions);
  const scenario = makeScenario(options.scenario);
  if (options.channels !== undefined) requireChannels(scenario, options.channels);
  requireShape(scenario, options.errorShape);
  return drawTask(options);
}
