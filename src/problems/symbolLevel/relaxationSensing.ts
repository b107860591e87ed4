import type { Column } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { amplitudeCapsOf } from '../amplitudeCrbCaps.ts';
import { addAmplitudeCaps, type AmplitudeRows, type FisherUnits } from '../rows/amplitudeCaps.ts';
import { addFisherTerms, crbRows, type Information, SYMBOL_STYLE } from '../rows/crbCone.ts';
import { formScale } from './formScale.ts';
import type { RelaxedProgram } from './relaxationUnits.ts';
import type { SignalSlots } from './signalBlocks.ts';

/** The cap on one part of the amplitude of a BS, with the units of its CRB rows. */
export interface RelaxedAmplitude {
  readonly bs: number;
  readonly units: FisherUnits;
  readonly rows: AmplitudeRows;
}

/**
 * CRB rows of every form of a relaxed program: with the common information u as a column, in units of the first form's F11, or (P3.B) what t* asks for; and the caps on amplitudes,
 * which programs without a CRB have too.
 *
 * @returns the first form's unit of F11, and the caps on amplitudes.
 */
export function addRelaxedSensing(
  program: ProgramBuilder,
  { p, link, classes, partB, sensing }: RelaxedProgram,
  slots: SignalSlots,
  information: Column | null,
): { readonly reference: number; readonly amplitudes: readonly RelaxedAmplitude[] } {
  const { powerBudget: P } = p.scenario;
  const scales = link.forms.map((form) => formScale(form, link.antennas, P));
  const reference = scales[0]?.f11 ?? 1;
  const amplitudes: RelaxedAmplitude[] = [];
  const comp = p.scheme === 'SLP-CoMP';
  link.forms.forEach((form, f) => {
    const scale = scales[f] as (typeof scales)[number];
    const bs = comp ? f : (p.bs ?? 0);
    const caps = amplitudeCapsOf(p, bs);
    if (!sensing && caps === null) return;
    const least = sensing && partB ? 1 / (2 * (p.crbCap ?? 0) * scale.f11) : 0;
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
    if (caps === null) return;
    const [re, im] = caps;
    const deltas = [1 / (2 * re * scale.f22), 1 / (2 * im * scale.f22)] as const;
    for (const own of addAmplitudeCaps(program, SYMBOL_STYLE, rows, asked, deltas))
      amplitudes.push({ bs, units: scale, rows: own });
  });
  return { reference, amplitudes };
}
