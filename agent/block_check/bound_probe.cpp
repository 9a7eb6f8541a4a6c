#include <utility>

#include "agent/block_check/bound_probe.hpp"

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <linux/icmp.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <tl/expected.hpp>

#include "agent/datagram/kernel_word.hpp"
#include "agent/internet/network_order.hpp"
#include "agent/probe/icmp_echo.hpp"
#include "agent/probe_line/datagram_run.hpp"
#include "agent/probe_line/stream_question.hpp"
#include "platform/clock/loop_timer.hpp"
#include "platform/files/file.hpp"

namespace magpie::agent {

namespace {

namespace asio = boost::asio;
using probe::Outcome;
using probe::State;

bool bind_to(int socket, const std::string& interface) {
    return interface.empty() || ::setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(),
                                             static_cast<socklen_t>(interface.size() + 1)) == 0;
}

bool queue_errors(int socket, bool v6) {
    const int on = 1;
    return v6 ? ::setsockopt(socket, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on) == 0
              : ::setsockopt(socket, IPPROTO_IP, IP_RECVERR, &on, sizeof on) == 0;
}

/// Only what is an answer, or a raw socket wakes us for every echo that others ask of this host.
bool hear_replies_alone(int socket, bool v6) {
    if (v6) {
        icmp6_filter filter;
        ICMP6_FILTER_SETBLOCKALL(&filter);
        ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
        return ::setsockopt(socket, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter) == 0;
    }
    const icmp_filter filter{~(std::uint32_t{1} << ICMP_ECHOREPLY)};
    return ::setsockopt(socket, SOL_RAW, ICMP_FILTER, &filter, sizeof filter) == 0;
}

/// As datagram::IcmpSocket, and bound to an interface before it is connected: an unprivileged socket where the kernel
/// lets us have one (net.ipv4.ping_group_range), else a raw one (CAP_NET_RAW).
class BoundEcho {
  public:
    static tl::expected<BoundEcho, probe::Refusal> open(const asio::ip::address& to, const std::string& interface) {
        const bool v6 = to.is_v6();
        const int family = v6 ? AF_INET6 : AF_INET;
        const int protocol = v6 ? static_cast<int>(IPPROTO_ICMPV6) : static_cast<int>(IPPROTO_ICMP);
        constexpr int flags = SOCK_CLOEXEC | SOCK_NONBLOCK;
        BoundEcho made(files::File(::socket(family, SOCK_DGRAM | flags, protocol)), v6);
        if (!made.socket_) {
            made.socket_ = files::File(::socket(family, SOCK_RAW | flags, protocol));
            made.raw_ = true;
        }
        const int socket = made.descriptor();
        if (!made.socket_ || (made.raw_ && !hear_replies_alone(socket, v6)) || !bind_to(socket, interface) ||
            !datagram::set_up(socket, v6, /*whole=*/false)) {
            return tl::unexpected(probe::Refusal{.what = probe::Trouble::not_allowed, .own = true});
        }
        const asio::ip::udp::endpoint peer(to, 0);
        asio::ip::udp::endpoint own;
        auto size = static_cast<socklen_t>(own.capacity());
        if (::connect(socket, peer.data(), static_cast<socklen_t>(peer.size())) != 0 ||
            ::getsockname(socket, own.data(), &size) != 0) {
            return tl::unexpected(datagram::refusal_of(errno));
        }
        own.resize(size);
        made.id_ = made.raw_ ? static_cast<std::uint16_t>(std::random_device()()) : own.port();
        return made;
    }

    /// Of the echoes sent here: the kernel's choice on an unprivileged socket.
    [[nodiscard]] std::uint16_t id() const { return id_; }
    [[nodiscard]] int descriptor() const { return socket_.descriptor(); }
    [[nodiscard]] tl::expected<probe::Stamp, probe::Refusal> send(std::span<const std::byte> message) const {
        const auto at = datagram::stamp_now();
        if (::send(descriptor(), message.data(), message.size(), MSG_NOSIGNAL) < 0) {
            return tl::unexpected(datagram::refusal_of(errno));
        }
        return at;
    }
    /// Without the header of IP, which a raw socket of version 4 gives with it.
    [[nodiscard]] std::optional<datagram::Arrival> receive(std::span<std::byte> room) const {
        auto arrival = datagram::take_arrival(descriptor(), room);
        if (arrival && raw_ && !v6_) {
            constexpr std::size_t least_header = 20;
            const auto& bytes = arrival->bytes;
            const std::size_t header = bytes.size() < least_header ? bytes.size() : (number8(bytes, 0) & 0x0fU) * 4U;
            arrival->bytes = bytes.subspan(std::min(header, bytes.size()));
        }
        return arrival;
    }
    [[nodiscard]] std::optional<probe::Refusal> refusal() const { return datagram::take_refusal(descriptor()); }

