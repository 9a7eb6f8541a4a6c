#include "collector/reports/report_seal.hpp"

#include <utility>

#include "platform/tls/signed_data.hpp"
#include "platform/tls/x509.hpp"
#include "wire/text.hpp"

namespace magpie::collector {

Seal look_at_seal(std::string_view cms, std::string_view node, const std::string& ca_file, UtcMs at) {
    Seal seal;
    auto opened = tls::open_signed_data(cms);
    if (!opened) {
        seal.fault = opened.error() == tls::NotOpened::format ? SealFault::format : SealFault::signature;
        return seal;
    }
    seal.content = std::move(opened->content);
    const auto name = tls::common_name(X509_get_subject_name(opened->signer.get()));
    seal.signer = escaped(name);
    seal.serial = tls::serial_of(opened->signer.get());
    const auto authorities = tls::read_certificates(ca_file);
    const auto verdict = authorities ? tls::verify_client(opened->signer.get(), tls::pointers(opened->between),
                                                          tls::pointers(*authorities), at)
                                     : tls::ChainVerdict{.error = X509_V_ERR_UNSPECIFIED};
    if (verdict.error != X509_V_OK && verdict.error != X509_V_ERR_CERT_HAS_EXPIRED) {
        seal.fault = SealFault::chain;
    } else if (name != node) {
        seal.fault = SealFault::identity;
    }
    return seal;
}

}  // namespace magpie::collector
