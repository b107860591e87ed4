import type { Draw } from '../draw.ts';

/** Folders of a case. */
export interface Place {
  /** Empty at first; the inputs of the case go in here, and commands run in here. */
  readonly folder: string;
  /** Shared by the cases of a run: `finishedStudies.ts` keeps its studies there. */
  readonly shared: string;
}

/** What came of a call that ended as it may. */
export interface Answer {
  /** False where the input was refused. */
  readonly accepted: boolean;
  /** Of changed results: whether the change was found, and why not where that is right. Absent where there is nothing to find. */
  readonly found?: boolean;
}

/** A command of a case, in its folder. */
export interface CommandCall {
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What it may end with; default 0, 2, 3, 4 and 5. */
  readonly codes?: readonly number[];
  /** Throws `Wrong` where the output is not what it must be. */
  readonly check?: (stdout: string, code: number) => void;
}

/** An input and what is done with it. */
export interface Case {
  /** What was changed, in a line. */
  readonly what: string;
  /** The call in this process, where the kind has one: an `IsacError` is a refusal, any other error a failure. */
  readonly call?: () => Answer | Promise<Answer>;
  /** Commands that do the same, one after the other until one ends with another code than 0. */
  readonly commands: readonly CommandCall[];
}

/** A kind of input. Its cases depend on the draw alone. */
export interface Kind {
  readonly name: string;
  /** Writes the inputs of a case. */
  readonly make: (draw: Draw, place: Place) => Case | Promise<Case>;
  /** Of the time of calls, and of the time of commands, so many parts. */
  readonly share: { readonly calls: number; readonly commands: number };
  /** So many cases at most unless the environment names the seconds: the same on every machine that is quick enough. */
  readonly most: { readonly calls: number; readonly commands: number };
}

/** An answer that is not right: a failure, whatever its message. */
export class Wrong extends Error {}

/** Throws `Wrong` unless it holds. */
export function requireThat(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Wrong(message);
}
