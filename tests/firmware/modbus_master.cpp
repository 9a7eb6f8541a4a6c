#include "tests/firmware/modbus_master.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <stdexcept>

namespace magpie::test {

void ModbusMaster::Free::operator()(modbus_t* context) const {
    modbus_close(context);
    modbus_free(context);
}

ModbusMaster::ModbusMaster(const std::string& device, int address)
    : context_(modbus_new_rtu(device.c_str(), 19200, 'N', 8, 1)) {
    if (!context_ || modbus_set_slave(context_.get(), address) != 0 || modbus_connect(context_.get()) != 0) {
        throw std::runtime_error("libmodbus cannot open " + device + ": " + modbus_strerror(errno));
    }
    set_patience(std::chrono::milliseconds(300));
    // libmodbus waits for the rest of half an answer, and for a line to fall silent, as long as that.
    modbus_set_byte_timeout(context_.get(), 0, 40'000);
}

void ModbusMaster::set_patience(std::chrono::milliseconds patience) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience);
    const auto rest = std::chrono::microseconds(patience - seconds);
    modbus_set_response_timeout(context_.get(), static_cast<std::uint32_t>(seconds.count()),
                                static_cast<std::uint32_t>(rest.count()));
}

template <class Request>
tl::expected<void, int> ModbusMaster::ask(const Request& request) {
    for (int left = tries_; left > 0; --left) {
        // A late answer to the one before would be taken for that to this one.
        modbus_flush(context_.get());
        if (request() >= 0) {
            return {};
        }
        const bool is_the_nodes_word = errno >= EMBXILFUN && errno <= EMBXGTAR;
        if (is_the_nodes_word) {
            break;
        }
    }
    return tl::unexpected(errno);
}

tl::expected<Words, int> ModbusMaster::read_input(std::uint16_t address, int count) {
    Words words(static_cast<std::size_t>(count));
    return ask([&] { return modbus_read_input_registers(context_.get(), address, count, words.data()); }).map([&] {
        return words;
    });
}

tl::expected<Words, int> ModbusMaster::read_holding(std::uint16_t address, int count) {
    Words words(static_cast<std::size_t>(count));
    return ask([&] { return modbus_read_registers(context_.get(), address, count, words.data()); }).map([&] {
        return words;
    });
}

tl::expected<void, int> ModbusMaster::read_coil() {
    std::uint8_t coil = 0;
    return ask([&] { return modbus_read_bits(context_.get(), 0, 1, &coil); });
}

tl::expected<void, int> ModbusMaster::write_one(std::uint16_t address, std::uint16_t value) {
    return ask([&] { return modbus_write_register(context_.get(), address, value); });
}

tl::expected<void, int> ModbusMaster::write_many(std::uint16_t address, std::span<const std::uint16_t> values) {
    return ask([&] {
        return modbus_write_registers(context_.get(), address, static_cast<int>(values.size()), values.data());
    });
}

std::uint16_t ModbusMaster::word(std::uint16_t address) {
    const auto words = read_input(address, 1);
    EXPECT_TRUE(words) << "register " << address << ": " << (words ? "" : modbus_strerror(words.error()));
    return words ? words->front() : std::uint16_t{0};
}

std::uint32_t ModbusMaster::two_words(std::uint16_t address) {
    const auto words = read_input(address, 2);
    EXPECT_TRUE(words) << "register " << address << ": " << (words ? "" : modbus_strerror(words.error()));
    return words ? (std::uint32_t{(*words)[0]} << 16U) | (*words)[1] : 0;
}

}  // namespace magpie::test
