/** What probeScsSolver uses of the npm package scs-solver, which brings no types. */
declare module 'scs-solver' {
  interface ScsSettings {
    verbose: number;
  }
  interface Scs {
    readonly ScsSettings: new () => ScsSettings;
    setDefaultSettings(settings: ScsSettings): void;
    solve(data: object, cone: object, settings: ScsSettings): { readonly status: string };
  }
  const createScs: (module: { print: () => void; printErr: () => void }) => Promise<Scs>;
  export default createScs;
}
