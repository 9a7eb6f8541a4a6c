#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "agent/capture/client/connections.hpp"
#include "tests/fakes/packets.hpp"
#include "wire/capture/record.hpp"

namespace magpie::fakes {

using agent::CaptureTime;
using agent::MacAddress;
using capture::Outcome;
using capture::Stage;
using std::chrono::microseconds;

/// A whole minute, so that tests see where one ends.
inline constexpr CaptureTime noon{std::chrono::sys_days{std::chrono::year{2026} / 5 / 1} + std::chrono::hours(12)};

inline constexpr MacAddress access_point{{0x00, 0x0c, 0x43, 0x00, 0x01, 0x00}};
inline constexpr MacAddress second_access_point{{0x00, 0x0c, 0x43, 0x00, 0x02, 0x00}};
inline constexpr std::array<std::uint8_t, 4> server{198, 51, 100, 7};

/// The clients of a test, from 0 on; each has an address of every kind.
inline MacAddress phone_mac(unsigned number) {
    return {{0x02, 0x5a, 0x17, static_cast<std::uint8_t>(number >> 16U), static_cast<std::uint8_t>(number >> 8U),
             static_cast<std::uint8_t>(number)}};
}
inline std::array<std::uint8_t, 4> phone_ip(unsigned number) {
    return {10, static_cast<std::uint8_t>(number >> 16U), static_cast<std::uint8_t>(number >> 8U),
            static_cast<std::uint8_t>(number)};
}

/// A pole with two networks, the phones near it, and its gateway; time is said, in milliseconds. Each verb is one
/// frame on the interface, or one in the air.
class Street {
  public:
    explicit Street(bool gateway_is_known = true) {
        connections.add_network("city", access_point);
        connections.add_network("city 5", second_access_point);
        if (gateway_is_known) {
            // A phone that is long there asks for a name.
            query(99'999, 1);
            answer(99'999, 1);
        }
    }

    agent::Connections connections;
    CaptureTime now = noon;
    std::uint8_t network = 0;
    std::array<std::uint8_t, 4> resolver{10, 255, 255, 1};  // that phones ask

    void pass(microseconds time) { now += time; }
    /// Passes in steps of a second, each with its tick.
    void wait(std::chrono::seconds time) {
        for (auto second = time; second.count() > 0; --second) {
            now += std::chrono::seconds(1);
            tick();
        }
    }
    void tick() {
        std::vector<capture::Record> records;
        connections.tick(now, records);
        for (const auto& record : records) {
            told.push_back(record);
            if (const auto* totals = std::get_if<capture::StageTotals>(&record)) {
                stages_[{totals->network, totals->stage, totals->outcome}] = *totals;
            } else if (const auto* row = std::get_if<capture::ClientNetwork>(&record)) {
                networks_[row->network] = *row;
            } else if (const auto* minutes = std::get_if<capture::BadMinutes>(&record)) {
                minutes_[minutes->network] = *minutes;
            } else if (const auto* queries = std::get_if<capture::ResolverTotals>(&record)) {
                resolvers_[{queries->network, queries->resolver, queries->outcome}] = *queries;
            }
        }
    }

    // ---- what was told, as of now

    capture::StageTotals totals(Stage stage, Outcome outcome, std::uint8_t of = 0) {
        tick();
        const auto found = stages_.find({of, stage, outcome});
        return found == stages_.end() ? capture::StageTotals{} : found->second;
    }
    std::uint64_t count(Stage stage, Outcome outcome, std::uint8_t of = 0) { return totals(stage, outcome, of).count; }
    /// Of all outcomes.
    std::uint64_t count(Stage stage, std::uint8_t of = 0) {
        std::uint64_t sum = 0;
        for (std::size_t outcome = 0; outcome < capture::outcome_count; ++outcome) {
            sum += count(stage, static_cast<Outcome>(outcome), of);
        }
        return sum;
    }
    /// What was told last of queries to a resolver.
    capture::ResolverTotals asked(std::uint8_t slot, Outcome outcome, std::uint8_t of = 0) {
        resolvers_.clear();
        tick();
        return resolvers_[{of, slot, outcome}];
    }
    microseconds took(Stage stage, Outcome outcome, std::uint8_t of = 0) {
        return microseconds(totals(stage, outcome, of).sum_us);
    }
    capture::ClientNetwork row(std::uint8_t of = 0) {
        tick();
        return networks_[of];
    }
    std::uint64_t bad_minutes(Stage stage, std::uint8_t of = 0) {
        tick();
        return minutes_[of].by_stage.at(static_cast<std::size_t>(stage));
    }
    std::vector<capture::Record> told;

    // ---- frames of the interface

    void frame(const packets::Bytes& bytes) { connections.packet(network, {bytes, bytes.size(), now}); }

    void dhcp(unsigned phone, agent::DhcpType type, std::uint32_t transaction = 1, bool broadcast = true) {
        using agent::DhcpType;
        const auto client = phone_mac(phone);
        const bool from_server = type == DhcpType::offer || type == DhcpType::ack || type == DhcpType::nak;
        const auto message = packets::dhcp({.type = type, .client = client, .transaction = transaction});
        if (from_server) {
            frame(packets::ethernet(
                packets::gateway, client,
                packets::ipv4({.from = {10, 255, 255, 1}, .to = phone_ip(phone)}, packets::udp(67, 68, message))));
        } else {
            frame(packets::ethernet(
                client, broadcast ? packets::everybody : packets::gateway,
                packets::ipv4({.from = {0, 0, 0, 0}, .to = {255, 255, 255, 255}}, packets::udp(68, 67, message))));
        }
    }
    void query(unsigned phone, std::uint16_t id, std::uint16_t port = 40'000) {
        frame(packets::ethernet(phone_mac(phone), packets::gateway,
                                packets::ipv4({.from = phone_ip(phone), .to = resolver},
                                              packets::udp(port, 53, packets::dns({.id = id})))));
    }
    void answer(unsigned phone, std::uint16_t id, std::uint8_t code = 0, std::uint16_t port = 40'000) {
        frame(packets::ethernet(
            packets::gateway, phone_mac(phone),
            packets::ipv4({.from = resolver, .to = phone_ip(phone)},
                          packets::udp(53, port, packets::dns({.id = id, .response = true, .code = code})))));
    }
    /// A segment of the phone's, or to it where `down`; ports are of the phone's end and of the server's.
    void tcp(unsigned phone, bool down, packets::TcpHeader header, std::string_view payload = {},
             std::uint16_t port = 50'000, std::uint16_t server_port = 443) {
        header.source_port = down ? server_port : port;
        header.destination_port = down ? port : server_port;
        const auto segment = packets::tcp(header, packets::text(payload));
        const auto address = phone_ip(phone);
        frame(down ? packets::ethernet(packets::gateway, phone_mac(phone),
                                       packets::ipv4({.from = server, .to = address}, segment))
                   : packets::ethernet(phone_mac(phone), packets::gateway,
                                       packets::ipv4({.from = address, .to = server}, segment)));
    }
    void syn(unsigned phone, std::uint16_t port = 50'000, std::uint16_t server_port = 443) {
        tcp(phone, false, {.sequence = 1000, .syn = true}, {}, port, server_port);
    }
    void syn_ack(unsigned phone, std::uint16_t port = 50'000, std::uint16_t server_port = 443) {
        tcp(phone, true, {.sequence = 5000, .acknowledgement = 1001, .syn = true, .ack = true}, {}, port, server_port);
    }
    void ack(unsigned phone, std::uint16_t port = 50'000, std::uint16_t server_port = 443) {
        tcp(phone, false, {.sequence = 1001, .acknowledgement = 5001, .ack = true}, {}, port, server_port);
    }
    void handshake(unsigned phone, std::uint16_t port = 50'000, std::uint16_t server_port = 443) {
        syn(phone, port, server_port);
        pass(microseconds(20'000));
        syn_ack(phone, port, server_port);
        pass(microseconds(5'000));
        ack(phone, port, server_port);
    }
    /// The client's with even numbers, the access point's with odd ones.
    void key(unsigned phone, unsigned message, std::uint64_t replay_counter) {
        eapol(phone, message % 2 == 0, packets::eapol_key(message, replay_counter));
    }
    void eap(unsigned phone, std::uint8_t code) { eapol(phone, code == 2, packets::eap(code)); }

    // ---- frames of the air

    void management(unsigned phone, bool from_client, agent::ManagementSubtype subtype,
                    std::initializer_list<std::uint16_t> body) {
        packets::Bytes bytes;
        for (const auto field : body) {
            packets::put8(bytes, field & 0xffU);
            packets::put8(bytes, field >> 8U);
        }
        const auto own = network == 0 ? access_point : second_access_point;
        agent::Frame frame;
        frame.type = agent::FrameType::management;
        frame.subtype = static_cast<std::uint8_t>(subtype);
        frame.receiver = from_client ? own : phone_mac(phone);
        frame.transmitter = from_client ? phone_mac(phone) : own;
        frame.bssid = own;
        frame.station = phone_mac(phone);
        frame.body = bytes;
        connections.heard(frame, now);
    }
    void authentication(unsigned phone, bool from_client, std::uint16_t transaction, std::uint16_t status = 0,
                        std::uint16_t algorithm = 0) {
        management(phone, from_client, agent::ManagementSubtype::authentication, {algorithm, transaction, status});
    }
    void association_request(unsigned phone) {
        management(phone, true, agent::ManagementSubtype::association_request, {0, 0});
    }
    void reassociation_request(unsigned phone) {
        management(phone, true, agent::ManagementSubtype::reassociation_request, {0, 0});
    }
    void association_response(unsigned phone, std::uint16_t status) {
        management(phone, false, agent::ManagementSubtype::association_response, {0, status, 1});
    }
    void deauthentication(unsigned phone, bool from_client, std::uint16_t reason) {
        management(phone, from_client, agent::ManagementSubtype::deauthentication, {reason});
    }

    // ---- what hostapd says

    capture::EventUse hostapd(unsigned phone, capture::ClientChange change, std::uint16_t reason = 0) {
        return connections.told(network, {.client = phone_mac(phone).bytes, .reason = reason, .change = change}, now);
    }

    /// All of a connection, as it should be: authentication to TCP, in 300 ms or so.
    void connect(unsigned phone) {
        using agent::DhcpType;
        const microseconds step(10'000);
        authentication(phone, true, 1);
        pass(step);
        authentication(phone, false, 2);
        association_request(phone);
        pass(step);
        association_response(phone, 0);
        for (unsigned message = 1; message <= 4; ++message) {
            key(phone, message, (message + 1) / 2);
            pass(step);
        }
        for (const auto type : {DhcpType::discover, DhcpType::offer, DhcpType::request, DhcpType::ack}) {
            dhcp(phone, type, phone);
            pass(step);
        }
        query(phone, 7);
        pass(step);
        answer(phone, 7);
        handshake(phone);
    }

  private:
    void eapol(unsigned phone, bool from_client, const packets::EtherPayload& payload) {
        const auto own = network == 0 ? access_point : second_access_point;
        frame(packets::ethernet(from_client ? phone_mac(phone) : own, from_client ? own : phone_mac(phone), payload));
    }

    std::map<std::tuple<std::uint8_t, Stage, Outcome>, capture::StageTotals> stages_;
    std::map<std::tuple<std::uint8_t, std::uint8_t, Outcome>, capture::ResolverTotals> resolvers_;
    std::map<std::uint8_t, capture::ClientNetwork> networks_;
    std::map<std::uint8_t, capture::BadMinutes> minutes_;
};

}  // namespace magpie::fakes
