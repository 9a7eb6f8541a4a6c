#pragma once

#include <functional>
#include <memory>
#include <random>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "agent/path/targets.hpp"
#include "agent/probe_line/begin_probe.hpp"
#include "agent/probe_line/target_address.hpp"
#include "platform/clock/clock.hpp"

namespace magpie::agent::check {

/// Questions to many at once, each asked as soon as the address of its host is known. Lives on the loop; ends with its
/// scope, and says nothing more.
class NetworkQuestions {
  public:
    using Done = std::function<void(const probe::Outcome&)>;

    NetworkQuestions(boost::asio::io_context& loop, const platform::Clock& clock);
    NetworkQuestions(const NetworkQuestions&) = delete;
    NetworkQuestions& operator=(const NetworkQuestions&) = delete;
    ~NetworkQuestions();

    /// `done` is called once from the loop, never from within. A host whose name has no address, or none in time, ends
    /// with no_address.
    void ask(Question question, AddressFamily family, Done done);

  private:
    class One;

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    std::random_device random_;
    Lookups lookups_;
    std::vector<std::unique_ptr<One>> all_;
};

}  // namespace magpie::agent::check
