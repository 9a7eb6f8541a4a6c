#include <utility>

#include "agent/citizen/visit_run.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>

#include "agent/citizen/airtime.hpp"
#include "agent/citizen/browse.hpp"
#include "agent/citizen/join.hpp"
#include "agent/citizen/station_line.hpp"
#include "agent/dhcp/exchange.hpp"
#include "platform/clock/loop_timer.hpp"

namespace magpie::agent::citizen {

namespace {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;

constexpr Milliseconds patience_of_station{3000};
constexpr std::size_t longest_datagram = 4096;
/// A flood is left for the next turn of the loop.
constexpr int most_at_once = 64;

std::string_view word_of(dhcp::End end) {
    switch (end) {
        case dhcp::End::bound:
            return success;
        case dhcp::End::no_offer:
            return "no_offer";
        case dhcp::End::no_answer:
            return "no_answer";
        case dhcp::End::refused:
            return "refused";
        case dhcp::End::offered:
        case dhcp::End::own_address:
        case dhcp::End::not_sent:
            break;
    }
    return "not_allowed";
}

bool send_to(int socket, std::span<const std::byte> message, std::uint32_t address) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(dhcp_server_port);
    to.sin_addr.s_addr = htonl(address);
    return ::sendto(socket, message.data(), message.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&to),
                    sizeof to) >= 0;
}

}  // namespace

/// What it waits for keeps it alive; after its end none of that does anything.
class VisitRun::Steps : public std::enable_shared_from_this<Steps> {
  public:
    Steps(asio::io_context& loop, const platform::Clock& clock, VisitSettings settings, Done done)
        : loop_(loop),
          clock_(clock),
          settings_(std::move(settings)),
          done_(std::move(done)),
          line_events_(loop),
          control_events_(loop),
          dhcp_events_(loop),
          timer_(loop) {}
    Steps(const Steps&) = delete;
    Steps& operator=(const Steps&) = delete;
    ~Steps() {
        for (auto* const events : {&line_events_, &control_events_, &dhcp_events_}) {
            if (events->is_open()) {
                events->release();  // the descriptor closes itself
            }
        }
    }

    void begin() {
        begun_ = visit_begun_ = clock_.now().mono;
        auto line = StationLine::call(settings_.socket);
        if (!line) {
            asio::post(loop_, [self = shared_from_this()] { self->finish(); });
            return;
        }
        line_.emplace(std::move(*line));
        line_events_.assign(line_->descriptor());
        wait(line_events_, [](Steps& self) { self.on_greeting(); });
        wait_until(begun_ + patience_of_station, [](Steps& self) { self.finish(); });
    }

    void end() {
        done_ = nullptr;
        timer_.cancel();
        for (auto* const events : {&line_events_, &control_events_, &dhcp_events_}) {
            if (events->is_open()) {
                events->cancel();
            }
        }
        browse_.reset();
        line_.reset();
    }

  private:
    template <class Step>
    void wait(stream_descriptor& events, Step step) {
        events.async_wait(stream_descriptor::wait_read,
                          [self = shared_from_this(), step](const boost::system::error_code& problem) {
                              if (!problem && self->done_) {
                                  step(*self);
                              }
                          });
    }

    template <class Step>
    void wait_until(Monotonic then, Step step) {
        timer_.call_after(std::max(Milliseconds{0}, then - clock_.now().mono), [self = shared_from_this(), step] {
            if (self->done_) {
                step(*self);
            }
        });
    }

    void on_greeting() {
        auto sockets = line_->greeted();
        if (!sockets) {
            finish();
            return;
        }
        hardware_ = sockets->hardware;
        control_ = std::move(sockets->control);
        dhcp_ = std::move(sockets->dhcp);
        questions_ = std::move(sockets->questions);
        pages_ = std::move(sockets->pages);
        control_events_.assign(control_.descriptor());
        dhcp_events_.assign(dhcp_.descriptor());
        const auto now = clock_.now();
        begun_ = visit_begun_ = now.mono;
        join_.emplace(Join::Settings{.variables = settings_.variables});
        join_->begin(now);
        hear_control();
        go_on_joining();
    }

    void hear_control() {
        wait(control_events_, [](Steps& self) {
            std::array<char, longest_datagram> datagram;
            for (int i = 0; i < most_at_once; ++i) {
                const auto size = ::recv(self.control_.descriptor(), datagram.data(), datagram.size(), MSG_DONTWAIT);
                if (size < 0) {
                    break;
                }
                self.join_->received({datagram.data(), static_cast<std::size_t>(size)}, self.clock_.now());
            }
            self.hear_control();
            self.go_on_joining();
        });
    }

    void go_on_joining() {
        const auto now = clock_.now();
        while (const auto command = join_->take()) {
            if (::send(control_.descriptor(), command->data(), command->size(), MSG_NOSIGNAL) < 0) {
                join_->not_sent(now);
                break;
            }
        }
        if (leaving_) {
            join_->left() ? finish() : tick_join();
        } else if (joined_) {
            if (join_->lost()) {
                fail("disconnected");
            }
        } else if (join_->failed()) {
            result_.ends = join_->ends();
            leave();
        } else if (join_->joined()) {
            joined_ = true;
            result_.ends = join_->ends();
            begin_stage(Stage::dhcp);
            begin_dhcp();
        } else {
            tick_join();
        }
    }

    void tick_join() {
        wait_until(join_->deadline(), [](Steps& self) {
            self.join_->tick(self.clock_.now());
            self.go_on_joining();
        });
    }

    void begin_dhcp() {
        exchange_.emplace(dhcp::Exchange::Settings{.who = {.hardware = hardware_, .client = settings_.identity},
                                                   .transaction = settings_.transaction});
        exchange_->begin(clock_.now());
        hear_dhcp();
        go_on_asking();
    }

