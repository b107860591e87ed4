import { InputError } from '../errors.ts';
import { drawRealization, type RealizationOptions } from '../model/channels.ts';
import { makeScenario, type ScenarioInput } from '../model/makeScenario.ts';
import { drawSymbolPhases } from '../model/symbols.ts';
import { isSymbolLevel } from './capabilities.ts';
import type { Design, DesignTask, Form, Robustness, Scheme } from './types.ts';

/** What to design, in the units of study files. */
export interface DesignTaskOptions extends Omit<RealizationOptions, 'seed' | 'realization'> {
  /** Precoding scheme. */
  readonly scheme: Scheme;
  /** SINR that every user must reach, dB. Exactly one of `thresholdDb` and `rho`. */
  readonly thresholdDb?: number;
  /** Weight of sensing, 0 to 1. */
  readonly rho?: number;
  /** Default joint. */
  readonly design?: Design;
  /** Default none. */
  readonly robustness?: Robustness;
  /** Default: the default system. */
  readonly scenario?: ScenarioInput;
  /** 64-bit unsigned, as a study's. Default 1. */
  readonly seed?: bigint;
  /** Index of the channel realization, from 0. Default 0. */
  readonly realizationIndex?: number;
  /** M of the data symbols, symbol level only: refused with a block-level scheme. Default 4. */
  readonly pskOrder?: number;
}

/**
 * A task for `designPrecoders` on a drawn channel realization: the channels and data symbols that a study of this seed designs
 * for at this realization.
 *
 * @throws InputError unless exactly one of thresholdDb and rho is given, and for a field that the scheme or
 * the channel model does not read.
 */
export function drawDesignTask(options: DesignTaskOptions): DesignTask {
  const { scheme, design = 'joint', robustness = 'none', seed = 1n, realizationIndex = 0, pskOrder = 4 } = options;
  requireUsedOptions(options);
  const scenario = makeScenario(options.scenario);
  return {
    scheme,
    design,
    robustness,
    form: formOf(options),
    scenario,
    realization: drawRealization(scenario, { ...options, seed, realization: realizationIndex }),
    seed,
    realizationIndex,
    ...(isSymbolLevel(scheme)
      ? { symbols: { phase: drawSymbolPhases(scenario, { seed, realization: realizationIndex, pskOrder }), pskOrder } }
      : {}),
  };
}

/** Refuses what neither the scheme nor the channel model would read. */
function requireUsedOptions(options: DesignTaskOptions): void {
  const { scheme, pskOrder, channelModel = 'rayleigh', interCellLoss, channels, errorShape, userAnglesDeg } = options;
  if (pskOrder !== undefined && !isSymbolLevel(scheme))
    throw new InputError(`pskOrder: expected it only with a symbol-level scheme, got ${pskOrder} with ${scheme}`);
  const unread = (name: string, models: string): never => {
    throw new InputError(`${name}: expected it only with channelModel ${models}, got it with ${channelModel}`);
  };
  if (interCellLoss !== undefined && channelModel === 'file') unread('interCellLoss', 'rayleigh or lineOfSight');
  if (channels !== undefined && channelModel !== 'file') unread('channels', 'file');
  if (errorShape !== undefined && channelModel !== 'file') unread('errorShape', 'file');
  if (userAnglesDeg !== undefined && channelModel !== 'lineOfSight') unread('userAnglesDeg', 'lineOfSight');
}

function formOf({ thresholdDb, rho }: DesignTaskOptions): Form {
  if (thresholdDb !== undefined && rho === undefined) return { kind: 'threshold', threshold: 10 ** (thresholdDb / 10) };
  if (rho !== undefined && thresholdDb === undefined) return { kind: 'weighted', rho };
  throw new InputError(`expected exactly one of thresholdDb and rho, got ${rho === undefined ? 'neither' : 'both'}`);
}
