import { ResumableError } from '../errors.ts';

/** The device ran out of memory, was lost or refused its work. Nothing that was finished before is lost: the same command goes on from there. */
export class DeviceFault extends ResumableError {
  constructor(
    message: string,
    hint = 'end what else uses the device, or run the same command again with fewer --workers or a smaller --batch',
  ) {
    super(message, hint);
  }
}

/** The device has no room for so much at once: less of it may do. */
export class NoRoom extends DeviceFault {}
