#include "platform/tls/renewal_request.hpp"

#include <openssl/err.h>

#include <utility>
#include <vector>

#include "platform/tls/signed_data.hpp"
#include "platform/tls/x509.hpp"
#include "wire/text.hpp"

namespace magpie::tls {
namespace {

constexpr std::size_t longest_answer = 16 * 1024;

tl::unexpected<std::string> refused(std::string sentence) {
    ERR_clear_error();
    return tl::unexpected(std::move(sentence));
}

/// Empty when OpenSSL could not.
std::string signing_request(const std::string& name, EVP_PKEY* key) {
    const SigningRequest request(X509_REQ_new());
    const bool made = X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1 &&
                      X509_NAME_add_entry_by_NID(X509_REQ_get_subject_name(request.get()), NID_commonName,
                                                 MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.data()),
                                                 static_cast<int>(name.size()), -1, 0) == 1 &&
                      X509_REQ_set_pubkey(request.get(), key) == 1 && X509_REQ_sign(request.get(), key, EVP_sha256());
    return made ? der_of(request.get(), i2d_X509_REQ) : std::string();
}

}  // namespace

tl::expected<RenewalRequest, std::string> make_renewal_request(const mqtt::TlsFiles& files) {
    ERR_clear_error();
    const auto own = read_credential(files.certificate_file, files.key_file);
    if (!own) {
        return refused(own.error());
    }
    X509* const signer = own->chain.front().get();
    const std::string name = common_name(X509_get_subject_name(signer));
    const Key fresh = make_key();
    const std::string wanted = fresh ? signing_request(name, fresh.get()) : std::string();
    if (wanted.empty()) {
        return refused("no key or request for `" + escaped(name) + "` could be made");
    }
    // Of the chain the signer's certificate alone: the CA has the rest.
    std::string der = make_signed_data(signer, own->key.get(), {}, wanted);
    if (der.empty()) {
        return refused("the request for `" + escaped(name) + "` could not be signed");
    }
    return RenewalRequest{pem_of(fresh.get()), std::move(der)};
}

tl::expected<std::string, std::string> accept_renewal(std::string_view answer, const std::string& key,
                                                      const mqtt::TlsFiles& files, const Now& now) {
    ERR_clear_error();
    if (answer.starts_with(refusal_begins)) {
        return refused("the CA refuses a new certificate: " + escaped(answer.substr(refusal_begins.size())));
    }
    const auto chain = answer.size() <= longest_answer ? certificates_in(answer) : std::vector<Certificate>{};
    if (chain.empty()) {
        return refused("the CA's answer is no certificate in PEM");
    }
    const auto own = read_certificates(files.certificate_file);
    const auto authorities = read_certificates(files.ca_file);
    if (!own || !authorities) {
        return refused(!own ? own.error() : authorities.error());
    }
    X509* const given = chain.front().get();
    const Key mine = private_key_in(key);
    if (!mine || X509_check_private_key(given, mine.get()) != 1) {
        return refused("the new certificate is not for the key that was asked for");
    }
    const std::string name = common_name(X509_get_subject_name(given));
    if (const auto expected = common_name(X509_get_subject_name(own->front().get())); name != expected) {
        return refused("the new certificate is for `" + escaped(name) + "`, not for `" + escaped(expected) + "`");
    }
    // A clock nobody vouches for judges nothing: the certificate is looked at as at its own beginning.
    const UtcMs begins = time_of(X509_get0_notBefore(given));
    const auto verdict =
        verify_client(given, pointers(chain, 1), pointers(*authorities), now.wall_known ? now.wall : begins);
    if (verdict.error != X509_V_OK) {
        return refused("the new certificate, valid from " + written(begins) + ", does not verify against " +
                       escaped(files.ca_file) + ": " + X509_verify_cert_error_string(verdict.error));
    }
    std::string pem;
    for (const auto& certificate : chain) {
        pem += pem_of(certificate.get());
    }
    return pem;
}

}  // namespace magpie::tls
