import type { SymbolLevelProgram } from './symbolLevelProgram.ts';
import type { SymbolTask } from './symbolTask.ts';

/**
 * The program that designs for a task, without its form: (P4) of all BSs, or (P3.A) of BS `bs` alone.
 *
 * @param ofStation further fields of (P3.A).
 */
export function firstProgram(
  { task, comp, symbolPhase, pskOrder }: SymbolTask,
  bs: number,
  ofStation: Pick<SymbolLevelProgram, 'interference' | 'sensingCut' | 'echoCovariance'> = {},
): Omit<SymbolLevelProgram, 'form'> {
  const { scenario, realization, robustness } = task;
  const common = { robustness, scenario, realization, symbolPhase, pskOrder };
  if (comp) return { ...common, scheme: 'SLP-CoMP', problem: 'P4' };
  return { ...common, scheme: 'SLP-CBF', problem: 'P3.A', bs, leakage: scenario.maxLeakage, ...ofStation };
}
