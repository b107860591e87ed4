// Changes from one fiber to another. On x86-64 in a few nanoseconds: the registers that a call keeps, on the fiber's own stack;
// elsewhere by ucontext, whose every change asks the operating system for the signal mask.
#pragma once
#if defined(__x86_64__) && !defined(FIBERS_BY_UCONTEXT)
struct FiberContext { void* stack = nullptr; };
extern "C" __attribute__((visibility("hidden"))) void conicSwitchFiber(void** from, void* to);
asm(R"(
.text
.globl conicSwitchFiber
.hidden conicSwitchFiber
.type conicSwitchFiber, @function
conicSwitchFiber:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  subq $8, %rsp
  stmxcsr (%rsp)
  fnstcw 4(%rsp)
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  ldmxcsr (%rsp)
  fldcw 4(%rsp)
  addq $8, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size conicSwitchFiber, .-conicSwitchFiber
)");
static inline void switchFiber(FiberContext& from, FiberContext& to) { conicSwitchFiber(&from.stack, to.stack); }
/** A context that begins with `entry` on a stack; `entry` never returns. */
static inline void startFiber(FiberContext& context, std::vector<char>& stack, void (*entry)()) {
  uint64_t* top = reinterpret_cast<uint64_t*>(reinterpret_cast<uintptr_t>(stack.data() + stack.size()) & ~uintptr_t(15));
  *--top = 0; // where `entry` would return to; with it the stack is aligned as at a call
  *--top = reinterpret_cast<uint64_t>(entry);
  for (int i = 0; i < 6; i++) *--top = 0;
  uint32_t control[2] = {0, 0};
  asm volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(control[0]), "=m"(control[1]));
  memcpy(--top, control, 8);
  context.stack = top;
}
#else
#include <ucontext.h>
struct FiberContext { ucontext_t context; };
static inline void switchFiber(FiberContext& from, FiberContext& to) { swapcontext(&from.context, &to.context); }
static inline void startFiber(FiberContext& context, std::vector<char>& stack, void (*entry)()) {
  getcontext(&context.context);
  context.context.uc_stack.ss_sp = stack.data();
  context.context.uc_stack.ss_size = stack.size();
  context.context.uc_link = nullptr;
  makecontext(&context.context, entry, 0);
}
#endif
