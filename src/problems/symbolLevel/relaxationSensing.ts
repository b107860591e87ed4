import type { Column } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { addAmplitudeCaps } from '../rows/amplitudeCaps.ts';
import { addFisherTerms, crbRows, type Information, SYMBOL_STYLE } from '../rows/crbCone.ts';
import { formScale } from './formScale.ts';
import type { RelaxedProgram } from './relaxationUnits.ts';
import type { SignalSlots } from './signalBlocks.ts';

/**
 * CRB rows of every form of a relaxed program: with the common information u as a column, in units of the first form's F11, or (P3.B) what t* asks for.
 *
 * @returns the first form's unit of F11.
 */
export function addRelaxedSensing(
  program: ProgramBuilder,
  { p, link, classes, partB, sensing }: RelaxedProgram,
  slots: SignalSlots,
  information: Column | null,
): number {
  const { powerBudget: P } = p.scenario;
  const scales = link.forms.map((form) => formScale(form, link.antennas, P));
  const reference = scales[0]?.f11 ?? 1;
  if (!sensing) return reference;
  link.forms.forEach((form, f) => {
    const scale = scales[f] as (typeof scales)[number];
    const least = partB ? 1 / (2 * (p.crbCap ?? 0) * scale.f11) : 0;
    const asked: Information = information
      ? { kind: 'column', column: information, factor: reference / scale.f11 }
      : { kind: 'constant', value: least };
    const rows = crbRows(program, SYMBOL_STYLE, asked);
    const shares = Array.from(classes.weight, (weight) => ({
      rows,
      form,
      weigh: (x: number, entry: keyof typeof scale) => (weight * P * x) / scale[entry],
    }));
    addFisherTerms(program, SYMBOL_STYLE, form, slots.forms[f] as number, shares);
    if (!partB || !p.amplitudeCrbCaps) return;
    const [re, im] = p.amplitudeCrbCaps;
    addAmplitudeCaps(program, SYMBOL_STYLE, rows, least, [1 / (2 * re * scale.f22), 1 / (2 * im * scale.f22)]);
  });
  return reference;
}
