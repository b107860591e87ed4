/**
 * Makes something of an opened backend with its first use, once for each backend.
 *
 * @param start makes it; where it fails, so does every use.
 */
export function perBackend<Backend extends object, T>(
  start: (backend: Backend) => Promise<T>,
): (backend: Backend) => Promise<T> {
  const started = new WeakMap<Backend, Promise<T>>();
  return (backend) => {
    let own = started.get(backend);
    if (!own) {
      own = start(backend);
      started.set(backend, own);
    }
    return own;
  };
}
