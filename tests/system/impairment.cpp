// A line between a UDP client and a server that does to datagrams what is wanted, each way on its own, with a seed:
//   magpie_impairment [SERVER:]PORT SEED [--listen ADDRESS] [--words FILE] [WAY.WHAT=NUMBER]...
// WAY is forward (to the server) or back; WHAT is delay_us, jitter_us (up to so much more, evenly), lost, twice or held
// (shares of 1; held: for 10 ms, so that others overtake), and of back also clock_us: so far ahead is the clock of a
// reflector of STAMP in open mode, by the timestamps of its replies. Says where it listens; on SIGHUP it takes what the
// file says instead of all it was told before, and says so; on SIGTERM it says what it did. All on 127.0.0.1 unless
// another address is given; the client is who spoke last.
#include <arpa/inet.h>
#include <endian.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Way {
    double delay_us = 0, jitter_us = 0, lost = 0, twice = 0, held = 0, clock_us = 0;
    std::uint64_t carried = 0, dropped = 0, doubled = 0;
    std::mt19937_64 random{};  // of each way its own: what becomes of a datagram does not depend on those of the other

    bool happens(double share) { return std::bernoulli_distribution(share)(random); }
};

struct Datagram {
    bool forward;
    std::vector<char> bytes;
};

sockaddr_in endpoint(const char* host, std::uint16_t port) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    if (::inet_pton(AF_INET, host, &in.sin_addr) != 1) {
        std::fprintf(stderr, "%s is no address\n", host);
        std::exit(2);
    }
    return in;
}

/// Of NTP's timestamp at that place; nothing where there is none.
void shift(std::vector<char>& bytes, std::size_t at, double us) {
    std::uint64_t time = 0;
    if (at + sizeof time > bytes.size()) {
        return;
    }
    std::memcpy(&time, &bytes[at], sizeof time);
    if (time != 0) {
        time = htobe64(be64toh(time) + static_cast<std::uint64_t>(static_cast<std::int64_t>(us * 4294.967296)));
        std::memcpy(&bytes[at], &time, sizeof time);
    }
}

/// A reply of STAMP as of a reflector whose clock is so far ahead: when it was sent and when its question came (RFC
/// 8762 4.3), and in the follow-up when the one before was sent (RFC 8972 4.7).
void set_clock(std::vector<char>& bytes, double us) {
    constexpr std::size_t base = 44;
    constexpr unsigned char follow_up = 7;
    shift(bytes, 4, us);
    shift(bytes, 16, us);
    for (std::size_t at = base; at + 4 <= bytes.size();) {
        const auto octet = [&](std::size_t place) { return static_cast<unsigned char>(bytes[at + place]); };
        if (octet(1) == follow_up) {
            shift(bytes, at + 8, us);
        }
        at += 4U + octet(2) * 256U + octet(3);
    }
}

