#include <utility>

#include "collector/app/console_connections.hpp"

#include <chrono>
#include <cstddef>

namespace magpie::collector {

namespace {

/// A person waits for it.
constexpr std::chrono::seconds patience{10};
/// 200 series of some hundred points.
constexpr std::size_t longest_answer = std::size_t{8} << 20;
constexpr std::size_t most_waiting = 16;

}  // namespace

ConsoleConnections::ConsoleConnections(boost::asio::io_context& loop, const Config& config,
                                       const http::Credentials& credentials) {
    if (!config.console_history_url) {
        return;
    }
    base_ = config.console_history_url->target;
    http::ClientSettings settings{.url = *config.console_history_url,
                                  .tls = credentials.tls,
                                  .headers = {{"User-Agent", "magpie-collector/" MAGPIE_VERSION}},
                                  .timeout = patience,
                                  .answer_bytes = longest_answer};
    if (!credentials.token.empty()) {
        settings.headers.emplace_back("Authorization", "Bearer " + credentials.token);
    }
    client_ = http::Client::make(loop, std::move(settings), [] {});
}

console::HistorySource ConsoleConnections::history() {
    if (!client_) {
        return {};
    }
    return {.base = base_, .ask = [this](const std::string& target, console::HistoryAnswered answered) {
                return ask(target, std::move(answered));
            }};
}

bool ConsoleConnections::ask(const std::string& target, console::HistoryAnswered answered) {
    if (waiting_.size() >= most_waiting) {
        return false;
    }
    waiting_.push_back({target, std::move(answered)});
    if (waiting_.size() == 1) {
        go_on();
    }
    return true;
}

void ConsoleConnections::go_on() {
    client_->get(waiting_.front().target, [this](const tl::expected<http::Answer, http::Failure>& answer) {
        const auto first = std::move(waiting_.front());
        waiting_.pop_front();
        if (!waiting_.empty()) {
            go_on();
        }
        first.answered(answer);
    });
}

}  // namespace magpie::collector
