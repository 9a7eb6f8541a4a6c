#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <tl/expected.hpp>

#include "agent/check/kept_results.hpp"
#include "agent/check/program.hpp"
#include "agent/config/config.hpp"
#include "agent/page/desk.hpp"
#include "agent/page/report_queue.hpp"
#include "agent/report/source_health.hpp"
#include "agent/sources/source.hpp"
#include "platform/clock/clock.hpp"
#include "platform/http/server.hpp"
#include "platform/log/log.hpp"

namespace magpie::agent {

/// The pole page on the loop it lives on: the server, which waits until the pole has its address; checks as programs of
/// their own; what it keeps on tmpfs. As a source it looks at what the others have written for the same report, and
/// tells of itself. Owned by the agent; loop, clock, log and the queue of reports outlive it.
class PageLine final : public Source {
  public:
    PageLine(boost::asio::io_context& loop, const std::string& config_file, const Config& config,
             const platform::Clock& clock, const log::Log& log, page::ReportQueue& reports);
    PageLine(const PageLine&) = delete;
    PageLine& operator=(const PageLine&) = delete;
    ~PageLine() override = default;

    void sample(Readings& readings, const Now& now) override;

    /// Of the open page; 0 while there is none.
    [[nodiscard]] std::uint16_t port() const { return server_ ? server_->port() : 0; }

  private:
    void open();
    [[nodiscard]] bool begin_check();
    [[nodiscard]] std::optional<page::CheckRecord::Kept> newest_check(const Now& now) const;
    [[nodiscard]] tl::expected<std::string, std::string> hand_in(std::string_view report, const Now& now);
    [[nodiscard]] page::Access access() const;
    [[nodiscard]] tl::expected<tls::SignedPageToken, tls::PageTokenRefusal> read_token(std::string_view text,
                                                                                       const Now& now) const;

    boost::asio::io_context& loop_;
    const std::string config_file_;
    const Config config_;
    const platform::Clock& clock_;
    const log::Log& log_;
    SourceHealth health_{"page"};
    page::ReportQueue& reports_;
    check::KeptResults kept_;
    page::Desk desk_;
    std::unique_ptr<check::RunningCheck> check_;
    boost::asio::steady_timer retry_;
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);  // for what the loop comes to later
    std::string said_trouble_;
    std::unique_ptr<http::Server> server_;  // the last: what it calls is there as long as it is
};

}  // namespace magpie::agent
