#include <utility>

#include "agent/probe_command/reachability.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <random>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <nlohmann/json.hpp>

#include "agent/internet/dns_query.hpp"
#include "agent/probe_command/until_told.hpp"
#include "agent/probe_line/target_address.hpp"
#include "platform/http/client.hpp"
#include "wire/text.hpp"
#include "wire/time_text.hpp"

namespace magpie::agent {

namespace {

using nlohmann::ordered_json;
using probe::Kind;
using probe::Outcome;
using probe::State;

constexpr std::string_view kinds = "ping, tcp, dns, portal, https, ntp, mtu, trace, throughput, dhcp, mqtt or stamp";
constexpr std::string_view invented = "*.";
constexpr std::chrono::seconds between_probes{1};

tl::unexpected<std::string> refuse(std::string sentence) {
    return tl::unexpected(std::move(sentence));
}

tl::expected<Question, std::string> dns_question(Question question, const std::string& target) {
    const auto sign = target.find('@');
    if (sign == std::string::npos) {
        return refuse("dns wants NAME@RESOLVER, such as www.example.org@10.0.0.53");
    }
    question.name = target.substr(0, sign);
    if (question.name.starts_with(invented)) {
        question.kind = Kind::dns_uncached;
        question.name.erase(0, invented.size());
    }
    const auto resolver = host_and_port(std::string_view(target).substr(sign + 1));
    if (!resolver || question.name.empty() || !dns_query({.name = question.name})) {
        return refuse("dns wants a name of DNS and a resolver, such as www.example.org@10.0.0.53");
    }
    question.host = resolver->host;
    question.dns_port = resolver->port != 0 ? resolver->port : question.dns_port;
    return question;
}

tl::expected<Question, std::string> page_question(Question question, const std::string& target) {
    const auto scheme = question.kind == Kind::https ? "https://" : "http://";
    const bool is_url = target.find("://") != std::string::npos;
    question.url = is_url ? target : scheme + target + (question.kind == Kind::https ? "/" : "/generate_204");
    const auto url = http::parse_url(question.url);
    if (!url || (question.kind == Kind::https && !url->tls)) {
        return refuse("the address " + escaped(target) + " " + (url ? "must begin with https://" : url.error()));
    }
    question.host = url->host.starts_with('[') ? url->host.substr(1, url->host.size() - 2) : url->host;
    return question;
}

std::string time_words(probe::Nanoseconds time) {
    return fmt::format("{:.3f} ms", std::chrono::duration<double, std::milli>(time).count());
}

/// Of what is a label too.
std::string plain(std::string_view word) {
    std::string text(word);
    std::ranges::replace(text, '_', ' ');
    return text;
}

std::string what_was_asked(const Question& question) {
    const bool has_address = !question.address.is_unspecified();
    switch (question.kind) {
        case Kind::dns:
            return question.name + " of " + question.host;
        case Kind::dns_uncached:
            return "an invented name in " + question.name + " of " + question.host;
        case Kind::portal:
        case Kind::https:
            return question.url;
        case Kind::tcp:
            return fmt::format("{} port {}", question.host, question.port);
        default:
            return !has_address || question.host == question.address.to_string()
                       ? question.host
                       : fmt::format("{} ({})", question.host, question.address.to_string());
    }
}

/// Everything beside the round trip, for a person.
std::string found_words(const Outcome& outcome) {
    std::string text;
    const auto add = [&](const std::string& part) { text += ", " + part; };
    if (!outcome.detail.empty()) {
        add(outcome.detail);
    }
    if (outcome.clock_offset) {
        add(fmt::format("its clock is {:+.6f} s from ours",
                        std::chrono::duration<double>(*outcome.clock_offset).count()));
    }
    if (outcome.certificate_ends) {
        add(fmt::format("the certificate ends {} UTC", minute_text(*outcome.certificate_ends)));
    }
    return text;
}

ordered_json seconds_or_null(const std::optional<probe::Nanoseconds>& time) {
    return time ? ordered_json(std::chrono::duration<double>(*time).count()) : ordered_json();
}

unsigned count_of(const ProbeCommand& command, Kind kind) {
    constexpr unsigned pings = 5;
    if (command.count != 0) {
        return command.count;
    }
    return kind == Kind::ping || kind == Kind::tcp ? pings : 1;
}

/// Asks a number of times, a second apart. Lives on the loop; owned by print_probe().
class Series {
  public:
    Series(boost::asio::io_context& loop, const platform::Clock& clock, const ProbeCommand& command, Question question)
        : loop_(loop),
          clock_(clock),
          json_(command.json),
          left_(count_of(command, question.kind)),
          question_(std::move(question)),
          address_(loop, lookups_, question_.host, AddressFamily::any, "/proc"),
          timer_(loop) {
        next();
    }

