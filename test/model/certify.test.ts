import { describe, expect, test } from 'vitest';
import { steeringVector } from '../../src/model/arrays.ts';
import { certify, type DesignClaim } from '../../src/model/certify.ts';
import { covarianceOf, covariancesCbf, diagonalBlocks, leakagePerBs, powerPerBs } from '../../src/model/covariance.ts';
import { sensingCbf, sensingComp } from '../../src/model/crb.ts';
import { exactWorstCase } from '../../src/model/exactWorstCase.ts';
import { sinrCbf, sinrComp } from '../../src/model/sinr.ts';
import { goldenInstances } from './goldenInstance.ts';
import { sample, THREE_CELLS } from './samples.ts';

const { scenario, realization, cbf, comp } = sample(21, THREE_CELLS);
const { cells, usersPerCell, txAntennas } = scenario;

/** The CBF precoders as CoMP precoders that are zero at the other cells' BSs. */
function blockDiagonal(precoders: Float64Array): Float64Array {
  const result = new Float64Array(cells * precoders.length);
  for (let user = 0; user < cells * usersPerCell; user++) {
    const bs = Math.floor(user / usersPerCell);
    const own = precoders.subarray(2 * user * txAntennas, 2 * (user + 1) * txAntennas);
    result.set(own, 2 * (user * cells + bs) * txAntennas);
  }
  return result;
}

test('CoMP precoders that are zero at foreign BSs have the SINR, power and leakage of CBF', () => {
  const stacked = blockDiagonal(cbf);
  const expected = sinrCbf(scenario, realization.channels, cbf);
  sinrComp(scenario, realization.channels, stacked).forEach((g, i) => expect(g).toBeCloseTo(expected[i] ?? NaN, 13));
  const own = covariancesCbf(scenario, cbf);
  const blocks = diagonalBlocks(scenario, covarianceOf(stacked, cells * txAntennas));
  blocks.forEach((x, i) => expect(x).toBeCloseTo(own[i] ?? NaN, 13));
});

test('the power of a BS is the squared norm of what it sends', () => {
  const each = cbf.length / cells;
  powerPerBs(scenario, covariancesCbf(scenario, cbf)).forEach((power, m) => {
    expect(power).toBeCloseTo(Math.hypot(...cbf.subarray(m * each, (m + 1) * each)) ** 2, 12);
  });
  const total = powerPerBs(scenario, diagonalBlocks(scenario, covarianceOf(comp, cells * txAntennas)));
  expect(total.reduce((sum, x) => sum + x, 0)).toBeCloseTo(Math.hypot(...comp) ** 2, 11);
});

test('the leakage of a BS is the largest power that its precoders send towards the other targets', () => {
  const leakage = leakagePerBs(scenario, covariancesCbf(scenario, cbf));
  leakage.forEach((actual, m) => {
    let expected = 0;
    for (let n = 0; n < cells; n++) {
      if (n === m) continue;
      const v = steeringVector(txAntennas, scenario.targetAngles[m * cells + n] ?? NaN);
      let power = 0;
      for (let k = 0; k < usersPerCell; k++) {
        let [re, im] = [0, 0];
        for (let i = 0; i < txAntennas; i++) {
          const at = 2 * ((m * usersPerCell + k) * txAntennas + i);
          const [wr, wi] = [cbf[at] ?? NaN, cbf[at + 1] ?? NaN];
          const [vr, vi] = [v[2 * i] ?? NaN, v[2 * i + 1] ?? NaN];
          re += vr * wr - vi * wi;
          im += vr * wi + vi * wr;
        }
        power += re * re + im * im;
      }
      expected = Math.max(expected, power);
    }
    expect(actual).toBeCloseTo(expected, 11);
  });
});

describe.each(goldenInstances)('$name', ({ scenario: system, realization: drawn, precoders, comp: joint, sinr }) => {
  const lowest = Math.min(...sinr);
  const claim: DesignClaim = {
    cooperation: joint ? 'comp' : 'cbf',
    precoders,
    threshold: lowest,
    robustness: 'none',
  };
  // the stored precoders use the whole power budget to within the accuracy of their solver
  const roomy = { ...system, powerBudget: 1.001 * system.powerBudget };

  test('meets its claim at its own smallest SINR and not 1e-5 dB above it', () => {
    expect(certify(roomy, drawn, claim)).toMatchObject({ meetsClaim: true, failed: [] });
    const above = certify(roomy, drawn, { ...claim, threshold: lowest * 1.0000023 });
    expect(above).toMatchObject({ meetsClaim: false, failed: ['sinr'] });
  });

  test('meets its claim as guaranteed at its exact worst case and not above', () => {
    const robust = { ...roomy, csiErrorRadius: 0.02 };
    const worst = Math.min(...exactWorstCase(robust, drawn.channels, precoders, claim.cooperation).sinr);
    const guaranteed: DesignClaim = { ...claim, threshold: worst, robustness: 'guaranteed' };
    expect(certify(robust, drawn, guaranteed)).toMatchObject({ failed: [], meetsClaim: true, holdsOverBall: true });
    const above = { ...guaranteed, threshold: worst * 1.0000023 };
    expect(certify(robust, drawn, above).failed).toEqual(['worstCase']);
    // a design that claims nothing over the ball meets its claim, and is said to fall short within the ball
    const paper = certify(robust, drawn, { ...above, robustness: 'paper' });
    expect(paper).toMatchObject({ failed: [], meetsClaim: true, holdsOverBall: false });
  });

  test('fails on power beyond its budget, and CBF on leakage beyond its cap', () => {
    const certificate = certify(roomy, drawn, claim);
    const power = Math.max(...certificate.power);
    expect(certify({ ...system, powerBudget: power }, drawn, claim).failed).toEqual([]);
    expect(certify({ ...system, powerBudget: power * (1 - 3e-8) }, drawn, claim).failed).toEqual(['power']);
    const leakageCap = 0.999 * Math.max(...certificate.leakage);
    expect(certify(roomy, drawn, { ...claim, leakageCap }).failed).toEqual(joint ? [] : ['leakage']);
  });

  test('fails on CRBs of amplitudes more than 1e-6 dB above their cap', () => {
    const { amplitudeCrb } = (joint ? sensingComp : sensingCbf)(system, drawn, precoders);
    const largest = Math.max(...amplitudeCrb);
    const capped = (amplitudeCrbCap: number): readonly string[] =>
      certify({ ...roomy, amplitudeCrbCap }, drawn, claim).failed;
    expect(capped(largest * (1 - 2e-7))).toEqual([]);
    expect(capped(largest * (1 - 3e-7))).toEqual(['amplitude']);
  });
});

test('precoders that are not numbers meet no claim', () => {
  const claim: DesignClaim = { cooperation: 'cbf', precoders: cbf.map(() => NaN), threshold: 0, robustness: 'none' };
  expect(certify(scenario, realization, claim).meetsClaim).toBe(false);
});
