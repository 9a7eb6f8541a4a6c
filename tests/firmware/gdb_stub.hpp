#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace magpie::test {

/// The half of GDB's remote protocol that lets a test into a machine that stands still: memory and registers. Who stops
/// it and lets it run again is Qmp. Faults are std::runtime_error.
class GdbStub {
  public:
    static constexpr unsigned pc = 15;
    static constexpr unsigned xpsr = 25;

    explicit GdbStub(const std::filesystem::path& socket);
    ~GdbStub();
    GdbStub(const GdbStub&) = delete;
    GdbStub& operator=(const GdbStub&) = delete;

    void write(std::uint32_t address, std::span<const std::uint8_t> bytes);
    void set_register(unsigned number, std::uint32_t value);
    [[nodiscard]] std::uint32_t get_register(unsigned number);

  private:
    std::string ask(const std::string& packet);
    char next();

    int socket_;
    std::string received_;
};

}  // namespace magpie::test
