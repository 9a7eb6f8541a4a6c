// A monitor interface that is none: a TUN device whose frames say that they are 802.11 behind a radiotap header. Makes
// it and says "up"; sends a hundred beacons for each SIGUSR1. Once it ends the interface is gone.
//   magpie_monitor INTERFACE
#include <fcntl.h>

#include <linux/if_tun.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

namespace {

std::vector<std::uint8_t> beacon() {
    std::vector<std::uint8_t> frame{0, 0, 0, 3};  // TUN's own header; a protocol that it need not guess
    frame.insert(frame.end(), {0, 0, 13, 0, 0x0e, 0, 0, 0, 0x00, 0x0c, 0x85, 0x09, 0xa0});  // 6 Mbit/s, 2437 MHz
    frame.insert(frame.end(), {0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff});
    frame.insert(frame.end(), {2, 0, 0, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0, 0});
    frame.insert(frame.end(), {1, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0x01, 0x04});
    frame.insert(frame.end(), {0, 3, 'n', 'e', 't', 3, 1, 6});
    return frame;
}

int make(const char* name) {
    const int device = ::open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    std::strncpy(request.ifr_name, name, sizeof request.ifr_name - 1);
    request.ifr_flags = IFF_TUN;
    bool made = device >= 0 && ::ioctl(device, TUNSETIFF, &request) == 0 &&
                ::ioctl(device, TUNSETLINK, ARPHRD_IEEE80211_RADIOTAP) == 0;
    request.ifr_flags = IFF_UP;
    made = made && ::ioctl(socket, SIOCSIFFLAGS, &request) == 0;
    ::close(socket);
    return made ? device : -1;
}

}  // namespace

int main(int argc, char** argv) {
    const int device = argc == 2 ? make(argv[1]) : -1;
    if (device < 0) {
        std::perror("magpie_monitor");
        return 1;
    }
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGUSR1);
    sigaddset(&wanted, SIGTERM);
    sigprocmask(SIG_BLOCK, &wanted, nullptr);
    std::puts("up");
    std::fflush(stdout);
    const auto frame = beacon();
    for (int signal = 0; sigwait(&wanted, &signal) == 0 && signal == SIGUSR1;) {
        for (int i = 0; i < 100; ++i) {
            if (::write(device, frame.data(), frame.size()) != static_cast<ssize_t>(frame.size())) {
                std::perror("magpie_monitor");
                return 1;
            }
        }
    }
    return 0;
}
