#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <memory>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "agent/probe/dns_probe.hpp"
#include "agent/probe_line/begin_probe.hpp"
#include "agent/probe_line/stream_question.hpp"
#include "platform/clock/clock.hpp"

namespace magpie::agent {

/// One probe that asks with datagrams, its socket, and its time on the loop. Kept alive by what it waits for, until it
/// is closed.
template <class Probe, class Socket>
class DatagramRun : public std::enable_shared_from_this<DatagramRun<Probe, Socket>> {
  public:
    DatagramRun(boost::asio::io_context& loop, const platform::Clock& clock, Socket socket, Probe probe, ProbeDone done)
        : loop_(loop),
          clock_(clock),
          socket_(std::move(socket)),
          probe_(std::move(probe)),
          done_(std::move(done)),
          events_(loop, socket_.descriptor()),
          timer_(loop) {}
    DatagramRun(const DatagramRun&) = delete;
    DatagramRun& operator=(const DatagramRun&) = delete;
    ~DatagramRun() { events_.release(); }  // the socket closes itself

    /// `tcp`: where a question goes on that was too much for a datagram.
    void begin(const boost::asio::ip::tcp::endpoint& tcp) {
        tcp_ = tcp;
        const auto now = clock_.now();
        probe_.begin(now);
        wait_for_events();
        step(now);
    }

    void close() {
        done_ = nullptr;
        events_.cancel();
        timer_.cancel();
        if (const auto stream = std::exchange(stream_, nullptr)) {
            stream->close();
        }
    }

  private:
    /// Asking what time it is costs as much as sending: once a turn of the loop is enough.
    void step(const Now& now) {
        while (const auto message = probe_.take()) {
            const auto at = socket_.send(*message);
            at ? probe_.sent(*at) : probe_.refused(at.error(), now);
        }
        if constexpr (std::same_as<Probe, probe::DnsProbe>) {
            if (probe_.wants_tcp() && !stream_) {
                go_on_over_tcp();
            }
        }
        // What is over before anything came is told by the timer too: never from within begin().
        const auto wait = probe_.outcome() ? Milliseconds{0} : probe_.deadline() - now.mono;
        timer_.expires_after(std::max(Milliseconds{0}, wait));
        timer_.async_wait([self = this->shared_from_this()](const boost::system::error_code& problem) {
            if (!problem && self->done_) {
                const auto at = self->clock_.now();
                self->probe_.tick(at);
                self->go_on(at);
            }
        });
    }

    void go_on(const Now& now) {
        if (!probe_.outcome()) {
            step(now);
            return;
        }
        const auto done = std::exchange(done_, nullptr);
        close();
        done(*probe_.outcome());
    }

    void wait_for_events() {
        events_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                           [self = this->shared_from_this()](const boost::system::error_code& problem) {
                               if (problem || !self->done_) {
                                   return;
                               }
                               const auto now = self->clock_.now();
                               self->read(now);
                               if (!self->probe_.outcome()) {
                                   self->wait_for_events();
                               }
                               self->go_on(now);
                           });
    }

    void read(const Now& now) {
        std::array<std::byte, 10'000> room;  // more than PathMtu's largest
        constexpr int most = 64;             // a flood is left for the next turn of the loop
        for (int count = 0; count < most && !probe_.outcome(); ++count) {
            const auto arrival = socket_.receive(room);
            if (!arrival) {
                break;
            }
            probe_.received(arrival->bytes, arrival->at, now);
        }
        for (int count = 0; count < most && !probe_.outcome(); ++count) {
            const auto refusal = socket_.refusal();
            if (!refusal) {
                break;
            }
            probe_.refused(*refusal, now);
        }
    }

    void go_on_over_tcp() requires std::same_as<Probe, probe::DnsProbe> {
        // The stream is closed with this, and calls nothing afterwards.
        stream_ = std::make_shared<StreamQuestion>(
            loop_, StreamQuestion::Handlers{.connected = [this](auto) { stream_->ask(probe_.take_tcp()); },
                                            .received =
                                                [this](std::span<const std::byte> piece, probe::Nanoseconds since) {
                                                    probe_.received_tcp(piece, since);
                                                    tell_if_over();
                                                },
                                            .ended =
                                                [this](probe::State state) {
                                                    probe_.tcp_ended(state);
                                                    tell_if_over();
                                                }});
        stream_->connect(tcp_);
    }

    void tell_if_over() {
        if (probe_.outcome()) {
            const auto self = this->shared_from_this();
            go_on(clock_.now());
        }
    }

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    Socket socket_;
    Probe probe_;
    ProbeDone done_;
    boost::asio::posix::stream_descriptor events_;
    boost::asio::steady_timer timer_;
    boost::asio::ip::tcp::endpoint tcp_;
    std::shared_ptr<StreamQuestion> stream_;
};

}  // namespace magpie::agent