    [[nodiscard]] const Question& question() const { return question_; }
    [[nodiscard]] Reachability found() { return window_.take(); }

  private:
    void next() {
        const auto now = clock_.now();
        const auto known = address_.now(now);
        if (!known && address_.is_pending(now)) {
            constexpr Milliseconds while_looked_up{10};
            wait(while_looked_up);
            return;
        }
        --left_;
        ++question_.sequence;
        if (!known) {
            ended({.state = State::no_address});
            return;
        }
        question_.address = *known;
        running_ = begin_probe(loop_, clock_, random_, question_, [this](const Outcome& outcome) { ended(outcome); });
    }

    void ended(const Outcome& outcome) {
        running_.reset();
        window_.add(outcome);
        if (!json_) {
            std::fputs((probe_line(question_, ++number_, outcome) + "\n").c_str(), stdout);
            std::fflush(stdout);
        }
        if (left_ == 0) {
            loop_.stop();
        } else {
            wait(between_probes);
        }
    }

    void wait(Milliseconds time) {
        timer_.expires_after(time);
        timer_.async_wait([this](const boost::system::error_code& problem) {
            if (!problem) {
                next();
            }
        });
    }

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    bool json_;
    unsigned left_;
    unsigned number_ = 0;
    Question question_;
    Lookups lookups_;
    TargetAddress address_;
    ReachabilityWindow window_;
    std::random_device random_;
    boost::asio::steady_timer timer_;
    std::unique_ptr<RunningProbe> running_;
};

}  // namespace

std::optional<HostAndPort> host_and_port(std::string_view text) {
    HostAndPort split;
    const auto bracket = text.starts_with('[') ? text.find(']') : std::string_view::npos;
    auto colon = text.rfind(':');
    if (bracket != std::string_view::npos) {
        split.host = text.substr(1, bracket - 1);
        colon = text.substr(bracket + 1).starts_with(':') ? bracket + 1 : std::string_view::npos;
    } else {
        // Of an address of version 6 without brackets no colon is a port's.
        colon = text.find(':') == colon ? colon : std::string_view::npos;
        split.host = text.substr(0, colon);
    }
    if (colon != std::string_view::npos) {
        const auto digits = text.substr(colon + 1);
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), split.port);
        if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || split.port == 0) {
            return std::nullopt;
        }
    }
    return split.host.empty() ? std::nullopt : std::optional(std::move(split));
}

tl::expected<Question, std::string> probe_question(const std::vector<std::string>& words) {
    if (words.size() != 2) {
        return refuse(fmt::format("probe wants a kind ({}) and a target", kinds));
    }
    const auto& target = words[1];
    const auto* const known = std::ranges::find(probe::kind_words, words[0]);
    Question question;
    question.sequence = 0;
    if (known == probe::kind_words.end() || *known == word(Kind::dns_uncached)) {
        return refuse("there is no probe '" + escaped(words[0]) + "'; there are " + std::string(kinds));
    }
    question.kind = static_cast<Kind>(known - probe::kind_words.begin());
    if (question.kind == Kind::dns) {
        return dns_question(std::move(question), target);
    }
    if (question.kind == Kind::portal || question.kind == Kind::https) {
        return page_question(std::move(question), target);
    }
    const auto split = host_and_port(target);
    if (!split || (question.kind == Kind::tcp) != (split->port != 0)) {
        return refuse(question.kind == Kind::tcp ? "tcp wants HOST:PORT" : words[0] + " wants a host without a port");
    }
    question.host = split->host;
    question.port = split->port;
    return question;
}

