// A libcuda.so.1 for machines without a GPU: the driver's calls that src/device/cuda makes, on the CPU. Launches run the kernels' own sources, compiled by g++
// (lib<kernel>-<arithmetic>-<threads>.so beside this file). It is stricter than a real driver where that finds faults: pinned memory for every copy, one context
// for each thread, guard words, NaN in fresh memory, streams that really run later.
//
// Environment, all ISAC_MC_STANDIN_*: DEVICES how many (1), MEMORY bytes of each (4 GiB), TAKEN of them by others (0), DRIVER version (13000), CAPABILITY (90), RATIO of float32 to float64 (2,64: of each)
// speed (2), LOST_AFTER launches of a device after which it fails, LOST_DEVICE the only one that does, ORDER of the threads in a block (0), THREADS=launch (blocks of as many threads as the launch
// says, else of one, which is fast), NO_DEVICE, STUB (as the toolkit's libcuda.so, whose calls all fail).
#include <dlfcn.h>
#include <algorithm>
#include <atomic>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>
#include "launches.h"
#include "memory.h"
#include "stream.h"

typedef int Result; // CUresult
enum : Result {
  OK = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NOT_INITIALIZED = 3, NO_DEVICE = 100, INVALID_DEVICE = 101, STUB_LIBRARY = 34, INVALID_IMAGE = 200,
  INVALID_CONTEXT = 201, NO_BINARY = 209, INVALID_HANDLE = 400, NOT_FOUND = 500, NOT_READY = 600, LAUNCH_FAILED = 719
};
#define API extern "C" __attribute__((visibility("default"))) Result

static const int MULTIPROCESSORS = 2, BLOCKS = 4, SHARED_LIMIT = 232448;

static long long setting(const char* name, long long otherwise) {
  const char* text = getenv((std::string("ISAC_MC_STANDIN_") + name).c_str());
  return text && *text ? atoll(text) : otherwise;
}

/** RATIO may list one for each device: 2,64. */
static int ratioOf(int number) {
  const char* text = getenv("ISAC_MC_STANDIN_RATIO");
  for (; text && number > 0; number--) {
    const char* comma = strchr(text, ',');
    if (!comma) break;
    text = comma + 1;
  }
  return text && *text ? atoi(text) : 2;
}

struct Device {
  int number = 0;
  Memory memory;
  std::set<Stream*> streams;
  std::mutex lock;
  std::atomic<int> launches{0};
  /** As with a real device, every call fails once a kernel has. */
  std::atomic<bool> lost{false};

  void wait() {
    std::vector<Stream*> all;
    {
      std::lock_guard<std::mutex> hold(lock);
      all.assign(streams.begin(), streams.end());
    }
    for (Stream* s : all) s->wait();
  }
};
struct Event { std::atomic<int> pending{0}; double at = 0; };

/** Never destroyed: streams may run while the process ends. */
struct Driver {
  std::vector<Device*> devices;
  Memory pinned;
  bool ready = false;
};
static Driver& driver = *new Driver;
static thread_local Device* current = nullptr;

/** Devices of CUDA_VISIBLE_DEVICES: up to the first that does not exist. */
static std::vector<int> visible() {
  std::vector<int> all;
  const int count = getenv("ISAC_MC_STANDIN_NO_DEVICE") ? 0 : setting("DEVICES", 1);
  const char* text = getenv("CUDA_VISIBLE_DEVICES");
  if (!text) {
    for (int i = 0; i < count; i++) all.push_back(i);
    return all;
  }
  for (const char* p = text; *p >= '0' && *p <= '9';) {
    char* end;
    const int number = strtol(p, &end, 10);
    if (number >= count) break;
    all.push_back(number);
    p = *end == ',' ? end + 1 : end;
  }
  return all;
}

static Result state() {
  if (!driver.ready) return NOT_INITIALIZED;
  if (!current) return INVALID_CONTEXT;
  return current->lost ? LAUNCH_FAILED : OK;
}
#define NEEDS_CONTEXT if (const Result r = state()) return r

static Device* device(int d) { return d >= 0 && d < (int)driver.devices.size() ? driver.devices[d] : nullptr; }

