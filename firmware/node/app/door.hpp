#pragma once

#include <cstdint>

namespace magpie::node {

/// The cabinet's door: its contact, once it has stood still for 20 ms, and how often it was opened. Its node's, in the
/// main loop, which asks each turn: an opening between two samples is seen as well.
class Door {
  public:
    void contact(bool is_open, std::uint32_t now_ms);

    [[nodiscard]] bool is_open() const { return is_open_; }
    [[nodiscard]] std::uint16_t openings() const { return openings_; }

  private:
    bool is_known_ = false;
    bool is_open_ = false;
    bool last_ = false;
    std::uint32_t since_ms_ = 0;
    std::uint16_t openings_ = 0;
};

}  // namespace magpie::node
