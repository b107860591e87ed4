import createScs from 'scs-solver';

/**
 * Tells what the npm package scs-solver (SCS compiled to WebAssembly, without LAPACK) makes of a semidefinite program, the
 * smallest one that there is: minimise x11 + x22 with x12 = 1 and X >= 0, whose optimum is 2.
 */
export async function probeScsSolver(): Promise<{ status: string; note: string }> {
  // its own messages would mix with our output
  const silent = (): void => undefined;
  const scs = await createScs({ print: silent, printErr: silent });
  const settings = new scs.ScsSettings();
  scs.setDefaultSettings(settings);
  settings.verbose = 0;
  const data = {
    m: 4,
    n: 3,
    A_x: [-1, 1, -Math.SQRT2, -1],
    A_i: [1, 0, 2, 3],
    A_p: [0, 1, 3, 4],
    b: [1, 0, 0, 0],
    c: [1, 0, 1],
  };
  const { status } = scs.solve(data, { z: 1, s: [2], ssize: 1 }, settings);
  const note =
    status === 'SOLVED'
      ? 'accepts semidefinite cones'
      : 'built without LAPACK: refuses semidefinite cones, so it can solve none of the four cases';
  return { status, note };
}
