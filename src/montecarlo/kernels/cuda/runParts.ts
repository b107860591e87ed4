import { DeviceFault, NoRoom } from '../../../device/deviceFault.ts';

/** Some of the designs that a kernel is given. */
export interface DesignPart {
  /** The design after its last one. */
  readonly end: number;
  /** Whether there is no smaller part. */
  readonly smallest: boolean;
}

/** How a kernel takes up its designs. */
export interface InParts<Part extends DesignPart, Answer> {
  /** The part that begins with a design and fits into so many bytes, or the smallest one. */
  readonly plan: (first: number, bytes: number) => Part;
  /** @throws NoRoom when the card has no memory for it. */
  readonly run: (part: Part, first: number, bytes: number) => Promise<readonly Answer[]>;
  /** Gives back all memory, after a part that had no room. */
  readonly release: () => void;
  /** Says of the smallest part that it has no room. */
  readonly tooMuch: (part: Part) => string;
}

/**
 * Runs a kernel part by part; one without room is tried again with half the memory.
 *
 * @param designs how many.
 * @param memory `bytes` that a part may take; less afterwards where one had no room.
 * @returns an answer for each design.
 * @throws DeviceFault when the smallest part has no room.
 */
export async function runParts<Part extends DesignPart, Answer>(
  designs: number,
  memory: { bytes: number },
  { plan, run, release, tooMuch }: InParts<Part, Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  while (answers.length < designs) {
    const part = plan(answers.length, memory.bytes);
    try {
      answers.push(...(await run(part, answers.length, memory.bytes)));
    } catch (error) {
      if (!(error instanceof NoRoom)) throw error;
      release();
      if (part.smallest) throw new DeviceFault(`${tooMuch(part)}: ${error.message}`);
      memory.bytes /= 2;
    }
  }
  return answers;
}
