// The vectors of an iterate and of a direction, under the names of src/conic/algorithm/steps.ts.
import { primalSize, dualSize, doubles } from './layout';
import { b, c } from './equilibration';
import { applyScaling } from './cones';

export { b, c };
export let x: usize = 0; export let z: usize = 0; export let y: usize = 0;
/** The iterate of the least merit. */
export let bestX: usize = 0; export let bestZ: usize = 0; export let bestY: usize = 0;
export let rp: usize = 0; export let rd: usize = 0; export let ax: usize = 0; export let aty: usize = 0;
export let q: usize = 0; export let p: usize = 0; export let caq: usize = 0; export let hcaq: usize = 0;
export let hrd: usize = 0; export let ahrd: usize = 0;
export let dx: usize = 0; export let dz: usize = 0; export let rc: usize = 0; export let w: usize = 0; export let w2: usize = 0; export let e: usize = 0;

export function allocIterate(): void {
  x = doubles(primalSize); z = doubles(primalSize); y = doubles(dualSize);
  bestX = doubles(primalSize); bestZ = doubles(primalSize); bestY = doubles(dualSize);
  rp = doubles(dualSize); rd = doubles(primalSize); ax = doubles(dualSize); aty = doubles(primalSize);
  q = doubles(dualSize); p = doubles(dualSize); caq = doubles(primalSize); hcaq = doubles(primalSize);
  hrd = doubles(primalSize); ahrd = doubles(dualSize); dx = doubles(primalSize); dz = doubles(primalSize);
  rc = doubles(primalSize); w = doubles(primalSize); w2 = doubles(primalSize); e = doubles(dualSize);
}

/** out = H u at the scaling point. */
export function applyH(u: usize, out: usize): void { applyScaling(x, u, out); }
