#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/ssl/context.hpp>

#include "agent/check/network.hpp"
#include "agent/check_command/network_questions.hpp"
#include "agent/config/config.hpp"

/// What a check asks of the way to the world, all at once. Each `done` is called once: from within where there is
/// nobody to be asked, else from the loop, and not once `questions` have ended.
namespace magpie::agent::check {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

inline constexpr Milliseconds one_probe{3000};

/// Whether it has to be resolved.
[[nodiscard]] bool is_name(const std::string& host);
/// The host of a URL or of a broker's address; empty where there is none.
[[nodiscard]] std::string host_of(const std::string& url);

void ask_gateway(NetworkQuestions& questions, std::function<void(const GatewaySeen&)> done);

/// The name servers of resolv.conf, for a name that is configured and for one that nobody has.
void ask_resolvers(NetworkQuestions& questions, const Config& config, std::function<void(const DnsSeen&)> done);

/// Targets outside, by the first probe of theirs that tells whether they are reached; and pages that a portal would
/// stand before.
using TargetsAsked = std::function<void(const std::vector<Asked>& outside, const std::vector<Asked>& portals)>;
void ask_targets(NetworkQuestions& questions, const Config& config, const TlsContext& tls, TargetsAsked done);

/// `seen` is what the kernel says of the clock; the servers come to it.
void ask_clocks(NetworkQuestions& questions, const Config& config, TimeSeen seen,
                std::function<void(const TimeSeen&)> done);

}  // namespace magpie::agent::check
