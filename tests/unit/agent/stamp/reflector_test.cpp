#include "agent/stamp/reflector.hpp"

#include <gtest/gtest.h>

#include "tests/unit/agent/stamp/measurement.hpp"
#include "tests/unit/wire/stamp/golden.hpp"

namespace magpie::stamp {
namespace {

using testing::golden;
using testing::golden_key;
using testing::here;
using testing::Octets;
using testing::octets_of;
using testing::there;
using namespace std::chrono_literals;

constexpr std::uint16_t golden_ssid = 0x1234;

/// A reflector of one provision, and the datagrams of its peer.
struct Peer {
    explicit Peer(Provision provision, bool stateful = true) : reflector({std::move(provision)}, stateful) {}

    tl::expected<agent::Outgoing, Refusal> gets(std::span<const std::byte> bytes, const agent::Endpoint& from = here,
                                                std::uint8_t service = 0) {
        now.mono += 1ms;
        now.wall += 1ms;
        return reflector.reflect(
            {.from = from, .to = there, .bytes = bytes, .at = now.wall - 10us, .hops = 61, .service = service}, now);
    }
    /// Another sequence and time each.
    Octets packet(std::span<const std::byte> tlvs = {}) {
        Octets bytes(44);
        encode(TestPacket{sent, timestamp_of(now.wall, Format::ntp), {}, golden_ssid}, Mode::open, bytes);
        ++sent;
        bytes.insert(bytes.end(), tlvs.begin(), tlvs.end());
        return bytes;
    }
    [[nodiscard]] std::uint64_t refused(Refusal why) const {
        return reflector.counts().refused[static_cast<std::size_t>(why)];
    }

