// Preloaded into a run (NODE_OPTIONS=--require): kills the process with SIGKILL at its KILL_AT-th point among the file
// operations that change the directory KILL_IN. Points lie before every operation and, as in a torn write, within every
// write: its first half is on the file then. The name of the operation is left in the file KILL_LOG.
const fs = require('node:fs');
const path = require('node:path');
const { syncBuiltinESMExports } = require('node:module');
const { isMainThread } = require('node:worker_threads');

const { KILL_AT, KILL_IN, KILL_LOG } = process.env;

if (isMainThread && KILL_AT !== undefined) {
  const folder = path.resolve(KILL_IN);
  const open = new Map(); // descriptor -> path
  const original = { ...fs };
  let points = 0;

  const isInside = (file) => typeof file === 'string' && (path.resolve(file) + path.sep).startsWith(folder + path.sep);
  const point = (name, file, torn) => {
    points++;
    if (points !== Number(KILL_AT)) return;
    torn?.();
    original.writeFileSync(KILL_LOG, `${name} ${file.slice(folder.length + 1)}`);
    process.kill(process.pid, 'SIGKILL');
    for (;;); // the signal is on its way
  };
  const patch = (name, pathOf, around) => {
    fs[name] = (...args) => {
      const file = pathOf(args);
      if (file === undefined) return original[name](...args);
      point(name, file);
      return around ? around(file, args) : original[name](...args);
    };
  };
  const pathArgument = (index) => (args) => (isInside(args[index]) ? args[index] : undefined);
  const descriptor = (args) => open.get(args[0]);

  /** What is opened to be read changes nothing; the 'r' of a directory is for its fsync. */
  const isRead = (flags) => typeof flags === 'number' && (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) === 0;
  const opened = ([file, flags]) => (isInside(file) && !isRead(flags) ? file : undefined);

  patch('openSync', opened, (file, args) => {
    const fd = original.openSync(...args);
    open.set(fd, file);
    return fd;
  });
  patch('writeSync', descriptor, (file, [fd, bytes, at = 0]) => {
    point('torn writeSync', file, () => original.writeSync(fd, bytes, at, Math.floor((bytes.length - at) / 2)));
    return original.writeSync(fd, bytes, at);
  });
  patch('fsyncSync', descriptor);
  patch('fsync', descriptor);
  patch('closeSync', descriptor, (_file, args) => {
    open.delete(args[0]);
    return original.closeSync(...args);
  });
  patch('mkdirSync', pathArgument(0));
  patch('renameSync', pathArgument(1));
  patch('linkSync', pathArgument(1));
  patch('rmSync', pathArgument(0));
  syncBuiltinESMExports();
}
