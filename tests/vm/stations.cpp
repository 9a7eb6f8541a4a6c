// Clients that the kernel holds and nobody has to run: hundreds of supplicants would be too much for the machine. Each
// is heard once, so that all is known of it that is known of others.
//   stations COUNT INTERFACE...     so many at each of these access points
#include <linux/if_ether.h>
#include <linux/nl80211.h>
#include <net/if.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <vector>

#include "tests/vm/hwsim.hpp"

namespace magpie::vm {
namespace {

/// 6 to 54 Mb/s, which both bands have, in units of 500 kb/s; the first bit marks the basic ones (IEEE
/// 802.11, 9.4.2.3).
constexpr std::array<std::uint8_t, 8> rates{0x8c, 0x12, 0x98, 0x24, 0xb0, 0x48, 0x60, 0x6c};

struct AccessPoint {
    std::uint32_t index;
    Address address;
    Address radio;  // what hwsim calls it
};

AccessPoint find_access_point(const std::string& interface) {
    const auto index = if_nametoindex(interface.c_str());
    require(index != 0, "no interface " + interface);
    const auto directory = std::filesystem::path("/sys/class/net") / interface;
    std::ifstream own(directory / "address");
    std::ifstream of_radio(directory / "phy80211" / "addresses");
    std::string address;
    std::string first;
    std::string second;
    require(own >> address && of_radio >> first >> second, "no addresses of " + interface);
    const auto numbers = read_address(address);
    const auto radio = read_address(second);
    require(numbers && radio, "no addresses of " + interface);
    return {index, *numbers, *radio};
}

Address address_of_station(const AccessPoint& at, std::uint8_t number) {
    return {0x02, 'm', 'a', 'g', static_cast<std::uint8_t>(at.index), number};
}

void send_and_wait(const Family& family, const Family::Message& message, const std::string& what) {
    family.send(message);
    const int result = nl_wait_for_ack(family.socket());
    require(result == 0, what + ": " + nl_geterror(result));
}

void add(const Family& family, const AccessPoint& at, std::uint8_t number) {
    const auto message = family.message(NL80211_CMD_NEW_STATION, NLM_F_REQUEST | NLM_F_ACK);
    const auto address = address_of_station(at, number);
    const std::uint32_t states =
        1U << NL80211_STA_FLAG_AUTHENTICATED | 1U << NL80211_STA_FLAG_ASSOCIATED | 1U << NL80211_STA_FLAG_AUTHORIZED;
    const nl80211_sta_flag_update flags{.mask = states, .set = states};
    nla_put_u32(message.get(), NL80211_ATTR_IFINDEX, at.index);
    nla_put(message.get(), NL80211_ATTR_MAC, sizeof(address), address.data());
    nla_put_u16(message.get(), NL80211_ATTR_STA_AID, number);
    nla_put_u16(message.get(), NL80211_ATTR_STA_LISTEN_INTERVAL, 10);
    nla_put(message.get(), NL80211_ATTR_STA_SUPPORTED_RATES, sizeof(rates), rates.data());
    nla_put(message.get(), NL80211_ATTR_STA_FLAGS2, sizeof(flags), &flags);
    send_and_wait(family, message, "the kernel refuses a station");
}

/// A data frame without data, to the access point (IEEE 802.11, 9.3.2.1).
void let_hear(const Family& medium, const AccessPoint& at, std::uint8_t number) {
    struct {
        std::array<std::uint8_t, 2> control{0x48, 0x01};
        std::array<std::uint8_t, 2> duration{};
        std::array<Address, 3> addresses{};
        std::array<std::uint8_t, 2> sequence{};
    } frame;
    static_assert(sizeof(frame) == 24);
    frame.addresses = {at.address, address_of_station(at, number), at.address};
    const int signal_dbm = -40 - number;
    const auto message = medium.message(hwsim_frame, NLM_F_REQUEST | NLM_F_ACK);
    nla_put(message.get(), hwsim_receiver, sizeof(at.radio), at.radio.data());
    nla_put(message.get(), hwsim_bytes, sizeof(frame), &frame);
    nla_put_u32(message.get(), hwsim_rx_rate, 3);
    nla_put_u32(message.get(), hwsim_signal, static_cast<std::uint32_t>(signal_dbm));
    send_and_wait(medium, message, "a frame does not arrive");
}

void fill(std::uint8_t count, const std::vector<AccessPoint>& access_points) {
    const Family nl80211(NL80211_GENL_NAME);
    const Family medium("MAC80211_HWSIM");
    nl_socket_disable_seq_check(medium.socket());  // it is sent the frames of others as well
    send_and_wait(medium, medium.message(hwsim_register, NLM_F_REQUEST | NLM_F_ACK), "the air is another's");
    for (const auto& at : access_points) {
        for (std::uint8_t number = 1; number <= count; ++number) {
            add(nl80211, at, number);
            let_hear(medium, at, number);
        }
    }
}

}  // namespace
}  // namespace magpie::vm

int main(int count, char** words) try {
    using namespace magpie::vm;
    const std::vector<std::string> arguments(words + 1, words + count);
    require(arguments.size() >= 2, "stations COUNT INTERFACE...");
    std::uint8_t stations = 0;
    const auto& number = arguments.front();
    const auto read = std::from_chars(number.data(), number.data() + number.size(), stations);
    require(read.ec == std::errc() && read.ptr == number.data() + number.size() && stations <= 50,
            "no count up to 50: " + number);
    std::vector<AccessPoint> access_points;
    std::transform(arguments.begin() + 1, arguments.end(), std::back_inserter(access_points), find_access_point);
    fill(stations, access_points);
    return 0;
} catch (const std::exception& problem) {
    std::cerr << "stations: " << problem.what() << '\n';
    return 1;
}
