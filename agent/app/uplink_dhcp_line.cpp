#include <utility>

#include "agent/app/uplink_dhcp_line.hpp"

#include <chrono>

namespace magpie::agent {

namespace {

double seconds(std::chrono::duration<double> time) {
    return time.count();
}

}  // namespace

UplinkDhcpLine::UplinkDhcpLine(boost::asio::io_context& loop, const PathConfig::DhcpConfig& config, std::uint32_t seed)
    : loop_(loop), config_(config), random_(seed), timer_(loop) {
    health_.works();
    // Told from the start: nobody can tell that what begins at 1 has risen.
    ends_.emplace(station::word(config_.only_offer ? station::UplinkEnd::offered : station::UplinkEnd::granted), 0);
    ends_.emplace(station::word(station::UplinkEnd::no_offer), 0);
    wait(within(0, 1));
}

Milliseconds UplinkDhcpLine::within(double least, double most) {
    std::uniform_real_distribution<double> share(least, most);
    return std::chrono::duration_cast<Milliseconds>(config_.interval * share(random_));
}

void UplinkDhcpLine::wait(Milliseconds time) {
    timer_.call_after(time, [this] { begin(); });
}

void UplinkDhcpLine::begin() {
    constexpr double early = 0.9;
    constexpr double late = 1.1;
    wait(within(early, late));
    asked_ = uplink_dhcp::ask(
        loop_, config_.socket, config_.interface, [this](const uplink_dhcp::Answer& answer) { ended(answer); },
        config_.only_offer);
}

void UplinkDhcpLine::ended(const uplink_dhcp::Answer& answer) {
    asked_.reset();
    ++ends_[std::string(answer.end ? station::word(*answer.end) : uplink_dhcp::no_service)];
    // Where nobody could ask nothing is known of the servers.
    const bool was_asked =
        answer.end && *answer.end != station::UplinkEnd::not_sent && *answer.end != station::UplinkEnd::no_interface;
    if (!was_asked) {
        health_.down(answer.failure);
        up_.reset();
        servers_.reset();
        return;
    }
    health_.works();
    up_ = answer.failure.empty();
    servers_ = answer.servers;
    offer_ = answer.offer ? answer.offer : offer_;
    grant_ = answer.grant ? answer.grant : grant_;
}

void UplinkDhcpLine::sample(Readings& readings, const Now& /*now*/) {
    health_.write(readings);
    for (const auto& [outcome, count] : ends_) {
        readings.count<"path_dhcp_probes_total">(static_cast<double>(count), outcome);
    }
    if (up_) {
        readings.set<"path_dhcp_up">(*up_ ? 1 : 0);
    }
    if (servers_) {
        readings.set<"path_dhcp_servers">(*servers_);
    }
    if (offer_) {
        readings.set<"path_dhcp_seconds">(seconds(*offer_), "offer");
    }
    if (grant_) {
        readings.set<"path_dhcp_seconds">(seconds(*grant_), "grant");
    }
}

}  // namespace magpie::agent
