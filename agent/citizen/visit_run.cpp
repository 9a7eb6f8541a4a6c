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
#include <boost/asio/steady_timer.hpp>

#include "agent/citizen/airtime.hpp"
#include "agent/citizen/join.hpp"
#include "agent/citizen/page_fetch.hpp"
#include "agent/citizen/station_line.hpp"
#include "agent/dhcp/exchange.hpp"
#include "agent/probe/portal_probe.hpp"
#include "agent/probe_line/page_run.hpp"

namespace magpie::agent::citizen {

namespace {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;
using probe::State;

constexpr Milliseconds patience_of_station{3000};
constexpr Milliseconds patience_of_a_page{10'000};
constexpr Milliseconds patience_of_portal{15'000};
constexpr Milliseconds patience_of_download{20'000};
constexpr unsigned first_error = 400;
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
        fetch_.reset();
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
        timer_.expires_after(std::max(Milliseconds{0}, then - clock_.now().mono));
        timer_.async_wait([self = shared_from_this(), step](const boost::system::error_code& problem) {
            if (!problem && self->done_) {
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
        fetch_ = std::make_unique<PageFetch>(loop_, clock_, std::move(questions_), std::move(pages_),
                                             exchange_->outcome()->lease.name_servers);
        const auto& first = settings_.portal_url.empty() ? settings_.page_url : settings_.portal_url;
        const auto url = http::parse_url(first);
        boost::system::error_code is_name;
        (void)asio::ip::make_address_v4(url ? url->host : std::string(), is_name);
        if (!is_name) {
            begin_portal();  // nobody's name is asked for
            return;
        }
        begin_stage(Stage::dns);
        fetch_->find(url ? url->host : std::string(), [this](tl::expected<PageFetch::Address, State> address) {
            if (!address) {
                fail(probe::word(address.error()));
            } else {
                succeed();
                begin_portal();
            }
        });
    }

    void begin_portal() {
        if (settings_.portal_url.empty()) {
            begin_page();
            return;
        }
        begin_stage(Stage::portal);
        portal_.emplace(settings_.portal_url);
        ask_portal();
    }

    void ask_portal() {
        const auto left = begun_ + patience_of_portal - clock_.now().mono;
        fetch_->fetch({.url = portal_->url(),
                       .body_type = std::string(probe::captive_portal_type),
                       .timeout = std::clamp(left, Milliseconds{1}, patience_of_a_page)},
                      [this](const tl::expected<http::Visited, State>& page) {
                          if (!page || page->failure) {
                              portal_->failed(page ? state_of(*page) : page.error(), "");
                          } else {
                              portal_->received({.status = page->status,
                                                 .location = page->location,
                                                 .body_bytes = page->body_bytes,
                                                 .api = page->has_body_type ? std::optional(page->body) : std::nullopt},
                                                page->took);
                          }
                          portal_->outcome() ? judge_portal(*portal_->outcome()) : ask_portal();
                      });
    }

    void judge_portal(const probe::Outcome& outcome) {
        if (outcome.captive.value_or(false) && !settings_.portal_is_good) {
            fail("captive");
        } else if (outcome.state != State::answered) {
            fail(probe::word(outcome.state));
        } else {
            succeed();
            // What is behind the portal is for those who come through it.
            outcome.captive.value_or(false) ? leave() : begin_page();
        }
    }

    void begin_page() {
        begin_stage(Stage::page);
        fetch_->fetch({.url = settings_.page_url, .timeout = patience_of_a_page},
                      [this](const tl::expected<http::Visited, State>& page) {
                          if (judge_page(page, first_error)) {
                              settings_.download_url.empty() ? leave() : begin_download();
                          }
                      });
    }

    void begin_download() {
        begin_stage(Stage::download);
        fetch_->fetch(
            {.url = settings_.download_url, .download = settings_.download_bytes, .timeout = patience_of_download},
            [this](const tl::expected<http::Visited, State>& page) {
                constexpr unsigned first_redirect = 300;
                if (judge_page(page, first_redirect)) {
                    const std::chrono::duration<double> took = page->took + page->body_took;
                    result_.download_rate = static_cast<double>(page->downloaded) / took.count();
                    leave();
                }
            });
    }

    /// Ends the stage; whether well.
    bool judge_page(const tl::expected<http::Visited, State>& page, unsigned first_bad) {
        if (!page) {
            fail(probe::word(page.error()));
        } else if (page->failure) {
            fail(probe::word(state_of(*page)));
        } else if (page->status >= first_bad) {
            fail(probe::word(State::failed));
        } else {
            succeed();
            return true;
        }
        return false;
    }

    void begin_stage(Stage stage) {
        at_ = stage;
        begun_ = clock_.now().mono;
    }
    void succeed() { result_.ends.push_back({.stage = at_, .outcome = success, .took = clock_.now().mono - begun_}); }
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
            self->fetch_.reset();
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
    asio::steady_timer timer_;
    std::optional<Join> join_;
    std::optional<dhcp::Exchange> exchange_;
    std::unique_ptr<PageFetch> fetch_;
    std::optional<probe::PortalProbe> portal_;
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
