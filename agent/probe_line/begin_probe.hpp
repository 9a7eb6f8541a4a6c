#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>

#include "agent/probe/outcome.hpp"
#include "platform/clock/clock.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// One probe of one address, whole: what begins, asks and ends.
struct Question {
    probe::Kind kind = probe::Kind::ping;
    boost::asio::ip::address address{};
    std::string host{};          // whose address it is; of a URL with another host nobody knows it yet
    std::uint16_t port = 0;      // tcp
    std::string name{};          // dns; dns_uncached: the zone
    std::string url{};           // portal, https
    std::uint16_t sequence = 1;  // ping
    Milliseconds timeout{3000};
    std::shared_ptr<boost::asio::ssl::context> tls{};  // null: trusts whom the system trusts
    std::uint16_t dns_port = 53;
    std::uint16_t ntp_port = 123;
};

/// A probe under way. Ends with its scope, and says nothing more; on the owner's loop.
class RunningProbe {
  public:
    virtual ~RunningProbe() = default;
};

/// `done` is called once from the loop, never from within; the probe may end in it. What is random in a question comes
/// from `random`, which others must not be able to guess.
using ProbeDone = std::function<void(const probe::Outcome&)>;
[[nodiscard]] std::unique_ptr<RunningProbe> begin_probe(boost::asio::io_context& loop, const platform::Clock& clock,
                                                        std::random_device& random, const Question& question,
                                                        ProbeDone done);

}  // namespace magpie::agent