API cuInit(unsigned) {
  static std::mutex lock;
  std::lock_guard<std::mutex> hold(lock);
  if (driver.ready) return OK;
  for (int number : visible()) {
    driver.devices.push_back(new Device);
    driver.devices.back()->number = number;
  }
  if (driver.devices.empty()) return NO_DEVICE;
  driver.ready = true;
  return OK;
}
API cuDriverGetVersion(int* v) {
  if (getenv("ISAC_MC_STANDIN_STUB")) return STUB_LIBRARY;
  *v = (int)setting("DRIVER", 13000);
  return OK;
}
API cuDeviceGetCount(int* n) { *n = (int)driver.devices.size(); return driver.ready ? OK : NOT_INITIALIZED; }
API cuDeviceGet(int* d, int i) { *d = i; return device(i) ? OK : INVALID_DEVICE; }
API cuDeviceGetName(char* s, int n, int d) {
  if (!device(d)) return INVALID_DEVICE;
  snprintf(s, n, "stand-in %d", device(d)->number);
  return OK;
}
API cuDeviceGetAttribute(int* v, int a, int d) {
  if (!device(d)) return INVALID_DEVICE;
  const int capability = (int)setting("CAPABILITY", 90);
  switch (a) {
    case 16: *v = MULTIPROCESSORS; return OK;
    case 75: *v = capability / 10; return OK;
    case 76: *v = capability % 10; return OK;
    case 87: *v = ratioOf(device(d)->number); return OK;
    case 97: *v = SHARED_LIMIT; return OK;
    default: return INVALID_VALUE;
  }
}
static size_t memoryLimit() { return (size_t)setting("MEMORY", 4ll << 30); }
/** What this process can have of it. */
static size_t memoryHere() {
  const size_t all = memoryLimit(), taken = (size_t)setting("TAKEN", 0);
  return taken < all ? all - taken : 0;
}
API cuDeviceTotalMem_v2(size_t* n, int d) { *n = memoryLimit(); return device(d) ? OK : INVALID_DEVICE; }
API cuMemGetInfo_v2(size_t* free, size_t* total) {
  NEEDS_CONTEXT;
  *total = memoryLimit();
  *free = memoryHere() - std::min(memoryHere(), current->memory.used());
  return OK;
}
API cuDevicePrimaryCtxRetain(void** c, int d) { *c = device(d); return *c ? (device(d)->lost ? LAUNCH_FAILED : OK) : INVALID_DEVICE; }
API cuDevicePrimaryCtxRelease_v2(int d) { return device(d) ? OK : INVALID_DEVICE; }
API cuCtxSetCurrent(void* c) { current = (Device*)c; return OK; }

