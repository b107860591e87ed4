import type { Answer } from '../kinds/kind.ts';

/** What the process that calls tells of each case, and that there is none left. `broken`: the case itself cannot be made. */
export type Report =
  | { readonly type: 'begins'; readonly index: number; readonly what: string }
  | { readonly type: 'broken'; readonly index: number; readonly fault: string }
  | { readonly type: 'ended'; readonly index: number; readonly answer: Answer }
  | { readonly type: 'failed'; readonly index: number; readonly what: string; readonly fault: string }
  | { readonly type: 'done' };
