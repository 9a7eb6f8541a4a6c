#include <utility>

#include "collector/app/store_connections.hpp"

namespace magpie::collector {

namespace {

constexpr std::size_t longest_refusal = std::size_t{64} << 10;
/// Prometheus shows its whole configuration.
constexpr std::size_t longest_page = std::size_t{4} << 20;

}  // namespace

StoreConnections::StoreConnections(boost::asio::io_context& loop, const Config& config,
                                   const http::Credentials& credentials, const platform::Clock& clock,
                                   const log::Log& log, std::function<Collector&()> collector)
    : clock_(clock), log_(log), collector_(std::move(collector)) {
    if (!config.history_url) {
        return;
    }
    http::ClientSettings asking{.url = *config.history_url,
                                .tls = credentials.tls,
                                .headers = {{"User-Agent", "magpie-collector/" MAGPIE_VERSION}},
                                .timeout = config.history_timeout,
                                .answer_bytes = longest_page};
    if (!credentials.token.empty()) {
        asking.headers.emplace_back("Authorization", "Bearer " + credentials.token);
    }
    auto writing = asking;
    writing.answer_bytes = longest_refusal;
    // As the specification of remote write 1.0 asks.
    for (const auto& [name, value] : {std::pair("Content-Type", "application/x-protobuf"),
                                      {"Content-Encoding", "snappy"},
                                      {"X-Prometheus-Remote-Write-Version", "0.1.0"}}) {
        writing.headers.emplace_back(name, value);
    }
    for (std::size_t shard = 0; shard < config.history.shards; ++shard) {
        clients_.push_back(
            http::Client::make(loop, writing, [this, shard] { collector_().history()->connection_lost(shard); }));
    }
    asker_ = http::Client::make(loop, std::move(asking), [this] { collector_().history()->asking_connection_lost(); });
}

void StoreConnections::post(std::size_t shard, std::string body) {
    clients_[shard]->post(std::move(body), [this, shard](const tl::expected<http::Answer, http::Failure>& answer) {
        collector_().history()->answered(shard, answer, clock_.now());
    });
}

void StoreConnections::ask(const std::string& path) {
    asker_->get(path, [this](const tl::expected<http::Answer, http::Failure>& answer) {
        auto& history = *collector_().history();
        history.told(answer, clock_.now());
        const auto& check = history.store_check();
        if (check.rounds() > 0 && said_ != check.report()) {
            said_ = check.report();
            say(*said_);
        }
    });
}

void StoreConnections::say(const history::StoreReport& report) {
    if (report.findings.empty()) {
        log_.info("the history store is set as it should be", {{"store", report.store}});
    }
    for (const auto& [fault, words] : report.findings) {
        if (fault == history::StoreFault::unknown_store) {
            log_.info("the history store cannot be asked how it is set", {{"reason", words}});
        } else {
            log_.warning("the history store is not set as it should be",
                         {{"store", report.store},
                          {"reason", history::store_fault_words[static_cast<std::size_t>(fault)]},
                          {"cost", words}});
        }
    }
}

tl::expected<http::Credentials, std::string> store_credentials(const Config& config) {
    const auto is_secure = [](const std::optional<http::Url>& url) { return url && url->tls; };
    if (!is_secure(config.history_url) && !is_secure(config.console_history_url)) {
        return http::Credentials{};
    }
    return http::read_credentials(config.history_credentials);
}

std::optional<HistoryStore> history_store(const Config& config, StoreConnections& connections) {
    if (!config.history_url) {
        return std::nullopt;
    }
    return HistoryStore{
        .settings = config.history,
        .post = [&connections](std::size_t shard, std::string body) { connections.post(shard, std::move(body)); },
        .ask = [&connections](const std::string& path) { connections.ask(path); }};
}

}  // namespace magpie::collector
