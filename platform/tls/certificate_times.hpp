#pragma once

namespace magpie::tls {

/// Whether TLS clients of this process refuse a server whose certificate is expired or not valid yet; they do at first.
/// To be switched off while our own clock is known to be wrong: a pole that wakes up in 1970 must reach its broker all
/// the same, and everything else of the certificate (CA, name, purpose) is still verified.
///
/// For the whole process, since Paho gives no access to its SSL_CTX: OpenSSL asks a table of named parameters at each
/// handshake ("ssl_server", X509_VERIFY_PARAM_lookup(3)). That table has no lock, so this is called while no handshake
/// is under way.
void check_certificate_times(bool check);

}  // namespace magpie::tls
