#include <utility>

#include "agent/probe_command/dhcp.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

#include "agent/probe_command/until_told.hpp"
#include "platform/config/local_names.hpp"
#include "wire/text.hpp"

namespace magpie::agent {

namespace {

using nlohmann::ordered_json;
using uplink_dhcp::Answer;

ordered_json seconds_or_null(const std::optional<Milliseconds>& time) {
    return time ? ordered_json(std::chrono::duration<double>(*time).count()) : ordered_json();
}

ordered_json address_or_null(const boost::asio::ip::address_v4& address) {
    return address.is_unspecified() ? ordered_json() : ordered_json(address.to_string());
}

std::string outcome_of(const Answer& answer) {
    return answer.end ? std::string(station::word(*answer.end)) : answer.failure;
}

/// Asks one after the other. Lives on the loop; owned by print_dhcp().
class Questions {
  public:
    Questions(boost::asio::io_context& loop, const ProbeCommand& command, std::string socket, bool only_offer)
        : loop_(loop), command_(command), socket_(std::move(socket)), only_offer_(only_offer) {
        ask_next();
    }

    [[nodiscard]] const std::vector<Answer>& answers() const { return answers_; }

  private:
    void ask_next() {
        asked_ = uplink_dhcp::ask(
            loop_, socket_, command_.words[1], [this](const Answer& answer) { answered(answer); }, only_offer_);
    }

    void answered(const Answer& answer) {
        answers_.push_back(answer);
        if (!command_.json) {
            std::printf("%s\n", dhcp_line(static_cast<unsigned>(answers_.size()), answer).c_str());
            std::fflush(stdout);
        }
        if (answers_.size() >= std::max(1U, command_.count)) {
            loop_.stop();
        } else {
            ask_next();
        }
    }

    boost::asio::io_context& loop_;
    const ProbeCommand& command_;
    std::string socket_;
    bool only_offer_;
    std::vector<Answer> answers_;
    std::unique_ptr<uplink_dhcp::Asked> asked_;
};

}  // namespace

std::string dhcp_line(unsigned number, const Answer& answer) {
    using station::UplinkEnd;
    const auto text = [&](std::string_view what) {
        return fmt::format("{} {} {} from {} in {} ms", number, what, answer.address.to_string(),
                           answer.server.to_string(), answer.took.value_or(Milliseconds{0}).count());
    };
    if (!answer.end) {
        return fmt::format("{} service: no magpie-station can be asked on this interface", number);
    }
    switch (*answer.end) {
        case UplinkEnd::granted:
            return text("granted and given back:");
        case UplinkEnd::offered:
            return text("offered:");
        case UplinkEnd::own_address:
            return text("offered is what the interface has, and no more was asked for:");
        case UplinkEnd::taken:
            return text("taken: somebody else has") + ", as ARP says";
        default:
            return fmt::format("{} {}", number, station::word(*answer.end));
    }
}

std::string dhcp_summary(const std::string& interface, const std::vector<Answer>& answers) {
    const auto good = std::ranges::count_if(answers, [](const Answer& answer) { return answer.failure.empty(); });
    std::uint8_t servers = 0;
    for (const auto& answer : answers) {
        servers = std::max(servers, answer.servers);
    }
    return fmt::format("dhcp {}: {} of {} had an address; {} {} answered", escaped(interface), good, answers.size(),
                       servers, servers == 1 ? "server" : "servers");
}

std::string dhcp_json(const std::string& interface, const std::vector<Answer>& answers) {
    ordered_json probes = ordered_json::array();
    for (const auto& answer : answers) {
        probes.push_back({{"outcome", outcome_of(answer)},
                          {"good", answer.failure.empty()},
                          {"address", address_or_null(answer.address)},
                          {"server", address_or_null(answer.server)},
                          {"router", address_or_null(answer.router)},
                          {"offer_seconds", seconds_or_null(answer.offer)},
                          {"grant_seconds", seconds_or_null(answer.grant)},
                          {"servers", answer.servers}});
    }
    const ordered_json all{{"probe", "dhcp"}, {"interface", interface}, {"probes", std::move(probes)}};
    return all.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

int print_dhcp(const ProbeCommand& command, const std::string& station_socket, bool only_offer) {
    constexpr unsigned most = 100;
    if (command.words.size() != 2 || config::interface_name(command.words[1]) || command.count > most) {
        std::fputs("magpie-agent: probe dhcp wants the interface of the uplink, and --count of at most 100\n", stderr);
        return 2;
    }
    boost::asio::io_context loop(1);
    const UntilTold until_told(loop);
    const Questions questions(loop, command, station_socket, only_offer);
    loop.run();
    const auto& answers = questions.answers();
    if (answers.empty()) {
        std::fputs("magpie-agent: ended before anything was known\n", stderr);
        return 1;
    }
    const auto& interface = command.words[1];
    std::printf("%s\n", (command.json ? dhcp_json(interface, answers) : dhcp_summary(interface, answers)).c_str());
    return std::ranges::any_of(answers, [](const Answer& answer) { return answer.failure.empty(); }) ? 0 : 1;
}

}  // namespace magpie::agent
