#include <utility>

#include "collector/app/alert_connections.hpp"

#include <chrono>

namespace magpie::collector {

namespace {

/// An Alertmanager that takes longer is as good as away: what is due is sent again.
constexpr std::chrono::seconds patience{5};

}  // namespace

AlertConnections::AlertConnections(boost::asio::io_context& loop, const Config& config, const platform::Clock& clock,
                                   std::function<Collector&()> collector)
    : clock_(clock), collector_(std::move(collector)) {
    for (const auto& url : config.alert_urls) {
        http::ClientSettings settings{
            .url = url,
            .headers = {{"User-Agent", "magpie-collector/" MAGPIE_VERSION}, {"Content-Type", "application/json"}},
            .timeout = patience};
        // Nothing hangs on a connection that ends between two requests: alerts are told again anyway.
        clients_.push_back(http::Client::make(loop, std::move(settings), [] {}));
    }
}

void AlertConnections::post(std::size_t alertmanager, std::string body) {
    clients_[alertmanager]->post(std::move(body), [this, alertmanager](const auto& answer) {
        collector_().alerts()->answered(alertmanager, answer, clock_.now());
    });
}

std::optional<AlertReceivers> alert_receivers(const Config& config, AlertConnections& connections) {
    if (config.alert_urls.empty()) {
        return std::nullopt;
    }
    return AlertReceivers{config.alerts, [&connections](std::size_t alertmanager, std::string body) {
                              connections.post(alertmanager, std::move(body));
                          }};
}

}  // namespace magpie::collector
