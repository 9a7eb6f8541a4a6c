#include "tests/fleet/lines.hpp"

#include <sys/resource.h>

#include <algorithm>

#include <fmt/format.h>
#include <boost/asio/post.hpp>

namespace magpie::fleet {

namespace {

constexpr std::size_t most_shared = 16;
constexpr std::size_t files_besides = 32;
/// Of one address to one port: fewer than the ports the kernel gives out (ip_local_port_range).
constexpr std::size_t most_ports = 28'000;

}  // namespace

std::size_t most_connections() {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    ::getrlimit(RLIMIT_NOFILE, &files);
    const auto limit = static_cast<std::size_t>(files.rlim_cur);
    return std::clamp<std::size_t>(limit - std::min(limit, files_besides), 1, most_ports);
}

std::vector<std::unique_ptr<Line>> Lines::make(std::size_t poles, std::size_t connections) {
    const std::size_t shared = poles > connections ? std::min(most_shared, connections) : 0;
    for (std::size_t i = 0; i < shared; ++i) {
        trunks_.push_back(std::make_unique<MqttLine>(loop_, server_, traffic_));
        shared_.push_back(std::make_unique<SharedConnection>(
            *trunks_.back(), fmt::format("sim-shared-{}", i + 1),
            [&loop = loop_](std::function<void()> call) { boost::asio::post(loop, std::move(call)); }));
    }
    std::vector<std::unique_ptr<Line>> lines;
    lines.reserve(poles);
    for (std::size_t i = 0; i < poles; ++i) {
        if (shared > 0 && i >= connections - shared) {
            lines.push_back(shared_[i % shared]->line());
        } else {
            lines.push_back(std::make_unique<MqttLine>(loop_, server_, traffic_));
        }
    }
    return lines;
}

}  // namespace magpie::fleet
