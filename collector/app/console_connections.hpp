#pragma once

#include <deque>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "collector/config/config.hpp"
#include "collector/console/history_pages.hpp"
#include "platform/http/client.hpp"
#include "platform/http/credentials.hpp"

namespace magpie::collector {

/// The way on which the console asks the history store, one question at a time. On the loop; owned by `app`, gone
/// before the loop.
class ConsoleConnections {
  public:
    ConsoleConnections(boost::asio::io_context& loop, const Config& config, const http::Credentials& credentials);
    ConsoleConnections(const ConsoleConnections&) = delete;
    ConsoleConnections& operator=(const ConsoleConnections&) = delete;

    /// What the pages ask; where no store is configured nobody is.
    [[nodiscard]] console::HistorySource history();

  private:
    struct Waiting {
        std::string target;
        console::HistoryAnswered answered;
    };

    bool ask(const std::string& target, console::HistoryAnswered answered);
    void go_on();

    std::string base_;
    std::deque<Waiting> waiting_;  // the first is under way
    std::unique_ptr<http::Client> client_;
};

}  // namespace magpie::collector
