// The worst case of precoders that were designed elsewhere, here zero forcing towards all users of the network with equal
// powers, over the whole CSI error ball: node examples/checkPrecoders.mjs
import { certify, drawRealization, evaluateWorstCase, makeScenario } from 'isac-mc';
import { Matrix, inverse } from 'ml-matrix';

const scenario = makeScenario({ csiErrorRadius: 0.01 });
const realization = drawRealization(scenario, { seed: 7n, realization: 0 });
const { cells, usersPerCell, txAntennas, powerBudget } = scenario;
const users = cells * usersPerCell;

/** Zero forcing of one BS: columns of pinv(H) for its own users, H = [Re -Im; Im Re] of its channels to all users. */
function zeroForcing(bs) {
  const h = (user, i) => realization.channels[2 * ((bs * users + user) * txAntennas + i)];
  const g = (user, i) => realization.channels[2 * ((bs * users + user) * txAntennas + i) + 1];
  const H = Matrix.zeros(2 * users, 2 * txAntennas);
  for (let u = 0; u < users; u++)
    for (let i = 0; i < txAntennas; i++) {
      H.set(u, i, h(u, i)).set(u, txAntennas + i, -g(u, i));
      H.set(users + u, i, g(u, i)).set(users + u, txAntennas + i, h(u, i));
    }
  const pseudo = H.transpose().mmul(inverse(H.mmul(H.transpose())));
  return Array.from({ length: usersPerCell }, (_, k) => {
    const column = pseudo.getColumn(bs * usersPerCell + k);
    const scale = Math.sqrt(powerBudget / usersPerCell) / Math.hypot(...column);
    return Array.from({ length: txAntennas }, (__, i) => [scale * column[i], scale * column[txAntennas + i]]);
  });
}

// CBF layout: [bs][user][antenna][re, im]
const precoders = Float64Array.from(Array.from({ length: cells }, (_, bs) => zeroForcing(bs)).flat(3));

const { smallestDb } = evaluateWorstCase({ scheme: 'BLP-CBF', scenario, realization, precoders, errors: 1000 });
for (const [name, value] of Object.entries(smallestDb)) console.log(`${name.padEnd(8)} ${value.toFixed(3)} dB`);

const certificate = certify(scenario, realization, {
  cooperation: 'cbf',
  precoders,
  threshold: 10 ** (smallestDb.nominal / 10),
  robustness: 'guaranteed',
});
console.log(`holds its nominal SINR over the error ball: ${certificate.certified} (${certificate.failed.join(', ')})`);
