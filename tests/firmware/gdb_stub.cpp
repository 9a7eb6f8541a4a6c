#include "tests/firmware/gdb_stub.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "tests/firmware/qmp.hpp"

namespace magpie::test {

namespace {

constexpr int patience_ms = 20'000;
constexpr std::size_t bytes_a_packet = 1024;

std::string hex(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        text.push_back(digits[byte >> 4U]);
        text.push_back(digits[byte & 0xFU]);
    }
    return text;
}

std::string number(std::uint32_t value) {
    char text[16];
    std::snprintf(text, sizeof(text), "%x", value);
    return text;
}

/// Registers go over the wire in the target's order: low byte first.
std::uint32_t swapped(std::uint32_t value) {
    return __builtin_bswap32(value);
}

}  // namespace

GdbStub::GdbStub(const std::filesystem::path& socket) : socket_(connect_when_there(socket)) {
    ask("?");
    // Who has not asked what registers there are is not let at a single one.
    ask("qXfer:features:read:target.xml:0,fff");
}

GdbStub::~GdbStub() {
    ::close(socket_);
}

void GdbStub::write(std::uint32_t address, std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const auto piece = bytes.first(std::min(bytes.size(), bytes_a_packet));
        if (ask("M" + number(address) + "," + number(static_cast<std::uint32_t>(piece.size())) + ":" + hex(piece)) !=
            "OK") {
            throw std::runtime_error("memory cannot be written");
        }
        address += static_cast<std::uint32_t>(piece.size());
        bytes = bytes.subspan(piece.size());
    }
}

void GdbStub::set_register(unsigned register_number, std::uint32_t value) {
    char text[16];
    std::snprintf(text, sizeof(text), "%08x", swapped(value));
    if (ask("P" + number(register_number) + "=" + text) != "OK") {
        throw std::runtime_error("the register cannot be written");
    }
}

std::uint32_t GdbStub::get_register(unsigned register_number) {
    return swapped(static_cast<std::uint32_t>(std::stoul(ask("p" + number(register_number)), nullptr, 16)));
}

std::string GdbStub::ask(const std::string& packet) {
    unsigned sum = 0;
    for (const char letter : packet) {
        sum += static_cast<unsigned char>(letter);
    }
    char tail[8];
    std::snprintf(tail, sizeof(tail), "#%02x", sum & 0xFFU);
    const std::string whole = "$" + packet + tail;
    if (::send(socket_, whole.data(), whole.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(whole.size())) {
        throw std::runtime_error("QEMU is gone");
    }
    while (next() != '$') {
    }
    std::string answer;
    for (char letter = next(); letter != '#'; letter = next()) {
        answer.push_back(letter);
    }
    next();
    next();
    ::send(socket_, "+", 1, MSG_NOSIGNAL);
    return answer;
}

char GdbStub::next() {
    if (received_.empty()) {
        pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
        char bytes[4096];
        const auto count = ::poll(&wait, 1, patience_ms) > 0 ? ::recv(socket_, bytes, sizeof(bytes), 0) : 0;
        if (count <= 0) {
            throw std::runtime_error("the stub says nothing");
        }
        received_.assign(bytes, static_cast<std::size_t>(count));
    }
    const char letter = received_.front();
    received_.erase(0, 1);
    return letter;
}

}  // namespace magpie::test
