#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "collector/ca/broker_config.hpp"

/// What is done to a mosquitto that runs on this machine from a directory that broker-config wrote. Errors are
/// sentences.
namespace magpie::collector::ca {

/// Puts the list in its place, and has the broker read it. Whether one runs.
[[nodiscard]] tl::expected<bool, std::string> install_crl(const std::string& broker_directory, std::string_view crl);

struct KickPace {
    std::chrono::milliseconds quiet{5'000};  // without the client coming back: then it is out
    int most = 20;                           // tries
};

/// Ends the session of a client by taking its id, and keeps the id for a while: who comes back takes it again, which
/// shows, and is kicked again. How often it came back.
[[nodiscard]] tl::expected<int, std::string> kick(const KickAccess& access, const std::string& client_id,
                                                  const KickPace& pace = {});

/// CONNECT of MQTT 3.1.1, clean session, with user name and password; every text below 65536 bytes.
[[nodiscard]] std::string connect_packet(std::string_view client_id, std::string_view user, std::string_view password);

}  // namespace magpie::collector::ca
