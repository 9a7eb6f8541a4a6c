#include "platform/mqtt/failure.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "wire/text.hpp"

namespace magpie::mqtt {
namespace {

struct Meaning {
    std::string_view alert;  // as OpenSSL writes it (SSL_alert_desc_string_long)
    std::string_view sentence;
};

/// Alerts the server sent: what it holds against us.
constexpr std::array ours{
    Meaning{"certificate required", "requires a certificate and was shown none"},
    Meaning{"no certificate", "requires a certificate and was shown none"},
    Meaning{"certificate expired", "refused our certificate as expired (or its list of revoked certificates is out of date)"},
    Meaning{"certificate revoked", "refused our certificate as revoked"},
    Meaning{"unknown CA", "refused our certificate: it was signed by a CA the server does not know"},
    Meaning{"unsupported certificate", "refused our certificate: it is not one for a client"},
    Meaning{"bad certificate", "refused our certificate as bad"},
    Meaning{"certificate unknown", "refused our certificate"},
    Meaning{"access denied", "refused our certificate"},
    Meaning{"decrypt error", "refused our certificate: its signature is wrong"},
    Meaning{"protocol version", "speaks no version of TLS that we do"},
    Meaning{"handshake failure", "found no way to speak TLS with us"},
};

/// Alerts we sent: what we hold against the server.
constexpr std::array theirs{
    Meaning{"certificate expired", "its certificate has expired"},
    Meaning{"unknown CA", "its certificate was signed by another CA than the one in "},
    Meaning{"bad certificate", "its certificate is bad, or not valid yet by this machine's clock"},
    Meaning{"unsupported certificate", "its certificate is not one for a server"},
    Meaning{"certificate revoked", "its certificate is revoked"},
    Meaning{"protocol version", "it speaks no version of TLS that we do"},
    Meaning{"handshake failure", "there is no way to speak TLS with it"},
};

template <std::size_t N>
std::string_view meaning(const std::array<Meaning, N>& known, std::string_view alert) {
    for (const Meaning& entry : known) {
        if (entry.alert == alert) {
            return entry.sentence;
        }
    }
    return {};
}

/// "SSL alert read:fatal:unknown CA" gives ("read", "unknown CA"). A close notify is no failure.
std::optional<std::pair<std::string_view, std::string_view>> alert_of(std::string_view line) {
    constexpr std::string_view mark = "SSL alert ";
    const std::size_t at = line.find(mark);
    const std::size_t first = at == std::string_view::npos ? at : line.find(':', at);
    const std::size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos || line.substr(first + 1, second - first - 1) != "fatal") {
        return std::nullopt;
    }
    const std::size_t begin = at + mark.size();
    return std::pair(line.substr(begin, first - begin), line.substr(second + 1));
}

std::string connack_refusal(int code, const Connect& connect) {
    switch (code) {
        case 1: return "speaks another version of MQTT";
        case 2: return "refused the client id " + escaped(connect.client_id);
        case 3: return "does not take clients at the moment";
        case 4: return "refused the user name or password";
        case 5: return "does not authorise us: look at its list of users, and whether client id and certificate name the same node";
        default: return "refused us (CONNACK " + std::to_string(code) + ")";
    }
}

}  // namespace

std::string sentence(const Failure& failure, const ServerAddress& server, const Connect& connect) {
    const std::string name = server.name();
    if (failure.code > 0) {
        return name + " " + connack_refusal(failure.code, connect);
    }
    bool name_failed = false;
    for (const std::string& line : failure.trace) {
        if (const auto alert = alert_of(line)) {
            const auto& [direction, what] = *alert;
            if (direction == "read") {
                const std::string_view known = meaning(ours, what);
                return name + " " + (known.empty() ? "ended TLS: " + escaped(what) : std::string(known)) +
                       (known.find("our certificate") == std::string_view::npos ? "" : " (" + escaped(connect.tls.certificate_file) + ")");
            }
            const std::string_view known = meaning(theirs, what);
            return "cannot trust " + name + ": " + (known.empty() ? escaped(what) : std::string(known)) +
                   (what == "unknown CA" ? escaped(connect.tls.ca_file) : "");
        }
        name_failed = name_failed || line.find("X509_check_host for hostname") != std::string::npos;
    }
    const bool handshake = failure.at == "TCP/TLS connect failure";
    if (handshake && name_failed) {
        return "cannot trust " + name + ": its certificate is for another name than " + server.host;
    }
    if (!failure.tcp.empty()) {
        return "cannot reach " + name + ": " + failure.tcp;
    }
    if (server.tls) {
        return name + (handshake ? " ended the connection before TLS was set up: is this its port for TLS?"
                                 : " ended the connection without a reason; it may have refused our certificate");
    }
    return name + " ended the connection without a reason: is this its port for MQTT without TLS?";
}

}  // namespace magpie::mqtt
