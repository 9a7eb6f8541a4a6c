#include "collector/ca/broker_config.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <vector>

namespace magpie::collector::ca {
namespace {

template <std::size_t size>
std::string base64(const std::array<unsigned char, size>& bytes) {
    std::array<unsigned char, (size + 2) / 3 * 4 + 1> text{};
    const int length = EVP_EncodeBlock(text.data(), bytes.data(), static_cast<int>(size));
    return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length)};
}

}  // namespace

std::string mosquitto_conf(const BrokerSettings& settings) {
    const auto& directory = settings.directory;
    const auto number = [](std::uint16_t port) { return std::to_string(port); };
    return "# Made by `magpie-ca broker-config`.\n"
           "per_listener_settings false\n"
           "\n"
           "# Who a client is, its certificate says: user name and client id are its CN, whatever it claims.\n"
           "listener " +
           number(settings.port) + (settings.address.empty() ? "" : " ") + settings.address +
           "\n"
           "cafile " +
           directory +
           "/ca.crt\n"
           "certfile " +
           directory +
           "/broker.crt\n"
           "keyfile " +
           directory +
           "/broker.key\n"
           "# Read again at SIGHUP. One that is older than a week refuses everybody.\n"
           "crlfile " +
           directory + crl_file +
           "\n"
           "tls_version tlsv1.3\n"
           "require_certificate true\n"
           "use_identity_as_username true\n"
           "use_username_as_clientid true\n"
           "\n"
           "# From this machine alone: whoever knows the password can end a session by taking its client id.\n"
           "listener " +
           number(settings.kick_port) +
           " 127.0.0.1\n"
           "\n"
           "allow_anonymous false\n"
           "allow_zero_length_clientid false\n"
           "password_file " +
           directory + passwords_file + "\nacl_file " + directory + acl_file +
           "\n"
           "\n"
           "max_packet_size 1048576\n"
           "# The default, 20, silently loses QoS 1 for a slow subscriber.\n"
           "max_inflight_messages 0\n"
           "max_queued_messages 1000000\n"
           "\n"
           "persistence true\n"
           "persistence_location " +
           directory +
           "/\n"
           "autosave_interval 60\n"
           "pid_file " +
           directory + pid_file + "\nuser " + settings.user +
           "\n"
           "log_dest stderr\n"
           "log_timestamp_format %Y-%m-%dT%H:%M:%S\n";
}

std::string acl() {
    // Alone, or two of which one is active; no node has such a name.
    std::string collectors;
    for (const auto* name : {"collector", "collector-a", "collector-b"}) {
        collectors += std::string("user ") + name +
                      "\n"
                      "topic read spBv1.0/#\n"
                      "topic write spBv1.0/STATE/collector\n"
                      "topic write spBv1.0/+/NCMD/+\n"
                      "topic write spBv1.0/+/DCMD/+/+\n"
                      "topic readwrite magpie/v1/active/collector\n"
                      "topic read magpie/v1/ping/+/+\n"
                      "topic write magpie/v1/pong/+\n"
                      "topic read magpie/v1/check/+/+\n"
                      "topic read magpie/v1/report/+/+\n"
                      "topic write magpie/v1/reported/+\n"
                      "\n";
    }
    return "# A node speaks for itself alone, in any area: that node and area belong together, the collector checks.\n"
           "pattern write spBv1.0/+/NBIRTH/%u\n"
           "pattern write spBv1.0/+/NDATA/%u\n"
           "pattern write spBv1.0/+/NDEATH/%u\n"
           "pattern write spBv1.0/+/DBIRTH/%u/+\n"
           "pattern write spBv1.0/+/DDATA/%u/+\n"
           "pattern write spBv1.0/+/DDEATH/%u/+\n"
           "pattern read spBv1.0/+/NCMD/%u\n"
           "pattern read spBv1.0/+/DCMD/%u/+\n"
           "pattern read spBv1.0/STATE/+\n"
           "# It may ask the CA for its next certificate.\n"
           "pattern write magpie/v1/renew/%u\n"
           "pattern read magpie/v1/renewed/%u\n"
           "# And how long a message takes.\n"
           "pattern readwrite magpie/v1/ping/+/%u\n"
           "pattern read magpie/v1/pong/%u\n"
           "# And what a check of it finds.\n"
           "pattern write magpie/v1/check/+/%u\n"
           "# What technicians report from it, and that it has arrived.\n"
           "pattern write magpie/v1/report/+/%u\n"
           "pattern read magpie/v1/reported/%u\n"
           "\n" +
           collectors +
           "user ca\n"
           "topic read magpie/v1/renew/+\n"
           "topic write magpie/v1/renewed/+\n";
}

std::string password_line(std::string_view user, std::string_view password) {
    constexpr int rounds = 101;  // mosquitto's own number; the password has 256 bits
    std::array<unsigned char, 12> salt{};
    std::array<unsigned char, 64> hash{};
    const bool made = RAND_bytes(salt.data(), static_cast<int>(salt.size())) == 1 &&
                      PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), salt.data(),
                                        static_cast<int>(salt.size()), rounds, EVP_sha512(),
                                        static_cast<int>(hash.size()), hash.data()) == 1;
    ERR_clear_error();
    return made ? std::string(user) + ":$7$" + std::to_string(rounds) + "$" + base64(salt) + "$" + base64(hash) + "\n"
                : std::string();
}

std::string random_password() {
    std::array<unsigned char, 32> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        ERR_clear_error();
        return {};
    }
    std::string text;
    for (const unsigned char byte : bytes) {
        std::array<char, 3> two{};
        std::snprintf(two.data(), two.size(), "%02x", byte);
        text += two.data();
    }
    return text;
}

std::string kick_text(const KickAccess& access) {
    return std::to_string(access.port) + "\n" + access.password + "\n";
}

tl::expected<KickAccess, std::string> parse_kick(std::string_view text) {
    KickAccess access;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), access.port);
    const auto rest = text.substr(static_cast<std::size_t>(end - text.data()));
    if (problem != std::errc() || access.port == 0 || rest.size() < 3 || rest.size() > 200 || rest.front() != '\n' ||
        rest.back() != '\n') {
        return tl::unexpected(std::string("it is not what broker-config wrote: a port and a password"));
    }
    access.password = rest.substr(1, rest.size() - 2);
    return access;
}

}  // namespace magpie::collector::ca
