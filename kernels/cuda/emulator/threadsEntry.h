// A program of its own: solves one program by T OS threads and prints its status, iterations and merit. Its argument is a file of
// seven int32 (words of the shape and of the table, numbers of the data, answer and workspace, most iterations, counter of the queue), one
// that is 0, and then shape, table and data, each filled up to a multiple of 8 bytes.
#pragma once
#include <fstream>
#include <iterator>
#include <thread>

int main(int count, char** arguments) {
  if (count != 2) return 64;
  std::ifstream stream(arguments[1], std::ios::binary);
  const std::vector<char> bytes((std::istreambuf_iterator<char>(stream)), {});
  int sizes[8];
  if (bytes.size() < sizeof sizes) return 66;
  memcpy(sizes, bytes.data(), sizeof sizes);
  const auto [shapeWords, tableWords, inputSize, answerSize, workspace, maxIterations, slot, none] = sizes;
  const char* place = bytes.data() + sizeof sizes;
  const auto take = [&place](void* to, size_t size) {
    memcpy(to, place, size);
    place += (size + 7) & ~size_t(7);
  };
  static conic::Shape shape;
  std::vector<int> table(tableWords);
  // pairs, because complex numbers lie at multiples of 16 bytes
  std::vector<conic::C> input(inputSize / 2 + 1), answer(answerSize / 2 + 1), ws(workspace / 2 + 1);
  if (size_t(shapeWords) * 4 != sizeof shape) return 65;
  take(&shape, sizeof shape);
  take(table.data(), table.size() * 4);
  take(input.data(), size_t(inputSize) * 8);
  const conic::RunParameter run{0, 1, u32(slot), maxIterations, 1e-8, 1e-8, 0, 0};
  std::vector<u32> queue(slot + 1);
  static conic::Solve::Shared shared;
  conic::R* numbers = reinterpret_cast<conic::R*>(answer.data());
  for (auto& meeting : meetings) pthread_barrier_init(&meeting, nullptr, T);
  for (auto& warp : warpMeetings)
    for (auto& meeting : warp) pthread_barrier_init(&meeting, nullptr, WARP);
  std::vector<std::thread> threads;
  for (u32 t = 0; t < u32(T); t++)
    threads.emplace_back([&, t] {
      const conic::R* data = reinterpret_cast<const conic::R*>(input.data());
      conic::Solve solve{shape, conic::runOf(run), table.data(), data, data, numbers, reinterpret_cast<conic::R*>(ws.data()), queue.data(), shared, nullptr};
      solve.main({0u, 0u, 0u}, t);
    });
  for (auto& thread : threads) thread.join();
  printf("%g %g %g\n", double(conic::hi(numbers[0])), double(conic::hi(numbers[1])), double(conic::hi(numbers[2])));
  return 0;
}
