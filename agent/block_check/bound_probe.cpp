#include <utility>

#include "agent/block_check/bound_probe.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>

#include <boost/asio/ip/tcp.hpp>

#include "agent/datagram/icmp_socket.hpp"
#include "agent/datagram/interface.hpp"
#include "agent/datagram/kernel_word.hpp"
#include "agent/probe/icmp_echo.hpp"
#include "agent/probe_line/datagram_run.hpp"
#include "agent/probe_line/held_run.hpp"
#include "agent/probe_line/stream_question.hpp"
#include "platform/clock/loop_timer.hpp"

namespace magpie::agent {

namespace {

namespace asio = boost::asio;
using probe::State;

bool queue_errors(int socket, bool v6) {
    const int on = 1;
    return v6 ? ::setsockopt(socket, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on) == 0
              : ::setsockopt(socket, IPPROTO_IP, IP_RECVERR, &on, sizeof on) == 0;
}

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
        if (problem || !datagram::bind_to_interface(socket_->native_handle(), interface)) {
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

std::unique_ptr<RunningProbe> begin_ping(asio::io_context& loop, const platform::Clock& clock,
                                         std::random_device& random, const std::string& interface,
                                         const asio::ip::address& address, ProbeDone done) {
    auto socket = datagram::IcmpSocket::open(address, /*whole=*/false, interface);
    if (!socket) {
        return std::make_unique<OverAtOnce>(loop, probe::state_of(socket.error()), std::move(done));
    }
    probe::Token token;
    for (auto& byte : token) {
        byte = static_cast<std::byte>(random());
    }
    const probe::IcmpEcho echo(
        {.v6 = address.is_v6(), .id = socket->id(), .token = token, .timeout = BlockChecks::answer_within});
    using Run = DatagramRun<probe::IcmpEcho, datagram::IcmpSocket>;
    auto run = std::make_shared<Run>(loop, clock, std::move(*socket), echo, std::move(done));
    run->begin({});
    return std::make_unique<HeldRun<Run>>(std::move(run));
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
