#pragma once

#include <cstdint>

namespace magpie::node::cortex_m {

/// A 32-bit register of the chip, by its address. All access to hardware goes through here, and through nothing else
/// that is volatile.
class Register {
  public:
    explicit constexpr Register(std::uint32_t address) : address_(address) {}

    [[nodiscard]] std::uint32_t read() const { return *at(); }
    void write(std::uint32_t value) const { *at() = value; }
    void set(std::uint32_t bits) const { write(read() | bits); }
    void clear(std::uint32_t bits) const { write(read() & ~bits); }
    [[nodiscard]] bool has(std::uint32_t bits) const { return (read() & bits) != 0; }

  private:
    [[nodiscard]] volatile std::uint32_t* at() const { return reinterpret_cast<volatile std::uint32_t*>(address_); }

    std::uint32_t address_;
};

}  // namespace magpie::node::cortex_m
