/** What _SUCCESS of a study directory says. */
export interface Success {
  /** Of the study. */
  readonly hash: string;
  /** Chunks of the study; of one with a rule those until it stopped. */
  readonly chunks: number;
  /** Channel realizations in them. */
  readonly realizations: number;
  /** Rows of table `designs` with status `failed`. */
  readonly failed: number;
  /** When it was written, ISO 8601. */
  readonly end: string;
}

/** The record in the text of _SUCCESS, whatever it lacks; null where it is none. */
export function successOf(text: string): Partial<Success> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null; // damaged: for its reader to say
  }
}
