#include <utility>

#include "agent/probe_line/begin_probe.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

#include <fmt/format.h>

#include "agent/datagram/icmp_socket.hpp"
#include "agent/datagram/query_socket.hpp"
#include "agent/probe/dns_probe.hpp"
#include "agent/probe/icmp_echo.hpp"
#include "agent/probe/ntp_probe.hpp"
#include "agent/probe/path_mtu.hpp"
#include "agent/probe_line/datagram_run.hpp"
#include "agent/probe_line/held_run.hpp"
#include "agent/probe_line/page_run.hpp"
#include "agent/probe_line/stream_question.hpp"
#include "platform/clock/loop_timer.hpp"

namespace magpie::agent {

namespace {

namespace asio = boost::asio;
using probe::Kind;
using probe::Outcome;
using probe::State;

std::uint64_t number64_of(std::random_device& random) {
    return std::uint64_t{random()} << 32 | random();
}

probe::Token token_of(std::random_device& random) {
    const std::array numbers{number64_of(random), number64_of(random)};
    static_assert(sizeof numbers == sizeof(probe::Token));
    return std::bit_cast<probe::Token>(numbers);
}

template <class Probe, class Socket>
std::unique_ptr<RunningProbe> hold(asio::io_context& loop, const platform::Clock& clock, Socket socket, Probe probe,
                                   const Question& question, ProbeDone done) {
    using Run = DatagramRun<Probe, Socket>;
    auto run = std::make_shared<Run>(loop, clock, std::move(socket), std::move(probe), std::move(done));
    run->begin({question.address, question.dns_port});
    return std::make_unique<HeldRun<Run>>(std::move(run));
}

/// A handshake, and no more.
class TcpRun final : public RunningProbe {
  public:
    TcpRun(asio::io_context& loop, const Question& question, ProbeDone done) : done_(std::move(done)), timer_(loop) {
        timer_.call_after(question.timeout, [this] { tell({.state = State::no_answer}); });
        stream_ = std::make_shared<StreamQuestion>(
            loop, StreamQuestion::Handlers{.connected =
                                               [this](std::optional<probe::Nanoseconds> took) {
                                                   tell({.state = State::answered, .round_trip = took});
                                               },
                                           .ended = [this](State state) { tell({.state = state}); }});
        stream_->connect({question.address, question.port});
    }
    TcpRun(const TcpRun&) = delete;
    TcpRun& operator=(const TcpRun&) = delete;
    ~TcpRun() override { stream_->close(); }

  private:
    void tell(const Outcome& outcome) {
        timer_.cancel();
        stream_->close();
        const auto done = std::exchange(done_, nullptr);
        if (done) {
            done(outcome);
        }
    }

    ProbeDone done_;
    platform::LoopTimer timer_;
    std::shared_ptr<StreamQuestion> stream_;
};

}  // namespace

std::unique_ptr<RunningProbe> begin_probe(asio::io_context& loop, const platform::Clock& clock,
                                          std::random_device& random, const Question& question, ProbeDone done) {
    const bool v6 = question.address.is_v6();
    const auto refused = [&](const probe::Refusal& refusal) -> std::unique_ptr<RunningProbe> {
        return std::make_unique<OverAtOnce>(loop, probe::state_of(refusal), std::move(done));
    };
    switch (question.kind) {
        case Kind::ping: {
            auto socket = datagram::IcmpSocket::open(question.address, /*whole=*/false);
            if (!socket) {
                return refused(socket.error());
            }
            const auto id = socket->id();
            return hold(loop, clock, std::move(*socket),
                        probe::IcmpEcho({.v6 = v6,
                                         .id = id,
                                         .sequence = question.sequence,
                                         .token = token_of(random),
                                         .timeout = question.timeout}),
                        question, std::move(done));
        }
        case Kind::mtu: {
            auto socket = datagram::IcmpSocket::open(question.address, /*whole=*/true);
            if (!socket) {
                return refused(socket.error());
            }
            const auto id = socket->id();
            return hold(loop, clock, std::move(*socket),
                        probe::PathMtu({.v6 = v6, .id = id, .token = token_of(random), .timeout = question.timeout}),
                        question, std::move(done));
        }
        case Kind::dns:
        case Kind::dns_uncached: {
            auto socket = datagram::QuerySocket::open({question.address, question.dns_port});
            if (!socket) {
                return refused(socket.error());
            }
            const bool invented = question.kind == Kind::dns_uncached;
            auto name = invented ? fmt::format("{:016x}.{}", number64_of(random), question.name) : question.name;
            return hold(loop, clock, std::move(*socket),
                        probe::DnsProbe({.name = std::move(name),
                                         .type = DnsType::a,
                                         .id = static_cast<std::uint16_t>(random()),
                                         .invented = invented,
                                         .timeout = question.timeout}),
                        question, std::move(done));
        }
        case Kind::ntp: {
            auto socket = datagram::QuerySocket::open({question.address, question.ntp_port});
            if (!socket) {
                return refused(socket.error());
            }
            return hold(loop, clock, std::move(*socket),
                        probe::NtpProbe({.token = number64_of(random), .timeout = question.timeout}), question,
                        std::move(done));
        }
        case Kind::tcp:
            return std::make_unique<TcpRun>(loop, question, std::move(done));
        case Kind::portal:
        case Kind::https:
            break;
    }
    return begin_page_probe(loop, clock, question, std::move(done));
}

}  // namespace magpie::agent
