#pragma once

#include <cstdio>
#include <string>

namespace magpie::collector::planner {

/// A line on a terminal that says how far a long step is; nothing anywhere else. Gone when the step is. One thread.
class ProgressBar {
  public:
    /// `out` may be null: then it is silent.
    ProgressBar(std::FILE* out, std::string what);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// From 0 to 1. Draws when the percentage is another one.
    void at(double share);

  private:
    std::FILE* out_;
    std::string what_;
    int shown_ = -1;
};

}  // namespace magpie::collector::planner
