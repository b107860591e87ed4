import { isSymbolLevel } from '../../problems/capabilities.ts';
import { largestSinr } from '../../problems/design/largestSinr.ts';
import { CERTIFICATE_CHECKS, type Verdict, verdictOf } from '../../model/claimChecks.ts';
import { isBounded } from '../../model/errorLaw.ts';
import { boundsWorstCase } from '../../model/worstCaseBound.ts';
import type { GridTask } from '../chunkTasks.ts';
import { cellText } from './compareCells.ts';
import type { JudgedDesign } from './judgedDesign.ts';
import { isClose, rootMean, withoutPadding } from './perBs.ts';

/** Room for the rounding of metrics that are computed in different ways, relative; in dB 4e-9. */
const ROUNDING = 1e-9;
/** An SINR of a user that gets nothing. */
const NEARLY_NOTHING = 1e-12;

/**
 * Checks the metrics of a design against one another, which holds without its vectors too: which of them there are, sums over the BSs, the order of nominal, sampled and
 * worst-case SINRs, what the channel allows, and that the checks which are said to have failed are those that the metrics fail.
 */
export function checkMetrics({ grid, has, study, cell, must }: JudgedDesign): void {
  if (!has) return; // every metric is compared with the one of no precoders
  const { form, robustness } = grid.task;
  const free = form.kind === 'weighted' && form.rho === 0;
  const rcrb = cell('rcrb_deg') as number | null;
  const [degrees, radians] = ['rcrb_bs_deg', 'rcrb_bs_rad'].map((name) => cell(name) as Float64Array | null);
  must((rcrb === null) === free, 'rcrb_deg', free ? 'null at rho = 0' : 'an RCRB');
  must((degrees == null) === free, 'rcrb_bs_deg', free ? 'null at rho = 0' : 'the RCRB of every BS');
  must((radians == null) === free, 'rcrb_bs_rad', free ? 'null at rho = 0' : 'the RCRB of every BS');
  if (rcrb !== null && degrees && radians) {
    const mean = rootMean(degrees);
    must(
      degrees.every((x) => !(x <= 0)),
      'rcrb_bs_deg',
      'positive RCRBs',
    );
    must(mean !== null && isClose(rcrb, mean, ROUNDING), 'rcrb_deg', `${mean}, the root mean square of rcrb_bs_deg`);
    const expected = degrees.map((x) => (x * Math.PI) / 180);
    const same = radians.every((x, bs) => Object.is(x, expected[bs]) || isClose(x, expected[bs] as number, ROUNDING));
    must(same, 'rcrb_bs_rad', `${cellText(expected)} as in rcrb_bs_deg`);
  }

  const full = cell('rcrb_full_deg') as number | null;
  must((full === null) === free, 'rcrb_full_deg', free ? 'null at rho = 0' : 'an RCRB');
  if (rcrb !== null && full !== null) must(full <= rcrb * (1 + ROUNDING), 'rcrb_full_deg', `at most ${rcrb}, rcrb_deg`);
  const undefinedAmplitudes = free && grid.task.scenario.amplitudeCrbCap === undefined;
  const amplitudes = ['amplitude_crb_re', 'amplitude_crb_im'].map((name) => {
    const value = cell(name) as number | null;
    const expected = undefinedAmplitudes ? 'null at rho = 0' : 'a CRB above 0';
    must(undefinedAmplitudes ? value === null : value !== null && value > 0, name, expected);
    return value ?? Infinity;
  });

  // null stands for an SINR of 0
  const sinr = (name: string): number => 10 ** (((cell(name) as number | null) ?? -Infinity) / 10);
  const [nominal, exact, bound] = [sinr('sinr_db'), sinr('worst_exact_sinr_db'), sinr('worst_bound_sinr_db')];
  const isAtMost = (x: number, most: number): boolean => x <= most * (1 + ROUNDING) + NEARLY_NOTHING;
  const db = (x: number): string => `at most ${10 * Math.log10(x)}`;
  const reach = largestSinr(grid.task);
  must(isAtMost(nominal, reach), 'sinr_db', `${db(reach)}, all power of a BS for its weakest user`);
  must(isAtMost(exact, nominal), 'worst_exact_sinr_db', `${db(nominal)}, the nominal SINR`);
  const symbolLevel = isSymbolLevel(grid.point.scheme);
  must(isAtMost(bound, nominal), 'worst_bound_sinr_db', `${db(nominal)}, the nominal SINR`);
  if (symbolLevel) must(bound === exact, 'worst_bound_sinr_db', `${10 * Math.log10(exact)}, the exact worst case`);
  else if (boundsWorstCase(robustness))
    must(isAtMost(bound, exact), 'worst_bound_sinr_db', `${db(exact)}, the exact worst case`);
  if (study.realizations.errors === 0)
    must(cell('worst_sampled_sinr_db') === null, 'worst_sampled_sinr_db', 'null without error draws');
  else if (isBounded(study.realizations.errorLaw)) {
    const sampled = sinr('worst_sampled_sinr_db');
    must(isAtMost(exact, sampled), 'worst_exact_sinr_db', `${db(sampled)}, the worst of the draws`);
  }

  const power = cell('power_used_bs') as Float64Array | null;
  must(power !== null && power.every((x) => !(x < 0)), 'power_used_bs', 'shares of at least 0');
  const leakage = cell('leakage_used') as number | null;
  must(leakage !== null && leakage >= 0, 'leakage_used', 'a share of at least 0');
  const listed = cell('failed_checks') as string;
  for (const name of ['meets_claim', 'certified'])
    must(cell(name) === (listed === ''), name, `${listed === ''} beside failed_checks "${listed}"`);
  if (power === null || leakage === null) return;
  const own = withoutPadding(power);
  const judged = verdict(grid, {
    nominal,
    exact,
    power: own,
    leakage,
    radians,
    amplitudes,
    threshold: sinr('sinr_program_db'),
  });
  // a check that rounding may decide is left open
  const [certain, possible, found] = [
    judged(1 - ROUNDING),
    judged(1 + ROUNDING),
    listed === '' ? [] : listed.split('+'),
  ];
  const fits =
    certain.failed.every((check) => found.includes(check)) &&
    found.every((check) => possible.failed.some((p) => p === check));
  const ordered = CERTIFICATE_CHECKS.filter((check) => found.includes(check)).join('+') === listed;
  const expected = judged(1);
  must(fits && ordered, 'failed_checks', `"${expected.failed.join('+')}" by the metrics beside it`);
  const holds = [certain.holdsOverBall, possible.holdsOverBall];
  must(
    holds.includes(cell('holds_over_ball') === true),
    'holds_over_ball',
    `${expected.holdsOverBall} by worst_exact_sinr_db`,
  );
}

