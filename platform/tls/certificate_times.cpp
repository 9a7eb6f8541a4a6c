#include "platform/tls/certificate_times.hpp"

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace magpie::tls {
namespace {

/// As OpenSSL's own entry of this name; one of ours with the same name takes its place. Entered once and changed in
/// place: what is replaced in the table leaves its name behind (X509_VERIFY_PARAM_free, OpenSSL 3.0).
X509_VERIFY_PARAM* server_parameters() {
    static X509_VERIFY_PARAM* const parameters = [] {
        X509_VERIFY_PARAM* const made = X509_VERIFY_PARAM_new();
        X509_VERIFY_PARAM_set1_name(made, "ssl_server");
        X509_VERIFY_PARAM_set_purpose(made, X509_PURPOSE_SSL_SERVER);
        X509_VERIFY_PARAM_set_trust(made, X509_TRUST_SSL_SERVER);
        X509_VERIFY_PARAM_add0_table(made);
        return made;
    }();
    return parameters;
}

}  // namespace

void check_certificate_times(bool check) {
    if (check) {
        X509_VERIFY_PARAM_clear_flags(server_parameters(), X509_V_FLAG_NO_CHECK_TIME);
    } else {
        X509_VERIFY_PARAM_set_flags(server_parameters(), X509_V_FLAG_NO_CHECK_TIME);
    }
}

}  // namespace magpie::tls
