#include <utility>

#include "agent/probe_line/trace_run.hpp"

#include <algorithm>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "agent/datagram/trace_socket.hpp"
#include "agent/probe_line/held_run.hpp"

namespace magpie::agent {

namespace {

namespace asio = boost::asio;
namespace ip = boost::asio::ip;

/// Where traceroute begins, and where nobody is known to listen. It stays the same: all probes are one flow.
constexpr std::uint16_t port = 33434;

/// A trace, its socket, and its time on the loop. Kept alive by what it waits for, until it is closed.
class TraceRun : public std::enable_shared_from_this<TraceRun> {
  public:
    TraceRun(asio::io_context& loop, const platform::Clock& clock, TraceSocket socket, const TraceSettings& settings,
             TraceDone done)
        : clock_(clock),
          socket_(std::move(socket)),
          trace_(settings),
          done_(std::move(done)),
          events_(loop, socket_.descriptor()),
          timer_(loop) {}
    TraceRun(const TraceRun&) = delete;
    TraceRun& operator=(const TraceRun&) = delete;
    ~TraceRun() { events_.release(); }  // the socket closes itself

    void begin() {
        wait_for_events();
        wait_until(clock_.now(), clock_.now().mono);
    }

    void close() {
        done_ = nullptr;
        events_.cancel();
        timer_.cancel();
    }

  private:
    void step(const Now& now) {
        // What the system does not take is lost like a probe that nobody answers.
        while (const auto probe = trace_.next(now)) {
            (void)socket_.send(*probe);
        }
        if (trace_.done()) {
            const auto done = std::exchange(done_, nullptr);
            close();
            done(trace_);
            return;
        }
        wait_until(now, trace_.deadline());
    }

    void wait_until(const Now& now, Monotonic at) {
        timer_.expires_after(std::max(Milliseconds{0}, at - now.mono));
        timer_.async_wait([self = shared_from_this()](const boost::system::error_code& problem) {
            if (!problem && self->done_) {
                self->step(self->clock_.now());
            }
        });
    }

    void wait_for_events() {
        events_.async_wait(asio::posix::stream_descriptor::wait_read,
                           [self = shared_from_this()](const boost::system::error_code& problem) {
                               if (problem || !self->done_) {
                                   return;
                               }
                               const auto now = self->clock_.now();
                               for (const auto& heard : self->socket_.read()) {
                                   self->trace_.heard(heard.answer, heard.from, heard.number, now);
                               }
                               self->wait_for_events();
                               self->step(now);
                           });
    }

    const platform::Clock& clock_;
    TraceSocket socket_;
    Trace trace_;
    TraceDone done_;
    asio::posix::stream_descriptor events_;
    asio::steady_timer timer_;
};

}  // namespace

tl::expected<std::unique_ptr<RunningProbe>, std::string> begin_trace(asio::io_context& loop,
                                                                     const platform::Clock& clock,
                                                                     const ip::address& address,
                                                                     const TraceSettings& settings, TraceDone done) {
    auto socket = TraceSocket::open(address.to_string(), port);
    if (!socket) {
        return tl::unexpected(std::move(socket.error()));
    }
    auto run = std::make_shared<TraceRun>(loop, clock, std::move(*socket), settings, std::move(done));
    run->begin();
    return std::make_unique<HeldRun<TraceRun>>(std::move(run));
}

HopAddress hop_address(const ip::address& address) {
    return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()).to_bytes()
                           : address.to_v6().to_bytes();
}

std::string hop_text(const TraceHop& hop) {
    if (!hop.from) {
        return "*";
    }
    const ip::address_v6 address(*hop.from);
    return address.is_v4_mapped() ? ip::make_address_v4(ip::v4_mapped, address).to_string() : address.to_string();
}

}  // namespace magpie::agent
