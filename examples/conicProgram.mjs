// A convex program of one's own, solved for many channels at once: the semidefinite relaxation of multicast beamforming,
// minimise tr(W) subject to h_k^H W h_k >= 1 for k = 1..K, W Hermitian positive semidefinite: node examples/conicProgram.mjs
import { drawRealization, makeScenario, solveConic, svec } from 'isac-mc';

const [batch, users, antennas] = [64, 6, 4];
const scenario = makeScenario({ cells: 1, usersPerCell: users, txAntennas: antennas, targetAnglesDeg: [[0]] });

/** svec(h h^H) of the n complex numbers h, interleaved re, im. */
function outerProduct(h) {
  const n = h.length / 2;
  const product = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      product[2 * (i * n + j)] = h[2 * i] * h[2 * j] + h[2 * i + 1] * h[2 * j + 1];
      product[2 * (i * n + j) + 1] = h[2 * i + 1] * h[2 * j] - h[2 * i] * h[2 * j + 1];
    }
  const coordinates = new Float64Array(n * n);
  svec(n, product, coordinates);
  return coordinates;
}

// one matrix for each program, its rows h_k h_k^H
const channels = Array.from({ length: batch }, (_, realization) => {
  const { channels: all } = drawRealization(scenario, { seed: 1n, realization });
  return Array.from({ length: users }, (__, k) => all.slice(2 * k * antennas, 2 * (k + 1) * antennas));
});
const matrix = channels.map((rows) => rows.map((h) => outerProduct(h).map((x) => -x))); // -h^H W h <= -1
const identity = Float64Array.from({ length: antennas ** 2 }, (_, i) => (i < antennas ? 1 : 0));

const start = performance.now();
const { status, objective, dualObjective, x } = await solveConic({
  batch,
  cost: identity,
  inequality: { matrix, rhs: Array(users).fill(-1) },
  cones: { psd: [{ size: antennas, count: 1 }] },
});
const ms = (performance.now() - start) / batch;

const gap = Math.max(...objective.map((p, i) => Math.abs(p - dualObjective[i])));
const received = matrix.map((rows, i) => {
  const w = x.subarray(i * antennas ** 2, (i + 1) * antennas ** 2);
  return Math.min(...rows.map((row) => -row.reduce((sum, value, j) => sum + value * w[j], 0)));
});
console.log(`${status.filter((s) => s === 'optimal').length} of ${batch} programs optimal, ${ms.toFixed(2)} ms each`);
console.log(`transmit power ${Math.min(...objective).toFixed(4)} to ${Math.max(...objective).toFixed(4)}`);
console.log(`duality gap at most ${gap.toExponential(0)}, smallest received power ${Math.min(...received).toFixed(8)}`);
