#include "platform/tls/signed_page_token.hpp"

#include <openssl/err.h>

#include <optional>
#include <utility>

#include "wire/text.hpp"

namespace magpie::tls {
namespace {

using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

const unsigned char* bytes_of(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string signed_bytes(const std::string& content) {
    return std::string(page_token_begins) + content;
}

std::string signature_of(EVP_PKEY* key, const std::string& content) {
    const auto bytes = signed_bytes(content);
    const DigestContext context(EVP_MD_CTX_new());
    std::size_t size = 0;
    std::string signature;
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
        EVP_DigestSign(context.get(), nullptr, &size, bytes_of(bytes), bytes.size()) == 1) {
        signature.resize(size);
        const bool made = EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                                         bytes_of(bytes), bytes.size()) == 1;
        signature.resize(made ? size : 0);
    }
    ERR_clear_error();
    return signature;
}

bool has_signed(X509* signer, const CarriedPageToken& carried) {
    const auto bytes = signed_bytes(carried.content);
    const DigestContext context(EVP_MD_CTX_new());
    EVP_PKEY* const key = X509_get0_pubkey(signer);
    const bool good = key != nullptr && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
                      EVP_DigestVerify(context.get(), bytes_of(carried.signature), carried.signature.size(),
                                       bytes_of(bytes), bytes.size()) == 1;
    ERR_clear_error();
    return good;
}

}  // namespace

tl::expected<SignedPageToken, PageTokenRefusal> read_signed_page_token(std::string_view text,
                                                                       const std::vector<X509*>& between,
                                                                       const std::string& ca_file, const Now& now) {
    const auto carried = read_page_token_text(text);
    auto token = carried ? decode_page_token(carried->content) : std::nullopt;
    auto certificate = token ? whole<Certificate>(carried->certificate, d2i_X509) : Certificate();
    ERR_clear_error();
    if (!certificate) {
        return tl::unexpected(PageTokenRefusal::format);
    }
    const auto authorities = read_certificates(ca_file);
    if (!authorities || !has_signed(certificate.get(), *carried)) {
        return tl::unexpected(PageTokenRefusal::signature);
    }
    auto verdict = verify_signer(certificate.get(), between, pointers(*authorities),
                                 now.wall_known ? std::optional(now.wall) : std::nullopt);
    if (verdict.error != X509_V_OK) {
        return tl::unexpected(PageTokenRefusal::signature);
    }
    auto signer = common_name(X509_get_subject_name(certificate.get()));
    return SignedPageToken{std::move(*token), std::move(signer), std::move(certificate), std::move(verdict.issuer)};
}

tl::expected<std::string, std::string> make_signed_page_token(const PageToken& token,
                                                              const std::string& certificate_file,
                                                              const std::string& key_file) {
    const auto own = read_credential(certificate_file, key_file);
    if (!own) {
        return tl::unexpected(own.error());
    }
    X509* const signer = own->chain.front().get();
    if (!is_for_orders(signer)) {
        return tl::unexpected(escaped(certificate_file) + " is not a signer's: no node would believe it");
    }
    if (token.until > time_of(X509_get0_notAfter(signer))) {
        return tl::unexpected(escaped(certificate_file) + " ends at " + written(time_of(X509_get0_notAfter(signer))) +
                              ", and the token would outlive it");
    }
    const auto content = encode(token);
    if (content.empty()) {
        return tl::unexpected(std::string("the token contradicts itself"));
    }
    auto text = page_token_text({content, signature_of(own->key.get(), content), der_of(signer, i2d_X509)});
    if (text.empty()) {
        return tl::unexpected(std::string("it is too large, or could not be signed"));
    }
    return text;
}

}  // namespace magpie::tls
