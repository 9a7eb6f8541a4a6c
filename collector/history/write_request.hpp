#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "collector/history/label_bytes.hpp"

namespace magpie::collector::history {

struct Point {
    std::int64_t time_ms = 0;
    double value = 0;
};

/// A WriteRequest of remote write 1.0 (prometheus/prompb remote.proto) in the making. Its memory is kept from one
/// request to the next.
class WriteRequest {
  public:
    void clear() { size_ = 0; }
    /// One TimeSeries; its points ascend in time, and there is at least one.
    void add(const LabelPieces& labels, std::span<const Point> points);

    [[nodiscard]] std::string_view bytes() const { return {bytes_.get(), size_}; }

  private:
    void make_room(std::size_t size);

    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

/// In snappy's block format, as the store wants it.
[[nodiscard]] std::string compressed(std::string_view bytes);

}  // namespace magpie::collector::history
