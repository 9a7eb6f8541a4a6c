#include "firmware/node/modbus/slave.hpp"

#include <array>

namespace magpie::node {

using modbus::Exception;
using modbus::Function;

bool Slave::is_for(std::uint8_t own, const modbus::Frame& frame) {
    switch (frame.fault) {
        case modbus::FrameFault::too_short:
            ++counters_.short_frames;
            return false;
        case modbus::FrameFault::too_long:
            ++counters_.long_frames;
            return false;
        case modbus::FrameFault::crc:
            ++counters_.crc_errors;
            return false;
        case modbus::FrameFault::none:
            break;
    }
    if (frame.address != own && frame.address != modbus::broadcast) {
        ++counters_.for_others;
        return false;
    }
    ++counters_.requests;
    return true;
}

std::span<const std::uint8_t> Slave::answer(std::span<const std::uint8_t> bytes, std::uint8_t own,
                                            std::span<std::uint8_t> room) {
    const auto frame = modbus::parse_frame(bytes);
    if (!is_for(own, frame)) {
        return {};
    }
    modbus::FrameWriter good(room, own, frame.function);
    const auto exception = serve(frame, good);
    if (frame.address == modbus::broadcast) {
        return {};
    }
    ++counters_.answers;
    if (exception == Exception::none) {
        return good.end();
    }
    ++counters_.exceptions;
    modbus::FrameWriter bad(room, own, static_cast<std::uint8_t>(frame.function | modbus::exception_bit));
    bad.byte(static_cast<std::uint8_t>(exception));
    return bad.end();
}

Exception Slave::serve(const modbus::Frame& frame, modbus::FrameWriter& answer) {
    switch (Function{frame.function}) {
        case Function::read_holding:
        case Function::read_input:
            // Nobody would hear it.
            return frame.address == modbus::broadcast ? Exception::function : read(frame, answer);
        case Function::write_one:
            return write_one(frame, answer);
        case Function::write_many:
            return write_many(frame, answer);
        case Function::read_coils:
        case Function::read_discrete_inputs:
            break;
    }
    return Exception::function;
}

Exception Slave::read(const modbus::Frame& frame, modbus::FrameWriter& answer) {
    if (frame.body.size() != 4) {
        return Exception::value;
    }
    const auto address = modbus::word_at(frame.body, 0);
    const auto count = modbus::word_at(frame.body, 2);
    if (count < 1 || count > modbus::most_read) {
        return Exception::value;
    }
    std::array<std::uint16_t, modbus::most_read> room{};
    const auto words = std::span(room).first(count);
    const auto exception = Function{frame.function} == Function::read_input ? registers_.read_input(address, words)
                                                                            : registers_.read_holding(address, words);
    if (exception == Exception::none) {
        answer.byte(static_cast<std::uint8_t>(2 * count));
        for (const auto word : words) {
            answer.word(word);
        }
    }
    return exception;
}

Exception Slave::write_one(const modbus::Frame& frame, modbus::FrameWriter& answer) {
    if (frame.body.size() != 4) {
        return Exception::value;
    }
    const auto address = modbus::word_at(frame.body, 0);
    const auto value = modbus::word_at(frame.body, 2);
    const auto exception = registers_.write_holding(address, std::span(&value, 1));
    answer.word(address);
    answer.word(value);
    return exception;
}

Exception Slave::write_many(const modbus::Frame& frame, modbus::FrameWriter& answer) {
    if (frame.body.size() < 5) {
        return Exception::value;
    }
    const auto address = modbus::word_at(frame.body, 0);
    const auto count = modbus::word_at(frame.body, 2);
    if (count < 1 || count > modbus::most_written || frame.body[4] != 2 * count ||
        frame.body.size() != std::size_t{5} + frame.body[4]) {
        return Exception::value;
    }
    std::array<std::uint16_t, modbus::most_written> room{};
    for (std::size_t i = 0; i < count; ++i) {
        room[i] = modbus::word_at(frame.body, 5 + 2 * i);
    }
    const auto exception = registers_.write_holding(address, std::span(room).first(count));
    answer.word(address);
    answer.word(count);
    return exception;
}

}  // namespace magpie::node
