#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace magpie::agent::netlink {

/// One netlink message (RFC 3549 section 2.3.2). `payload` is what follows the 16-byte header, the fixed header of the
/// family (ifinfomsg, genlmsghdr) included; it points into the bytes given to `Messages`.
struct Message {
    std::uint16_t type = 0;
    std::uint16_t flags = 0;
    std::span<const std::byte> payload;
};

/// Walks the messages of one or many datagrams laid end to end. Stops at the first that does not fit.
class Messages {
  public:
    explicit Messages(std::span<const std::byte> bytes) : rest_(bytes) {}

    [[nodiscard]] std::optional<Message> next();
    /// True when the walk ended before the bytes did.
    [[nodiscard]] bool malformed() const { return malformed_; }

  private:
    std::span<const std::byte> rest_;
    bool malformed_ = false;
};

/// One attribute; the flags for nesting and byte order are taken off its type (linux/netlink.h, NLA_TYPE_MASK).
struct Attribute {
    std::uint16_t type = 0;
    std::span<const std::byte> value;

    /// The value as a number in host byte order; nothing unless it has exactly that size.
    template <std::unsigned_integral Number>
    [[nodiscard]] std::optional<Number> number() const {
        if (value.size() != sizeof(Number)) {
            return std::nullopt;
        }
        Number result;
        std::memcpy(&result, value.data(), sizeof(Number));
        return result;
    }

    /// The bytes up to the first NUL: a kernel string, of whatever encoding its author chose.
    [[nodiscard]] std::string_view text() const;
};

/// Walks the attributes of a message or of a nest. A list that is cut short or overlaps its end is malformed as a
/// whole: check `malformed()` after the last one before a value is believed.
class Attributes {
  public:
    explicit Attributes(std::span<const std::byte> bytes) : rest_(bytes) {}

    [[nodiscard]] std::optional<Attribute> next();
    [[nodiscard]] bool malformed() const { return malformed_; }

  private:
    std::span<const std::byte> rest_;
    bool malformed_ = false;
};

/// A fixed header at the front of a payload (ifinfomsg, genlmsghdr), and the attributes behind it.
template <typename Header>
struct Split {
    Header header;
    std::span<const std::byte> attributes;
};

/// Nothing when the payload is shorter than the header.
template <typename Header>
requires std::is_trivially_copyable_v<Header>
[[nodiscard]] std::optional<Split<Header>> split(std::span<const std::byte> payload) {
    if (payload.size() < sizeof(Header)) {
        return std::nullopt;
    }
    Split<Header> result{};
    std::memcpy(&result.header, payload.data(), sizeof(Header));
    const auto aligned = (sizeof(Header) + 3) & ~std::size_t{3};
    result.attributes = payload.subspan(aligned < payload.size() ? aligned : payload.size());
    return result;
}

/// Writes what `Messages` and `Attributes` read: payloads of requests, and whole messages for fakes.
class MessageWriter {
  public:
    template <typename Header>
    requires std::is_trivially_copyable_v<Header>
    void header(const Header& value) { append(std::as_bytes(std::span(&value, 1))); }
    template <std::unsigned_integral Number>
    void number(unsigned type, Number value) {
        bytes(type, std::as_bytes(std::span(&value, 1)));
    }
    /// With the terminating NUL, as the kernel writes it.
    void text(unsigned type, std::string_view value);
    void bytes(unsigned type, std::span<const std::byte> value);
    /// An attribute without a value: its presence is the value.
    void flag(unsigned type) { bytes(type, {}); }

    /// Opens a nest; hand the result to `end_nest`.
    [[nodiscard]] std::size_t begin_nest(unsigned type);
    void end_nest(std::size_t start);

    /// Opens a whole message; hand the result to `end_message`.
    [[nodiscard]] std::size_t begin_message(std::uint16_t type, std::uint16_t flags);
    void end_message(std::size_t start);

    [[nodiscard]] std::span<const std::byte> written() const { return written_; }

  private:
    void append(std::span<const std::byte> value);

    std::vector<std::byte> written_;
};

}  // namespace magpie::agent::netlink
