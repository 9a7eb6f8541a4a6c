#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>

#include "agent/throughput/run.hpp"

namespace {

using namespace magpie::agent::throughput;

constexpr int standard_output = 1;
constexpr std::string_view usage =
    "magpie-throughput measures once how much a path to a server of iperf3 carries, and prints the result as JSON.\n"
    "magpie-agent runs it; people have `magpie-agent probe throughput`.\n"
    "\n"
    "  magpie-throughput ADDRESS PORT up|down STREAMS SECONDS BYTES\n";

int result_descriptor = standard_output;
constexpr int most_descriptors = 64;
/// Made before they may be needed: a handler of a signal must not.
std::string said_when_silent;
std::string said_when_unreached;

void say(std::string_view text) {
    // Nobody is left to be told where nobody reads.
    [[maybe_unused]] const auto written = ::write(result_descriptor, text.data(), text.size());
}

bool is_connected(int descriptor) {
    tcp_info info{};
    socklen_t size = sizeof info;
    return ::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 && info.tcpi_state != TCP_SYN_SENT;
}

void time_is_over(int /*signal*/) {
    bool reached = false;
    for (int descriptor = 0; descriptor < most_descriptors; ++descriptor) {
        reached = reached || is_connected(descriptor);
    }
    say(reached ? said_when_silent : said_when_unreached);
    ::_exit(0);
}

bool limit(__rlimit_resource_t resource, rlim_t most) {
    const rlimit none{.rlim_cur = most, .rlim_max = most};
    return ::setrlimit(resource, &none) == 0;
}

/// A hostile server finds little to win, and less to use up.
bool keep_within_bounds(const Job& job) {
    constexpr rlim_t megabyte = 1024 * 1024;
    bool well = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    // Whoever began this and dies leaves no traffic behind.
    well = ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && well;
    well = limit(RLIMIT_CORE, 0) && well;
    well = limit(RLIMIT_NOFILE, most_descriptors) && well;
    well = limit(RLIMIT_FSIZE, 16 * megabyte) && well;
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    well = limit(RLIMIT_AS, 256 * megabyte) && well;  // sanitizers map terabytes
#endif
    said_when_silent = encode({.outcome = Outcome::hung, .detail = "the server went silent"});
    said_when_unreached = encode({.outcome = Outcome::unreachable, .detail = "the server does not answer"});
    struct sigaction over {};
    over.sa_handler = time_is_over;
    well = ::sigaction(SIGALRM, &over, nullptr) == 0 && well;
    ::alarm(static_cast<unsigned>((job.duration + around_run).count()));
    return well;
}

/// libiperf prints where it likes: the result goes out by a descriptor that it does not know.
bool keep_output_clean() {
    result_descriptor = ::fcntl(standard_output, F_DUPFD_CLOEXEC, 3);
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    return result_descriptor >= 0 && nowhere >= 0 && ::dup2(nowhere, standard_output) >= 0;
}

}  // namespace

int main(int argc, char** argv) {
    const auto job = parse_job({argv + 1, static_cast<std::size_t>(argc > 0 ? argc - 1 : 0)});
    if (!job) {
        std::fputs(usage.data(), stderr);
        return 2;
    }
    if (!keep_output_clean() || !keep_within_bounds(*job)) {
        say(encode({.outcome = Outcome::not_started, .detail = "its limits cannot be set"}));
        return 0;
    }
    const auto result = run(*job);
    ::alarm(0);
    say(encode(result));
    return 0;
}
