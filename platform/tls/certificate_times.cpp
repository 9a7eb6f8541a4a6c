#include "platform/tls/certificate_times.hpp"

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace magpie::tls {

void check_certificate_times(bool check) {
    // As OpenSSL's own entry of this name, but for the flag; one of ours with the same name takes its place.
    X509_VERIFY_PARAM* const parameters = X509_VERIFY_PARAM_new();
    X509_VERIFY_PARAM_set1_name(parameters, "ssl_server");
    X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set_trust(parameters, X509_TRUST_SSL_SERVER);
    if (!check) {
        X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_NO_CHECK_TIME);
    }
    if (X509_VERIFY_PARAM_add0_table(parameters) != 1) {
        X509_VERIFY_PARAM_free(parameters);
    }
}

}  // namespace magpie::tls
