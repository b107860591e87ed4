// Preloaded into every thread of a run (NODE_OPTIONS=--require): the GPU of worker threads fails, that of the main thread does not.
// GPU_FAULT=open: no driver is found; GPU_FAULT=lost: the device is lost when the first solve is made ready.
const { isMainThread } = require('node:worker_threads');

if (!isMainThread && process.env.GPU_FAULT !== undefined) {
  const open = process.dlopen.bind(process);
  process.dlopen = (module, file, ...rest) => {
    if (process.env.GPU_FAULT === 'open' && file === 'libvulkan.so.1')
      throw new Error('libvulkan.so.1: cannot open shared object file: no room for one more');
    const result = open(module, file, ...rest);
    if (process.env.GPU_FAULT === 'lost' && file.endsWith('dawn.node')) {
      const { prototype } = module.exports.globals.GPUDevice;
      const make = prototype.createShaderModule;
      prototype.createShaderModule = function (descriptor) {
        if (descriptor.label?.startsWith('conic')) this.destroy();
        return make.call(this, descriptor);
      };
    }
    return result;
  };
}
