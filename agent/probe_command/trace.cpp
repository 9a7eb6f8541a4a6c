#include <utility>

#include "agent/probe_command/trace.hpp"

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <nlohmann/json.hpp>

#include "agent/probe_command/until_told.hpp"
#include "agent/probe_line/target_address.hpp"
#include "agent/probe_line/trace_run.hpp"
#include "wire/text.hpp"

namespace magpie::agent {

namespace {

using nlohmann::ordered_json;

std::string name_of(const std::string& host, const boost::asio::ip::address& address) {
    return host == address.to_string() ? host : fmt::format("{} ({})", host, address.to_string());
}

/// Looks the host up, then asks. Lives on the loop; owned by print_trace().
class Way {
  public:
    Way(boost::asio::io_context& loop, const platform::Clock& clock, std::string host)
        : loop_(loop),
          clock_(clock),
          host_(std::move(host)),
          whereabouts_(loop, lookups_, host_, AddressFamily::any, "/proc"),
          timer_(loop) {
        look_up();
    }

    [[nodiscard]] const std::string& host() const { return host_; }
    [[nodiscard]] const std::optional<boost::asio::ip::address>& address() const { return address_; }
    [[nodiscard]] const std::optional<Trace>& found() const { return found_; }
    /// Why there was nothing to ask.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }

  private:
    void look_up() {
        const auto now = clock_.now();
        address_ = whereabouts_.now(now);
        if (address_) {
            auto begun = begin_trace(loop_, clock_, *address_, {}, [this](const Trace& trace) {
                found_ = trace;
                loop_.stop();
            });
            if (begun) {
                running_ = std::move(*begun);
            } else {
                give_up(begun.error());
            }
        } else if (whereabouts_.is_pending(now)) {
            constexpr Milliseconds while_looked_up{10};
            timer_.expires_after(while_looked_up);
            timer_.async_wait([this](const boost::system::error_code& problem) {
                if (!problem) {
                    look_up();
                }
            });
        } else {
            give_up(escaped(host_) + " has no address");
        }
    }

    void give_up(std::string why) {
        trouble_ = std::move(why);
        loop_.stop();
    }

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    std::string host_;
    Lookups lookups_;
    TargetAddress whereabouts_;
    std::optional<boost::asio::ip::address> address_;
    boost::asio::steady_timer timer_;
    std::unique_ptr<RunningProbe> running_;
    std::optional<Trace> found_;
    std::string trouble_;
};

}  // namespace

std::string hop_line(std::size_t number, const TraceHop& hop) {
    if (!hop.from) {
        return fmt::format("{} * no answer", number);
    }
    return fmt::format("{} {} {} ms, {} of {} answered{}", number, hop_text(hop), hop.least.count(), hop.answered,
                       hop.sent, hop.several ? ", and others at the same place" : "");
}

std::string trace_summary(const std::string& host, const boost::asio::ip::address& address, const Trace& trace) {
    const auto& hops = trace.hops();
    std::string text;
    for (std::size_t place = 0; place < hops.size(); ++place) {
        text += hop_line(place + 1, hops[place]) + "\n";
    }
    const auto name = name_of(host, address);
    if (trace.reached()) {
        return text + fmt::format("trace {}: reached, {} hops", name, hops.size());
    }
    if (hops.empty()) {
        return text + fmt::format("trace {}: nobody answers, not even the first hop", name);
    }
    return text + fmt::format("trace {}: {} behind {}, hop {}", name,
                              hops.back().last ? "turned away: no way" : "nobody answers", hop_text(hops.back()),
                              hops.size());
}

std::string trace_json(const std::string& host, const boost::asio::ip::address& address, const Trace& trace) {
    ordered_json hops = ordered_json::array();
    for (const auto& hop : trace.hops()) {
        hops.push_back({{"hop", hops.size() + 1},
                        {"address", hop.from ? ordered_json(hop_text(hop)) : ordered_json()},
                        {"sent", hop.sent},
                        {"answered", hop.answered},
                        {"round_trip_seconds",
                         hop.from ? ordered_json(std::chrono::duration<double>(hop.least).count()) : ordered_json()},
                        {"several", hop.several}});
    }
    const bool is_turned_away = !trace.reached() && !trace.hops().empty() && trace.hops().back().last;
    const ordered_json all{{"probe", "trace"},
                           {"host", host},
                           {"address", address.to_string()},
                           {"reached", trace.reached()},
                           {"turned_away", is_turned_away},
                           {"hops", std::move(hops)}};
    return all.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

int print_trace(const ProbeCommand& command, const platform::Clock& clock) {
    if (command.words.size() != 2 || command.count != 0) {
        std::fputs("magpie-agent: probe trace wants a host, and nothing else but --json\n", stderr);
        return 2;
    }
    boost::asio::io_context loop(1);
    const UntilTold until_told(loop);
    const Way way(loop, clock, command.words[1]);
    loop.run();
    if (!way.found()) {
        const auto why = way.trouble().empty() ? "ended before anything was known" : way.trouble();
        std::fprintf(stderr, "magpie-agent: %s\n", why.c_str());
        return 1;
    }
    const auto text = command.json ? trace_json(way.host(), *way.address(), *way.found())
                                   : trace_summary(way.host(), *way.address(), *way.found());
    std::printf("%s\n", text.c_str());
    return way.found()->reached() ? 0 : 1;
}

}  // namespace magpie::agent
