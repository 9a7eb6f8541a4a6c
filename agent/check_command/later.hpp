#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "wire/time.hpp"

namespace magpie::agent::check {

/// Something to be done in a while, by one who may be gone by then: then it is not done. Lives on the loop.
class Later {
  public:
    explicit Later(boost::asio::io_context& loop) : timer_(loop) {}

    /// In the place of what was to be done before.
    void after(Milliseconds time, std::function<void()> then) {
        timer_.expires_after(time);
        timer_.async_wait(
            [then = std::move(then), here = std::weak_ptr(here_)](const boost::system::error_code& problem) {
                if (!problem && !here.expired()) {
                    then();
                }
            });
    }
    void cancel() { timer_.cancel(); }

  private:
    std::shared_ptr<const bool> here_ = std::make_shared<const bool>(true);
    boost::asio::steady_timer timer_;
};

}  // namespace magpie::agent::check
