#include "agent/internet/eapol.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <optional>

#include "tests/fakes/packets.hpp"

namespace magpie::agent {
namespace {

using namespace fakes::packets;
using capture::BadFrame;

tl::expected<Eapol, BadFrame> parse(const Bytes& bytes) {
    // Of exactly its size, so that a sanitizer sees a byte too far.
    const auto copy = std::make_unique<std::byte[]>(bytes.size());
    std::ranges::copy(bytes, copy.get());
    return parse_eapol({copy.get(), bytes.size()});
}

std::optional<unsigned> message_of(const EtherPayload& payload) {
    const auto eapol = parse(payload.bytes);
    return eapol ? std::optional<unsigned>(eapol->key_message) : std::nullopt;
}

bool is_refused(const Bytes& bytes) {
    const auto eapol = parse(bytes);
    return !eapol && eapol.error() == BadFrame::eapol;
}

constexpr std::uint16_t pairwise = key_version_aes | key_pairwise;

TEST(Eapol, ThroughAPacketIsItsContent) {
    const auto bytes = ethernet(phone, gateway, vlan(5, eap(3)));
    const auto packet = parse_packet(bytes);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->ether_type, 0x888e);
    ASSERT_TRUE(std::holds_alternative<Eapol>(packet->content));
    EXPECT_EQ(std::get<Eapol>(packet->content).eap_code, 3);
    const auto bad = parse_packet(ethernet(phone, gateway, EtherPayload{0x888e, Bytes(3)}));
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error(), BadFrame::eapol);
}

TEST(Eapol, TellsTheFourMessagesOfAHandshake) {
    for (unsigned message = 1; message <= 4; ++message) {
        const auto eapol = parse(eapol_key(message, 0x0102030405060708 + message).bytes);
        ASSERT_TRUE(eapol);
        EXPECT_EQ(eapol->key_message, message);
        EXPECT_EQ(eapol->replay_counter, 0x0102030405060708 + message);
        EXPECT_EQ(eapol->eap_code, 0);
    }
}

TEST(Eapol, OfWpaIsNotSecureInItsFourth) {
    constexpr std::uint16_t key_version_md5 = 1;
    constexpr std::uint16_t wpa = key_version_md5 | key_pairwise;
    EXPECT_EQ(message_of(eapol_key({.information = wpa | key_ack, .descriptor = 254})), 1U);
    EXPECT_EQ(message_of(eapol_key({.information = wpa | key_mic, .key_data = Bytes(24), .descriptor = 254})), 2U);
    EXPECT_EQ(message_of(eapol_key(
                  {.information = wpa | key_ack | key_mic | key_install, .key_data = Bytes(24), .descriptor = 254})),
              3U);
    EXPECT_EQ(message_of(eapol_key({.information = wpa | key_mic, .descriptor = 254})), 4U);
}

TEST(Eapol, OfALaterHandshakeIsSecureInItsSecond) {
    EXPECT_EQ(message_of(eapol_key({.information = pairwise | key_mic | key_secure, .key_data = Bytes(22)})), 2U);
}

TEST(Eapol, OfManyLinksHasDataInItsFourth) {
    EXPECT_EQ(message_of(eapol_key(
                  {.information = pairwise | key_mic | key_secure, .has_nonce = false, .key_data = Bytes(14)})),
              4U);
}

TEST(Eapol, WithALongerMicIsReadTheSame) {
    for (const std::size_t mic_size : {24, 32}) {
        EXPECT_EQ(message_of(eapol_key({.information = pairwise | key_ack, .mic_size = mic_size})), 1U);
        EXPECT_EQ(
            message_of(eapol_key({.information = pairwise | key_mic, .key_data = Bytes(22), .mic_size = mic_size})),
            2U);
        EXPECT_EQ(message_of(eapol_key(
                      {.information = pairwise | key_mic | key_secure, .has_nonce = false, .mic_size = mic_size})),
                  4U);
    }
}

TEST(Eapol, OfTheGroupAndOfReportsIsNoneOfTheFour) {
    EXPECT_EQ(message_of(eapol_key({.information = key_version_aes | key_ack | key_mic | key_secure})), 0U);
    EXPECT_EQ(message_of(eapol_key({.information = pairwise | key_mic | key_secure | key_request})), 0U);
    EXPECT_EQ(message_of(eapol_key({.information = pairwise | key_mic | key_error})), 0U);
    EXPECT_EQ(message_of(eapol_key({.information = pairwise})), 0U);
    // RC4 of before WPA.
    const auto old = parse(eapol(3, Bytes(40)).bytes);
    ASSERT_TRUE(old);
    EXPECT_EQ(old->key_message, 0);
}

TEST(Eapol, TellsTheCodesOfEap) {
    for (std::uint8_t code = 1; code <= 4; ++code) {
        const auto eapol = parse(eap(code, 7, Bytes(3)).bytes);
        ASSERT_TRUE(eapol);
        EXPECT_EQ(eapol->eap_code, code);
        EXPECT_EQ(eapol->key_message, 0);
    }
    for (const auto code : std::initializer_list<std::uint8_t>{0, 5, 6, 255}) {
        const auto eapol = parse(eap(code).bytes);
        ASSERT_TRUE(eapol);
        EXPECT_EQ(eapol->eap_code, 0);
    }
}

TEST(Eapol, OfStartAndLogoffHasNoMore) {
    for (const auto type : std::initializer_list<std::uint8_t>{1, 2}) {
        const auto start = parse(eapol(type, {}).bytes);
        ASSERT_TRUE(start);
        EXPECT_EQ(start->eap_code, 0);
        EXPECT_EQ(start->key_message, 0);
    }
}

TEST(Eapol, OfALongEapThatWasCutIsRead) {
    const auto eapol = parse(cut(eap(1, 1, Bytes(1400)).bytes, 242));
    ASSERT_TRUE(eapol);
    EXPECT_EQ(eapol->eap_code, 1);
}

TEST(Eapol, MayHavePaddingBehindIt) {
    auto bytes = eapol_key(4, 3).bytes;
    put_zeroes(bytes, 7);
    const auto eapol = parse(bytes);
    ASSERT_TRUE(eapol);
    EXPECT_EQ(eapol->key_message, 4);
}

TEST(Eapol, CutBeforeItSaysWhatItIsIsRefused) {
    const auto key = eapol_key(2, 1).bytes;
    for (std::size_t size = 0; size < 4 + 95; ++size) {
        EXPECT_TRUE(is_refused(cut(key, size))) << size;
    }
    EXPECT_FALSE(is_refused(cut(key, 4 + 95)));
    const auto request = eap(1).bytes;
    for (std::size_t size = 0; size < 8; ++size) {
        EXPECT_TRUE(is_refused(cut(request, size))) << size;
    }
}

TEST(Eapol, WhoseInnerLengthLiesIsRefused) {
    // Key data past the message.
    auto key = eapol_key(2, 1).bytes;
    set16(key, 4 + 93, 5);
    EXPECT_TRUE(is_refused(key));
    set16(key, 4 + 93, 0xffff);
    EXPECT_TRUE(is_refused(key));
    // A message too short for what it is.
    key = eapol_key(2, 1).bytes;
    set16(key, 2, 94);
    EXPECT_TRUE(is_refused(key));
    set16(key, 2, 0);
    EXPECT_TRUE(is_refused(key));

    auto request = eap(1, 1, Bytes(10)).bytes;
    for (const unsigned length : {0U, 3U, 15U, 0xffffU}) {
        set16(request, 4 + 2, length);
        EXPECT_TRUE(is_refused(request)) << length;
    }
}

}  // namespace
}  // namespace magpie::agent
