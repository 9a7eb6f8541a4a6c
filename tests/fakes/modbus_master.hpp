#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "wire/modbus/frame.hpp"

namespace magpie::fakes {

/// What a master has got to its request.
struct Answered {
    /// None also where the answer holds values.
    modbus::Exception exception = modbus::Exception::none;
    bool is_silent = false;
    std::vector<std::uint16_t> words{};
    friend bool operator==(const Answered&, const Answered&) = default;
};

/// A Modbus master without a wire: `exchange` brings a frame to the slave and what it sends back.
class ModbusMaster {
  public:
    using Bytes = std::vector<std::uint8_t>;
    using Exchange = std::function<Bytes(const Bytes&)>;

    explicit ModbusMaster(Exchange exchange, std::uint8_t address = 1)
        : exchange_(std::move(exchange)), address_(address) {}

    void talks_to(std::uint8_t address) { address_ = address; }

    Answered read_input(std::uint16_t address, std::uint16_t count) { return read(4, address, count); }
    Answered read_holding(std::uint16_t address, std::uint16_t count) { return read(3, address, count); }
    Answered write_one(std::uint16_t address, std::uint16_t value) { return answered(frame(6, {address, value})); }
    Answered write_many(std::uint16_t address, const std::vector<std::uint16_t>& words) {
        Bytes bytes = start(16, {address, static_cast<std::uint16_t>(words.size())});
        bytes.push_back(static_cast<std::uint8_t>(2 * words.size()));
        for (const auto word : words) {
            push(bytes, word);
        }
        return answered(closed(std::move(bytes)));
    }
    Answered answered(const Bytes& request);

    [[nodiscard]] Bytes frame(std::uint8_t function, const std::vector<std::uint16_t>& words) const {
        return closed(start(function, words));
    }
    [[nodiscard]] static Bytes closed(Bytes bytes) {
        const auto crc = modbus::crc16(bytes);
        bytes.push_back(static_cast<std::uint8_t>(crc));
        bytes.push_back(static_cast<std::uint8_t>(crc >> 8U));
        return bytes;
    }

  private:
    static void push(Bytes& bytes, std::uint16_t word) {
        bytes.push_back(static_cast<std::uint8_t>(word >> 8U));
        bytes.push_back(static_cast<std::uint8_t>(word));
    }
    [[nodiscard]] Bytes start(std::uint8_t function, const std::vector<std::uint16_t>& words) const {
        Bytes bytes{address_, function};
        for (const auto word : words) {
            push(bytes, word);
        }
        return bytes;
    }
    Answered read(std::uint8_t function, std::uint16_t address, std::uint16_t count) {
        return answered(frame(function, {address, count}));
    }

    Exchange exchange_;
    std::uint8_t address_;
};

inline Answered ModbusMaster::answered(const Bytes& request) {
    const auto bytes = exchange_(request);
    if (bytes.empty()) {
        return {.is_silent = true};
    }
    const auto parsed = modbus::parse_frame(bytes);
    const bool is_ours = parsed.fault == modbus::FrameFault::none && parsed.address == request[0];
    if (!is_ours || parsed.body.empty()) {
        return {.exception = modbus::Exception{99}};
    }
    if ((parsed.function & modbus::exception_bit) != 0) {
        return {.exception = modbus::Exception{parsed.body[0]}};
    }
    Answered answer;
    if (parsed.function == 3 || parsed.function == 4) {
        for (std::size_t i = 1; i + 1 < parsed.body.size(); i += 2) {
            answer.words.push_back(modbus::word_at(parsed.body, i));
        }
    }
    return answer;
}

}  // namespace magpie::fakes
