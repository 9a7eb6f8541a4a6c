#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace magpie::fuzz {

/// What must hold whatever came in; a fuzzer stops at the first that does not.
inline void require(bool holds, const char* what) {
    if (!holds) {
        std::fprintf(stderr, "does not hold: %s\n", what);
        std::abort();
    }
}

/// Takes pieces off arbitrary bytes; past their end everything is zero and empty.
class Input {
  public:
    explicit Input(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] bool empty() const { return rest_.empty(); }
    [[nodiscard]] std::uint8_t byte() {
        if (rest_.empty()) {
            return 0;
        }
        const auto first = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return first;
    }
    /// One byte up to 127; above, its other bits and a second byte: up to 32767.
    [[nodiscard]] std::uint32_t number() {
        const std::uint32_t value = byte();
        return value < 0x80 ? value : (value & 0x7f) << 8 | byte();
    }
    /// As long as its first number says, or as there is left.
    [[nodiscard]] std::string_view piece() {
        const std::size_t size = number();
        const auto taken = rest_.substr(0, size);
        rest_.remove_prefix(taken.size());
        return taken;
    }
    [[nodiscard]] std::string_view rest() const { return rest_; }

  private:
    std::string_view rest_;
};

}  // namespace magpie::fuzz

/// One a program: `MAGPIE_FUZZER(bytes) { ... }`. The bytes are the fuzzer's own copy, with nothing readable behind
/// them.
#define MAGPIE_FUZZER(bytes)                                                            \
    static void fuzz_one(std::string_view bytes);                                       \
    extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
        fuzz_one({reinterpret_cast<const char*>(data), size});                          \
        return 0;                                                                       \
    }                                                                                   \
    static void fuzz_one(std::string_view bytes)