/** Bytes of a cubin (ELF) or of PTX with its final 0. */
static size_t imageSize(const unsigned char* p) {
  if (memcmp(p, "\x7f" "ELF", 4)) return strlen((const char*)p);
  const auto word = [p](int at, int bytes) { uint64_t v = 0; memcpy(&v, p + at, bytes); return v; };
  const uint64_t programs = word(0x20, 8) + word(0x36, 2) * word(0x38, 2), sections = word(0x28, 8) + word(0x3a, 2) * word(0x3c, 2);
  return programs > sections ? programs : sections;
}
/** FNV-1a, as in build.ts. */
static uint64_t hashOf(const unsigned char* p, size_t n) {
  uint64_t h = 0xcbf29ce484222325ull;
  for (size_t i = 0; i < n; i++) h = (h ^ p[i]) * 0x100000001b3ull;
  return h;
}
static std::string folder() {
  Dl_info info;
  if (!dladdr((void*)&cuInit, &info)) return ".";
  const std::string file = info.dli_fname;
  const size_t slash = file.rfind('/');
  return slash == std::string::npos ? "." : file.substr(0, slash);
}
API cuModuleLoadData(void** m, const void* image) {
  NEEDS_CONTEXT;
  // images.txt of build.ts: hash, kernel, arithmetic, threads and target of every image of kernels/cuda/images
  std::ifstream list(folder() + "/images.txt");
  const uint64_t own = hashOf((const unsigned char*)image, imageSize((const unsigned char*)image));
  std::string hash, kernel, arithmetic, target;
  int threads;
  while (list >> hash >> kernel >> arithmetic >> threads >> target)
    if (strtoull(hash.c_str(), nullptr, 16) == own) {
      const long long capability = setting("CAPABILITY", 90);
      // a cubin runs on cards of its own major version only
      if (target != "ptx" && (atoi(target.c_str()) / 10 != capability / 10 || atoi(target.c_str()) > capability)) return NO_BINARY;
      *m = new Module{kernel, arithmetic, threads};
      return OK;
    }
  fprintf(stderr, "stand-in driver: this image of a kernel is not one that it was built for: npm run cuda:standin\n");
  return INVALID_IMAGE;
}
API cuModuleUnload(void* m) { delete (Module*)m; return OK; }
API cuModuleGetFunction(void** f, void* m, const char* name) {
  NEEDS_CONTEXT;
  const Module& own = *(Module*)m;
  const auto& entries = entriesOf(own);
  if (std::find(entries.begin(), entries.end(), name) == entries.end()) return NOT_FOUND;
  *f = new Function{own, name}; // as long as the process: it may be asked for after its module is gone
  return OK;
}
API cuFuncGetAttribute(int* v, int, void*) { *v = 0; return OK; }
API cuFuncSetAttribute(void* f, int a, int v) {
  if (a != 8 || v < 0 || v > SHARED_LIMIT) return INVALID_VALUE;
  ((Function*)f)->shared = v;
  return OK;
}
/** Blocks of conicSolve have as many threads as they were compiled for; of the others at most as many. */
static bool fits(const Function& f, int threads) {
  return f.module.kernel == "conic" ? threads == f.module.threads : threads > 0 && threads <= f.module.threads && threads % 32 == 0;
}
API cuOccupancyMaxActiveBlocksPerMultiprocessor(int* n, void* f, int threads, size_t) {
  NEEDS_CONTEXT;
  *n = BLOCKS;
  return fits(*(Function*)f, threads) ? OK : INVALID_VALUE;
}

API cuMemAlloc_v2(void** p, size_t n) {
  NEEDS_CONTEXT;
  *p = n ? current->memory.take(n, memoryHere()) : nullptr;
  return n == 0 ? INVALID_VALUE : *p ? OK : OUT_OF_MEMORY;
}
API cuMemFree_v2(void* p) {
  NEEDS_CONTEXT;
  current->wait();
  return current->memory.give(p) ? OK : INVALID_VALUE;
}
API cuMemAllocHost_v2(void** p, size_t n) {
  NEEDS_CONTEXT;
  *p = n ? driver.pinned.take(n, SIZE_MAX) : nullptr;
  return n == 0 ? INVALID_VALUE : *p ? OK : OUT_OF_MEMORY;
}
API cuMemFreeHost(void* p) {
  NEEDS_CONTEXT;
  current->wait();
  return driver.pinned.give(p) ? OK : INVALID_VALUE;
}

API cuStreamCreate(void** s, unsigned) {
  NEEDS_CONTEXT;
  Stream* stream = new Stream;
  std::lock_guard<std::mutex> hold(current->lock);
  current->streams.insert(stream);
  *s = stream;
  return OK;
}
API cuStreamDestroy_v2(void* s) {
  NEEDS_CONTEXT;
  {
    std::lock_guard<std::mutex> hold(current->lock);
    if (!current->streams.erase((Stream*)s)) return INVALID_HANDLE;
  }
  delete (Stream*)s;
  return OK;
}
API cuStreamSynchronize(void* s) {
  NEEDS_CONTEXT;
  ((Stream*)s)->wait();
  return state();
}
/** Work of a stream on its device; none is done once the device is lost. */
static Result enqueue(void* s, std::function<void(Device&)> task) {
  Device* own = current;
  {
    std::lock_guard<std::mutex> hold(own->lock);
    if (!own->streams.count((Stream*)s)) return INVALID_HANDLE;
  }
  ((Stream*)s)->add([own, task = std::move(task)] { if (!own->lost) task(*own); });
  return OK;
}
API cuMemcpyHtoDAsync_v2(void* to, void* from, size_t n, void* s) {
  NEEDS_CONTEXT;
  if (!current->memory.holds(to, n) || !driver.pinned.holds(from, n)) return INVALID_VALUE;
  return enqueue(s, [=](Device&) { memcpy(to, from, n); });
}
API cuMemcpyDtoHAsync_v2(void* to, void* from, size_t n, void* s) {
  NEEDS_CONTEXT;
  if (!driver.pinned.holds(to, n) || !current->memory.holds(from, n)) return INVALID_VALUE;
  return enqueue(s, [=](Device&) { memcpy(to, from, n); });
}
API cuMemsetD32Async(void* to, unsigned v, size_t n, void* s) {
  NEEDS_CONTEXT;
  if (!current->memory.holds(to, 4 * n)) return INVALID_VALUE;
  return enqueue(s, [=](Device&) { std::fill_n((unsigned*)to, n, v); });
}

