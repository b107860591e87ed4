// The product of the cones: what the list of steps asks of them, one call for each cone.

/** Takes (x, z) as the scaling point; false where z is not inside. Has barriers. */
fn scaleAt(x: i32, z: i32) -> bool {
  scaleCones(x, z);
  return scalePsd(z);
}

/** out = H u at the scaling point. Ends with a barrier. */
fn applyH(u: i32, out: i32) {
  applyHCones(u, out);
  applyHPsd(u, out);
}

/** out = target of the complementarity equation for sm = sigma mu, with the second-order term of the directions dx and dz; w and w2 are workspace. Ends with a barrier. */
fn corrector(sm: R, dx: i32, dz: i32, w: i32, w2: i32, out: i32) {
  correctorCones(shape.x, shape.z, sm, dx, dz, w, w2, out);
  correctorPsd(sm, dx, dz, out);
}

/** Largest step in (0, cap] found along (dx, dz) that keeps x and z inside: where it has a closed form that, else by trials. Has barriers. */
fn largestStep(cap: f32, rounds: i32, dx: i32, dz: i32) -> f32 {
  let closed = min(cap, min(maxStepCones(shape.x, dx), maxStepCones(shape.z, dz)));
  return maxStepPsd(least(closed), rounds, dx, dz);
}

/** x += s times the unit element. */
fn addUnit(s: R, x: i32) {
  addUnitCones(s, x);
  addUnitPsd(s, x);
}
