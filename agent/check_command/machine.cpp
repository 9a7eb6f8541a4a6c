#include "agent/check_command/machine.hpp"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cstdint>

#include "agent/files/fields.hpp"
#include "agent/files/file_reader.hpp"
#include "agent/path/default_route.hpp"
#include "agent/path/uplink.hpp"

namespace magpie::agent::check {

std::string file_text(const std::string& path) {
    FileReader files;
    const auto text = files.read(path);
    return text ? std::string(*text) : std::string();
}

std::string interface_of_default_route() {
    const auto v4 = default_interface_v4(file_text("/proc/net/route"));
    if (v4) {
        return *v4;
    }
    const auto v6 = default_gateway_v6(file_text("/proc/net/ipv6_route"));
    return v6 ? v6->interface : std::string();
}

std::vector<std::string> uplinks(const LinkSettings& settings, const Seen& seen) {
    std::vector<std::string> found;
    for (const auto& port : settings.ports) {
        if (port.role == PortRole::uplink) {
            found.push_back(port.interface);
        }
    }
    if (found.empty()) {
        FileReader files;
        found = uplink_interfaces(files, "/proc", "/sys");
    }
    if (found.empty()) {
        for (const auto& link : seen.all("magpie_link_carrier")) {
            const std::string name(label_of(link, "interface"));
            if (name != "lo" && names_in("/sys/class/net/" + name + "/phy80211", "", 1).empty()) {
                found.push_back(name);
            }
        }
    }
    return found;
}

std::vector<boost::asio::ip::address_v4> addresses_of(const std::string& interface) {
    std::vector<boost::asio::ip::address_v4> found;
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) {
        return found;
    }
    for (const auto* one = list; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr != nullptr && one->ifa_addr->sa_family == AF_INET && one->ifa_name == interface) {
            sockaddr_in address{};
            std::copy_n(reinterpret_cast<const char*>(one->ifa_addr), sizeof address,
                        reinterpret_cast<char*>(&address));
            found.emplace_back(ntohl(address.sin_addr.s_addr));
        }
    }
    ::freeifaddrs(list);
    return found;
}

std::vector<SpoolSeen> look_at_spools(const std::vector<std::string>& directories) {
    constexpr std::uint64_t one_report = std::uint64_t{16} * 1024;
    std::vector<SpoolSeen> found;
    for (const auto& directory : directories) {
        struct stat file {};
        struct statvfs room {};
        if (directory.empty() || ::stat(directory.c_str(), &file) != 0 || ::statvfs(directory.c_str(), &room) != 0) {
            continue;
        }
        // Some file systems count no files: then there are none in all.
        const bool no_more_files = room.f_files != 0 && room.f_favail == 0;
        found.push_back({.path = directory,
                         .is_directory = S_ISDIR(file.st_mode),
                         .is_readonly = (room.f_flag & ST_RDONLY) != 0,
                         .is_full = no_more_files || std::uint64_t{room.f_bavail} * room.f_frsize < one_report});
    }
    return found;
}

}  // namespace magpie::agent::check
