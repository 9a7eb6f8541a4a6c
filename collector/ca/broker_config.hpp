#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

/// mosquitto 2 for a city: who a client is, its certificate says, and the ACL what it may do.
namespace magpie::collector::ca {

struct BrokerSettings {
    std::string directory;  // of the broker: configuration, certificates, state
    std::string user;       // that mosquitto becomes when root starts it
    std::string address;    // to listen at; empty: all
    std::uint16_t port = 8883;
    std::uint16_t kick_port = 1884;
};

/// The files of the broker's directory.
inline constexpr const char* config_file = "/mosquitto.conf";
inline constexpr const char* acl_file = "/acl";
inline constexpr const char* passwords_file = "/passwords";
inline constexpr const char* kick_file = "/kick";
inline constexpr const char* crl_file = "/crl.pem";
inline constexpr const char* pid_file = "/mosquitto.pid";

[[nodiscard]] std::string mosquitto_conf(const BrokerSettings& settings);
[[nodiscard]] std::string acl();

/// A line of mosquitto's password file, PBKDF2 with SHA-512 and a fresh salt; empty when OpenSSL could not.
[[nodiscard]] std::string password_line(std::string_view user, std::string_view password);
/// 256 bits in hexadecimal; empty when there is no randomness.
[[nodiscard]] std::string random_password();

/// How a session is ended at the broker: at a listener of its own machine, by the one user who has a password.
struct KickAccess {
    std::uint16_t port = 0;
    std::string password;
};
inline constexpr std::string_view kick_user = "admin";

[[nodiscard]] std::string kick_text(const KickAccess& access);
[[nodiscard]] tl::expected<KickAccess, std::string> parse_kick(std::string_view text);

}  // namespace magpie::collector::ca
