#include "collector/planner/progress_bar.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace magpie::collector::planner {

ProgressBar::ProgressBar(std::FILE* out, std::string what) : out_(out), what_(std::move(what)) {
    at(0);
}

ProgressBar::~ProgressBar() {
    if (out_ != nullptr) {
        fmt::print(out_, "\r\x1b[K");
        std::fflush(out_);
    }
}

void ProgressBar::at(double share) {
    constexpr int width = 30;
    const int percent = static_cast<int>(100 * std::clamp(share, 0.0, 1.0));
    if (out_ == nullptr || percent <= shown_) {
        return;
    }
    shown_ = percent;
    const auto filled = static_cast<std::size_t>(percent * width / 100);
    fmt::print(out_, "\r{:<28} [{:<{}}] {:3} %", what_, std::string(filled, '='), width, percent);
    std::fflush(out_);
}

}  // namespace magpie::collector::planner
