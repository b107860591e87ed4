import { clopperPearson } from '../../montecarlo/intervals/clopperPearson.ts';
import type { JudgedDesign } from './judgedDesign.ts';
import { isClose } from './perBs.ts';

/** Room for the ends of an interval, which are found by iteration, relative. */
const ROUNDING = 1e-9;
/** The same of SINRs, dB. */
const ROUNDING_DB = 1e-8;

/**
 * Checks the outage of a design and the quantiles of its SINRs against one another, which holds without its vectors too: a share of the draws with the
 * interval of so many hits, quantiles within their intervals that grow with their level and are no smaller than the smallest SINR, and an exact outage
 * where the study asks for one.
 */
export function checkOutage({ has, study, cell, must }: JudgedDesign): void {
  if (!has) return; // every metric is compared with the one of no precoders
  const { errors: draws, outage: kind, quantiles: levels } = study.realizations;
  const exact = cell('outage_exact') as number | null;
  if (kind === 'sampled') must(exact === null, 'outage_exact', 'null unless realizations.outage is exact');
  else must(exact !== null && exact >= 0 && exact <= 1, 'outage_exact', 'a probability from 0 to 1');
  if (draws === 0) {
    for (const name of [...SHARES, ...QUANTILES]) must(cell(name) === null, name, 'null without error draws');
    return;
  }
  const [share, lower, upper] = SHARES.map((name) => cell(name) as number | null) as [
    number | null,
    number | null,
    number | null,
  ];
  const hits = Math.round((share ?? Number.NaN) * draws);
  const counted = share !== null && hits >= 0 && hits <= draws && share === hits / draws;
  must(counted, 'outage', `a share of ${draws} draws`);
  if (counted) {
    const [from, to] = clopperPearson(hits, draws);
    must(lower !== null && isClose(lower, from, ROUNDING), 'outage_lower', `${from} of ${hits} hits in ${draws} draws`);
    must(upper !== null && isClose(upper, to, ROUNDING), 'outage_upper', `${to} of ${hits} hits in ${draws} draws`);
  }
  const [values, from, to] = QUANTILES.map((name) => {
    const list = cell(name) as Float64Array | null;
    must(list !== null, name, `quantiles of ${levels.length} levels`);
    return list;
  }) as [Float64Array | null, Float64Array | null, Float64Array | null];
  if (!values || !from || !to) return;
  const least = ((cell('worst_sampled_sinr_db') as number | null) ?? -Infinity) - ROUNDING_DB;
  must(
    values.every((x) => x >= least),
    'sinr_quantiles_db',
    `at least worst_sampled_sinr_db ${least}`,
  );
  must(
    from.every((x, i) => x <= (values[i] as number)),
    'sinr_quantiles_lower_db',
    'at most the quantiles',
  );
  must(
    to.every((x, i) => x >= (values[i] as number)),
    'sinr_quantiles_upper_db',
    'at least the quantiles',
  );
  const order = levels.map((_, i) => i).sort((a, b) => (levels[a] as number) - (levels[b] as number));
  QUANTILES.forEach((name, k) => {
    const list = [values, from, to][k] as Float64Array;
    const grows = order.every((i, j) => j === 0 || (list[i] as number) >= (list[order[j - 1] as number] as number));
    must(grows, name, 'values that grow with their level');
  });
}

const SHARES = ['outage', 'outage_lower', 'outage_upper'] as const;
const QUANTILES = ['sinr_quantiles_db', 'sinr_quantiles_lower_db', 'sinr_quantiles_upper_db'] as const;
