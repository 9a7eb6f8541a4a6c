#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "collector/app/collector.hpp"
#include "collector/config/config.hpp"
#include "platform/clock/clock.hpp"
#include "platform/http/client.hpp"
#include "platform/http/credentials.hpp"
#include "platform/log/log.hpp"

namespace magpie::collector {

/// A connection to the history store for each shard, and one over which it is asked how it is set. Brings the collector
/// its answers, and says in the log what the store said of itself, when that is something new. On the loop; owned by
/// `app`, gone before the loop.
class StoreConnections {
  public:
    /// `collector` is asked for when the first answer comes.
    StoreConnections(boost::asio::io_context& loop, const Config& config, const http::Credentials& credentials,
                     const platform::Clock& clock, const log::Log& log, std::function<Collector&()> collector);

    void post(std::size_t shard, std::string body);
    void ask(const std::string& path);

  private:
    void say(const history::StoreReport& report);

    const platform::Clock& clock_;
    const log::Log& log_;
    std::function<Collector&()> collector_;
    std::vector<std::unique_ptr<http::Client>> clients_;
    std::unique_ptr<http::Client> asker_;
    std::optional<history::StoreReport> said_;
};

/// What the configuration's files hold; the error is a sentence. Nothing where TLS is not spoken, neither with
/// the store nor where the console asks it.
[[nodiscard]] tl::expected<http::Credentials, std::string> store_credentials(const Config& config);

/// The store of the configuration, if there is one; its requests go over `connections`.
[[nodiscard]] std::optional<HistoryStore> history_store(const Config& config, StoreConnections& connections);

}  // namespace magpie::collector
