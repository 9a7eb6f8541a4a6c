// Writes the captures of tests/golden/capture/wired into a folder: magpie_wired_captures FOLDER

#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <vector>

#include "tests/fakes/packets.hpp"

namespace magpie {
namespace {

using namespace fakes::packets;
using agent::DhcpType;

void put_little(Bytes& bytes, std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) {
        put8(bytes, value >> shift & 0xff);
    }
}

constexpr std::size_t longest_frame = 65'535;

/// A capture file (the classic one of libpcap, little-endian) of frames a millisecond apart.
class Capture {
  public:
    void add(const Bytes& frame, std::size_t most = longest_frame) {
        const auto kept = cut(frame, most);
        put_little(bytes_, 1'700'000'000);
        put_little(bytes_, 1000 * ++frames_);
        put_little(bytes_, static_cast<std::uint32_t>(kept.size()));
        put_little(bytes_, static_cast<std::uint32_t>(frame.size()));
        put(bytes_, kept);
    }
    void up(const EtherPayload& payload, std::size_t most = longest_frame) {
        add(ethernet(phone, gateway, payload), most);
    }
    void down(const EtherPayload& payload, std::size_t most = longest_frame) {
        add(ethernet(gateway, phone, payload), most);
    }

    void write(const std::filesystem::path& file) const {
        constexpr std::uint32_t link_type_ethernet = 1;
        Bytes whole;
        for (const std::uint32_t value : {0xa1b2c3d4U, 4U << 16 | 2, 0U, 0U, 65'535U, link_type_ethernet}) {
            put_little(whole, value);
        }
        put(whole, bytes_);
        std::ofstream(file, std::ios::binary)
            .write(reinterpret_cast<const char*>(whole.data()), static_cast<std::streamsize>(whole.size()));
    }

  private:
    Bytes bytes_;
    std::uint32_t frames_ = 0;
};

const Ipv4Header up;
constexpr std::array<std::uint8_t, 4> nobody{};
constexpr std::array<std::uint8_t, 4> all{255, 255, 255, 255};
const Ipv4Header down{.from = {10, 0, 0, 1}, .to = {10, 0, 0, 2}};
const Ipv4Header from_nobody{.from = nobody, .to = all};

const DhcpOption mask{1, {std::byte{255}, std::byte{255}, std::byte{255}, std::byte{0}}};
const DhcpOption portal{114, text("https://portal.city.example/api")};

/// How a phone comes into a network with 802.1X and a portal.
Capture connect() {
    Capture capture;
    capture.up(eapol(1, {}));
    capture.down(eap(1, 1, text("\x01")));
    capture.up(eap(2, 1,
                   text("\x01"
                        "anonymous")));
    capture.down(eap(3, 2));
    for (unsigned message = 1; message <= 4; ++message) {
        const auto key = eapol_key(message, message <= 2 ? 1 : 2);
        message % 2 == 1 ? capture.down(key) : capture.up(key);
    }
    const auto dhcp_up = [&](DhcpType type) {
        capture.add(
            ethernet(phone, everybody, ipv4(from_nobody, udp(68, 67, dhcp({.type = type, .options = {mask}})))));
    };
    const auto dhcp_down = [&](DhcpType type) {
        capture.down(ipv4(down, udp(67, 68, dhcp({.type = type, .options = {mask, portal}}))));
    };
    dhcp_up(DhcpType::discover);
    dhcp_down(DhcpType::offer);
    dhcp_up(DhcpType::request);
    dhcp_down(DhcpType::ack);
    capture.add(ethernet(phone, everybody, arp()));
    capture.up(ipv4(up, udp(40'001, 53, dns({.id = 0x1001}))));
    capture.down(ipv4(down, udp(53, 40'001, dns({.id = 0x1001, .response = true, .answers = 2}))));
    const TcpHeader to_server{.source_port = 50'001, .destination_port = 80};
    const TcpHeader to_client{.source_port = 80, .destination_port = 50'001};
    auto client = to_server;
    auto server = to_client;
    client.sequence = 0xfffffff0;
    client.syn = true;
    client.options = {std::byte{2}, std::byte{4}, std::byte{5}, std::byte{0xb4}};
    capture.up(ipv4(up, tcp(client)));
    server.sequence = 1000;
    server.acknowledgement = 0xfffffff1;
    server.syn = server.ack = true;
    capture.down(ipv4(down, tcp(server)));
    client = to_server;
    client.sequence = 0xfffffff1;
    client.acknowledgement = 1001;
    client.ack = true;
    capture.up(ipv4(up, tcp(client)));
    const auto request = text("GET /generate_204 HTTP/1.1\r\nHost: city.example\r\n\r\n");
    capture.up(ipv4(up, tcp(client, request)));
    server = to_client;
    server.sequence = 1001;
    server.acknowledgement = client.sequence + static_cast<std::uint32_t>(request.size());
    server.ack = true;
    const auto answer = text("HTTP/1.1 302 Found\r\nLocation: https://portal.city.example/\r\n\r\n");
    capture.down(ipv4(down, tcp(server, answer)));
    server.sequence += static_cast<std::uint32_t>(answer.size());
    server.fin = true;
    capture.down(ipv4(down, tcp(server)));
    return capture;
}

/// The shapes that packets may have.
Capture shapes() {
    Capture capture;
    const auto query = udp(40'002, 53, dns({}));
    capture.up(vlan(7, ipv4(up, query)));
    capture.up(vlan(3, vlan(7, ipv4(up, query)), tag_8021ad));
    capture.up(vlan(7, eapol_key(2, 0xfedcba9876543210)));
    capture.up(ipv4({.options = {std::byte{1}, std::byte{1}, std::byte{1}, std::byte{0}}}, query));
    capture.up(ipv4(up, IpPayload{1, {std::byte{8}, std::byte{0}, std::byte{0xf7}, std::byte{0xff}, {}, {}, {}, {}}}));
    capture.up(ipv6({}, query));
    // Padding of the options: PadN of four.
    const Bytes pad{std::byte{1}, std::byte{4}, {}, {}, {}, {}};
    capture.up(ipv6({.extensions = {{0, pad}, {60, pad}}}, tcp({.sequence = 9, .syn = true})));
    capture.up(ipv6({.extensions = {ipv6_fragment(0, false)}}, query));
    capture.up(ipv6({}, IpPayload{59}));
    // Nine thousand bytes, cut as magpie-capture cuts them.
    capture.down(
        ipv4(down,
             tcp({.source_port = 443, .destination_port = 50'002, .sequence = 5, .acknowledgement = 6, .ack = true},
                 Bytes(8960))),
        256);
    capture.down(ipv4({.total_length = 0}, tcp({.sequence = 5, .ack = true}, Bytes(1000))), 256);
    capture.up(ipv4(up, tcp({.sequence = 7, .acknowledgement = 8, .ack = true, .rst = true})));
    auto padded = ethernet(phone, gateway, ipv4(up, tcp({.acknowledgement = 1, .ack = true})));
    put_zeroes(padded, 60 - padded.size());
    capture.add(padded);

    for (const auto type : {DhcpType::decline, DhcpType::nak, DhcpType::release, DhcpType::inform}) {
        const bool to_client = type == DhcpType::nak;
        const auto message = dhcp({.type = type, .transaction = 0xfeedbeef});
        capture.up(ipv4(up, to_client ? udp(67, 68, message) : udp(68, 67, message)));
    }
    auto file = dhcp_options({portal});
    put8(file, 255);
    capture.down(
        ipv4(down, udp(67, 68, dhcp({.type = DhcpType::ack, .options = {{52, {std::byte{1}}}}, .file = file}))));
    capture.down(ipv4(down, udp(67, 68, dhcp({.type = DhcpType::ack, .options = {mask, portal}}))), 300);

    for (const std::uint8_t code : std::initializer_list<std::uint8_t>{2, 3, 5}) {
        capture.down(ipv4(down, udp(53, 40'003, dns({.id = code, .response = true, .code = code}))));
    }
    capture.down(ipv4(down, udp(53, 40'003, dns({.response = true, .truncated = true}))));
    capture.up(ipv4(up, udp(40'003, 53, dns({.opcode = 4}))));
    capture.up(ipv4(up, udp(40'003, 53, dns({.names = {"a.example", "", "b.c.example"}}))));
    auto compressed = dns_header({}, 2);
    put(compressed, dns_name("city.example"));
    put32(compressed, 0x00010001);
    put(compressed, text("\x03www\xc0\x0c"));
    put32(compressed, 0x00010001);
    capture.up(ipv4(up, udp(40'003, 53, compressed)));

    constexpr std::uint16_t wpa = 1 | key_pairwise;
    const Bytes rsn{std::byte{0x30}, std::byte{2}, std::byte{1}, std::byte{0}};
    capture.down(eapol_key({.information = wpa | key_ack, .descriptor = 254}));
    capture.up(eapol_key({.information = wpa | key_mic, .key_data = rsn, .descriptor = 254}));
    capture.down(eapol_key({.information = wpa | key_ack | key_mic | key_install, .key_data = rsn, .descriptor = 254}));
    capture.up(eapol_key({.information = wpa | key_mic, .has_nonce = false, .descriptor = 254}));
    capture.down(eap(4, 9));
    capture.up(eapol(2, {}));
    return capture;
}

/// What is refused, a frame for each reason in the order of packet_lines.test.mjs.
Capture bad() {
    Capture capture;
    capture.up(arp(), 13);
    capture.up(vlan(1, vlan(2, vlan(3, ipv4(up, udp(1, 2, {}))))));
    capture.up(ipv4({.first_byte = 0x44}, udp(1, 2, {})));
    capture.up(ipv4({.total_length = 19}, udp(1, 2, {})));
    capture.up(ipv4({.total_length = 48}, tcp({.ack = true})));
    capture.up(ipv6({.extensions = std::vector<Extension>(9, Extension{60, Bytes(6)})}, udp(1, 2, {})));
    capture.up(ipv4({.fragment = 185}, udp(1, 2, Bytes(100))));
    capture.up(ipv6({.extensions = {ipv6_fragment(181, false)}}, udp(1, 2, Bytes(100))));
    capture.up(ipv4(up, udp(1, 2, Bytes(4), std::uint16_t{7})));
    capture.up(ipv4(up, tcp({.data_offset = std::uint8_t{4}})));
    capture.up(ipv4(up, udp(68, 67, dhcp({.options = {mask}, .has_end = false}))));
    auto overrun = dhcp({.has_end = false});
    put16(overrun, 12 << 8 | 200);
    capture.up(ipv4(up, udp(68, 67, overrun)));
    capture.up(ipv4(up, udp(68, 67, dhcp({}))), 256);
    auto loop = dns_header({}, 1);
    put16(loop, 0xc00c);
    put32(loop, 0x00010001);
    capture.up(ipv4(up, udp(40'003, 53, loop)));
    auto ahead = loop;
    set16(ahead, 12, 0xc020);
    capture.up(ipv4(up, udp(40'003, 53, ahead)));
    auto without_answers = dns({.response = true});
    set16(without_answers, 6, 9);
    capture.up(ipv4(up, udp(53, 40'003, without_answers)));
    capture.up(eapol_key(2, 1), 60);
    auto lying = eapol_key(1, 1);
    set16(lying.bytes, 4 + 93, 300);
    capture.up(lying);
    return capture;
}

}  // namespace
}  // namespace magpie

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("magpie_wired_captures FOLDER\n", stderr);
        return 2;
    }
    const std::filesystem::path folder(argv[1]);
    magpie::connect().write(folder / "connect.pcap");
    magpie::shapes().write(folder / "shapes.pcap");
    magpie::bad().write(folder / "bad.pcap");
    return 0;
}
