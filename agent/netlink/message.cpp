#include "agent/netlink/message.hpp"

#include <linux/netlink.h>

#include <algorithm>
#include <array>

namespace magpie::agent::netlink {

namespace {

constexpr std::size_t aligned(std::size_t size) {
    return (size + 3) & ~std::size_t{3};
}

/// The last element of a list may lack its padding.
std::span<const std::byte> behind(std::span<const std::byte> bytes, std::size_t size) {
    return bytes.subspan(std::min(aligned(size), bytes.size()));
}

}  // namespace

std::optional<Message> Messages::next() {
    if (rest_.empty() || malformed_) {
        return std::nullopt;
    }
    nlmsghdr header{};
    if (rest_.size() < sizeof(header)) {
        malformed_ = true;
        return std::nullopt;
    }
    std::memcpy(&header, rest_.data(), sizeof(header));
    if (header.nlmsg_len < sizeof(header) || header.nlmsg_len > rest_.size()) {
        malformed_ = true;
        return std::nullopt;
    }
    const Message message{header.nlmsg_type, header.nlmsg_flags,
                          rest_.subspan(sizeof(header), header.nlmsg_len - sizeof(header))};
    rest_ = behind(rest_, header.nlmsg_len);
    return message;
}

std::string_view Attribute::text() const {
    const auto* first = reinterpret_cast<const char*>(value.data());
    return {first, static_cast<std::size_t>(std::find(first, first + value.size(), '\0') - first)};
}

std::optional<Attribute> Attributes::next() {
    if (rest_.empty() || malformed_) {
        return std::nullopt;
    }
    nlattr header{};
    if (rest_.size() < sizeof(header)) {
        malformed_ = true;
        return std::nullopt;
    }
    std::memcpy(&header, rest_.data(), sizeof(header));
    if (header.nla_len < sizeof(header) || header.nla_len > rest_.size()) {
        malformed_ = true;
        return std::nullopt;
    }
    const Attribute attribute{static_cast<std::uint16_t>(header.nla_type & NLA_TYPE_MASK),
                              rest_.subspan(sizeof(header), header.nla_len - sizeof(header))};
    rest_ = behind(rest_, header.nla_len);
    return attribute;
}

void MessageWriter::append(std::span<const std::byte> value) {
    written_.insert(written_.end(), value.begin(), value.end());
    written_.resize(aligned(written_.size()));
}

void MessageWriter::bytes(unsigned type, std::span<const std::byte> value) {
    const nlattr header{static_cast<std::uint16_t>(sizeof(nlattr) + value.size()), static_cast<std::uint16_t>(type)};
    append(std::as_bytes(std::span(&header, 1)));
    append(value);
}

void MessageWriter::text(unsigned type, std::string_view value) {
    std::vector<std::byte> terminated(value.size() + 1);
    std::memcpy(terminated.data(), value.data(), value.size());
    bytes(type, terminated);
}

std::size_t MessageWriter::begin_nest(unsigned type) {
    const auto start = written_.size();
    flag(type | NLA_F_NESTED);
    return start;
}

void MessageWriter::end_nest(std::size_t start) {
    const auto length = static_cast<std::uint16_t>(written_.size() - start);
    std::memcpy(written_.data() + start, &length, sizeof(length));
}

std::size_t MessageWriter::begin_message(std::uint16_t type, std::uint16_t flags) {
    const auto start = written_.size();
    nlmsghdr head{};
    head.nlmsg_type = type;
    head.nlmsg_flags = flags;
    header(head);
    return start;
}

void MessageWriter::end_message(std::size_t start) {
    const auto length = static_cast<std::uint32_t>(written_.size() - start);
    std::memcpy(written_.data() + start, &length, sizeof(length));
}

}  // namespace magpie::agent::netlink
