#include "agent/internet/dns.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "tests/fakes/packet_payloads.hpp"

namespace magpie::agent {
namespace {

using namespace fakes::packets;
using capture::BadFrame;

constexpr std::size_t header_size = 12;

tl::expected<Dns, BadFrame> parse(const Bytes& bytes, bool cut = false) {
    // Of exactly its size, so that a sanitizer sees a byte too far.
    const auto copy = std::make_unique<std::byte[]>(bytes.size());
    std::ranges::copy(bytes, copy.get());
    return parse_dns({copy.get(), bytes.size()}, cut);
}

bool is_refused(const Bytes& bytes, bool cut = false) {
    const auto dns = parse(bytes, cut);
    return !dns && dns.error() == BadFrame::dns;
}

Bytes first(Bytes bytes, std::size_t size) {
    bytes.resize(size);
    return bytes;
}

/// A query whose questions are these bytes.
Bytes query(const Bytes& questions, std::size_t count = 1) {
    auto bytes = dns_header({}, count);
    put(bytes, questions);
    return bytes;
}

/// One question, its name as it stands.
Bytes question(std::string_view name) {
    auto bytes = text(name);
    put32(bytes, 0x00010001);
    return bytes;
}

std::string labels(std::size_t count, std::size_t size) {
    std::string name;
    for (std::size_t label = 0; label < count; ++label) {
        name += static_cast<char>(size);
        name.append(size, 'a');
    }
    return name;
}

using namespace std::string_view_literals;

TEST(Dns, OfAQueryIsRead) {
    const auto message = parse(dns({.id = 0xbeef}));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->id, 0xbeef);
    EXPECT_FALSE(message->response);
    EXPECT_FALSE(message->truncated);
    EXPECT_EQ(message->questions, 1);
    EXPECT_EQ(message->answers, 0);
}

TEST(Dns, OfAnAnswerIsRead) {
    const auto message = parse(dns({.id = 7, .response = true, .answers = 3}));
    ASSERT_TRUE(message);
    EXPECT_TRUE(message->response);
    EXPECT_EQ(message->code, 0);
    EXPECT_EQ(message->answers, 3);
}

TEST(Dns, TellsItsCodeAndOpcode) {
    for (std::uint8_t code = 0; code < 16; ++code) {
        const auto opcode = static_cast<std::uint8_t>(15 - code);
        const auto message = parse(dns({.response = true, .opcode = opcode, .code = code}));
        ASSERT_TRUE(message);
        EXPECT_EQ(message->code, code);
        EXPECT_EQ(message->opcode, opcode);
    }
}

TEST(Dns, MayHaveNoQuestionOrSeveral) {
    EXPECT_TRUE(parse(dns({.response = true, .code = 1, .names = {}})));
    const auto message = parse(dns({.names = {"a.example", "", "b.c.example"}}));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->questions, 3);
}

TEST(Dns, NamesMayPointBack) {
    auto bytes = dns_header({}, 3);
    put(bytes, question("\x04"
                        "city"
                        "\x07"
                        "example"
                        "\0"sv));
    put(bytes, question("\x03"
                        "www"
                        "\xc0\x0c"sv));
    put(bytes, question("\xc0\x11"sv));
    EXPECT_TRUE(parse(bytes));
}

TEST(Dns, HeaderThatIsShortIsRefused) {
    const auto whole = dns({});
    for (std::size_t size = 0; size < header_size; ++size) {
        EXPECT_TRUE(is_refused(first(whole, size))) << size;
        EXPECT_TRUE(is_refused(first(whole, size), true)) << size;
    }
}

TEST(Dns, CutIsReadAsFar) {
    const auto whole = dns({.response = true, .names = {"city.example", "www.city.example"}, .answers = 2});
    const auto before_answers = whole.size() - 2 * 16;
    for (std::size_t size = header_size; size < whole.size(); ++size) {
        const auto part = first(whole, size);
        // Answers are not walked: they need room, of 11 bytes at least.
        EXPECT_EQ(is_refused(part), size < before_answers + 2 * 11) << size;
        const auto message = parse(part, true);
        ASSERT_TRUE(message) << size;
        EXPECT_EQ(message->questions, 2);
        EXPECT_EQ(message->answers, 2);
    }
}

