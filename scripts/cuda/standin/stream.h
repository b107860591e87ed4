// A stream of the stand-in: a thread that does its work in order, so that what the host does not wait for is really not done yet.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

class Stream {
  std::mutex lock;
  std::condition_variable more, idle;
  std::deque<std::function<void()>> work;
  bool busy = false, ended = false;
  std::thread thread;

  void loop() {
    std::unique_lock<std::mutex> hold(lock);
    for (;;) {
      more.wait(hold, [&] { return ended || !work.empty(); });
      if (work.empty()) return;
      auto next = std::move(work.front());
      work.pop_front();
      busy = true;
      hold.unlock();
      next();
      hold.lock();
      busy = false;
      if (work.empty()) idle.notify_all();
    }
  }

public:
  Stream() : thread([this] { loop(); }) {}
  void add(std::function<void()> task) {
    std::lock_guard<std::mutex> hold(lock);
    work.push_back(std::move(task));
    more.notify_one();
  }
  void wait() {
    std::unique_lock<std::mutex> hold(lock);
    idle.wait(hold, [&] { return work.empty() && !busy; });
  }
  ~Stream() {
    {
      std::lock_guard<std::mutex> hold(lock);
      ended = true;
      more.notify_one();
    }
    thread.join();
  }
};
