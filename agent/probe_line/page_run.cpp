#include <utility>

#include "agent/probe_line/page_run.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <boost/asio/post.hpp>

#include "agent/probe/portal_probe.hpp"
#include "agent/probe_line/stream_question.hpp"
#include "platform/http/visit.hpp"

namespace magpie::agent {

namespace {

using http::Failure;
using probe::Outcome;
using probe::State;

std::string why(const http::Visited& visited) {
    return std::string(http::words(*visited.failure));
}

/// RFC 3986 3.2.2: an address of version 6 stands in brackets.
bool is_host(const http::Url& url, const std::string& host) {
    return url.host == host || url.host == "[" + host + "]";
}

/// Visits until its handler has had enough. Lives on the loop; owned by who asks.
class PageRun final : public RunningProbe {
  public:
    PageRun(boost::asio::io_context& loop, const platform::Clock& clock, const Question& question, ProbeDone done)
        : loop_(loop),
          clock_(clock),
          question_(question),
          deadline_(clock.now().mono + question.timeout),
          done_(std::move(done)),
          portal_(question.url) {}
    PageRun(const PageRun&) = delete;
    PageRun& operator=(const PageRun&) = delete;
    ~PageRun() override = default;

    void begin() { visit(question_.url); }

  private:
    void visit(const std::string& text) {
        const auto url = http::parse_url(text);
        if (!url) {
            // Of a redirect: ours was read with the configuration.
            portal_.failed(State::wrong_answer, "a redirect to nowhere");
            tell(*portal_.outcome());
            return;
        }
        http::VisitSettings settings{.url = *url, .tls = question_.tls};
        settings.timeout = std::max(Milliseconds{1}, deadline_ - clock_.now().mono);
        if (is_host(*url, question_.host)) {
            settings.address = question_.address;
        }
        if (question_.kind == probe::Kind::portal) {
            settings.body_type = probe::captive_portal_type;
        }
        visit_ = http::Visit::start(loop_, std::move(settings), [this](const http::Visited& visited) {
            question_.kind == probe::Kind::portal ? on_portal(visited) : on_https(visited);
        });
    }

    void on_portal(const http::Visited& visited) {
        if (visited.failure) {
            portal_.failed(state_of(visited), why(visited));
        } else {
            portal_.received({.status = visited.status,
                              .location = visited.location,
                              .body_bytes = visited.body_bytes,
                              .api = visited.has_body_type ? std::optional(visited.body) : std::nullopt},
                             visited.took);
        }
        portal_.outcome() ? tell(*portal_.outcome()) : visit(portal_.url());
    }

    void on_https(const http::Visited& visited) {
        Outcome outcome{.certificate_ends = visited.certificate_end};
        if (visited.failure) {
            outcome.state = state_of(visited);
            outcome.detail = why(visited);
        } else {
            constexpr unsigned first_error = 400;
            outcome.state = visited.status < first_error ? State::answered : State::failed;
            outcome.status = visited.status;
            outcome.round_trip = visited.took;
            outcome.detail = fmt::format("status {}", visited.status);
        }
        tell(outcome);
    }

    /// All of this may end in it, and what was found is a part of this.
    void tell(const Outcome& outcome) {
        const auto done = std::exchange(done_, nullptr);
        done(Outcome(outcome));
    }

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    const Question question_;
    Monotonic deadline_;
    ProbeDone done_;
    probe::PortalProbe portal_;
    std::unique_ptr<http::Visit> visit_;
};

}  // namespace

probe::State state_of(const http::Visited& visited) {
    switch (*visited.failure) {
        case Failure::no_connection:
            return visited.no_address ? State::no_address : state_of_connection(visited.system_error);
        case Failure::timeout:
        case Failure::connection_lost:
            return State::no_answer;
        case Failure::garbled:
            return State::wrong_answer;
        default:
            return State::certificate;
    }
}

std::unique_ptr<RunningProbe> begin_page_probe(boost::asio::io_context& loop, const platform::Clock& clock,
                                               const Question& question, ProbeDone done) {
    auto run = std::make_unique<PageRun>(loop, clock, question, std::move(done));
    run->begin();
    return run;
}

}  // namespace magpie::agent