TEST(Dns, TruncatedMayPromiseMoreRecords) {
    auto bytes = dns({.response = true, .truncated = true, .answers = 4});
    bytes.resize(bytes.size() - 20);
    const auto message = parse(bytes);
    ASSERT_TRUE(message);
    EXPECT_TRUE(message->truncated);
}

TEST(Dns, MoreRecordsThanBytesAreRefused) {
    auto bytes = dns({.response = true, .answers = 1});
    for (const std::size_t place : {6U, 8U, 10U}) {
        auto other = bytes;
        set16(other, place, 0xffff);
        EXPECT_TRUE(is_refused(other)) << place;
    }
    set16(bytes, 4, 0xffff);
    EXPECT_TRUE(is_refused(bytes)) << "questions";
}

TEST(Dns, NamesThatLoopAreRefused) {
    EXPECT_TRUE(is_refused(query(question("\xc0\x0c"sv)))) << "to itself";
    EXPECT_TRUE(
        is_refused(query(question("\x01"
                                  "a"
                                  "\xc0\x0c"sv))))
        << "to its own begin";
    auto two = query(question("\x01"
                              "a"
                              "\xc0\x12"sv),
                     2);
    put(two, question("\xc0\x0c"sv));
    EXPECT_TRUE(is_refused(two)) << "to each other";
    // However it was captured.
    EXPECT_TRUE(is_refused(query(question("\xc0\x0c"sv)), true));
}

TEST(Dns, NamesThatPointAheadOrIntoTheHeaderAreRefused) {
    EXPECT_TRUE(is_refused(query(question("\xc0\x20"sv))));
    EXPECT_TRUE(is_refused(query(question("\xff\xff"sv))));
    EXPECT_TRUE(is_refused(query(question("\xc0\x00"sv))));
    EXPECT_TRUE(is_refused(query(question("\xc0\x0b"sv))));
}

TEST(Dns, NamesOfMoreThan255BytesAreRefused) {
    // 3 * 64 + 62 and the end are 255.
    const auto longest = labels(3, 63) + labels(1, 61) + '\0';
    ASSERT_EQ(longest.size(), 255U);
    EXPECT_TRUE(parse(query(question(longest))));
    EXPECT_TRUE(is_refused(query(question(labels(3, 63) + labels(1, 62) + '\0'))));
    EXPECT_TRUE(is_refused(query(question(labels(128, 1) + '\0'))));
}

TEST(Dns, NamesAreAsLongAsWithWhatTheyPointTo) {
    const auto name = labels(3, 63) + '\0';
    auto bytes = query(question(name), 2);
    put(bytes, question(labels(1, 61) + "\xc0\x0c"));
    EXPECT_TRUE(parse(bytes));
    bytes = query(question(name), 2);
    put(bytes, question(labels(1, 62) + "\xc0\x0c"));
    EXPECT_TRUE(is_refused(bytes));
}

TEST(Dns, AChainOfPointersIsBounded) {
    const auto chain = [](std::size_t pointers) {
        // An answer's first bytes serve as well: each question is a pointer to the one before.
        auto bytes = query(question("\0"sv), pointers + 1);
        std::size_t before = header_size;
        for (std::size_t pointer = 0; pointer < pointers; ++pointer) {
            const auto here = bytes.size();
            put16(bytes, 0xc000U | static_cast<unsigned>(before));
            put32(bytes, 0x00010001);
            before = here;
        }
        return bytes;
    };
    EXPECT_TRUE(parse(chain(127)));
    EXPECT_TRUE(is_refused(chain(128)));
    EXPECT_TRUE(is_refused(chain(2000)));
}

TEST(Dns, LabelsOfOtherKindsAreRefused) {
    EXPECT_TRUE(
        is_refused(query(question("\x40"
                                  "a"
                                  "\0"sv))));
    EXPECT_TRUE(
        is_refused(query(question("\x80"
                                  "a"
                                  "\0"sv))));
}

TEST(Dns, NamesPastTheEndAreRefused) {
    EXPECT_TRUE(
        is_refused(query(text("\x3f"
                              "abc"sv))));
    EXPECT_TRUE(
        is_refused(query(text("\x03"
                              "abc"sv))));
    EXPECT_TRUE(is_refused(query(text("\xc0"sv))));
    EXPECT_TRUE(is_refused(query(text("\0\0\1\0"sv))));
    EXPECT_TRUE(is_refused(query({})));
}

}  // namespace
}  // namespace magpie::agent