    Reflector reflector;
    Moment now{Instant(1h), WallTime(std::chrono::seconds(1'760'000'000)), error_estimate(true, Format::ntp, 1ms)};
    std::uint32_t sent = 7;
};

Provision open() {
    return {.peer = here.address, .ssid = golden_ssid};
}

Provision authenticated() {
    return {.peer = here.address, .ssid = golden_ssid, .key = golden_key()};
}

TEST(StampReflector, AnswersWhoIsProvisioned) {
    Peer it(open());
    const auto answer = it.gets(golden("sender_open"), here, 46 << 2 | 1);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->to, here);
    EXPECT_EQ(answer->from, there.address);
    EXPECT_EQ(answer->service, 46 << 2);
    const auto read = decode_reflection(answer->bytes, Mode::open);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->sequence, 0U);
    EXPECT_EQ(read->sender_sequence, 7U);
    EXPECT_EQ(read->sender_timestamp, 0xEC0000007FF00000U);
    EXPECT_EQ(read->sender_error, 0x8ac8);
    EXPECT_EQ(read->ssid, golden_ssid);
    EXPECT_EQ(read->ttl, 61);
    EXPECT_EQ(time_of(read->received, Format::ntp, it.now.wall), it.now.wall - 10us);
    EXPECT_EQ(time_of(read->timestamp, Format::ntp, it.now.wall), it.now.wall);
    EXPECT_TRUE(read->error.synchronised);
}

TEST(StampReflector, IsSilentToEverybodyElse) {
    Peer it(open());
    const auto stranger = agent::endpoint_of("192.0.2.9:862", 0).value();
    EXPECT_EQ(it.gets(golden("sender_open"), stranger).error(), Refusal::unprovisioned);
    auto other_session = golden("sender_open");
    other_session[15] ^= std::byte{1};
    EXPECT_EQ(it.gets(other_session).error(), Refusal::unprovisioned);
    EXPECT_EQ(it.gets(golden("sender_authenticated"), stranger).error(), Refusal::unprovisioned);
    EXPECT_EQ(it.refused(Refusal::unprovisioned), 3U);
    EXPECT_EQ(it.reflector.counts().answered, 0U);
}

TEST(StampReflector, NeverGivesMoreThanItGot) {
    Peer it(open());
    for (std::size_t size = 0; size < 44; ++size) {
        const auto whole = golden("sender_open");
        EXPECT_EQ(it.gets(std::span(whole).first(size)).error(), Refusal::truncated);
    }
    for (std::size_t size = 44; size <= most_datagram; size += 13) {
        auto packet = it.packet();
        packet.resize(size);
        EXPECT_EQ(it.gets(packet)->bytes.size(), size);
    }
    Octets large(most_datagram + 1);
    encode(TestPacket{1, 1U << 20, {}, golden_ssid}, Mode::open, large);
    EXPECT_EQ(it.gets(large).error(), Refusal::oversized);
}

TEST(StampReflector, RefusesCorruptPackets) {
    Peer it(open());
    auto packet = golden("sender_open");
    packet[13] = std::byte{0};
    EXPECT_EQ(it.gets(packet).error(), Refusal::corrupt);
    packet = golden("sender_open");
    std::fill_n(packet.begin() + 4, 8, std::byte{0});
    EXPECT_EQ(it.gets(packet).error(), Refusal::no_time);
}

TEST(StampReflector, CountsForEachPortOfAPeer) {
    Peer it(open());
    auto other = here;
    other.port += 1;
    const auto sequence = [&](const agent::Endpoint& from) {
        return decode_reflection(it.gets(it.packet(), from)->bytes, Mode::open)->sequence;
    };
    EXPECT_EQ(sequence(here), 0U);
    EXPECT_EQ(sequence(here), 1U);
    EXPECT_EQ(sequence(other), 0U);
    EXPECT_EQ(sequence(here), 2U);
    for (std::uint16_t port = 1; port <= 4; ++port) {  // the fifth and sixth push out who is silent for longest
        EXPECT_EQ(sequence({here.address, port}), 0U);
    }
    EXPECT_EQ(sequence(here), 0U);
}

TEST(StampReflector, WithoutStateCopiesTheSequence) {
    Peer it(open(), false);
    const auto tlvs = octets_of(
        "8005000c000000010000000000000000"
        "800700100000000000000000000000000000000000");
    const auto answer = it.gets(it.packet(std::span(tlvs).first(36)));
    EXPECT_EQ(decode_reflection(answer->bytes, Mode::open)->sequence, 7U);
    const auto counted = first_tlv(answer->bytes.subspan(44));
    EXPECT_EQ(counted->flags, unrecognised);
    EXPECT_EQ(counted->value[7], std::byte{0});
}

TEST(StampReflector, AnswersAuthenticatedAndNothingForged) {
    Peer it(authenticated());
    const auto answer = it.gets(golden("sender_authenticated"));
    ASSERT_TRUE(answer);
    EXPECT_TRUE(is_signed(answer->bytes, golden_key()));
    auto forged = golden("sender_authenticated");
    forged[30] ^= std::byte{1};
    EXPECT_EQ(it.gets(forged).error(), Refusal::forged);
    EXPECT_EQ(it.gets(golden("sender_open")).error(), Refusal::truncated);
    auto open_and_long = golden("sender_open");
    open_and_long.resize(200);
    EXPECT_EQ(it.gets(open_and_long).error(), Refusal::unprovisioned);
}

TEST(StampReflector, RefusesWhatIsPlayedBack) {
    Peer it(authenticated());
    std::vector<Octets> recorded;
    for (std::uint32_t i = 0; i < 1000; ++i) {
        Octets packet(112);
        encode(TestPacket{i, (std::uint64_t{0xEC000000} << 32) + i, {}, golden_ssid}, Mode::authenticated, packet);
        sign(packet, golden_key());
        ASSERT_TRUE(it.gets(packet));
        recorded.push_back(packet);
    }
    for (const auto& packet : recorded) {
        EXPECT_EQ(it.gets(packet).error(), Refusal::replayed);
    }
    EXPECT_EQ(it.refused(Refusal::replayed), 1000U);
}

TEST(StampReflector, AnswersInOpenModeWhatTheNetworkDoubled) {
    Peer it(open());
    const auto packet = it.packet();
    EXPECT_TRUE(it.gets(packet));
    EXPECT_TRUE(it.gets(packet));
    EXPECT_EQ(it.reflector.counts().repeated, 1U);
}

TEST(StampReflector, AnswersNoMoreThanIsProvisioned) {
    auto provision = open();
    provision.packets_a_second = 10;
    Peer it(provision);
    int answered = 0;
    for (int i = 0; i < 2000; ++i) {  // 2 s
        answered += it.gets(it.packet()) ? 1 : 0;
    }
    EXPECT_NEAR(answered, 30, 1);
    EXPECT_EQ(it.refused(Refusal::too_often), 2000U - static_cast<unsigned>(answered));
}

TEST(StampReflector, FillsInTlvs) {
    Peer it(open());
    const auto wanted = octets_of(
        "80040004b8000000"
        "8005000c000000010000000000000000"
        "8003000400000000"
        "8001000400112233");
    (void)it.gets(it.packet());
    const auto answer = it.gets(it.packet(wanted), here, 10 << 2 | 2);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->service, 46 << 2);
    const Octets tlvs(answer->bytes.begin() + 44, answer->bytes.end());
    EXPECT_EQ(tlvs, octets_of("00040004b8a80000"
                              "0005000c000000010000000200000002"
                              "0003000401020102"
                              "0001000400112233"));
}

TEST(StampReflector, DoesNotSendWhereTheNetworkIsSteered) {
    Peer it(open());
    const auto wish = octets_of("80040004c0000000");  // CS6
    const auto answer = it.gets(it.packet(wish), here, 10 << 2);
    EXPECT_EQ(answer->service, 10 << 2);
    EXPECT_TRUE(decode_class_of_service(answer->bytes.subspan(48, 4)).other_way);
}

TEST(StampReflector, TellsWhenTheReplyBeforeReallyLeft) {
    Peer it(open());
    const auto wanted = octets_of("8007001000000000000000000000000000000000");
    const auto first = it.gets(it.packet(wanted));
    EXPECT_EQ(decode_follow_up(first->bytes.subspan(48)).timestamp, 0U);
    const auto left = it.now.wall + 30us;
    it.reflector.left(first->token, left);
    const auto second = it.gets(it.packet(wanted));
    const FollowUp expected{0, timestamp_of(left, Format::ntp), TimestampMethod::software};
    EXPECT_EQ(decode_follow_up(second->bytes.subspan(48)), expected);
    it.reflector.left(~std::uint64_t{0}, left);  // of nobody
}

TEST(StampReflector, MarksWhatItDoesNotUnderstand) {
    Peer it(open());
    const auto answer =
        it.gets(it.packet(octets_of("80c80002aabb"
                                    "8001000400000000")));
    const Octets tlvs(answer->bytes.begin() + 44, answer->bytes.end());
    EXPECT_EQ(tlvs, octets_of("80c80002aabb"
                              "0001000400000000"));
}

TEST(StampReflector, MarksWhatIsMalformedAndStopsThere) {
    Peer it(open());
    const auto reflected = [&](std::string_view tlvs) {
        const auto answer = it.gets(it.packet(octets_of(tlvs)));
        return Octets(answer->bytes.begin() + 44, answer->bytes.end());
    };
    EXPECT_EQ(reflected("80040003b80000"
                        "8001000400000000"),
              octets_of("c0040003b80000"
                        "8001000400000000"));
    EXPECT_EQ(reflected("80010005aabbccdd"), octets_of("c0010005aabbccdd"));
    EXPECT_EQ(reflected("8001"), octets_of("c001"));
}

TEST(StampReflector, GivesPaddingThatIsNoTlvBackAsItCame) {
    Peer it(open());
    const Octets padding(27, std::byte{0});
    const auto answer = it.gets(it.packet(padding));
    EXPECT_TRUE(std::ranges::equal(answer->bytes.subspan(44), padding));
}

TEST(StampReflector, TrustsNoTlvsWithoutASignatureInAuthenticatedMode) {
    Peer it(authenticated());
    auto packet = golden("sender_authenticated");
    const auto tlvs = golden("tlvs");
    packet.insert(packet.end(), tlvs.begin(), tlvs.end() - 1);
    packet.push_back(tlvs.back() ^ std::byte{1});
    const auto answer = it.gets(packet);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->bytes[112], std::byte{unrecognised | integrity_failed});
    EXPECT_EQ(answer->bytes[120], std::byte{unrecognised | integrity_failed});
    EXPECT_EQ(answer->service, 0);
    EXPECT_EQ(it.reflector.counts().tlvs_failed, 1U);
}

TEST(StampReflector, SignsTheTlvsItFilledIn) {
    Peer it(authenticated());
    auto packet = golden("sender_authenticated");
    const auto tlvs = golden("tlvs");
    packet.insert(packet.end(), tlvs.begin(), tlvs.end());
    const auto answer = it.gets(packet);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->service, 46 << 2);
    EXPECT_TRUE(are_authentic(golden_key(), 0, answer->bytes.subspan(112)));
}

}  // namespace
}  // namespace magpie::stamp
