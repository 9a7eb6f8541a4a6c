#include <utility>

#include "collector/app/store_connections.hpp"

namespace magpie::collector {

StoreConnections::StoreConnections(boost::asio::io_context& loop, const Config& config, const platform::Clock& clock,
                                   std::function<Collector&()> collector)
    : clock_(clock), collector_(std::move(collector)) {
    for (std::size_t shard = 0; config.history_url && shard < config.history.shards; ++shard) {
        // As the specification of remote write 1.0 asks.
        http::ClientSettings settings{.url = *config.history_url,
                                      .headers = {{"User-Agent", "magpie-collector/" MAGPIE_VERSION},
                                                  {"Content-Type", "application/x-protobuf"},
                                                  {"Content-Encoding", "snappy"},
                                                  {"X-Prometheus-Remote-Write-Version", "0.1.0"}},
                                      .timeout = config.history_timeout};
        clients_.push_back(http::Client::make(loop, std::move(settings),
                                              [this, shard] { collector_().history()->connection_lost(shard); }));
    }
}

void StoreConnections::post(std::size_t shard, std::string body) {
    clients_[shard]->post(std::move(body), [this, shard](const tl::expected<http::Answer, http::Failure>& answer) {
        collector_().history()->answered(shard, answer, clock_.now());
    });
}

std::optional<HistoryStore> history_store(const Config& config, StoreConnections& connections) {
    if (!config.history_url) {
        return std::nullopt;
    }
    return HistoryStore{config.history, [&connections](std::size_t shard, std::string body) {
                            connections.post(shard, std::move(body));
                        }};
}

}  // namespace magpie::collector
