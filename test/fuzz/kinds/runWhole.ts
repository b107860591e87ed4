import { existsSync } from 'node:fs';
import { InputError } from '../../../src/errors.ts';
import { runStudy } from '../../../src/study/runner.ts';
import type { Study } from '../../../src/study/schema.ts';
import { summarize } from '../../../src/study/summary.ts';
import { verifyStudy } from '../../../src/study/verify/verifyStudy.ts';
import { faultOfError } from '../judge.ts';
import { type Answer, requireThat, Wrong } from './kind.ts';

/**
 * Runs the first draws of a study that was accepted. Nothing disturbs the run: it is computed, and verify finds it right.
 *
 * @throws Wrong where it is not.
 */
export async function runWhole(study: Study, out: string, limit = 1): Promise<Answer> {
  try {
    await runStudy(study, { out, limit });
  } catch (error) {
    if (error instanceof InputError && !existsSync(out)) throw error;
    throw new Wrong(`an accepted study is not computed: ${faultOfError(error)}`);
  }
  const { findings } = verifyStudy(out);
  requireThat(findings.length === 0, `verify of an undisturbed run finds ${JSON.stringify(findings.slice(0, 3))}`);
  requireThat(summarize(out).length > 0, 'a run without a line of its summary');
  return { accepted: true };
}
