import { BackendUnavailable } from '../device/backend.ts';
import { InputError, IsacError } from '../errors.ts';
import { systemFault } from '../systemErrors.ts';

/** Characters of a message that are kept. */
const LONGEST = 300;

/**
 * What an error that came while a draw was designed or evaluated says of this draw, in one line; null where the fault is not the draw's: of the
 * device, the backend, the memory or the disk. An InputError is the draw's: the fields of its study were checked when that was read.
 */
export function drawFault(error: unknown): string | null {
  if (!(error instanceof Error)) return oneLine(String(error));
  if (error instanceof BackendUnavailable) return null;
  if (error instanceof IsacError && !(error instanceof InputError)) return null;
  if (systemFault(error)) return null;
  // of a module that is missing, or of a driver
  if ('code' in error && !(error instanceof IsacError)) return null;
  return oneLine(error.message === '' ? error.name : error.message);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST);
}
