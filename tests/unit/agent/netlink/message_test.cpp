#include "agent/netlink/message.hpp"

#include <gtest/gtest.h>
#include <linux/netlink.h>

#include <array>
#include <string>

namespace magpie::agent::netlink {
namespace {

std::vector<std::byte> bytes_of(std::initializer_list<int> values) {
    std::vector<std::byte> bytes;
    for (const int value : values) {
        bytes.push_back(static_cast<std::byte>(value));
    }
    return bytes;
}

MessageWriter two_messages() {
    MessageWriter writer;
    auto start = writer.begin_message(16, NLM_F_MULTI);
    writer.number<std::uint32_t>(1, 7);
    writer.end_message(start);
    start = writer.begin_message(17, 0);
    writer.text(2, "eth0");
    writer.end_message(start);
    return writer;
}

TEST(Messages, AreWalkedInOrder) {
    const auto writer = two_messages();
    Messages messages(writer.written());
    auto message = messages.next();
    ASSERT_TRUE(message);
    EXPECT_EQ(message->type, 16);
    EXPECT_EQ(message->flags, NLM_F_MULTI);
    EXPECT_EQ(message->payload.size(), 8U);
    message = messages.next();
    ASSERT_TRUE(message);
    EXPECT_EQ(message->type, 17);
    EXPECT_FALSE(messages.next());
    EXPECT_FALSE(messages.malformed());
}

TEST(Messages, ACutAtAnyLengthKeepsTheWholeOnesAlone) {
    const auto writer = two_messages();
    const auto bytes = writer.written();
    const std::size_t first = 24;
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const std::vector<std::byte> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
        Messages messages(cut);
        int found = 0;
        while (messages.next()) {
            ++found;
        }
        EXPECT_EQ(found, length < first ? 0 : 1) << length;
        EXPECT_EQ(messages.malformed(), length != 0 && length != first) << length;
    }
}

TEST(Messages, ALengthBelowTheHeaderEndsTheWalk) {
    auto bytes = bytes_of({4, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    Messages messages(bytes);
    EXPECT_FALSE(messages.next());
    EXPECT_TRUE(messages.malformed());
}

TEST(Messages, ALengthBeyondTheEndEndsTheWalk) {
    auto bytes = bytes_of({255, 255, 255, 255, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    Messages messages(bytes);
    EXPECT_FALSE(messages.next());
    EXPECT_TRUE(messages.malformed());
}

TEST(Messages, TheLastMayLackItsPadding) {
    const auto bytes = bytes_of({17, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9});
    Messages messages(bytes);
    const auto message = messages.next();
    ASSERT_TRUE(message);
    EXPECT_EQ(message->payload.size(), 1U);
    EXPECT_FALSE(messages.next());
    EXPECT_FALSE(messages.malformed());
}

TEST(Attributes, FlagsAreTakenOffTheType) {
    const auto bytes = bytes_of({4, 0, 5, 0xc0});
    Attributes attributes(bytes);
    const auto attribute = attributes.next();
    ASSERT_TRUE(attribute);
    EXPECT_EQ(attribute->type, 5);
    EXPECT_TRUE(attribute->value.empty());
}

TEST(Attributes, AreMalformedWhenCutAnywhere) {
    MessageWriter writer;
    writer.number<std::uint32_t>(1, 7);
    writer.text(2, "eth0");
    const auto bytes = writer.written();
    for (std::size_t length = 1; length < bytes.size(); ++length) {
        // The padding behind "eth0" and its NUL may be missing: bytes 17 to 19.
        const bool whole = length == 8 || length >= 17;
        Attributes attributes(bytes.first(length));
        while (attributes.next()) {
        }
        EXPECT_EQ(attributes.malformed(), !whole) << length;
    }
}

TEST(Attributes, ALengthBelowTheHeaderEndsTheWalk) {
    for (const int length : {0, 1, 2, 3}) {
        const auto bytes = bytes_of({length, 0, 1, 0, 0, 0, 0, 0});
        Attributes attributes(bytes);
        EXPECT_FALSE(attributes.next());
        EXPECT_TRUE(attributes.malformed());
    }
}

TEST(Attribute, ANumberHasExactlyItsSize) {
    const auto bytes = bytes_of({1, 2, 3, 4});
    const Attribute attribute{1, bytes};
    EXPECT_EQ(attribute.number<std::uint32_t>(), 0x04030201U);
    EXPECT_FALSE(attribute.number<std::uint16_t>());
    EXPECT_FALSE(attribute.number<std::uint64_t>());
}

TEST(Attribute, ATextEndsAtItsNulOrItsEnd) {
    const auto with = bytes_of({'a', 'b', 0, 'c'});
    const auto without = bytes_of({'a', 'b'});
    EXPECT_EQ((Attribute{1, with}.text()), "ab");
    EXPECT_EQ((Attribute{1, without}.text()), "ab");
    EXPECT_EQ((Attribute{1, {}}.text()), "");
}

TEST(Split, APayloadShorterThanItsHeaderIsNothing) {
    const auto bytes = bytes_of({1, 2, 3});
    EXPECT_FALSE(split<std::uint32_t>(bytes));
    EXPECT_TRUE(split<std::uint32_t>(bytes_of({1, 2, 3, 4}))->attributes.empty());
}

TEST(MessageWriter, NestsAreReadBack) {
    MessageWriter writer;
    const auto outer = writer.begin_nest(1);
    const auto inner = writer.begin_nest(2);
    writer.number<std::uint8_t>(3, 42);
    writer.end_nest(inner);
    writer.end_nest(outer);
    writer.flag(4);
    Attributes attributes(writer.written());
    const auto first = attributes.next();
    ASSERT_TRUE(first);
    Attributes within(first->value);
    const auto second = within.next();
    ASSERT_TRUE(second);
    Attributes innermost(second->value);
    EXPECT_EQ(innermost.next()->number<std::uint8_t>(), 42);
    EXPECT_EQ(attributes.next()->type, 4);
}

}  // namespace
}  // namespace magpie::agent::netlink