    void hear_dhcp() {
        wait(dhcp_events_, [](Steps& self) {
            std::array<std::byte, longest_datagram> datagram;
            for (int i = 0; i < most_at_once; ++i) {
                const auto size = ::recv(self.dhcp_.descriptor(), datagram.data(), datagram.size(), MSG_DONTWAIT);
                if (size < 0) {
                    break;
                }
                self.exchange_->received(std::span(datagram).first(static_cast<std::size_t>(size)), self.clock_.now());
            }
            if (self.at_ == Stage::dhcp && !self.leaving_ && !self.bound_) {
                self.hear_dhcp();
                self.go_on_asking();
            }
        });
    }

    void go_on_asking() {
        while (const auto message = exchange_->take(clock_.now())) {
            if (!send_to(dhcp_.descriptor(), *message, INADDR_BROADCAST)) {
                exchange_->not_sent();
            }
        }
        const auto& outcome = exchange_->outcome();
        if (!outcome) {
            wait_until(exchange_->deadline(), [](Steps& self) {
                self.exchange_->tick(self.clock_.now());
                self.go_on_asking();
            });
        } else if (outcome->end != dhcp::End::bound) {
            fail(word_of(outcome->end));
        } else {
            take_address(outcome->lease);
        }
    }

    void take_address(const dhcp::Lease& lease) {
        bound_ = true;
        const auto said = line_->say({.address = lease.address.to_uint(),
                                      .router = lease.router.to_uint(),
                                      .prefix_length = lease.prefix_length});
        if (!said) {
            fail("station");
            return;
        }
        wait(line_events_, [](Steps& self) {
            if (self.leaving_) {
                return;
            }
            self.has_address_ = self.line_->answered().has_value();
            self.has_address_ ? self.has_network() : self.fail("station");
        });
        wait_until(clock_.now().mono + patience_of_station, [](Steps& self) { self.fail("station"); });
    }

    void has_network() {
        timer_.cancel();
        succeed();
        browse_.emplace(clock_,
                        Browse::Settings{.portal_is_good = settings_.portal_is_good,
                                         .portal_api = exchange_->outcome()->lease.portal_api,
                                         .portal_url = settings_.portal_url,
                                         .page_url = settings_.page_url,
                                         .download_url = settings_.download_url,
                                         .download_bytes = settings_.download_bytes},
                        std::make_unique<PageFetch>(loop_, clock_, std::move(questions_), std::move(pages_),
                                                    exchange_->outcome()->lease.name_servers),
                        Browse::Visitor{.begins = [this](Stage stage) { begin_stage(stage); },
                                        .succeeds = [this] { succeed(); },
                                        .fails = [this](std::string_view outcome) { fail(outcome); },
                                        .is_done =
                                            [this](std::optional<double> download_rate) {
                                                if (!leaving_) {
                                                    result_.download_rate = download_rate;
                                                    leave();
                                                }
                                            }});
        browse_->begin();
    }

    void begin_stage(Stage stage) {
        at_ = stage;
        begun_ = clock_.now().mono;
    }
    void succeed() {
        if (!leaving_) {
            result_.ends.push_back({.stage = at_, .outcome = success, .took = clock_.now().mono - begun_});
        }
    }
    void fail(std::string_view outcome) {
        if (leaving_) {
            return;
        }
        result_.ends.push_back({.stage = at_, .outcome = outcome, .took = clock_.now().mono - begun_});
        leave();
    }

    void leave() {
        leaving_ = true;
        const auto now = clock_.now();
        const bool good = result_.ends.back().outcome == success;
        result_.ends.push_back(
            {.stage = Stage::visit, .outcome = good ? success : "failed", .took = now.mono - visit_begun_});
        if (has_address_) {
            // That it was lost is the server's to find out.
            (void)send_to(dhcp_.descriptor(), exchange_->release(), exchange_->outcome()->lease.server.to_uint());
        }
        join_->leave(now);
        // Not from within what it calls, of which this may be a part.
        asio::post(loop_, [self = shared_from_this()] {
            self->browse_.reset();
            if (self->done_) {
                self->go_on_joining();
            }
        });
    }

    void finish() {
        if (const auto done = std::exchange(done_, nullptr)) {
            if (join_) {
                result_.airtime = airtime_of(join_->packets(), join_->link_speed());
            }
            const auto self = shared_from_this();
            end();
            done(result_);
        }
    }

    asio::io_context& loop_;
    const platform::Clock& clock_;
    const VisitSettings settings_;
    Done done_;
    std::optional<StationLine> line_;
    files::File control_;
    files::File dhcp_;
    std::vector<files::File> questions_;
    std::vector<files::File> pages_;
    MacAddress hardware_{};
    stream_descriptor line_events_;
    stream_descriptor control_events_;
    stream_descriptor dhcp_events_;
    platform::LoopTimer timer_;
    std::optional<Join> join_;
    std::optional<dhcp::Exchange> exchange_;
    std::optional<Browse> browse_;
    Stage at_ = Stage::scan;
    Monotonic begun_{};
    Monotonic visit_begun_{};
    bool joined_ = false;
    bool bound_ = false;
    bool has_address_ = false;
    bool leaving_ = false;
    VisitResult result_;
};

std::unique_ptr<VisitRun> VisitRun::start(asio::io_context& loop, const platform::Clock& clock, VisitSettings settings,
                                          Done done) {
    auto steps = std::make_shared<Steps>(loop, clock, std::move(settings), std::move(done));
    steps->begin();
    return std::unique_ptr<VisitRun>(new VisitRun(std::move(steps)));
}

VisitRun::~VisitRun() {
    steps_->end();
}

}  // namespace magpie::agent::citizen