class Line {
  public:
    Line(const sockaddr_in& server, const char* listen, std::uint64_t seed) : server_(server) {
        ways_[0].random.seed(seed);
        ways_[1].random.seed(seed + 1);
        for (const auto& [socket, host] : {std::pair(&near_, listen), std::pair(&far_, "0.0.0.0")}) {
            *socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
            const auto here = endpoint(host, 0);
            if (::bind(*socket, reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0) {
                std::perror("bind");
                std::exit(1);
            }
        }
    }

    Way& way(bool forward) { return ways_[forward ? 0 : 1]; }

    /// Until SIGTERM; on SIGHUP `again`.
    template <class Again>
    void run(const Again& again) {
        sigset_t known;
        sigemptyset(&known);
        sigaddset(&known, SIGTERM);
        sigaddset(&known, SIGHUP);
        ::sigprocmask(SIG_BLOCK, &known, nullptr);
        const int signals = ::signalfd(-1, &known, SFD_CLOEXEC);
        std::printf("listening %u\n", port());
        std::fflush(stdout);
        while (true) {
            std::array<pollfd, 3> watched{{{near_, POLLIN, 0}, {far_, POLLIN, 0}, {signals, POLLIN, 0}}};
            timespec patience{};
            if (!held_.empty()) {
                const auto left = std::max(held_.begin()->first - Clock::now(), Clock::duration::zero());
                patience = {.tv_sec = left.count() / 1'000'000'000, .tv_nsec = left.count() % 1'000'000'000};
            }
            ::ppoll(watched.data(), watched.size(), held_.empty() ? nullptr : &patience, nullptr);
            if (watched[2].revents != 0) {
                signalfd_siginfo signal{};
                if (::read(signals, &signal, sizeof signal) != sizeof signal || signal.ssi_signo != SIGHUP) {
                    return;
                }
                again();
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
    [[nodiscard]] unsigned port() const {
        sockaddr_in name{};
        socklen_t size = sizeof name;
        ::getsockname(near_, reinterpret_cast<sockaddr*>(&name), &size);
        return ntohs(name.sin_port);
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
                auto& kept = held_
                                 .emplace(now + std::chrono::nanoseconds(static_cast<std::int64_t>(us * 1000)),
                                          Datagram{forward, {bytes, bytes + length}})
                                 ->second;
                if (its.clock_us != 0) {
                    set_clock(kept.bytes, its.clock_us);
                }
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
    const std::map<std::string, double*> known{{"delay_us", &way.delay_us}, {"jitter_us", &way.jitter_us},
                                               {"lost", &way.lost},         {"twice", &way.twice},
                                               {"held", &way.held},         {"clock_us", &way.clock_us}};
    *known.at(what) = std::stod(word.substr(equals + 1));
}

/// The counts and the dice go on.
void set_anew(Line& line, const std::string& file) {
    for (const bool forward : {true, false}) {
        auto& way = line.way(forward);
        way.delay_us = way.jitter_us = way.lost = way.twice = way.held = way.clock_us = 0;
    }
    std::ifstream words(file);
    for (std::string word; words >> word;) {
        set(line, word);
    }
    std::puts("as told");
    std::fflush(stdout);
}

void say(const char* name, const Way& way, const char* end) {
    std::printf("\"%s\":{\"carried\":%llu,\"dropped\":%llu,\"doubled\":%llu}%s", name,
                static_cast<unsigned long long>(way.carried), static_cast<unsigned long long>(way.dropped),
                static_cast<unsigned long long>(way.doubled), end);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fputs("magpie_impairment [SERVER:]PORT SEED [--listen ADDRESS] [--words FILE] [WAY.WHAT=NUMBER]...\n",
                   stderr);
        return 2;
    }
    const std::string server = argv[1];
    const auto colon = server.find(':');
    const auto host = colon == std::string::npos ? "127.0.0.1" : server.substr(0, colon);
    const auto port = std::stoi(colon == std::string::npos ? server : server.substr(colon + 1));
    const char* listen = "127.0.0.1";
    std::string file;
    std::vector<std::string> words;
    for (int i = 3; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--listen" && i + 1 < argc) {
            listen = argv[++i];
        } else if (word == "--words" && i + 1 < argc) {
            file = argv[++i];
        } else {
            words.push_back(word);
        }
    }
    Line line(endpoint(host.c_str(), static_cast<std::uint16_t>(port)), listen, std::strtoull(argv[2], nullptr, 10));
    for (const auto& word : words) {
        set(line, word);
    }
    // A delay is to be what was said, whoever else wants the processor; without the right to that it is nearly so.
    const sched_param first{.sched_priority = 1};
    (void)::sched_setscheduler(0, SCHED_FIFO, &first);
    (void)::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    line.run([&] { set_anew(line, file); });
    std::printf("{");
    say("forward", line.way(true), ",");
    say("back", line.way(false), "}\n");
    return 0;
}
