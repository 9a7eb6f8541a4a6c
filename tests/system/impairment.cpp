// A line between a UDP client and a server that does to datagrams what is wanted, each way on its own, with a seed:
//   magpie_impairment SERVER_PORT SEED [WAY.WHAT=NUMBER]...
// WAY is forward (to the server) or back; WHAT is delay_us, jitter_us (up to so much more, evenly), lost, twice or held
// (shares of 1; held: for 10 ms, so that others overtake). Says where it listens, and on SIGTERM what it did. All on
// 127.0.0.1; the client is who spoke last.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Way {
    double delay_us = 0, jitter_us = 0, lost = 0, twice = 0, held = 0;
    std::uint64_t carried = 0, dropped = 0, doubled = 0;
    std::mt19937_64 random{};  // of each way its own: what becomes of a datagram does not depend on those of the other

    bool happens(double share) { return std::bernoulli_distribution(share)(random); }
};

struct Datagram {
    bool forward;
    std::vector<char> bytes;
};

class Line {
  public:
    Line(std::uint16_t server, std::uint64_t seed) : server_(address(server)) {
        ways_[0].random.seed(seed);
        ways_[1].random.seed(seed + 1);
        for (int* socket : {&near_, &far_}) {
            *socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
            const auto any = address(0);
            if (::bind(*socket, reinterpret_cast<const sockaddr*>(&any), sizeof any) != 0) {
                std::perror("bind");
                std::exit(1);
            }
        }
    }

    Way& way(bool forward) { return ways_[forward ? 0 : 1]; }

    [[nodiscard]] unsigned port() const {
        sockaddr_in name{};
        socklen_t size = sizeof name;
        ::getsockname(near_, reinterpret_cast<sockaddr*>(&name), &size);
        return ntohs(name.sin_port);
    }

    void run() {
        sigset_t end;
        sigemptyset(&end);
        sigaddset(&end, SIGTERM);
        ::sigprocmask(SIG_BLOCK, &end, nullptr);
        const int signals = ::signalfd(-1, &end, SFD_CLOEXEC);
        while (true) {
            std::array<pollfd, 3> watched{{{near_, POLLIN, 0}, {far_, POLLIN, 0}, {signals, POLLIN, 0}}};
            timespec patience{};
            if (!held_.empty()) {
                const auto left = std::max(held_.begin()->first - Clock::now(), Clock::duration::zero());
                patience = {.tv_sec = left.count() / 1'000'000'000, .tv_nsec = left.count() % 1'000'000'000};
            }
            ::ppoll(watched.data(), watched.size(), held_.empty() ? nullptr : &patience, nullptr);
            if (watched[2].revents != 0) {
                return;
            }
            take(near_, true);
            take(far_, false);
            while (!held_.empty() && held_.begin()->first <= Clock::now()) {
                give(held_.begin()->second);
                held_.erase(held_.begin());
            }
        }
    }

  private:
    static sockaddr_in address(std::uint16_t port) {
        sockaddr_in in{};
        in.sin_family = AF_INET;
        in.sin_port = htons(port);
        in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return in;
    }

    void take(int socket, bool forward) {
        char bytes[2048];
        sockaddr_in from{};
        socklen_t size = sizeof from;
        ssize_t length = 0;
        while ((length = ::recvfrom(socket, bytes, sizeof bytes, 0, reinterpret_cast<sockaddr*>(&from), &size)) >= 0) {
            const auto now = Clock::now();
            if (forward) {
                client_ = from;
            }
            auto& its = way(forward);
            if (its.happens(its.lost)) {
                ++its.dropped;
                continue;
            }
            const int copies = its.happens(its.twice) ? 2 : 1;
            its.doubled += copies == 2 ? 1 : 0;
            for (int copy = 0; copy < copies; ++copy) {
                const double jitter = std::uniform_real_distribution<>(0, 1)(its.random) * its.jitter_us;
                const double us = its.delay_us + jitter + (its.happens(its.held) ? 10'000 : 0);
                held_.emplace(now + std::chrono::nanoseconds(static_cast<std::int64_t>(us * 1000)),
                              Datagram{forward, {bytes, bytes + length}});
            }
            ++its.carried;
        }
    }

    void give(const Datagram& datagram) {
        const auto& to = datagram.forward ? server_ : client_;
        ::sendto(datagram.forward ? far_ : near_, datagram.bytes.data(), datagram.bytes.size(), 0,
                 reinterpret_cast<const sockaddr*>(&to), sizeof to);
    }

    sockaddr_in server_;
    sockaddr_in client_{};
    int near_ = -1;
    int far_ = -1;
    std::array<Way, 2> ways_;
    std::multimap<Clock::time_point, Datagram> held_;
};

void set(Line& line, const std::string& word) {
    const auto dot = word.find('.');
    const auto equals = word.find('=');
    const auto what = word.substr(dot + 1, equals - dot - 1);
    auto& way = line.way(word.substr(0, dot) == "forward");
    const std::map<std::string, double*> known{{"delay_us", &way.delay_us},
                                               {"jitter_us", &way.jitter_us},
                                               {"lost", &way.lost},
                                               {"twice", &way.twice},
                                               {"held", &way.held}};
    *known.at(what) = std::stod(word.substr(equals + 1));
}

void say(const char* name, const Way& way, const char* end) {
    std::printf("\"%s\":{\"carried\":%llu,\"dropped\":%llu,\"doubled\":%llu}%s", name,
                static_cast<unsigned long long>(way.carried), static_cast<unsigned long long>(way.dropped),
                static_cast<unsigned long long>(way.doubled), end);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fputs("magpie_impairment SERVER_PORT SEED [WAY.WHAT=NUMBER]...\n", stderr);
        return 2;
    }
    Line line(static_cast<std::uint16_t>(std::atoi(argv[1])), std::strtoull(argv[2], nullptr, 10));
    for (int i = 3; i < argc; ++i) {
        set(line, argv[i]);
    }
    // A delay is to be what was said, whoever else wants the processor; without the right to that it is nearly so.
    const sched_param first{.sched_priority = 1};
    (void)::sched_setscheduler(0, SCHED_FIFO, &first);
    (void)::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    std::printf("listening %u\n", line.port());
    std::fflush(stdout);
    line.run();
    std::printf("{");
    say("forward", line.way(true), ",");
    say("back", line.way(false), "}\n");
    return 0;
}
