// The product of the cones: what the list of steps and the check of an answer ask of them, one call for each cone.
import { dot } from './simd';
import { scalars } from './layout';
import { scaleCones, applyHCones, correctorCones, maxStepCones, addUnitCones, insideCones } from './secondOrder';
import { scalePsd, applyHPsd, correctorPsd, insidePsd, addUnitPsd, dotPsd } from './hermitianPsd';

/** Takes (x, z) as the scaling point; false where z is not inside. */
export function scaleAt(x: usize, z: usize): bool { scaleCones(x, z); return scalePsd(z); }

/** out = H u at the scaling point of x. */
export function applyScaling(x: usize, u: usize, out: usize): void { applyHCones(u, out); applyHPsd(x, u, out); }

/** out = target of the complementarity equation with the second-order term of the directions dx and dz. */
export function corrector(x: usize, z: usize, target: f64, dx: usize, dz: usize, out: usize): void {
  correctorCones(x, z, target, dx, dz, out);
  correctorPsd(x, target, dx, dz, out);
}

/** Largest a with x + a d in the cones where that has a closed form. */
export function maxClosedStep(x: usize, d: usize): f64 { return maxStepCones(x, d); }
/** Whether x + a d is inside the cones that are tried. */
export function insideTried(x: usize, a: f64, d: usize): bool { return insidePsd(x, a, d); }

/** x += s times the unit element. */
export function addUnit(s: f64, x: usize): void { addUnitCones(s, x); addUnitPsd(s, x); }

/** Whether x + s unit lies in the cones; `unit` holds the unit element. */
export function insideWithUnit(x: usize, s: f64, unit: usize): bool { return insideCones(x, s) && insidePsd(x, s, unit); }

/** u . v of primal vectors. */
export function inner(u: usize, v: usize): f64 { return dot(scalars, u, v) + dotPsd(u, v); }