std::string probe_line(const Question& question, unsigned number, const Outcome& outcome) {
    const auto time = outcome.round_trip ? " in " + time_words(*outcome.round_trip) : std::string();
    return fmt::format("{} {} {}: {}{}{}", number, plain(word(question.kind)), what_was_asked(question),
                       plain(word(outcome.state)), time, found_words(outcome));
}

std::string probe_summary(const Question& question, const Reachability& found) {
    const auto answered = found.ended[static_cast<std::size_t>(State::answered)];
    auto text = fmt::format("{} {}: {} of {} answered", plain(word(question.kind)), what_was_asked(question), answered,
                            found.sent);
    for (std::size_t state = 1; state < probe::state_count; ++state) {
        if (found.ended[state] > 0) {
            text += fmt::format(", {} {}", found.ended[state], plain(probe::state_words[state]));
        }
    }
    if (found.median) {
        text += fmt::format("; round trip {} (median), {} (95 of 100), {} (most)", time_words(*found.median),
                            time_words(*found.p95), time_words(*found.most));
    }
    return text;
}

std::string probe_json(const Question& question, const Reachability& found) {
    ordered_json outcomes = ordered_json::object();
    for (std::size_t state = 0; state < probe::state_count; ++state) {
        if (found.ended[state] > 0) {
            outcomes[std::string(probe::state_words[state])] = found.ended[state];
        }
    }
    const bool has_address = !question.address.is_unspecified();
    ordered_json all{{"probe", word(question.kind)},
                     {"host", question.host},
                     {"address", has_address ? ordered_json(question.address.to_string()) : ordered_json()},
                     {"sent", found.sent},
                     {"answered", found.ended[static_cast<std::size_t>(State::answered)]},
                     {"outcomes", std::move(outcomes)},
                     {"round_trip_seconds",
                      {{"median", seconds_or_null(found.median)},
                       {"p95", seconds_or_null(found.p95)},
                       {"max", seconds_or_null(found.most)}}}};
    if (found.last) {
        const auto& last = *found.last;
        ordered_json one{{"outcome", word(last.state)}};
        const auto add = [&](const char* key, const auto& value) {
            if (value) {
                one[key] = *value;
            }
        };
        if (!last.detail.empty()) {
            one["detail"] = last.detail;
        }
        add("captive", last.captive);
        add("status", last.status);
        add("mtu_bytes", last.mtu);
        if (last.mtu) {
            one["black_hole"] = last.black_hole;
        }
        if (last.clock_offset) {
            one["clock_offset_seconds"] = seconds_or_null(last.clock_offset);
        }
        if (last.certificate_ends) {
            one["certificate_expires_timestamp_seconds"] =
                std::chrono::duration<double>(last.certificate_ends->time_since_epoch()).count();
        }
        all["last"] = std::move(one);
    }
    return all.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

int print_probe(const ProbeCommand& command, const platform::Clock& clock) {
    auto question = probe_question(command.words);
    if (!question) {
        std::fprintf(stderr, "magpie-agent: %s\n", question.error().c_str());
        return 2;
    }
    boost::asio::io_context loop(1);
    const UntilTold until_told(loop);
    Series series(loop, clock, command, std::move(*question));
    loop.run();
    const auto found = series.found();
    const auto text = command.json ? probe_json(series.question(), found) : probe_summary(series.question(), found);
    std::printf("%s\n", text.c_str());
    return found.ended[static_cast<std::size_t>(State::answered)] > 0 ? 0 : 1;
}

}  // namespace magpie::agent
