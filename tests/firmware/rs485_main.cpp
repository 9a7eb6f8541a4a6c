// magpie_rs485 SOCKET [--seed N] [--flip SHARE] [--drop SHARE] [--merge SHARE] [--delay SHARE MILLISECONDS]
//
// A line between a node in QEMU, whose UART is at SOCKET, and a serial device, whose path is printed at once. SIGUSR1
// mends it. It ends with its parent.
#include <sys/prctl.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>

#include "tests/firmware/rs485.hpp"

namespace {

int usage() {
    std::fputs(
        "usage: magpie_rs485 SOCKET [--seed N] [--flip SHARE] [--drop SHARE] [--merge SHARE]\n"
        "                    [--delay SHARE MILLISECONDS]\n",
        stderr);
    return 2;
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        return usage();
    }
    magpie::test::LineFaults faults;
    std::uint64_t seed = 1;
    for (int i = 2; i < count; i += 2) {
        const std::string_view option = arguments[i];
        if (i + 1 == count) {
            return usage();
        }
        const char* value = arguments[i + 1];
        if (option == "--seed") {
            seed = std::strtoull(value, nullptr, 10);
        } else if (option == "--flip") {
            faults.flip = std::strtod(value, nullptr);
        } else if (option == "--drop") {
            faults.drop = std::strtod(value, nullptr);
        } else if (option == "--merge") {
            faults.merge = std::strtod(value, nullptr);
        } else if (option == "--delay" && i + 2 < count) {
            faults.delay = std::strtod(value, nullptr);
            faults.longest_delay = std::chrono::milliseconds(std::strtol(arguments[++i + 1], nullptr, 10));
        } else {
            return usage();
        }
    }
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t mending;
    ::sigemptyset(&mending);
    ::sigaddset(&mending, SIGUSR1);
    ::pthread_sigmask(SIG_BLOCK, &mending, nullptr);  // also in the thread of the line
    try {
        magpie::test::Rs485 line(arguments[1], seed);
        line.set_faults(faults);
        std::printf("%s\n", line.path().c_str());
        std::fflush(stdout);
        for (int signal = 0;;) {
            if (::sigwait(&mending, &signal) == 0) {
                line.set_faults({});
            }
        }
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "magpie_rs485: %s\n", fault.what());
        return 1;
    }
}
