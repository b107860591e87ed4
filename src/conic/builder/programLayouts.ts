import { invariant } from '../../errors.ts';
import type { ConicProgram } from '../program.ts';
import type { Value } from './columns.ts';
import type { ProgramLayout } from './layout.ts';
import { LayoutRecorder } from './layoutRecorder.ts';
import type { ProgramBuilder } from './programBuilder.ts';
import { ProgramWriter } from './programWriter.ts';

/** Layouts that are kept: what the solver derives from a shape is kept with them. */
const MOST = 200;

/** Programs of one kind as a batch. */
export interface BuiltPrograms<R> {
  readonly program: ConicProgram;
  /** What the descriptions returned, in the order of the programs. */
  readonly described: readonly R[];
  /** Reads a column in the scalars of a solution of one program. */
  readonly valueIn: (scalars: Float64Array) => Value;
}

/** The layouts of the programs that were built so far, by key: programs of one key have one shape object. */
export class ProgramLayouts {
  readonly #layouts = new Map<string, ProgramLayout>();

  /**
   * Builds programs of one kind, at least one.
   *
   * @param key what the pattern of the programs depends on.
   */
  build<C, R>(
    key: string,
    contexts: readonly C[],
    describe: (program: ProgramBuilder, context: C) => R,
  ): BuiltPrograms<R> {
    let layout = this.#layouts.get(key);
    if (layout === undefined) {
      const recorder = new LayoutRecorder();
      invariant(contexts.length > 0, 'a batch has programs');
      describe(recorder, contexts[0] as C);
      layout = recorder.finish();
      if (this.#layouts.size >= MOST) this.#layouts.clear();
      this.#layouts.set(key, layout);
    }
    const { shape, columnPlace } = layout;
    const writer = new ProgramWriter(layout, contexts.length);
    const described = contexts.map((context) => writer.write((program) => describe(program, context)));
    const valueIn =
      (scalars: Float64Array): Value =>
      (column) =>
        scalars[columnPlace[column.id] as number] as number;
    return { program: { shape, data: writer.data }, described, valueIn };
  }
}
