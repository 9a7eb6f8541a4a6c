#include "agent/capture/app/interface.hpp"

#include <net/if.h>
#include <sys/ioctl.h>

#include <cstring>

namespace magpie::agent {

namespace {

ifreq request_of(const std::string& interface) {
    ifreq request{};
    interface.copy(request.ifr_name, sizeof request.ifr_name - 1);
    return request;
}

}  // namespace

bool is_up(int socket, const std::string& interface) {
    auto request = request_of(interface);
    return ::ioctl(socket, SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & IFF_UP) != 0;
}

MacAddress address_of(int socket, const std::string& interface) {
    auto request = request_of(interface);
    MacAddress address;
    if (::ioctl(socket, SIOCGIFHWADDR, &request) == 0) {
        std::memcpy(address.bytes.data(), request.ifr_hwaddr.sa_data, address.bytes.size());
    }
    return address;
}

}  // namespace magpie::agent
