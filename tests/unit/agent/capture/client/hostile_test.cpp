#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "agent/capture/client/connections.hpp"
#include "tests/unit/agent/capture/client/street.hpp"

/// What a street may bring that nobody planned for, and what then must not get out.
namespace magpie::agent {
namespace {

using capture::Outcome;
using capture::Stage;
using fakes::Street;
using namespace std::chrono_literals;

TEST(Hostile, TheTablesTakeLessThanThreeMegabytes) {
    RecordProperty("bytes", static_cast<int>(Connections::most_bytes));
    EXPECT_LT(Connections::most_bytes, 3U << 20U);
}

/// A sanitizer's heap tells nothing of itself, and passes.
TEST(Hostile, NoFloodTakesMoreThanTheTables) {
    const auto before = mallinfo2();
    Street street;
    for (unsigned phone = 0; phone < 15'000; ++phone) {
        street.syn(phone);
        street.query(phone, 1);
        street.dhcp(phone, DhcpType::discover, phone);
        street.pass(10us);
    }
    const auto after = mallinfo2();
    const auto grown = after.uordblks + after.hblkhd - before.uordblks - before.hblkhd;
    EXPECT_LT(grown, Connections::most_bytes + (256U << 10U));
}

TEST(Hostile, AHundredThousandClientsAreForgottenAndCounted) {
    Street street;
    for (unsigned phone = 0; phone < 100'000; ++phone) {
        street.key(phone, 1, 1);
        street.pass(10us);
    }
    EXPECT_EQ(street.row().attempts_forgotten, 100'000U - client::Attempts::most_clients);
    // The next one is served as ever.
    street.connect(200'000);
    EXPECT_EQ(street.count(Stage::connect, Outcome::success), 1U);
}

TEST(Hostile, AFloodOfSynsLeavesAConnectionThatLives) {
    Street street;
    street.handshake(1);
    std::uint32_t next = 1001;
    for (unsigned flood = 0; flood < 100'000; ++flood) {
        street.syn(2 + flood / 60'000, static_cast<std::uint16_t>(flood % 60'000));
        if (flood % 1000 == 0) {
            street.tcp(1, false, {.sequence = next, .acknowledgement = 5001, .ack = true}, "x");
            street.pass(20ms);
            street.tcp(1, true, {.sequence = 5001, .acknowledgement = ++next, .ack = true});
        }
    }
    const auto row = street.row();
    EXPECT_EQ(row.segments_up, 100U);
    EXPECT_EQ(row.retransmissions_up, 0U);
    EXPECT_EQ(row.round_trips_network, 101U);
    street.wait(12s);
    EXPECT_LE(street.count(Stage::tcp_network, Outcome::no_answer), 4096U);
}

TEST(Hostile, StarvedDhcpIsNamedForWhatItIs) {
    Street street;
    std::mt19937 random(7);
    for (unsigned phone = 0; phone < 20'000; ++phone) {
        street.dhcp(1000 + phone, DhcpType::discover, static_cast<std::uint32_t>(random()));
        street.pass(100us);
    }
    street.dhcp(1, DhcpType::request, 5, false);
    street.dhcp(1, DhcpType::ack, 5);
    street.wait(12s);
    EXPECT_EQ(street.count(Stage::dhcp_discover, Outcome::pool_exhausted), client::Attempts::most_clients - 1);
    EXPECT_EQ(street.count(Stage::dhcp_discover), client::Attempts::most_clients - 1);
}

TEST(Hostile, QueriesThatCollideAreBounded) {
    Street street;
    for (unsigned id = 0; id < 8192; ++id) {
        street.query(1, static_cast<std::uint16_t>(id));
    }
    for (unsigned id = 0; id < 8192; ++id) {
        street.answer(1, static_cast<std::uint16_t>(id), 2);
    }
    EXPECT_EQ(street.count(Stage::dns, Outcome::server_failure), 1024U);
}

TEST(Hostile, ForgedAnswersMakeNobodyAGateway) {
    Street street;
    for (unsigned turn = 0; turn < 100; ++turn) {
        // As if phone 1 were a resolver, and a DHCP server.
        street.frame(fakes::packets::ethernet(
            fakes::phone_mac(1), fakes::phone_mac(2),
            fakes::packets::ipv4({}, fakes::packets::udp(53, 40'000, fakes::packets::dns({.response = true})))));
        street.frame(fakes::packets::ethernet(
            fakes::phone_mac(1), fakes::phone_mac(2),
            fakes::packets::ipv4(
                {}, fakes::packets::udp(
                        67, 68, fakes::packets::dhcp({.type = DhcpType::offer, .client = fakes::phone_mac(2)})))));
    }
    street.connect(1);
    EXPECT_EQ(street.count(Stage::connect, Outcome::success), 1U);
}

TEST(Hostile, AnyFrameOfAnyBytesIsBorne) {
    Street street;
    std::mt19937 random(3);
    std::vector<fakes::packets::Bytes> frames;
    using namespace fakes::packets;
    frames.push_back(ethernet(phone, gateway, ipv4({}, tcp({.syn = true}))));
    frames.push_back(ethernet(phone, gateway, ipv4({}, tcp({.ack = true}, text("GET / HTTP/1.1\r\n")))));
    frames.push_back(ethernet(gateway, phone, ipv4({}, tcp({.syn = true, .ack = true}))));
    frames.push_back(ethernet(phone, gateway, ipv6({}, udp(5000, 53, dns({})))));
    frames.push_back(ethernet(phone, everybody, ipv4({}, udp(68, 67, dhcp({})))));
    frames.push_back(ethernet(phone, gateway, eapol_key(2, 1)));
    frames.push_back(ethernet(gateway, phone, eap(1)));
    for (unsigned turn = 0; turn < 200'000; ++turn) {
        auto bytes = frames[random() % frames.size()];
        for (unsigned change = random() % 4; change > 0; --change) {
            bytes[random() % bytes.size()] = static_cast<std::byte>(random());
        }
        if (random() % 4 == 0) {
            bytes.resize(random() % bytes.size());
        }
        street.network = random() % 2;
        street.frame(bytes);
        street.now += std::chrono::microseconds(static_cast<std::int64_t>(random() % 20'000) -
                                                (random() % 50 == 0 ? 10'000'000 : 0));
        if (turn % 100 == 0) {
            street.tick();
        }
    }
    EXPECT_EQ(street.connections.frames(0) + street.connections.frames(1), 200'002U);
}

/// The bytes of every record that was ever told, and those of the addresses of everybody who was on the street.
TEST(Hostile, NoAddressIsInAnyRecord) {
    Street street;
    for (unsigned phone = 1; phone <= 50; ++phone) {
        street.network = phone % 2;
        street.connect(phone);
        street.syn(phone, 50'001);
        street.query(phone, 99);
        street.wait(3s);
    }
    street.wait(120s);
    EXPECT_EQ(street.count(Stage::connect, Outcome::success, 0), 25U);
    std::vector<std::vector<std::uint8_t>> sought;
    const auto seek = [&](const auto& address) { sought.emplace_back(address.begin(), address.end()); };
    for (unsigned phone = 1; phone <= 50; ++phone) {
        seek(fakes::phone_mac(phone).bytes);
        // Of four bytes, 10.0.0.1 is also a count: those of the first phones are not told from numbers.
        const auto ip = fakes::phone_ip(phone);
        seek(ip);
    }
    for (const auto& mac : {fakes::packets::gateway, fakes::access_point, fakes::second_access_point}) {
        seek(mac.bytes);
    }
    seek(fakes::server);
    ASSERT_GT(street.told.size(), 500U);
    for (const auto& record : street.told) {
        const auto encoded = capture::encode(record);
        const auto* const first = reinterpret_cast<const std::uint8_t*>(encoded.data());
        const std::span bytes(first, encoded.size());
        for (const auto& address : sought) {
            EXPECT_TRUE(std::ranges::search(bytes, address).empty());
        }
    }
}

/// Of numbers that were never told nothing is known; of all six bytes that were on the line together none are.
TEST(Hostile, NoSixBytesOfAFrameAreInAnyRecord) {
    Street street;
    std::set<std::array<std::byte, 6>> passed;
    const auto keep = [&](std::span<const std::byte> bytes) {
        for (std::size_t place = 0; place + 6 <= bytes.size(); ++place) {
            std::array<std::byte, 6> six{};
            std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(place), 6, six.begin());
            // Runs with zeroes are numbers; addresses here have at most one.
            if (std::ranges::count(six, std::byte{0}) < 2) {
                passed.insert(six);
            }
        }
    };
    std::mt19937 random(11);
    for (unsigned turn = 0; turn < 3000; ++turn) {
        MacAddress phone{};
        std::array<std::uint8_t, 4> ip{};
        for (auto& byte : phone.bytes) {
            byte = static_cast<std::uint8_t>(random() % 255 + 1);
        }
        for (auto& byte : ip) {
            byte = static_cast<std::uint8_t>(random() % 255 + 1);
        }
        phone.bytes[0] &= 0xfe;
        using namespace fakes::packets;
        for (const auto& frame :
             {ethernet(phone, everybody, ipv4({}, udp(68, 67, dhcp({.client = phone, .transaction = turn})))),
              ethernet(phone, gateway, ipv4({.from = ip, .to = fakes::server}, tcp({.syn = true}))),
              ethernet(phone, gateway, ipv4({.from = ip}, udp(5000, 53, dns({}))))}) {
            keep(frame);
            street.frame(frame);
        }
        street.pass(30ms);
        if (turn % 33 == 0) {
            street.tick();
        }
    }
    street.wait(70s);
    for (const auto& record : street.told) {
        const auto encoded = capture::encode(record);
        for (std::size_t place = 0; place + 6 <= encoded.size(); ++place) {
            std::array<std::byte, 6> six{};
            std::copy_n(encoded.begin() + static_cast<std::ptrdiff_t>(place), 6, six.begin());
            EXPECT_FALSE(passed.contains(six));
        }
    }
}

TEST(Hostile, TheKeyIsWipedOnceNobodyIsThere) {
    Street street;
    street.connect(1);
    street.wait(10min);
    // A client that comes again is nobody who was known: its connect begins with its first sign.
    street.connect(1);
    EXPECT_EQ(street.count(Stage::connect, Outcome::success), 2U);
    // And after a day of traffic without a gap.
    for (int minute = 0; minute < 26 * 60; ++minute) {
        street.query(1, static_cast<std::uint16_t>(minute));
        street.answer(1, static_cast<std::uint16_t>(minute));
        street.pass(60s);
        street.tick();
    }
    street.connect(1);
    EXPECT_EQ(street.count(Stage::connect, Outcome::success), 3U);
}

}  // namespace
}  // namespace magpie::agent
