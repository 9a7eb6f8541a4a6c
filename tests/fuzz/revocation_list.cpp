// What a CA has revoked, as a collector finds it in its file and a node is sent it with an order: bytes of anybody, the
// same signed by the CA after all, and lists that the CA did make.

#include <openssl/err.h>

#include <chrono>
#include <string>
#include <vector>

#include "collector/ca/certificate.hpp"
#include "platform/tls/revocation_list.hpp"
#include "platform/tls/x509.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using namespace magpie;
using fuzz::require;
namespace ca = collector::ca;

constexpr UtcMs begin{std::chrono::hours(24)};
constexpr UtcMs end{std::chrono::hours(24 * 365 * 50)};

/// A CA and one signer of it, made anew by each process: no verdict hangs on which.
struct Town {
    tls::Key key = tls::make_key();
    tls::Certificate root = *ca::make_certificate({ca::Kind::root, "Town", begin, end, {}}, key.get(), nullptr);
    ca::Issuer issuer{root.get(), key.get()};
    tls::Certificate signer =
        *ca::make_certificate({ca::Kind::signer, "kim", begin, end, {}}, tls::make_key().get(), &issuer);
};

/// Bytes that are a list, as if the town's CA had made it.
std::string signed_after_all(std::string_view der, const Town& town) {
    const auto crl = tls::whole<tls::Crl>(der, d2i_X509_CRL);
    std::string again;
    if (crl && X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(town.root.get())) == 1 &&
        X509_CRL_sign(crl.get(), town.key.get(), EVP_sha256()) > 0) {
        again = tls::der_of(crl.get(), i2d_X509_CRL);
    }
    ERR_clear_error();
    return again;
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    static const Town town;
    X509* const issuer = town.root.get();

    require(!tls::RevocationList::read(bytes, issuer), "what the CA has not signed is no list");
    require(ERR_peek_error() == 0, "nothing is left in OpenSSL's queue");
    const auto in_file = tls::revocation_list_in(bytes);
    require(!in_file || in_file->size() <= tls::longest_revocation_list,
            "what goes to nodes is no longer than they take");
    require(ERR_peek_error() == 0, "nothing is left in OpenSSL's queue");

    const auto again = signed_after_all(bytes, town);
    if (const auto list = tls::RevocationList::read(again, issuer)) {
        require(list->until() > UtcMs{}, "a list ends");
        (void)list->holds(town.signer.get());
    }
    require(ERR_peek_error() == 0, "nothing is left in OpenSSL's queue");

    fuzz::Input input(bytes);
    std::vector<ca::Revoked> revoked;
    const bool with_signer = (input.byte() & 1U) != 0;
    const auto number = static_cast<std::int64_t>(input.number()) + 1;
    while (!input.empty() && revoked.size() < 64) {
        revoked.push_back({"7F" + std::to_string(input.number()), begin});
    }
    if (with_signer) {
        revoked.push_back({tls::serial_of(town.signer.get()), begin});
    }
    const auto made = ca::make_crl(revoked, number, begin, end, town.issuer);
    const auto list = tls::RevocationList::read(tls::der_of(made->get(), i2d_X509_CRL), issuer);
    require(list && list->number() == static_cast<std::uint64_t>(number) && list->until() == end,
            "what the CA makes is read as it was made");
    require(list->holds(town.signer.get()) == with_signer, "who is on it is on it, and nobody else");
}
