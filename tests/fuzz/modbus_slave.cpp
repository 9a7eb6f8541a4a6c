// The sensor node at its RS-485 line: bytes as frames to a whole node on a fake board. Half of the frames are closed
// with their right CRC, so that not only the CRC is fuzzed.

#include <algorithm>
#include <array>
#include <cstdio>
#include <span>

#include "firmware/node/app/boot_record.hpp"
#include "firmware/node/app/node.hpp"
#include "tests/fakes/fake_board.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "wire/modbus/frame.hpp"

namespace {

using namespace magpie;
using fuzz::require;

/// What the node was sent last, and what it may answer to it.
struct Request {
    std::array<std::uint8_t, 400> bytes{};
    std::size_t size = 0;

    [[nodiscard]] std::span<const std::uint8_t> frame() const { return std::span(bytes).first(size); }
};

/// One kind a byte: whose address, which function, and whether the CRC is made right.
Request request_of(fuzz::Input& input, std::uint8_t own) {
    Request request;
    const auto kind = input.byte();
    const auto piece = input.piece().substr(0, 300);
    if ((kind & 1U) != 0) {
        for (const char byte : piece) {
            request.bytes[request.size++] = static_cast<std::uint8_t>(byte);
        }
        return request;
    }
    constexpr std::uint8_t functions[] = {3, 4, 6, 16};
    request.bytes[request.size++] = (kind & 2U) != 0 ? own : (kind & 4U) != 0 ? modbus::broadcast : input.byte();
    request.bytes[request.size++] = (kind & 8U) != 0 ? input.byte() : functions[(kind >> 4U) & 3U];
    for (const char byte : piece) {
        request.bytes[request.size++] = static_cast<std::uint8_t>(byte);
    }
    const auto crc = modbus::crc16(request.frame());
    request.bytes[request.size++] = static_cast<std::uint8_t>(crc);
    request.bytes[request.size++] = static_cast<std::uint8_t>(crc >> 8U);
    return request;
}

void check(std::span<const std::uint8_t> request, std::span<const std::uint8_t> bytes, std::uint8_t own) {
    const auto asked = modbus::parse_frame(request);
    const bool is_for_us = asked.fault == modbus::FrameFault::none && asked.address == own;
    require(bytes.empty() != is_for_us, "who is asked answers, and nobody else");
    if (bytes.empty()) {
        return;
    }
    const auto answer = modbus::parse_frame(bytes);
    require(answer.fault == modbus::FrameFault::none && answer.address == own, "an answer is a frame of the node");
    if (answer.function == (asked.function | modbus::exception_bit)) {
        require(answer.body.size() == 1 && answer.body[0] >= 1 && answer.body[0] <= 6, "an exception is one of six");
        return;
    }
    require(answer.function == asked.function, "the function is that of the request");
    switch (modbus::Function{asked.function}) {
        case modbus::Function::read_holding:
        case modbus::Function::read_input:
            require(answer.body[0] == 2 * modbus::word_at(asked.body, 2) &&
                        answer.body.size() == std::size_t{1} + answer.body[0],
                    "as many registers as were asked for");
            break;
        case modbus::Function::write_one:
            require(std::equal(asked.body.begin(), asked.body.end(), answer.body.begin(), answer.body.end()),
                    "one write is echoed");
            break;
        case modbus::Function::write_many:
            require(answer.body.size() == 4 && std::equal(answer.body.begin(), answer.body.end(), asked.body.begin()),
                    "address and count are answered");
            break;
        default:
            require(false, "other functions are exceptions");
    }
}

/// Said at the end, for a run is a whole conversation.
struct FrameCount {
    FrameCount() = default;
    FrameCount(const FrameCount&) = delete;
    FrameCount& operator=(const FrameCount&) = delete;
    ~FrameCount() { std::fprintf(stderr, "stat::number_of_frames:         %llu\n", frames); }
    unsigned long long frames = 0;
};

/// A node, and what must be true of its settings.
class Conversation {
  public:
    explicit Conversation(fakes::FakeBoard& board)
        : board_(board), edge_(board.board()), node_(edge_, 0), steps_(board.flash_steps()) {}

    void goes_on(fuzz::Input& input) {
        const auto request = request_of(input, own_);
        board_.bytes_arrive(request.frame());
        board_.silence();
        board_.passes(7);
        node_.poll();
        check(request.frame(), board_.seen(), own_);
        board_.forgets_sent();
        // What is deferred until the answer has left.
        node_.poll();
        if (steps_ != board_.flash_steps()) {
            steps_ = board_.flash_steps();
            const node::SettingsStore store(board_.flash());
            require(node::is_valid(store.kept()), "what is kept is valid");
            require(board_.format() == node::serial_format(store.kept()), "the line is set as it is kept");
            own_ = static_cast<std::uint8_t>(store.kept().address);
            require(node::read_boot_record(board_.flash()).confirmed == 0, "nothing but what runs is confirmed");
        }
    }

  private:
    fakes::FakeBoard& board_;
    node::hal::Board edge_;
    node::Node node_;
    std::uint32_t steps_;
    std::uint8_t own_ = 1;
};

}  // namespace

MAGPIE_FUZZER(bytes) {
    static fakes::FakeBoard board;
    static FrameCount count;
    board.flash_is_blank();
    board.forgets_resets();
    board.forgets_sent();
    Conversation conversation(board);
    fuzz::Input input(bytes);
    while (!input.empty() && board.resets().empty()) {
        conversation.goes_on(input);
        ++count.frames;
    }
}
