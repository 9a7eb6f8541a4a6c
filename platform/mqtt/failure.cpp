#include "platform/mqtt/failure.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "platform/mqtt/connect_trace.hpp"
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
    Meaning{"certificate expired",
            "refused our certificate as expired (or its list of revoked certificates is out of date)"},
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

template <std::size_t count>
std::string_view meaning(const std::array<Meaning, count>& known, std::string_view alert) {
    for (const Meaning& entry : known) {
        if (entry.alert == alert) {
            return entry.sentence;
        }
    }
    return {};
}

struct Alert {
    bool from_server;
    std::string_view what;
};

/// Of "SSL alert read:fatal:unknown CA". A close notify is no failure.
std::optional<Alert> alert_of(std::string_view line) {
    for (const bool from_server : {true, false}) {
        const std::string mark = std::string(trace_alert) + (from_server ? "read:fatal:" : "write:fatal:");
        if (line.substr(0, mark.size()) == mark) {
            return Alert{from_server, line.substr(mark.size())};
        }
    }
    return std::nullopt;
}

bool holds(const std::vector<std::string>& trace, std::string_view mark) {
    return std::any_of(trace.begin(), trace.end(),
                       [&](const std::string& line) { return line.substr(0, mark.size()) == mark; });
}

std::string refusal_by_server(std::string_view alert, const Connect& connect) {
    const std::string_view known = meaning(ours, alert);
    if (known.empty()) {
        // OpenSSL 3.0 has no name for "certificate required" (RFC 8446, alert 116).
        const bool none_shown = alert == "unknown" && connect.tls.certificate_file.empty();
        return none_shown ? "requires a certificate and was shown none" : "ended TLS: " + escaped(alert);
    }
    const bool about_certificate = known.find("our certificate") != std::string_view::npos;
    return std::string(known) + (about_certificate ? " (" + escaped(connect.tls.certificate_file) + ")" : "");
}

std::string refusal_of_server(std::string_view alert, const Connect& connect) {
    const std::string_view known = meaning(theirs, alert);
    return (known.empty() ? "TLS failed (" + escaped(alert) + ")" : std::string(known)) +
           (alert == "unknown CA" ? escaped(connect.tls.ca_file) : "");
}

std::string connack_refusal(int code, const Connect& connect) {
    switch (code) {
        case 1:
            return "speaks another version of MQTT";
        case 2:
            return "refused the client id " + escaped(connect.client_id);
        case 3:
            return "does not take clients at the moment";
        case 4:
            return "refused the user name or password";
        case 5:
            return "does not authorise us: look at its list of users, and whether client id and certificate name the "
                   "same node";
        default:
            return "refused us (CONNACK " + std::to_string(code) + ")";
    }
}

}  // namespace

std::string sentence(const Failure& failure, const ServerAddress& server, const Connect& connect) {
    const std::string name = server.name();
    if (failure.code > 0) {
        return name + " " + connack_refusal(failure.code, connect);
    }
    for (const std::string& line : failure.trace) {
        if (const auto alert = alert_of(line)) {
            return alert->from_server ? name + " " + refusal_by_server(alert->what, connect)
                                      : "cannot trust " + name + ": " + refusal_of_server(alert->what, connect);
        }
    }
    const bool connect_sent = holds(failure.trace, trace_connect_sent);
    if (holds(failure.trace, trace_wrong_name) && !connect_sent) {
        return "cannot trust " + name + ": its certificate is for another name than " + server.host;
    }
    if (server.tls && connect_sent) {
        // With TLS 1.3 the server judges our certificate after the handshake, and if it closes the socket at once its
        // word on it is lost.
        return name + " ended the connection once TLS stood: it " +
               (connect.tls.certificate_file.empty()
                    ? std::string("requires a certificate, most likely")
                    : "refuses our certificate, most likely: expired, revoked, or of another CA (" +
                          escaped(connect.tls.certificate_file) + ")");
    }
    if (!failure.tcp.empty()) {
        return "cannot reach " + name + ": " + failure.tcp;
    }
    if (server.tls && !holds(failure.trace, trace_handshake_started)) {
        return "cannot start TLS with " + name + ": the line broke first; or " + escaped(connect.tls.ca_file) + ", " +
               escaped(connect.tls.certificate_file) + " or " + escaped(connect.tls.key_file) +
               " is no PEM file, or the key is not that of the certificate";
    }
    return name + (server.tls ? " ended the connection before TLS stood: is this its port for TLS?"
                              : " ended the connection without a reason: is this its port for MQTT without TLS?");
}

}  // namespace magpie::mqtt
