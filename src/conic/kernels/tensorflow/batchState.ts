import type { DualVector, PrimalVector } from '../../algorithm/steps.ts';
import type { Handle } from '../../../device/tensorflow/ops.ts';
import type { ArrowFactor } from './arrow.ts';
import type { ScaledProgram } from './equilibrate.ts';
import type { PsdScaling } from './hermitianPsd.ts';
import type { Context } from './operator.ts';
import type { ConeScaling } from './secondOrder.ts';

/** What the stages of a batch read and write on the device: vectors [batch, length] and numbers [batch, 1]. */
export interface BatchFields extends Omit<Record<PrimalVector | DualVector, Handle>, 'b' | 'c'> {
  readonly program: ScaledProgram;
  readonly tau: Handle;
  readonly kappa: Handle;
  readonly mu: Handle;
  /** kappa + c^T x - b^T y. */
  readonly gapResidual: Handle;
  /** What the host reads, [batch, words]. */
  readonly word: Handle;
  readonly cones: ConeScaling;
  readonly psd: PsdScaling;
  readonly factor: ArrowFactor;
  /** Of the direction in work: share of the residuals, complementarity of (tau, kappa). */
  readonly share: Handle;
  readonly dk0: Handle;
  readonly den: Handle;
  readonly dTau: Handle;
  readonly dKappa: Handle;
  /** bool: programs whose direction is still corrected. */
  readonly corrects: Handle;
  readonly stepLength: Handle;
  /** The last step, and 1 where every number of it was finite: else the point is the old one. */
  readonly alpha: Handle;
  readonly good: Handle;
}

/** Fields of a batch by name. A field that is set frees what no other field holds of its old value. */
export class BatchState {
  readonly context: Context;
  /** Whether the direction in work is the predictor's, and how often the corrector's was corrected: the same for all programs. */
  predictor = true;
  corrections = 0;
  #fields: Partial<BatchFields> = {};

  constructor(context: Context) {
    this.context = context;
  }

  /** The fields as they are; reading one that no stage has set yet is a mistake of the list of steps. */
  get now(): BatchFields {
    return this.#fields as BatchFields;
  }

  /** A vector by its name in the list of steps. */
  vector(name: PrimalVector | DualVector): Handle {
    return name === 'b' || name === 'c' ? this.now.program[name] : this.now[name];
  }

  /** Computes fields in a scope of their own and sets them. */
  set(compute: () => Partial<BatchFields>): void {
    const { ops } = this.context;
    const made = ops.tidy(compute);
    const old = Object.keys(made).map((name) => this.#fields[name as keyof BatchFields]);
    this.#fields = { ...this.#fields, ...made };
    this.#free(old);
  }

  /** Keeps these fields alone, as `compute` makes them. */
  replace(compute: () => Partial<BatchFields>): void {
    const { ops } = this.context;
    const old = this.#fields;
    this.#fields = ops.tidy(compute);
    this.#free(old);
  }

  #free(old: unknown): void {
    const kept = new Set<number>();
    visit(this.#fields, ({ id }) => kept.add(id));
    visit(old, (handle) => {
      if (!kept.has(handle.id)) this.context.ops.free(handle);
    });
  }
}

function visit(value: unknown, take: (handle: Handle) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if ('dtype' in value) take(value as Handle);
  else for (const part of Object.values(value)) visit(part, take);
}
