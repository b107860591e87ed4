const abort = new AbortController();
let listening = false;

/**
 * A signal that the first SIGINT, SIGTERM or SIGHUP aborts. From the first call on none of them ends the process but a second
 * SIGINT (Ctrl-C): a second SIGTERM, as from a batch script and its scheduler, does not, nor a SIGHUP after it.
 */
export function stopSignal(): AbortSignal {
  if (!listening) {
    listening = true;
    const stop = (): void => abort.abort();
    process.once('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  }
  return abort.signal;
}
