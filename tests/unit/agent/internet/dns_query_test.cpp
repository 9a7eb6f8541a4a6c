#include "agent/internet/dns_query.hpp"

#include <gtest/gtest.h>

#include <string>

#include "agent/internet/network_order.hpp"

namespace magpie::agent {
namespace {

using Bytes = std::vector<std::byte>;

constexpr DnsQuestion question{.id = 0xbeef, .name = "www.Example.org"};

Bytes answer_to(Bytes query, std::uint16_t flags, std::uint16_t answers) {
    put16(query, 2, flags);
    put16(query, 6, answers);
    for (unsigned i = 0; i < answers; ++i) {
        // A pointer to the name, type, class, time to live, four bytes of address.
        for (const int byte : {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 1}) {
            query.push_back(static_cast<std::byte>(byte));
        }
    }
    return query;
}

TEST(DnsQuery, IsAHeaderAndAQuestion) {
    const auto query = dns_query(question);
    ASSERT_TRUE(query);
    EXPECT_EQ(query->size(), 12U + 17 + 4);
    EXPECT_EQ(number16(*query, 0), 0xbeef);
    EXPECT_EQ(number16(*query, 2), 0x0100);
    EXPECT_EQ(number16(*query, 4), 1);
    EXPECT_EQ(number8(*query, 12), 3);
    EXPECT_EQ(number16(*query, query->size() - 4), 1);
    EXPECT_EQ(dns_query({.id = 0xbeef, .name = "www.Example.org."}), query);
}

TEST(DnsQuery, RefusesWhatIsNoName) {
    EXPECT_TRUE(dns_query({.name = std::string(63, 'a')}));
    EXPECT_FALSE(dns_query({.name = std::string(64, 'a')}));
    EXPECT_FALSE(dns_query({.name = "a..b"}));
    EXPECT_FALSE(dns_query({.name = ".a"}));
    std::string longest;
    for (int i = 0; i < 127; ++i) {
        longest += "a.";
    }
    EXPECT_TRUE(dns_query({.name = longest}));
    EXPECT_FALSE(dns_query({.name = longest + "a"}));
}

TEST(DnsAnswer, SaysCodeAndRecords) {
    const auto query = *dns_query(question);
    const auto good = parse_dns_answer(query, answer_to(query, 0x8180, 2));
    ASSERT_TRUE(good);
    EXPECT_EQ(good->code, 0);
    EXPECT_EQ(good->answers, 2);
    EXPECT_FALSE(good->truncated);
    EXPECT_EQ(parse_dns_answer(query, answer_to(query, 0x8183, 0))->code, 3);
    EXPECT_TRUE(parse_dns_answer(query, answer_to(query, 0x8380, 0))->truncated);
}

TEST(DnsAnswer, OfAnotherCaseIsTheSame) {
    const auto query = *dns_query(question);
    EXPECT_TRUE(parse_dns_answer(query, answer_to(*dns_query({.id = 0xbeef, .name = "WWW.example.ORG"}), 0x8180, 1)));
}

TEST(DnsAnswer, ToSomebodyElsesQuestionIsNone) {
    const auto query = *dns_query(question);
    EXPECT_FALSE(parse_dns_answer(query, answer_to(*dns_query({.id = 0xbeef, .name = "www.example.com"}), 0x8180, 1)));
    EXPECT_FALSE(parse_dns_answer(query, answer_to(*dns_query({.id = 0xbeee, .name = question.name}), 0x8180, 1)));
    EXPECT_FALSE(parse_dns_answer(
        query, answer_to(*dns_query({.id = 0xbeef, .name = question.name, .type = DnsType::aaaa}), 0x8180, 1)));
    EXPECT_FALSE(parse_dns_answer(query, query)) << "a question is no answer";
    EXPECT_FALSE(parse_dns_answer(query, answer_to(query, 0x8980, 1))) << "of another opcode";
}

TEST(DnsAnswer, MayLeaveTheQuestionOutOnlyToRefuse) {
    const auto query = *dns_query(question);
    Bytes bare(query.begin(), query.begin() + 12);
    put16(bare, 4, 0);
    put16(bare, 2, 0x8185);
    ASSERT_TRUE(parse_dns_answer(query, bare));
    EXPECT_EQ(parse_dns_answer(query, bare)->code, 5);
    put16(bare, 2, 0x8180);
    EXPECT_FALSE(parse_dns_answer(query, bare));
}

TEST(DnsAnswer, ThatIsCutIsNone) {
    const auto query = *dns_query(question);
    const auto whole = answer_to(query, 0x8180, 1);
    for (std::size_t size = 0; size < query.size(); ++size) {
        EXPECT_FALSE(parse_dns_answer(query, std::span(whole).first(size))) << size;
    }
}

TEST(DnsAnswer, FirstAddressIsFoundBehindOtherRecords) {
    const auto query = *dns_query(question);
    EXPECT_EQ(first_address(query, answer_to(query, 0x8180, 2)), 0x0a000001U);
    auto aliased = answer_to(query, 0x8180, 2);
    aliased[query.size() + 3] = std::byte{5};  // the first is a CNAME
    aliased[aliased.size() - 1] = std::byte{9};
    EXPECT_EQ(first_address(query, aliased), 0x0a000009U);
    EXPECT_EQ(first_address(query, answer_to(query, 0x8183, 0)), std::nullopt);
}

TEST(DnsAnswer, AddressThatIsCutIsNone) {
    const auto query = *dns_query(question);
    auto message = answer_to(query, 0x8380, 2);
    message[query.size() + 3] = std::byte{5};
    message[query.size() + 11] = std::byte{0xff};  // longer than all there is
    EXPECT_EQ(first_address(query, message), std::nullopt);
    EXPECT_EQ(first_address(query, answer_to(*dns_query({.id = 1, .name = "b"}), 0x8180, 1)), std::nullopt);
}

}  // namespace
}  // namespace magpie::agent
