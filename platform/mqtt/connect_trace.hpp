#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace magpie::mqtt {

// How the lines that are kept begin.
inline constexpr std::string_view trace_alert = "SSL alert ";  // "SSL alert read:fatal:unknown CA"
inline constexpr std::string_view trace_handshake_started = "SSL handshake started";
inline constexpr std::string_view trace_wrong_name =
    "X509_check_host for hostname";  // its failure; of an address it always fails
inline constexpr std::string_view trace_connect_sent = "-> CONNECT ";

/// While one exists, Paho's trace is read for lines on TLS. Paho C++ 1.2 has an error handler of its own for that,
/// which calls into freed memory: it hands the C library a pointer to the ssl_options inside the by-value argument of
/// connect(). And with TLS 1.3 the server's word on our certificate comes after the handshake, where that handler is
/// not called at all.
///
/// The trace is one for the whole process, so with two connections being set up at once each sees the lines of both;
/// they only ever end in a sentence for a person. With none being set up, Paho traces nothing, which also spares its
/// formatting of each publish.
class ConnectTrace {
  public:
    ConnectTrace();
    ConnectTrace(const ConnectTrace&) = delete;
    ConnectTrace& operator=(const ConnectTrace&) = delete;
    ~ConnectTrace();

    /// Any thread, also one of Paho's.
    [[nodiscard]] static std::vector<std::string> lines();
};

}  // namespace magpie::mqtt
