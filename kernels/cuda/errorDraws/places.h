// Where a thread stands in a launch, and what its block works at.
#pragma once
namespace errorDraws {
/** A thread's place in the launch. */
struct Place {
  u32 block, blocks, thread, threads;
};
/** Some designs of one realization, for which the same draws are made together. A launch has groups of many realizations. */
struct Group {
  u32 realization;
  /** Designs from .. to - 1. */
  u32 from, to;
};
static_assert(sizeof(Group) == 12, "the host writes so many bytes");
}
