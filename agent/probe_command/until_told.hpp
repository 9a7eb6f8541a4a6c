#pragma once

#include <csignal>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace magpie::agent {

/// Ends the loop of a command in the foreground at SIGINT or SIGTERM. Keeps the loop itself from running out of work:
/// the command ends it too. Lives on the main thread, beside the loop.
class UntilTold {
  public:
    explicit UntilTold(boost::asio::io_context& loop) : signals_(loop, SIGINT, SIGTERM) {
        signals_.async_wait([&loop](const boost::system::error_code& problem, int /*signal*/) {
            if (!problem) {
                loop.stop();
            }
        });
    }

  private:
    boost::asio::signal_set signals_;
};

}  // namespace magpie::agent
