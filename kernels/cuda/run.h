// What a launch is told; src/device/cuda writes it. Twin of `Run` in kernels/bindings.wgsl.
#pragma once
namespace conic {
/** 40 bytes: programs first .. end - 1 of the queue's counter `slot`; merit to reach; residual at which a certificate is believed. */
struct RunParameter {
  u32 first, end, slot;
  int maxIterations;
  double tolerance, certificate;
  u32 warm, zero;
};
static_assert(sizeof(RunParameter) == 40, "the host writes 40 bytes");
/** The same in the kernel's numbers. */
struct Run {
  u32 first, end, slot;
  int maxIterations;
  F tolerance, certificate;
  u32 warm;
};
DEV Run runOf(const RunParameter& r) { return Run{r.first, r.end, r.slot, r.maxIterations, F(r.tolerance), F(r.certificate), r.warm}; }
}