interface Metrics {
  readonly nominal: number;
  readonly exact: number;
  readonly power: Float64Array;
  readonly leakage: number;
  readonly radians: Float64Array | null | undefined;
  readonly amplitudes: readonly number[];
  readonly threshold: number;
}

/** The verdict on metrics if all of them are `factor` times as near to their limits. */
function verdict({ task, point }: GridTask, m: Metrics): (factor: number) => Verdict {
  const { scenario, form, robustness } = task;
  const symbolLevel = isSymbolLevel(point.scheme);
  const robust = symbolLevel ? robustness !== 'none' : boundsWorstCase(robustness);
  const free = form.kind === 'weighted' && form.rho === 0;
  const crb = free || !m.radians ? null : withoutPadding(m.radians).map((x) => x * x);
  return (factor) =>
    verdictOf(scenario, {
      threshold: (form.kind === 'threshold' ? form.threshold : m.threshold) * factor,
      sinr: Float64Array.of(m.nominal),
      worstCase: Float64Array.of(m.exact),
      robust,
      power: m.power.map((x) => x * scenario.powerBudget * factor),
      leakage: point.scheme.endsWith('CoMP')
        ? null
        : { sent: Float64Array.of(m.leakage * scenario.maxLeakage * factor), cap: scenario.maxLeakage },
      crb: crb && crb.map((x) => x * factor),
      amplitudeCrb: Float64Array.from(m.amplitudes, (x) => x * factor),
    });
}
