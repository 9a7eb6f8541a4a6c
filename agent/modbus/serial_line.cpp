#include "agent/modbus/serial_line.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <utility>

#include <modbus/modbus.h>

namespace magpie::agent {

namespace {

constexpr int data_bits = 8;
/// Between two bytes of an answer. USB adapters hand over what they have each 16 ms, and a busy board is late.
constexpr std::uint32_t byte_timeout_us = 50'000;

LineError from_errno(int number) {
    switch (number) {
        case ENOENT:
        case ENODEV:
        case ENXIO:
            return LineError::no_device;
        case EACCES:
        case EPERM:
            return LineError::permission;
        case EMBXILFUN:
            return LineError::exception_1;
        case EMBXILADD:
            return LineError::exception_2;
        case EMBXILVAL:
            return LineError::exception_3;
        case EMBXSFAIL:
            return LineError::exception_4;
        case EMBXSBUSY:
            return LineError::exception_6;
        case EMBXACK:
        case EMBXNACK:
        case EMBXMEMPAR:
        case EMBXGPATH:
        case EMBXGTAR:
        case EMBBADEXC:
            return LineError::exception_other;
        case EMBBADCRC:
            return LineError::crc;
        case EMBBADDATA:
        case EMBBADSLAVE:
        case EMBMDATA:
            return LineError::wrong_answer;
        case ETIMEDOUT:
            return LineError::timeout;
        default:
            return LineError::broken;
    }
}

using Bits = std::array<std::uint8_t, modbus::most_read>;

int ask(modbus_t* line, const RegisterRange& range, std::span<std::uint16_t> words) {
    const int first = range.first;
    const int count = range.count;
    Bits bits{};
    int got = -1;
    switch (range.function) {
        case modbus::Function::read_input:
            return ::modbus_read_input_registers(line, first, count, words.data());
        case modbus::Function::read_holding:
            return ::modbus_read_registers(line, first, count, words.data());
        case modbus::Function::read_coils:
            got = ::modbus_read_bits(line, first, count, bits.data());
            break;
        case modbus::Function::read_discrete_inputs:
            got = ::modbus_read_input_bits(line, first, count, bits.data());
            break;
        case modbus::Function::write_one:
        case modbus::Function::write_many:
            errno = EINVAL;
            return -1;
    }
    std::copy_n(bits.begin(), range.count, words.begin());
    return got;
}

}  // namespace

void SerialLine::Close::operator()(_modbus* line) const {
    ::modbus_close(line);
    ::modbus_free(line);
}

tl::expected<void, LineError> SerialLine::open() {
    line_.reset(
        ::modbus_new_rtu(settings_.device.c_str(), settings_.baud, settings_.parity, data_bits, settings_.stop_bits));
    if (!line_) {
        return tl::unexpected(LineError::settings);
    }
    const auto timeout = std::chrono::duration_cast<std::chrono::microseconds>(settings_.timeout).count();
    constexpr std::uint32_t second = 1'000'000;
    const auto wait = static_cast<std::uint32_t>(timeout);
    ::modbus_set_response_timeout(line_.get(), wait / second, wait % second);
    ::modbus_set_byte_timeout(line_.get(), 0, byte_timeout_us);
    auto problem = LineError::settings;
    bool good = ::modbus_connect(line_.get()) == 0;
    if (!good) {
        problem = errno == EINVAL ? LineError::settings : from_errno(errno);
    } else if (settings_.direction_by_kernel) {
        good = ::modbus_rtu_set_serial_mode(line_.get(), MODBUS_RTU_RS485) == 0;
    }
    if (!good) {
        line_.reset();
        return tl::unexpected(problem);
    }
    return {};
}

void SerialLine::flush() {
    if (line_) {
        ::modbus_flush(line_.get());
    }
}

tl::expected<void, LineError> SerialLine::read(std::uint8_t address, const RegisterRange& range,
                                               std::span<std::uint16_t> words) {
    if (!line_) {
        return tl::unexpected(LineError::broken);
    }
    if (range.count > words.size() || range.count > modbus::most_read ||
        ::modbus_set_slave(line_.get(), address) != 0) {
        return tl::unexpected(LineError::wrong_answer);
    }
    const auto asked = std::chrono::steady_clock::now();
    return outcome(ask(line_.get(), range, words), range.count, asked);
}

tl::expected<void, LineError> SerialLine::write(std::uint8_t address, std::uint16_t first,
                                                std::span<const std::uint16_t> words) {
    if (!line_) {
        return tl::unexpected(LineError::broken);
    }
    if (words.empty() || words.size() > modbus::most_written || ::modbus_set_slave(line_.get(), address) != 0) {
        return tl::unexpected(LineError::wrong_answer);
    }
    const auto asked = std::chrono::steady_clock::now();
    return outcome(::modbus_write_registers(line_.get(), first, static_cast<int>(words.size()), words.data()),
                   words.size(), asked);
}

tl::expected<void, LineError> SerialLine::outcome(int got, std::size_t count,
                                                  std::chrono::steady_clock::time_point asked) const {
    if (std::cmp_equal(got, count)) {
        return {};
    }
    const int problem = got < 0 ? errno : EMBBADDATA;
    // libmodbus has one word for silence and for an answer that breaks off; the second is known sooner.
    if (problem == ETIMEDOUT && std::chrono::steady_clock::now() - asked < settings_.timeout) {
        return tl::unexpected(LineError::incomplete);
    }
    return tl::unexpected(from_errno(problem));
}

}  // namespace magpie::agent
