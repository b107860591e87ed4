import { readFileSync } from 'node:fs';
import type { Realization, Scenario } from '../../src/model/scenario.ts';

interface Pair {
  readonly re: unknown;
  readonly im: unknown;
}

/** What the block-level instances in test/reference/golden state about their precoders. */
export interface GoldenInstance {
  readonly name: string;
  readonly comp: boolean;
  readonly scenario: Scenario;
  readonly realization: Realization;
  readonly precoders: Float64Array;
  readonly fim: readonly number[];
  readonly crb: readonly number[];
  readonly rcrbDeg: readonly number[];
  readonly sinr: readonly number[];
  readonly worstCase: { readonly d: number; readonly sinr: readonly number[] };
}

interface GoldenFile {
  readonly name: string;
  readonly scenario: Omit<Scenario, 'targetAngles'> & { readonly targetAnglesDeg: number[][] };
  readonly reflectionGain: unknown;
  readonly channels: unknown;
  readonly evaluation: {
    readonly precoders: unknown;
    readonly fim: unknown;
    readonly crb: unknown;
    readonly rcrbDeg: unknown;
    readonly sinr: unknown;
    readonly exactWorstCase: { readonly d: number; readonly sinr: unknown };
  };
}

const NAMES = [
  'blp-cbf-default-single',
  'blp-cbf-default',
  'blp-cbf-infeasible',
  'blp-cbf-paper',
  'blp-cbf-small',
  'blp-comp-default',
  'blp-comp-small-robust',
] as const;

export const goldenInstances: readonly GoldenInstance[] = NAMES.map(read);

function read(name: string): GoldenInstance {
  const url = new URL(`../reference/golden/${name}.json`, import.meta.url);
  const file: GoldenFile = JSON.parse(readFileSync(url, 'utf8'));
  const { evaluation } = file;
  return {
    name: file.name,
    comp: name.includes('comp'),
    scenario: {
      ...file.scenario,
      targetAngles: Float64Array.from(file.scenario.targetAnglesDeg.flat(), (a) => (a * Math.PI) / 180),
    },
    realization: { reflectionGain: interleave(file.reflectionGain), channels: interleave(file.channels) },
    precoders: interleave(evaluation.precoders),
    fim: flatten(evaluation.fim),
    crb: flatten(evaluation.crb),
    rcrbDeg: flatten(evaluation.rcrbDeg),
    sinr: flatten(evaluation.sinr),
    worstCase: { d: evaluation.exactWorstCase.d, sinr: flatten(evaluation.exactWorstCase.sinr) },
  };
}

function flatten(value: unknown): number[] {
  return Array.isArray(value) ? value.flatMap(flatten) : [Number(value)];
}

/** A pair of equal-shaped arrays may stand at any level of the nesting. */
function interleave(value: unknown): Float64Array {
  if (Array.isArray(value)) return Float64Array.from(value.flatMap((v) => [...interleave(v)]));
  if (!isPair(value)) throw new Error('expected {re, im} or an array of them');
  const im = flatten(value.im);
  return Float64Array.from(flatten(value.re).flatMap((re, i) => [re, im[i] ?? NaN]));
}

function isPair(value: unknown): value is Pair {
  return typeof value === 'object' && value !== null && 're' in value && 'im' in value;
}
