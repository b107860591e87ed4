import { InputError } from '../errors.ts';
import type { interferenceCaps, programFields } from './fieldSchemas.ts';

/** What decides whether a field of a problem says anything. */
interface Problem {
  readonly problem: string;
  readonly form?: string | undefined;
  readonly sinrRow?: string | undefined;
  readonly interference?: Readonly<Record<string, unknown>> | undefined;
}

/** The problems that have a field, and further conditions in the words of a message. */
interface FieldRule {
  readonly problems: readonly string[];
  readonly where?: { readonly words: string; readonly holds: (p: Problem) => boolean };
}

const DESIGNING = ['P1.A', 'P2.A', 'P3.A', 'P4'];
const LIMITING = ['P1.B', 'P2.B', 'P3.B'];
const NETWORK = ['capsFree', 'joint'];
const PER_BS = ['P1.A', 'P1.B', 'P3.A', 'P3.B'];

const formOf = (p: Problem): string => p.form ?? 'threshold';
const weighted = { words: 'in the weighted form', holds: (p: Problem) => formOf(p) === 'weighted' };
/** P3.B of form maxSinr leaves the CRB free. */
const sensing = { words: 'of form threshold', holds: (p: Problem) => formOf(p) !== 'maxSinr' };

/** Fields of an instance's problem that are named here: those of every program, the caps, and what stands in instance files alone. */
type RuledField =
  | keyof typeof programFields
  | `interference.${keyof typeof interferenceCaps | 'symbolLevel'}`
  | 'sensingCut'
  | 'echoCovariance'
  | 'echoCovarianceOfBs';

/** Which problems have each field of `problems[]`. `scheme`, `problem`, `robustness` and `expected` belong to all. */
const RULES: Readonly<Record<RuledField, FieldRule>> = {
  bs: { problems: PER_BS },
  threshold: {
    problems: [...DESIGNING, ...LIMITING, ...NETWORK],
    where: {
      words: 'in the threshold form',
      holds: (p) => LIMITING.includes(p.problem) || formOf(p) === 'threshold',
    },
  },
  rho: { problems: DESIGNING, where: weighted },
  nfr: { problems: DESIGNING, where: weighted },
  nfc: { problems: DESIGNING, where: weighted },
  'interference.intraCell': { problems: ['P1.A'] },
  'interference.interCell': { problems: ['P1.A'] },
  'interference.coMP': { problems: ['P2.A'] },
  'interference.symbolLevel': { problems: ['P3.A'] },
  'interference.received': {
    problems: ['P1.B', 'P3.B'],
    where: { words: 'with sinrRow received', holds: (p) => p.sinrRow === 'received' },
  },
  leakage: { problems: ['P1.A', 'P3.A'] },
  crbCap: { problems: LIMITING, where: sensing },
  amplitudeCrbCaps: { problems: ['P1.B', 'P3.B'], where: sensing },
  sinrRow: { problems: ['P1.B', 'P3.B'] },
  sensingCut: { problems: ['P3.A', 'P3.B'] },
  echoCovariance: { problems: PER_BS },
  echoCovarianceOfBs: { problems: [...PER_BS, ...NETWORK] },
};

/** Forms beside `threshold`, which every problem has. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  weighted: DESIGNING,
  maxSinr: [...DESIGNING, 'P3.B'],
};

/**
 * Refuses a field of a problem that its program would not read. What belongs to other cells may stand in a problem of one cell, and
 * what belongs to sensing in one of weight 0.
 *
 * @param coMP true where all BSs send together: no problem of theirs has an echo covariance.
 * @throws InputError naming the field below `where`, the problems that have it and what came.
 */
export function requireUsedFields(p: Problem, coMP: boolean, cells: number, where: string): void {
  const { problem, interference } = p;
  const form = formOf(p);
  if (form !== 'threshold' && !FORMS[form]?.includes(problem))
    throw new InputError(`${where}.form: expected threshold with ${problem}, got ${form}`);
  const given: Record<string, unknown> = { ...p };
  for (const [cap, value] of Object.entries(interference ?? {})) given[`interference.${cap}`] = value;
  for (const [name, rule] of Object.entries(RULES)) {
    if (given[name] === undefined) continue;
    const echo = name.startsWith('echo');
    // the one BS of a single cell is a list of one
    const known = rule.problems.includes(problem) || (name === 'echoCovariance' && cells === 1);
    const says = cells === 1 && name === 'interference.received' ? true : (rule.where?.holds(p) ?? true);
    if (known && says && !(echo && coMP)) continue;
    const words = [listed(rule.problems), rule.where?.words, echo ? 'in CBF' : undefined];
    throw new InputError(
      `${where}.${name}: expected it only with ${words.filter(Boolean).join(' ')}, got ${shown(given[name])} with ${problem}${formWords(p, rule)}`,
    );
  }
  if (given['echoCovariance'] !== undefined && given['echoCovarianceOfBs'] !== undefined)
    throw new InputError(`${where}.echoCovarianceOfBs: expected it or echoCovariance, got both`);
}

function listed(names: readonly string[]): string {
  return names.length === 1 ? (names[0] as string) : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function formWords(p: Problem, { problems, where }: FieldRule): string {
  if (!where || !problems.includes(p.problem)) return '';
  return where.words.includes('form') ? ` of form ${formOf(p)}` : ` and sinrRow ${p.sinrRow ?? 'emitted'}`;
}

function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const numbers = Array.isArray(value) && value.every((v) => typeof v === 'number');
  return numbers ? JSON.stringify(value) : 'matrices';
}
