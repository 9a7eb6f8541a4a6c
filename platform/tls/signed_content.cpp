#include "platform/tls/signed_content.hpp"

#include <optional>
#include <utility>

#include "platform/tls/signed_data.hpp"
#include "platform/tls/x509.hpp"
#include "wire/text.hpp"

namespace magpie::tls {

tl::expected<SignedContent, std::string> read_signed_content(std::string_view der, std::size_t longest,
                                                             const std::string& ca_file, const Now& now) {
    if (der.size() > longest) {
        return tl::unexpected(std::string("is too large"));
    }
    auto opened = open_signed_data(der);
    if (!opened) {
        return tl::unexpected(std::string("is not as it was signed"));
    }
    const auto authorities = read_certificates(ca_file);
    if (!authorities) {
        return tl::unexpected(authorities.error());
    }
    auto verdict = verify_signer(opened->signer.get(), pointers(opened->between), pointers(*authorities),
                                 now.wall_known ? std::optional(now.wall) : std::nullopt);
    if (verdict.error != X509_V_OK) {
        return tl::unexpected("is signed by nobody that " + escaped(ca_file) + " has made a signer");
    }
    auto signer = common_name(X509_get_subject_name(opened->signer.get()));
    return SignedContent{std::move(opened->content), std::move(signer), std::move(opened->signer),
                         std::move(verdict.issuer)};
}

tl::expected<std::string, std::string> make_signed_content(std::string_view content, std::size_t longest,
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
    auto der = make_signed_data(signer, own->key.get(), pointers(own->chain, 1), content);
    if (der.empty() || der.size() > longest) {
        return tl::unexpected(std::string("it is too large, or could not be signed"));
    }
    return der;
}

}  // namespace magpie::tls
