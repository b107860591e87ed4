// Launches of the emulated kernels: their parameters, which are copied at the call, and the libraries that run them.
#pragma once
#include <dlfcn.h>
#include <cstdio>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/** Image of a kernel for blocks of so many threads. */
struct Module { std::string kernel, arithmetic; int threads; };
/** One of its entries. */
struct Function { Module module; std::string entry; int shared = 0; };

/** A launch that can be run: returns 0, else `fault` says in one line what a block ended in. */
struct Work {
  std::function<int(unsigned order)> run;
  const char* (*fault)() = nullptr;
  /** Memory of the device that it is told of. */
  std::vector<void*> addresses;
};
struct Size { unsigned blocks, shared; };

/** Entries of each kernel, in the order of its emulator. */
static const std::vector<std::string>& entriesOf(const Module& m) {
  static const std::vector<std::string> conic{"conicSolve"}, errorDraws{"drawErrors", "summarize", "findBins", "collect"},
      symbolErrors{"sendFrames", "tallyFrames"};
  return m.kernel == "conic" ? conic : m.kernel == "errorDraws" ? errorDraws : symbolErrors;
}

/** conicSolve takes SHAPE_BYTES of the shape, then 40 of the run, then six addresses. */
static Work conicWork(void* library, void** p, Size size) {
  typedef int (*Emulate)(const int*, const void*, const int*, const void*, const void*, void*, void*, unsigned*, int, unsigned, unsigned, long long*);
  struct Parameters { alignas(16) unsigned char shape[SHAPE_BYTES], run[40]; };
  auto own = std::make_shared<Parameters>();
  memcpy(own->shape, p[0], SHAPE_BYTES);
  memcpy(own->run, p[1], 40);
  std::vector<void*> a;
  for (int i = 0; i < 6; i++) a.push_back(*(void**)p[2 + i]);
  const auto emulate = (Emulate)dlsym(library, "emulateConicSolve");
  return {[=](unsigned order) {
            return emulate((const int*)own->shape, own->run, (const int*)a[0], a[1], a[2], a[3], a[4], (unsigned*)a[5], size.blocks, order, size.shared, nullptr);
          },
          (const char* (*)())dlsym(library, "emulateConicFault"), a};
}

/** Entries of a kernel that take one structure of so many bytes, which begins with so many addresses. */
struct Structure { const char *emulate, *fault; size_t bytes, addresses; };
static const Structure ERROR_DRAWS{"emulateErrorDraws", "emulateErrorDrawsFault", ERROR_DRAWS_BYTES, ERROR_DRAWS_ADDRESSES};
static const Structure SYMBOL_ERRORS{"emulateSymbolErrors", "emulateSymbolErrorsFault", SYMBOL_ERRORS_BYTES, SYMBOL_ERRORS_ADDRESSES};

static Work structureWork(void* library, const Structure& s, unsigned entry, void** p, Size size) {
  typedef int (*Emulate)(unsigned, const void*, unsigned, unsigned, unsigned, long long*);
  const auto launch = std::make_shared<std::vector<unsigned char>>((unsigned char*)p[0], (unsigned char*)p[0] + s.bytes);
  std::vector<void*> a(s.addresses);
  memcpy(a.data(), p[0], 8 * a.size());
  const auto emulate = (Emulate)dlsym(library, s.emulate);
  return {[=](unsigned order) { return emulate(entry, launch->data(), size.blocks, order, size.shared, nullptr); },
          (const char* (*)())dlsym(library, s.fault), a};
}

/** @param folder of the libraries. @param threads of a block of the emulator. The result has no `run` where its library is missing. */
static Work workOf(const std::string& folder, const Function& f, int threads, void** parameters, Size size) {
  const std::string file = folder + "/lib" + f.module.kernel + "-" + f.module.arithmetic + "-" + std::to_string(threads) + ".so";
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    fprintf(stderr, "stand-in driver: %s\n", dlerror());
    return {};
  }
  if (f.module.kernel == "conic") return conicWork(library, parameters, size);
  unsigned entry = 0;
  while (entriesOf(f.module)[entry] != f.entry) entry++;
  return structureWork(library, f.module.kernel == "errorDraws" ? ERROR_DRAWS : SYMBOL_ERRORS, entry, parameters, size);
}