API cuEventCreate(void** e, unsigned) {
  NEEDS_CONTEXT;
  *e = new Event;
  return OK;
}
API cuEventDestroy_v2(void* e) { delete (Event*)e; return OK; }
API cuEventRecord(void* e, void* s) {
  NEEDS_CONTEXT;
  Event* event = (Event*)e;
  event->pending++;
  ((Stream*)s)->add([event] {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    event->at = t.tv_sec * 1e3 + t.tv_nsec / 1e6;
    event->pending--;
  });
  return OK;
}
API cuEventQuery(void* e) {
  NEEDS_CONTEXT;
  return ((Event*)e)->pending ? NOT_READY : state();
}
API cuEventElapsedTime(float* ms, void* a, void* b) {
  NEEDS_CONTEXT;
  if (((Event*)a)->pending || ((Event*)b)->pending) return NOT_READY;
  *ms = float(((Event*)b)->at - ((Event*)a)->at);
  return OK;
}

API cuLaunchKernel(void* f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared, void* s, void** p, void** extra) {
  NEEDS_CONTEXT;
  const Function& own = *(Function*)f;
  if (gx == 0 || gy * gz * by * bz != 1 || !fits(own, (int)bx) || extra || (shared > 49152 && (int)shared > own.shared)) return INVALID_VALUE;
  const char* threads = getenv("ISAC_MC_STANDIN_THREADS");
  const Work work = workOf(folder(), own, threads && !strcmp(threads, "launch") ? (int)bx : 1, p, {gx, shared});
  if (!work.run || !work.fault) return NOT_FOUND;
  for (size_t i = 0; i < work.addresses.size(); i++)
    if (!current->memory.holds(work.addresses[i], 8)) {
      fprintf(stderr, "stand-in driver: address %zu of %s is none of this device\n", i, own.entry.c_str());
      return INVALID_VALUE;
    }
  return enqueue(s, [=](Device& device) {
    const bool fails = setting("LOST_DEVICE", device.number) == device.number;
    const long long most = fails ? setting("LOST_AFTER", -1) : -1;
    if (most >= 0 && device.launches >= most) { device.lost = true; return; }
    device.launches++;
    if (work.run((unsigned)setting("ORDER", 0))) {
      fprintf(stderr, "stand-in driver: %s\n", work.fault());
      device.lost = true;
      return;
    }
    for (void* address : work.addresses) device.memory.checkAround(address);
  });
}

API cuGetErrorName(Result r, const char** s) {
  switch (r) {
#define NAME(code) case code: *s = "CUDA_ERROR_" #code; return OK;
    NAME(INVALID_VALUE) NAME(OUT_OF_MEMORY) NAME(NOT_INITIALIZED) NAME(NO_DEVICE) NAME(INVALID_DEVICE) NAME(INVALID_IMAGE) NAME(INVALID_CONTEXT)
    NAME(INVALID_HANDLE) NAME(NOT_FOUND) NAME(NOT_READY) NAME(LAUNCH_FAILED) NAME(STUB_LIBRARY)
    case NO_BINARY: *s = "CUDA_ERROR_NO_BINARY_FOR_GPU"; return OK;
    default: *s = nullptr; return INVALID_VALUE;
  }
}
