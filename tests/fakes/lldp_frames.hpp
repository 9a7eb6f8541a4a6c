#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace magpie::fakes {

/// A frame of LLDP in the making, as a switch sends it to 01:80:c2:00:00:0e.
class LldpFrame {
  public:
    LldpFrame() { add({0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e, 0x02, 0, 0, 0, 0, 0x07, 0x88, 0xcc}); }

    LldpFrame& part(unsigned type, std::initializer_list<int> head, std::string_view text = {}) {
        const auto size = head.size() + text.size();
        add({static_cast<int>(type << 1 | size >> 8), static_cast<int>(size & 0xff)});
        add(head);
        for (const char c : text) {
            bytes_.push_back(static_cast<std::byte>(c));
        }
        return *this;
    }
    LldpFrame& chassis_mac(int last = 1) { return part(1, {4, 0x02, 0, 0, 0, 0, last}); }
    LldpFrame& port_name(std::string_view name) { return part(2, {5}, name); }
    LldpFrame& lives(int seconds) { return part(3, {seconds >> 8, seconds & 0xff}); }
    LldpFrame& ends() { return part(0, {}); }
    LldpFrame& add(std::initializer_list<int> bytes) {
        for (const int byte : bytes) {
            bytes_.push_back(static_cast<std::byte>(byte));
        }
        return *this;
    }

    [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }

  private:
    std::vector<std::byte> bytes_;
};

/// With all that Magpie reads.
inline LldpFrame whole_lldp_frame() {
    LldpFrame frame;
    frame.chassis_mac().port_name("Gi1/0/12").lives(120);
    frame.part(4, {}, "pole 12, street").part(5, {}, "sw-mapo-1").part(6, {}, "A switch, release 1");
    frame.part(7, {0, 0x14, 0, 0x04});
    frame.part(8, {5, 1, 10, 88, 0, 1, 2, 0, 0, 0, 12, 0});
    frame.part(127, {0x00, 0x80, 0xc2, 1, 0, 77});
    frame.part(127, {0x00, 0x12, 0x0f, 1, 3, 0x6c, 0x01, 0, 30});
    frame.part(127, {0x00, 0x12, 0x0f, 2, 7, 1, 5, 0x52, 0, 255, 0, 180});
    return frame.ends();
}

}  // namespace magpie::fakes
