/**
 * Steering vector of a half-wavelength uniform linear array, centred on its middle so that it is orthogonal to its own
 * derivative (Liu et al. 2021): element i is exp(j pi (i - (n-1)/2) sin(angle)).
 *
 * @param elements number of antennas n.
 * @param angle in radians.
 * @returns [n][2].
 */
export function steeringVector(elements: number, angle: number): Float64Array {
  const result = new Float64Array(2 * elements);
  const step = Math.PI * Math.sin(angle);
  for (let i = 0; i < elements; i++) {
    const phase = step * (i - (elements - 1) / 2);
    result[2 * i] = Math.cos(phase);
    result[2 * i + 1] = Math.sin(phase);
  }
  return result;
}

/**
 * Derivative of `steeringVector` with respect to the angle in radians: element i is the steering element times
 * j pi (i - (n-1)/2) cos(angle).
 *
 * @param elements number of antennas n.
 * @param angle in radians.
 * @returns [n][2].
 */
export function steeringDerivative(elements: number, angle: number): Float64Array {
  const result = new Float64Array(2 * elements);
  const step = Math.PI * Math.sin(angle);
  const slope = Math.PI * Math.cos(angle);
  for (let i = 0; i < elements; i++) {
    const offset = i - (elements - 1) / 2;
    result[2 * i] = -slope * offset * Math.sin(step * offset);
    result[2 * i + 1] = slope * offset * Math.cos(step * offset);
  }
  return result;
}