  private:
    BoundEcho(files::File socket, bool v6) : socket_(std::move(socket)), v6_(v6) {}

    files::File socket_;
    bool v6_;
    bool raw_ = false;
    std::uint16_t id_ = 0;
};

class Ping final : public RunningProbe {
  public:
    using Run = DatagramRun<probe::IcmpEcho, BoundEcho>;
    explicit Ping(std::shared_ptr<Run> run) : run_(std::move(run)) {}
    Ping(const Ping&) = delete;
    Ping& operator=(const Ping&) = delete;
    ~Ping() override { run_->close(); }

  private:
    std::shared_ptr<Run> run_;
};

/// A handshake, and no more; its socket is kept by the operation that waits for it.
class Handshake final : public RunningProbe {
  public:
    Handshake(asio::io_context& loop, ProbeDone done)
        : done_(std::move(done)), socket_(std::make_shared<asio::ip::tcp::socket>(loop)), timer_(loop) {}
    Handshake(const Handshake&) = delete;
    Handshake& operator=(const Handshake&) = delete;
    ~Handshake() override {
        *over_ = true;
        close();
    }

    void begin(const BlockAsk& ask, const std::string& interface) {
        const bool v6 = ask.address.is_v6();
        boost::system::error_code problem;
        socket_->open(v6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4(), problem);
        if (problem || !bind_to(socket_->native_handle(), interface)) {
            wait(Milliseconds{0}, State::not_allowed);
            return;
        }
        (void)queue_errors(socket_->native_handle(), v6);  // without, a wall's refusal counts as an answer
        wait(BlockChecks::answer_within, State::no_answer);
        socket_->async_connect({ask.address, ask.port},
                               [this, over = over_, socket = socket_](const boost::system::error_code& failed) {
                                   if (!*over) {
                                       tell(failed ? state_of(failed) : State::answered);
                                   }
                               });
    }

  private:
    /// A reset comes from who has the address, or in his name; an error of ICMP is the word of somebody on the way.
    [[nodiscard]] State state_of(const boost::system::error_code& problem) const {
        const auto state = state_of_connection(problem.value());
        return state == State::refused && datagram::take_refusal(socket_->native_handle()) ? State::unreachable : state;
    }

    void wait(Milliseconds time, State state) {
        timer_.call_after(time, [this, state] { tell(state); });
    }

    void tell(State state) {
        close();
        if (const auto done = std::exchange(done_, nullptr)) {
            done({.state = state});
        }
    }

    void close() {
        timer_.cancel();
        boost::system::error_code ignored;
        socket_->close(ignored);
    }

    ProbeDone done_;
    std::shared_ptr<asio::ip::tcp::socket> socket_;
    std::shared_ptr<bool> over_ = std::make_shared<bool>(false);
    platform::LoopTimer timer_;
};

/// That there is nothing to wait for is told from the loop all the same.
class NotBegun final : public RunningProbe {
  public:
    NotBegun(asio::io_context& loop, State state, ProbeDone done) : timer_(loop) {
        timer_.call_after(Milliseconds{0}, [done = std::move(done), state] { done(Outcome{.state = state}); });
    }

  private:
    platform::LoopTimer timer_;
};

std::unique_ptr<RunningProbe> begin_ping(asio::io_context& loop, const platform::Clock& clock,
                                         std::random_device& random, const std::string& interface,
                                         const asio::ip::address& address, ProbeDone done) {
    auto socket = BoundEcho::open(address, interface);
    if (!socket) {
        return std::make_unique<NotBegun>(loop, probe::state_of(socket.error()), std::move(done));
    }
    probe::Token token;
    for (auto& byte : token) {
        byte = static_cast<std::byte>(random());
    }
    const probe::IcmpEcho echo(
        {.v6 = address.is_v6(), .id = socket->id(), .token = token, .timeout = BlockChecks::answer_within});
    auto run = std::make_shared<Ping::Run>(loop, clock, std::move(*socket), echo, std::move(done));
    run->begin({});
    return std::make_unique<Ping>(std::move(run));
}

}  // namespace

std::unique_ptr<RunningProbe> begin_bound_probe(asio::io_context& loop, const platform::Clock& clock,
                                                std::random_device& random, const std::string& interface,
                                                const BlockAsk& ask, ProbeDone done) {
    if (ask.kind == probe::Kind::ping) {
        return begin_ping(loop, clock, random, interface, ask.address, std::move(done));
    }
    auto handshake = std::make_unique<Handshake>(loop, std::move(done));
    handshake->begin(ask, interface);
    return handshake;
}

}  // namespace magpie::agent
