#include "collector/ca/renewal.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <utility>

#include "collector/ca/name.hpp"
#include "platform/tls/signed_data.hpp"
#include "wire/text.hpp"

namespace magpie::collector::ca {
namespace {

struct Vetted {
    std::string name;
    std::string serial;
    std::string request;  // DER of PKCS #10
};

tl::unexpected<Refused> refused(Refusal reason, std::string sentence) {
    ERR_clear_error();
    return tl::unexpected(Refused{reason, std::move(sentence)});
}

tl::expected<void, Refused> check_signer(X509* signer, const Trust& trust, UtcMs now) {
    const auto name = "the certificate of `" + escaped(tls::common_name(X509_get_subject_name(signer))) + "`";
    const auto verdict = tls::verify_client(signer, {trust.issuing}, {trust.root}, now);
    if (verdict.depth > 0 && verdict.error != X509_V_OK) {
        const bool time =
            verdict.error == X509_V_ERR_CERT_HAS_EXPIRED || verdict.error == X509_V_ERR_CERT_NOT_YET_VALID;
        return time ? refused(Refusal::internal, "the CA's own certificate is not valid at this time")
                    : refused(Refusal::other_ca, name + " was signed by another CA");
    }
    switch (verdict.error) {
        case X509_V_OK:
            break;
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return refused(Refusal::expired,
                           name + " expired on " + tls::written(tls::time_of(X509_get0_notAfter(signer))));
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return refused(Refusal::not_yet_valid,
                           name + " is not valid before " + tls::written(tls::time_of(X509_get0_notBefore(signer))));
        case X509_V_ERR_INVALID_PURPOSE:
            return refused(Refusal::wrong_usage, name + " is not for a client");
        default:
            return refused(Refusal::other_ca, name + " was signed by another CA");
    }
    // A certificate without any extended usage passes as one for everything.
    if ((X509_get_extension_flags(signer) & EXFLAG_XKUSAGE) == 0 || X509_check_ca(signer) != 0) {
        return refused(Refusal::wrong_usage, name + " is not for a client");
    }
    return {};
}

tl::expected<Vetted, Refused> vet(std::string_view der, const Trust& trust, UtcMs now) {
    const auto opened = tls::open_signed_data(der);
    if (!opened) {
        switch (opened.error()) {
            case tls::NotOpened::format:
                return refused(Refusal::format, "this is no signed request (CMS SignedData in DER, one signer, SHA-2)");
            case tls::NotOpened::signature:
                return refused(Refusal::signature, "the signature is not that of the certificate in the request");
            case tls::NotOpened::no_certificate:
                break;
        }
        return refused(Refusal::signature, "the request holds no certificate of its signer");
    }
    X509* const signer = opened->signer.get();
    if (auto good = check_signer(signer, trust, now); !good) {
        return tl::unexpected(std::move(good.error()));
    }
    return Vetted{tls::common_name(X509_get_subject_name(signer)), tls::serial_of(signer), opened->content};
}

/// The kinds every broker takes and a pole's processor can bear.
bool is_good_key(EVP_PKEY* key) {
    if (EVP_PKEY_is_a(key, "EC") != 1) {
        return false;
    }
    std::array<char, 32> group{};
    if (EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1) {
        return false;
    }
    const std::string_view name = group.data();
    return name == "prime256v1" || name == "P-256" || name == "secp384r1" || name == "P-384";
}

tl::expected<tls::Key, Refused> check_request(const Vetted& vetted) {
    const auto request = tls::whole<tls::SigningRequest>(vetted.request, d2i_X509_REQ);
    if (!request) {
        return refused(Refusal::csr, "what was signed is no certificate request (PKCS #10 in DER)");
    }
    tls::Key key(X509_REQ_get_pubkey(request.get()));
    if (!key || !is_good_key(key.get())) {
        return refused(Refusal::key, "the new key is neither P-256 nor P-384");
    }
    if (X509_REQ_verify(request.get(), key.get()) != 1) {
        return refused(Refusal::csr_signature, "the new key has not signed the certificate request");
    }
    const X509_NAME* subject = X509_REQ_get_subject_name(request.get());
    const auto asked = tls::common_name(subject);
    if (X509_NAME_entry_count(subject) != 1 || asked != vetted.name) {
        return refused(Refusal::other_name,
                       "`" + escaped(vetted.name) + "` asks for a certificate of `" + escaped(asked) + "`");
    }
    if (const auto good = check_node_name(asked); !good) {
        return refused(Refusal::reserved_name, "`" + escaped(asked) + "` " + good.error());
    }
    return key;
}

}  // namespace

std::string_view word(Refusal refusal) {
    switch (refusal) {
        case Refusal::size:
            return "size";
        case Refusal::format:
            return "format";
        case Refusal::signature:
            return "signature";
        case Refusal::other_ca:
            return "other_ca";
        case Refusal::expired:
            return "expired";
        case Refusal::not_yet_valid:
            return "not_yet_valid";
        case Refusal::wrong_usage:
            return "wrong_usage";
        case Refusal::revoked:
            return "revoked";
        case Refusal::unknown_certificate:
            return "unknown_certificate";
        case Refusal::csr:
            return "csr";
        case Refusal::csr_signature:
            return "csr_signature";
        case Refusal::other_name:
            return "other_name";
        case Refusal::reserved_name:
            return "reserved_name";
        case Refusal::key:
            return "key";
        case Refusal::too_soon:
            return "too_soon";
        case Refusal::other_topic:
            return "other_topic";
        case Refusal::internal:
            break;
    }
    return "internal";
}

tl::expected<Applicant, Refused> judge_renewal(std::string_view der, const Trust& trust, UtcMs now) {
    ERR_clear_error();
    if (der.empty() || der.size() > longest_request) {
        return refused(Refusal::size, "a request has 1 to " + std::to_string(longest_request) + " bytes, this has " +
                                          std::to_string(der.size()));
    }
    auto vetted = vet(der, trust, now);
    if (!vetted) {
        return tl::unexpected(std::move(vetted.error()));
    }
    auto key = check_request(*vetted);
    ERR_clear_error();
    if (!key) {
        return tl::unexpected(std::move(key.error()));
    }
    return Applicant{std::move(vetted->name), std::move(vetted->serial), std::move(*key)};
}

}  // namespace magpie::collector::ca
