// The emulator that counts (-DPROFILE): what the threads of a block do between two barriers. A warp's k-th accesses since the barrier are
// taken for one instruction, as they are on a device where its lanes go the same way.
#pragma once
#include <list>
#include <map>
#include <set>
#include <unordered_map>

struct Access {
  enum Space { WORKSPACE, INPUT, TABLE_WORDS, SHARED } space;
  bool store;
  long long at; // bytes
  int bytes;
};
struct Lane {
  std::vector<Access> log;
  long long multiplyAdds = 0;
};
static std::vector<Lane> lanes(THREADS);
static int stepNow = 0;
#define LANE lanes[block->current]
#define FLOP(n) (LANE.multiplyAdds += (n))
#define COUNT_LD(o, n) LANE.log.push_back({Access::WORKSPACE, false, 8LL * (base + (o)), 8 * (n)})
#define COUNT_ST(o, n) LANE.log.push_back({Access::WORKSPACE, true, 8LL * (base + (o)), 8 * (n)})
#define COUNT_IN(o, n) LANE.log.push_back({Access::INPUT, false, 8LL * (inBase + (o)), 8 * (n)})
#define COUNT_SHARED(p, n) LANE.log.push_back({Access::SHARED, false, (long long)(p), 8 * (n)})
#define STEP_HOOK(i) (stepNow = (i))
/** The table, whose words are counted. */
struct CountedTable {
  const int* words;
  CountedTable(const int* w) : words(w) {}
  int operator[](int i) const {
    LANE.log.push_back({Access::TABLE_WORDS, false, 4LL * i, 4});
    return words[i];
  }
};
#define TABLE CountedTable
namespace conic {
template <class W> inline W loadWords(const CountedTable& table, int o) {
  LANE.log.push_back({Access::TABLE_WORDS, false, 4LL * o, 16});
  W words;
  memcpy(&words, table.words + o, sizeof words);
  return words;
}
}

/** Lines of 32 bytes, the last recently used of which are there: counts those that are not. */
struct Cache {
  size_t lines;
  std::list<long long> order;
  std::unordered_map<long long, std::list<long long>::iterator> where;
  bool misses(long long line) {
    const auto it = where.find(line);
    if (it != where.end()) {
      order.splice(order.begin(), order, it->second);
      return false;
    }
    order.push_front(line);
    where[line] = order.begin();
    if (order.size() > lines) {
      where.erase(order.back());
      order.pop_back();
    }
    return true;
  }
};
/** Kilobytes of cache that one block has for itself. */
static const int KILOBYTES[] = {20, 48, 128};
static std::vector<Cache> caches;

struct Tally {
  long long barriers = 0, thin = 0;          // barriers; phases with at most 4 busy lanes
  long long accesses[4] = {};                // instructions of a warp, by space
  long long sectors = 0;                     // of 32 bytes, of the workspace, the input and the table
  long long doubles = 0;                     // loaded from and stored to the workspace and the input
  long long words = 0;                       // of the table
  long long multiplyAdds = 0, warpMultiplyAdds = 0; // of all lanes; instructions of a warp
  long long misses[3] = {};                  // sectors, for each cache
  void operator+=(const Tally& o) {
    barriers += o.barriers; thin += o.thin; sectors += o.sectors; doubles += o.doubles; words += o.words;
    multiplyAdds += o.multiplyAdds; warpMultiplyAdds += o.warpMultiplyAdds;
    for (int i = 0; i < 4; i++) accesses[i] += o.accesses[i];
    for (int i = 0; i < 3; i++) misses[i] += o.misses[i];
  }
};
static std::map<int, Tally> tallies;

static void profilePhase(Block&) {
  if (caches.empty()) for (const int k : KILOBYTES) caches.push_back({size_t(k) * 32, {}, {}});
  Tally& y = tallies[stepNow];
  y.barriers++;
  int busy = 0;
  for (const Lane& l : lanes) {
    busy += !l.log.empty();
    y.multiplyAdds += l.multiplyAdds;
  }
  if (busy <= 4) y.thin++;
  for (int first = 0; first < THREADS; first += 32) {
    const int end = std::min(THREADS, first + 32);
    size_t most = 0;
    long long work = 0;
    for (int t = first; t < end; t++) {
      most = std::max(most, lanes[t].log.size());
      work = std::max(work, lanes[t].multiplyAdds);
    }
    y.warpMultiplyAdds += work;
    for (size_t k = 0; k < most; k++) {
      std::set<long long> lines;
      int space = -1;
      for (int t = first; t < end; t++) {
        if (k >= lanes[t].log.size()) continue;
        const Access& a = lanes[t].log[k];
        space = a.space;
        if (a.space == Access::TABLE_WORDS) y.words += a.bytes / 4;
        else if (a.space != Access::SHARED) y.doubles += a.bytes / 8;
        if (a.space != Access::SHARED)
          for (long long x = a.at / 32; x <= (a.at + a.bytes - 1) / 32; x++) lines.insert(((long long)a.space << 40) + x);
      }
      y.accesses[space]++;
      y.sectors += (long long)lines.size();
      for (int c = 0; c < 3; c++) for (const long long line : lines) y.misses[c] += caches[c].misses(line);
    }
  }
  for (Lane& l : lanes) {
    l.log.clear();
    l.multiplyAdds = 0;
  }
}

extern "C" void profileReset() {
  tallies.clear();
  caches.clear();
}
/** Number of steps with a tally. */
extern "C" int profileSteps() { return int(tallies.size()); }
/** The k-th tally, 16 numbers: step, then the members of Tally in order. */
extern "C" void profileTally(int k, double* out) {
  auto it = tallies.begin();
  std::advance(it, k);
  const Tally& y = it->second;
  const double all[] = {double(it->first), double(y.barriers), double(y.thin), double(y.accesses[0]), double(y.accesses[1]), double(y.accesses[2]),
                        double(y.accesses[3]), double(y.sectors), double(y.doubles), double(y.words), double(y.multiplyAdds),
                        double(y.warpMultiplyAdds), double(y.misses[0]), double(y.misses[1]), double(y.misses[2])};
  for (int i = 0; i < 15; i++) out[i] = all[i];
}
